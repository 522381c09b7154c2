import { createHash } from 'node:crypto';
import { formOf, type Answer, type Exchange } from '../base/exchange.js';
import type { Authorizations } from './authorizations.js';
import { graphResource, readScopes, type Application } from './directory.js';
import { badGrant, badRequest, EntraError, expiredSecret, unknownApplication, wrongSecret } from './errors.js';
import { tokenBody, type IssuingParts } from './issue.js';

interface Parts extends IssuingParts {
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

function requireSecret({ tokens, directory }: IssuingParts, form: URLSearchParams, app: Application): void {
  if (!form.get('client_secret') && !form.get('client_assertion'))
    throw new EntraError(
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      { status: 401 },
    );
  if (form.get('client_secret') !== app.clientSecret) throw wrongSecret();
  if (tokens.clock.now() >= directory.secretEnds) throw expiredSecret(app.clientId);
}

async function redeemCode(
  { authorizations, ...parts }: Parts,
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
  if (!origin) requireSecret(parts, form, app);
  const who = parts.directory.person(code.objectId);
  if (!who) throw badGrant(50034, 'The user account does not exist in the directory.');
  return tokenBody(parts, app, who, {
    asked: readScopes(form.get('scope') ?? code.scope),
    identity: readScopes(code.scope).identity,
    step: origin ? 'page' : 'server',
    factorRound: code.factorRound,
    isChallengeable: declaresChallenges(form),
    ...(code.nonce ? { nonce: code.nonce } : {}),
    session: origin ? { isBrowser: true } : {},
  });
}

async function refresh(
  parts: Parts,
  form: URLSearchParams,
  app: Application,
  origin: string | undefined,
): Promise<object> {
  const known = parts.tokens.refreshTokens.read(form.get('refresh_token') ?? '', app.clientId);
  if (!origin) requireSecret(parts, form, app);
  const who = parts.directory.person(known.objectId);
  if (!who) throw badGrant(50034, 'The user account does not exist in the directory.');
  return tokenBody(parts, app, who, {
    asked: readScopes(form.get('scope') ?? known.scopes.join(' ')),
    identity: ['openid', 'profile', 'offline_access'],
    step: origin ? 'page' : 'server',
    factorRound: known.factorRound ?? 0,
    isChallengeable: declaresChallenges(form),
    session: known.isBrowser ? { isBrowser: true, goodUntil: known.goodUntil } : {},
  });
}

async function clientCredentials(
  parts: Parts,
  form: URLSearchParams,
  app: Application,
  tenant: string,
): Promise<object> {
  requireSecret(parts, form, app);
  const { directory, tokens } = parts;
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
  requireSecret(parts, form, app);
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
  return tokenBody(parts, app, who, {
    asked,
    identity: asked.identity,
    step: 'server',
    factorRound: Number(claims.sandbox_factor ?? 0),
    isChallengeable: declaresChallenges(form),
  });
}

/** Whether the client says that it understands claims challenges (`xms_cc` with `cp1`). */
function declaresChallenges(form: URLSearchParams): boolean {
  try {
    const asked = JSON.parse(form.get('claims') ?? '{}') as { access_token?: { xms_cc?: { values?: string[] } } };
    return asked.access_token?.xms_cc?.values?.includes('cp1') ?? false;
  } catch {
    return false;
  }
}
