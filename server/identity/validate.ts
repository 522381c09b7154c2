import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../base/errors.js';
import type { Outbound } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import { apiScope } from './scopes.js';

export interface ValidateOptions {
  entraUrl: string;
  clientId: string;
  outbound: Outbound;
  isKnownTenant(tenantId: string): Promise<boolean>;
  onRefusal?(why: string): void;
}
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Says who calls, from a token of our own API. Checks the tenant's signature (RS256 with its published keys), issuer,
 * audience, times (a minute's tolerance), version, scope, and that the tenant is one of ours. Every refusal reads the same
 * outside (`sign_in_required`); why it was goes to `onRefusal`.
 */
export function createValidator({
  entraUrl,
  clientId,
  outbound,
  isKnownTenant,
  onRefusal,
}: ValidateOptions): (authorization: string | undefined) => Promise<Principal> {
  const keySets = new Map<string, JWTVerifyGetKey>();
  const keysOf = (tenantId: string): JWTVerifyGetKey => {
    const known =
      keySets.get(tenantId) ??
      createRemoteJWKSet(new URL(`${entraUrl}/${tenantId}/discovery/v2.0/keys`), {
        cooldownDuration: 30_000,
        timeoutDuration: 5_000,
        [customFetch]: outbound as unknown as typeof fetch,
      });
    keySets.set(tenantId, known);
    return known;
  };
  return async (authorization) => {
    const assertion = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    const refuse = (why: string, cause?: unknown): never => {
      onRefusal?.(why);
      throw new AppError(
        'sign_in_required',
        'Please sign in again: this sign-in is missing, over, or not meant for this service.',
        { source: 'request', cause },
      );
    };
    if (!assertion) return refuse('no_token');
    const tenantId = readTenant(assertion) ?? refuse('not_a_token');
    if (!guid.test(tenantId) || !(await isKnownTenant(tenantId))) return refuse('unknown_tenant');
    const { payload } = await jwtVerify(assertion, keysOf(tenantId), {
      algorithms: ['RS256'],
      issuer: `${entraUrl}/${tenantId}/v2.0`,
      audience: [clientId, `api://${clientId}`],
      clockTolerance: 60,
      requiredClaims: ['exp', 'nbf', 'tid', 'oid'],
    }).catch((cause: { code?: string }) => refuse(cause.code ?? 'unverified', cause));
    if (payload.ver !== '2.0') return refuse('version');
    const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
    if (!scopes.includes(apiScope) || payload.idtyp === 'app') return refuse('scope');
    if (!guid.test(String(payload.oid))) return refuse('object_id');
    return {
      tenantId,
      objectId: String(payload.oid),
      name: text(payload.name) || text(payload.preferred_username),
      address: text(payload.preferred_username).toLowerCase(),
      scopes,
      assertion,
    };
  };
}

function readTenant(assertion: string): string | undefined {
  try {
    return text(decodeJwt(assertion).tid);
  } catch {
    return undefined;
  }
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
