import type { Organisation, Person } from '../tenant/company.js';
import { graphResource, type Application, type Directory, type ScopeRequest } from './directory.js';
import { consentMissing, EntraError } from './errors.js';
import type { RefreshToken } from './refresh-tokens.js';
import type { Rules, Step } from './rules.js';
import type { SignInLog } from './sign-in-log.js';
import { clientInfo, type Tokens } from './tokens.js';

/** What every way of getting a token works with. */
export interface IssuingParts {
  directory: Directory;
  tokens: Tokens;
  rules: Rules;
  signIns: SignInLog;
}
export interface TokenWish {
  asked: ScopeRequest;
  identity: string[];
  step: Step;
  factorRound: number;
  isChallengeable: boolean;
  nonce?: string;
  session?: Pick<RefreshToken, 'isBrowser'> & { goodUntil?: number };
}

/** The token answer, or the refusal, under the rules of now; scopes are what was granted of what was asked, and never more. Both are in the log. */
export async function tokenBody(
  parts: IssuingParts,
  app: Application,
  who: { organisation: Organisation; person: Person },
  wish: TokenWish,
): Promise<TokenBody> {
  const told = (refused?: EntraError) =>
    parts.signIns.add({
      ...who,
      app,
      isInteractive: wish.step === 'page',
      resource: wish.asked.resource === graphResource ? 'Microsoft Graph' : app.name,
      refused,
    });
  try {
    const body = await issue(parts, app, who, wish);
    told();
    return body;
  } catch (thrown) {
    if (thrown instanceof EntraError) told(thrown);
    throw thrown;
  }
}

async function issue(
  { directory, tokens, rules }: IssuingParts,
  app: Application,
  who: { organisation: Organisation; person: Person },
  { asked, identity, step, factorRound, isChallengeable, nonce, session = {} }: TokenWish,
): Promise<TokenBody> {
  const { organisation, person } = who;
  const refused =
    rules.refusalOf(organisation.tenantId, person.id, step) ??
    rules.challengeOf(organisation.tenantId, person.id, factorRound);
  if (refused) throw refused;
  const granted = directory.granted(organisation.tenantId, app.clientId, person.id);
  const wanted = asked.isDefault
    ? [...granted].filter((scope) => scope.startsWith('api://') === (asked.resource !== graphResource))
    : asked.scopes;
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (missing.length > 0 || (wanted.length === 0 && asked.isDefault)) throw consentMissing(app.name);
  const wantsIdentity = identity.length > 0 || asked.identity.length > 0;
  return {
    token_type: 'Bearer',
    scope: [...wanted, ...asked.identity.filter((scope) => scope !== 'offline_access')].join(' '),
    expires_in: tokens.lifetimeSeconds,
    ext_expires_in: tokens.lifetimeSeconds,
    access_token: await tokens.access(
      organisation,
      person,
      app.clientId,
      asked.resource,
      wanted.length > 0 ? wanted : ['openid', 'profile'],
      { factorRound, isChallengeable },
    ),
    ...([...identity, ...asked.identity].includes('offline_access')
      ? {
          refresh_token: tokens.refreshTokens.give({
            ...session,
            clientId: app.clientId,
            tenantId: organisation.tenantId,
            objectId: person.id,
            scopes: wanted,
            ...(factorRound > 0 ? { factorRound } : {}),
          }),
        }
      : {}),
    ...(wantsIdentity ? { id_token: await tokens.id(organisation, person, app.clientId, nonce) } : {}),
    client_info: clientInfo(organisation, person),
  };
}
export interface TokenBody {
  token_type: string;
  scope: string;
  expires_in: number;
  ext_expires_in: number;
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  client_info: string;
}
