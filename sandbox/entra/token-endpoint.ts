import { createHash } from 'node:crypto';
import { formOf, type Answer, type Exchange } from '../base/exchange.js';
import type { Organisation, Person } from '../tenant/company.js';
import type { Authorizations } from './authorizations.js';
import { graphResource, readScopes, type Application, type Directory, type ScopeRequest } from './directory.js';
import { badGrant, badRequest, consentMissing, EntraError, unknownApplication, wrongSecret } from './errors.js';
import type { RefreshToken } from './refresh-tokens.js';
import { clientInfo, type Tokens } from './tokens.js';

interface Parts {
  directory: Directory;
  tokens: Tokens;
  authorizations: Authorizations;
}

/** POST /{tenant}/oauth2/v2.0/token for the four grants the product and its clients use. */
export async function answerTokenRequest(parts: Parts, exchange: Exchange, tenant: string): Promise<Answer> {
  const form = formOf(exchange);
  const app = parts.directory.application(form.get('client_id') ?? '');
  try {
    if (!app) throw unknownApplication(form.get('client_id') ?? '');
    const body = await grant(parts, form, app, tenant, exchange.headers.origin);
    return { status: 200, headers: { 'cache-control': 'no-store', ...cors(exchange) }, body };
  } catch (thrown) {
    if (!(thrown instanceof EntraError)) throw thrown;
    const refusal = thrown.toAnswer(parts.tokens.clock.now());
    return { ...refusal, headers: cors(exchange) };
  }
}

/** Single-page apps call the token endpoint from the browser. */
export const cors = (exchange: Exchange): Record<string, string> =>
  exchange.headers.origin
    ? {
        'access-control-allow-origin': exchange.headers.origin,
        'access-control-allow-headers': (exchange.headers['access-control-request-headers'] as string) ?? '*',
        'access-control-allow-methods': 'POST, GET, OPTIONS',
      }
    : {};

function grant(
  parts: Parts,
  form: URLSearchParams,
  app: Application,
  tenant: string,
  origin: string | undefined,
): Promise<object> {
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return redeemCode(parts, form, app, origin);
    case 'refresh_token':
      return refresh(parts, form, app, origin);
    case 'client_credentials':
      return clientCredentials(parts, form, app, tenant);
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return onBehalfOf(parts, form, app, tenant);
    default:
      throw new EntraError('unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
  }
}

function requireSecret(form: URLSearchParams, app: Application): void {
  if (!form.get('client_secret') && !form.get('client_assertion'))
    throw new EntraError(
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      { status: 401 },
    );
  if (form.get('client_secret') !== app.clientSecret) throw wrongSecret();
}

async function redeemCode(
  { directory, tokens, authorizations }: Parts,
  form: URLSearchParams,
  app: Application,
  origin: string | undefined,
): Promise<object> {
  const code = authorizations.take(form.get('code') ?? '');
  if (code === 'used')
    throw badGrant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    );
  if (!code || code.clientId !== app.clientId)
    throw badGrant(70008, 'The provided authorization code or refresh token has expired due to inactivity.');
  if (form.get('redirect_uri') !== code.redirectUri)
    throw badGrant(
      500112,
      'The reply address does not match the reply address provided when requesting the authorization code.',
    );
  if (code.challenge) {
    const made = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (made !== code.challenge)
      throw badGrant(
        501481,
        'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
      );
  }
  if (!origin) requireSecret(form, app);
  const who = directory.person(code.objectId);
  if (!who) throw badGrant(50034, 'The user account does not exist in the directory.');
  return tokenBody(
    { directory, tokens },
    app,
    who,
    readScopes(form.get('scope') ?? code.scope),
    readScopes(code.scope).identity,
    code.nonce,
    origin ? { isBrowser: true } : {},
  );
}

async function refresh(
  { directory, tokens }: Parts,
  form: URLSearchParams,
  app: Application,
  origin: string | undefined,
): Promise<object> {
  const known = tokens.refreshTokens.read(form.get('refresh_token') ?? '', app.clientId);
  if (!origin) requireSecret(form, app);
  const who = directory.person(known.objectId);
  if (!who) throw badGrant(50034, 'The user account does not exist in the directory.');
  return tokenBody(
    { directory, tokens },
    app,
    who,
    readScopes(form.get('scope') ?? known.scopes.join(' ')),
    ['openid', 'profile', 'offline_access'],
    undefined,
    known.isBrowser ? { isBrowser: true, goodUntil: known.goodUntil } : {},
  );
}

async function clientCredentials(
  { directory, tokens }: Parts,
  form: URLSearchParams,
  app: Application,
  tenant: string,
): Promise<object> {
  requireSecret(form, app);
  const organisation = directory.organisation(tenant);
  if (!organisation) throw badRequest(90002, `Tenant '${tenant}' not found.`);
  const scope = readScopes(form.get('scope') ?? '');
  if (!scope.isDefault)
    throw new EntraError(
      'invalid_scope',
      1002012,
      'The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
    );
  return {
    token_type: 'Bearer',
    expires_in: tokens.lifetimeSeconds,
    ext_expires_in: tokens.lifetimeSeconds,
    access_token: await tokens.appOnly(
      organisation.tenantId,
      app.clientId,
      scope.resource,
      scope.resource === graphResource ? app.roles : [],
    ),
  };
}

async function onBehalfOf(parts: Parts, form: URLSearchParams, app: Application, tenant: string): Promise<object> {
  requireSecret(form, app);
  if (form.get('requested_token_use') !== 'on_behalf_of')
    throw badRequest(900144, "The request body must contain the following parameter: 'requested_token_use'.");
  const claims = await parts.tokens.verify(form.get('assertion') ?? '').catch((cause: { code?: string }) => {
    throw cause.code === 'ERR_JWT_EXPIRED'
      ? badGrant(500133, 'Assertion is not within its valid time range.')
      : badGrant(50013, 'Assertion failed signature validation.');
  });
  if (claims.aud !== app.clientId)
    throw badGrant(50013, 'Assertion audience does not match the application requesting it.');
  const who = parts.directory.person(String(claims.oid));
  if (
    !who ||
    (tenant !== 'common' &&
      tenant !== 'organizations' &&
      parts.directory.organisation(tenant)?.tenantId !== who.organisation.tenantId)
  )
    throw badGrant(50013, 'Assertion was issued in another tenant.');
  const asked = readScopes(form.get('scope') ?? '');
  return tokenBody(parts, app, who, asked, asked.identity);
}

/** The token answer; scopes are what was granted of what was asked, and never more. */
export async function tokenBody(
  { directory, tokens }: Pick<Parts, 'directory' | 'tokens'>,
  app: Application,
  who: { organisation: Organisation; person: Person },
  asked: ScopeRequest,
  identity: string[],
  nonce?: string,
  session: Pick<RefreshToken, 'isBrowser'> & { goodUntil?: number } = {},
): Promise<TokenBody> {
  const { organisation, person } = who;
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
    ),
    ...([...identity, ...asked.identity].includes('offline_access')
      ? {
          refresh_token: tokens.refreshTokens.give({
            ...session,
            clientId: app.clientId,
            tenantId: organisation.tenantId,
            objectId: person.id,
            scopes: wanted,
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
