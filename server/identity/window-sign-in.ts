import { CryptoProvider } from '@azure/msal-node';
import { AppError } from '../base/errors.js';
import { randomToken, sha256 } from '../base/ids.js';
import { sortIdentityError, sortPageRefusal } from './errors.js';
import type { HandOver, Refused } from './hand-over.js';
import { tenantIn, text, type Verify } from './keys.js';
import { createMsal, type RegistrationOptions } from './msal.js';
import { apiScope } from './scopes.js';

export interface WindowOptions extends RegistrationOptions {
  publicUrl: string;
  verify: Verify;
  handOver: HandOver;
}
export interface WindowWish {
  /** The SHA-256 of a secret that only the page knows which opened the window. */
  challenge: string;
  claims?: string;
  loginHint?: string;
  chooseAccount: boolean;
}
/** What Microsoft's page sent back, and the secret of the browser that began. */
export interface WindowReturned {
  state?: string;
  code?: string;
  error?: string;
  errorDescription?: string;
  browser?: string;
}
interface Attempt {
  nonce: string;
  verifier: string;
  challenge: string;
  browserHash: string;
}
interface Ticket {
  token: string;
  endsAt: string;
  challenge: string;
}
export interface WindowSignIn {
  begin(wish: WindowWish): Promise<{ url: string; browser: string }>;
  /** A ticket for the page that opened the window; throws AppError with the cause. */
  finish(returned: WindowReturned): Promise<string>;
  redeem(ticket: string, secret: string): Promise<{ token: string; endsDateTime: string }>;
  /** A link's secret, and taking it: once. */
  makeLink(): Promise<{ url: string; endsDateTime: string }>;
  takeLink(secret: string): Promise<Refused | undefined>;
}
const attemptSeconds = 600;
const ticketSeconds = 120;

/**
 * Signing in in a window of its own: authorization code with PKCE on the server, for a token of our own API. What goes to the page
 * that opened the window is a ticket, good once; only who knows the page's secret gets the token for it.
 */
export function createWindowSignIn({ publicUrl, verify, handOver, ...registration }: WindowOptions): WindowSignIn {
  const clientOf = createMsal(registration);
  const redirectUri = `${publicUrl}/sign-in/callback`;
  const scopes = [`api://${registration.clientId}/${apiScope}`];
  const stranger = (why: string) =>
    new AppError('sign_in_required', 'This sign-in did not begin in this browser, or was over. Begin it again.', {
      source: 'entra',
      cause: new Error(why),
      diagnosis: { cause: 'data.used' },
    });
  return {
    async begin({ challenge, claims, loginHint, chooseAccount }) {
      const { verifier, challenge: codeChallenge } = await new CryptoProvider().generatePkceCodes();
      const [state, nonce, browser] = [randomToken(), randomToken(), randomToken()];
      try {
        const url = await clientOf('common').getAuthCodeUrl({
          scopes,
          redirectUri,
          state,
          nonce,
          codeChallenge,
          codeChallengeMethod: 'S256',
          responseMode: 'query',
          ...(claims ? { claims } : {}),
          ...(loginHint ? { loginHint } : {}),
          ...(chooseAccount ? { prompt: 'select_account' } : {}),
        });
        const attempt: Attempt = { nonce, verifier, challenge, browserHash: sha256(browser) };
        await handOver.put('attempt', attempt, attemptSeconds, state);
        return { url, browser };
      } catch (thrown) {
        throw sortIdentityError(thrown);
      }
    },

    async finish({ state = '', code = '', error, errorDescription, browser = '' }) {
      const taken = await handOver.take<Attempt>('attempt', state);
      if ('refused' in taken) throw stranger(taken.refused);
      const { nonce, verifier, challenge, browserHash } = taken.value;
      if (sha256(browser) !== browserHash) throw stranger('another browser');
      if (error) throw sortPageRefusal(error, errorDescription, scopes);
      const result = await clientOf('common')
        .acquireTokenByCode({ code, codeVerifier: verifier, redirectUri, nonce, scopes })
        .catch((thrown: unknown) => {
          throw sortIdentityError(thrown, { scopes });
        });
      const claims = await verify(result.idToken, tenantIn(result.idToken) ?? '', [registration.clientId]).catch(
        (cause: unknown) => {
          throw stranger(String(cause));
        },
      );
      if (text(claims.nonce) !== nonce) throw stranger('another nonce');
      const endsAt = (result.expiresOn ?? new Date()).toISOString();
      return handOver.put<Ticket>('ticket', { token: result.accessToken, endsAt, challenge }, ticketSeconds);
    },

    async redeem(ticket, secret) {
      const taken = await handOver.take<Ticket>('ticket', ticket);
      if ('refused' in taken) throw stranger(taken.refused);
      const { token, endsAt, challenge } = taken.value;
      if (sha256(secret) !== challenge) throw stranger('another page');
      return { token, endsDateTime: endsAt };
    },

    async makeLink() {
      const secret = await handOver.put('link', {}, attemptSeconds);
      return {
        url: `${publicUrl}/sign-in/link/${secret}`,
        endsDateTime: new Date(Date.now() + attemptSeconds * 1000).toISOString(),
      };
    },
    async takeLink(secret) {
      const taken = await handOver.take('link', secret);
      return 'refused' in taken ? taken.refused : undefined;
    },
  };
}
