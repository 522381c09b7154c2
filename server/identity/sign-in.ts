import { CryptoProvider } from '@azure/msal-node';
import type { Permission } from '../../contract/connection.js';
import { AppError } from '../base/errors.js';
import { randomToken } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import { sortIdentityError } from './errors.js';
import { text, tenantIn, type Verify } from './keys.js';
import { createMsal, newestRefreshToken, type RegistrationOptions } from './msal.js';
import { permissionScopes, shortScopes } from './scopes.js';
import type { TokenStore } from './token-store.js';

export interface SignInOptions extends RegistrationOptions {
  publicUrl: string;
  tokens: TokenStore;
  verify: Verify;
}
/** What the server remembers of a sign-in on its way, to recognise its end by. */
export interface Begun {
  url: string;
  state: string;
  nonce: string;
  verifier: string;
}
export type SignedIn = Pick<Principal, 'tenantId' | 'objectId' | 'name' | 'address'> & {
  /** Keeps the tokens of this sign-in, sealed, for this person: only once it is clear that they are the right one. */
  keep(): Promise<void>;
};
export interface SignIn {
  /** Microsoft's page that asks for these permissions (authorization code, PKCE with S256). */
  begin(wish: { permissions: Permission[]; loginHint?: string; chooseAccount: boolean }): Promise<Begun>;
  /** Redeems the code and says who signed in. The id_token must be signed, for us, and carry the nonce. Throws AppError. */
  redeem(code: string, begun: Pick<Begun, 'nonce' | 'verifier'> & { permissions: Permission[] }): Promise<SignedIn>;
}

/** Signing in for background work, on Microsoft's own page. No password is ever seen here. */
export function createSignIn({ publicUrl, tokens, verify, ...registration }: SignInOptions): SignIn {
  const clientOf = createMsal(registration);
  const redirectUri = `${publicUrl}/connect/callback`;
  const scopesOf = (permissions: Permission[]) => [
    'User.Read',
    ...new Set(permissions.flatMap((it) => permissionScopes[it])),
  ];
  return {
    async begin({ permissions, loginHint, chooseAccount }) {
      const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
      const [state, nonce] = [randomToken(), randomToken()];
      try {
        const url = await clientOf('common').getAuthCodeUrl({
          scopes: scopesOf(permissions),
          redirectUri,
          state,
          nonce,
          codeChallenge: challenge,
          codeChallengeMethod: 'S256',
          responseMode: 'query',
          ...(loginHint ? { loginHint } : {}),
          ...(chooseAccount ? { prompt: 'select_account' } : {}),
        });
        return { url, state, nonce, verifier };
      } catch (thrown) {
        throw sortIdentityError(thrown);
      }
    },

    async redeem(code, { nonce, verifier, permissions }) {
      const client = clientOf('common');
      const result = await client
        .acquireTokenByCode({ code, codeVerifier: verifier, redirectUri, nonce, scopes: scopesOf(permissions) })
        .catch((thrown: unknown) => {
          throw sortIdentityError(thrown, { scopes: scopesOf(permissions) });
        });
      const tenantId = tenantIn(result.idToken) ?? '';
      const claims = await verify(result.idToken, tenantId, [registration.clientId]).catch((cause: unknown) => {
        throw notOurs(cause);
      });
      if (claims.nonce !== nonce) throw notOurs(new Error('another nonce'));
      const refreshToken = newestRefreshToken(client);
      const person = { tenantId, objectId: text(claims.oid) };
      return {
        ...person,
        name: text(claims.name) || text(claims.preferred_username),
        address: text(claims.preferred_username).toLowerCase(),
        keep: () =>
          tokens.keep(person, {
            accessToken: result.accessToken,
            endsAt: 0, // asked for anew at first use, together with whatever else was granted before
            scopes: shortScopes(result.scopes),
            ...(refreshToken ? { refreshToken } : {}),
          }),
      };
    },
  };
}

const notOurs = (cause: unknown) =>
  new AppError('sign_in_required', 'This answer of Microsoft sign-in does not belong to this connection. Try again.', {
    source: 'entra',
    cause,
  });
