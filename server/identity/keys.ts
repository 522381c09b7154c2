import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Outbound } from '../base/outbound.js';

export const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks a token of one tenant: signature (RS256 with the tenant's published keys), issuer, audience and times (a minute's tolerance). Throws jose's error. */
export type Verify = (token: string, tenantId: string, audience: string[]) => Promise<JWTPayload>;

export function createVerify({ entraUrl, outbound }: { entraUrl: string; outbound: Outbound }): Verify {
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
  return async (token, tenantId, audience) => {
    const { payload } = await jwtVerify(token, keysOf(tenantId), {
      algorithms: ['RS256'],
      issuer: `${entraUrl}/${tenantId}/v2.0`,
      audience,
      clockTolerance: 60,
      requiredClaims: ['exp', 'nbf', 'tid', 'oid'],
    });
    return payload;
  };
}

/** The tenant a token says it is of, unchecked: it only chooses the keys. */
export function tenantIn(token: string): string | undefined {
  try {
    return text(decodeJwt(token).tid);
  } catch {
    return undefined;
  }
}
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
