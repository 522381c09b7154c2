import type { FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.js';
import { sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';

export type Admit = (request: FastifyRequest) => Promise<Principal>;
interface Needs {
  validate(authorization: string | undefined): Promise<Principal>;
  remember(principal: Principal): Promise<void>;
  /** The address people know us under. */
  publicUrl: string;
}
/** How many bad tokens one address may try in a minute; a whole office may stand behind it. */
export const refusalsPerMinute = 300;
const minute = 60_000;
const mostRemembered = 20_000;

/**
 * Says who asks, before the body is read. Requests that a page of somebody else makes a browser send are refused whatever they carry, and an
 * address that keeps trying bad tokens is not listened to for the rest of the minute, except with a token that was good before.
 */
export function createAdmit({ validate, remember, publicUrl }: Needs): Admit {
  const { origin } = new URL(publicUrl);
  const good = new Set<string>();
  let refusals = new Map<string, number>();
  let since = Date.now();

  return async (request) => {
    const { authorization, origin: from, 'sec-fetch-site': site } = request.headers;
    if ((from !== undefined && from !== origin) || site === 'cross-site')
      throw new AppError('access_denied', 'This was asked from a page that is not ours. Nothing was done.', {
        source: 'request',
      });
    if (Date.now() - since > minute) {
      refusals = new Map();
      since = Date.now();
    }
    const token = sha256(authorization ?? '');
    const count = refusals.get(request.ip) ?? 0;
    if (count >= refusalsPerMinute && !good.has(token))
      throw new AppError('throttled', 'Too many sign-ins were refused. Wait a minute, then sign in again.', {
        source: 'request',
        retryAfterSeconds: Math.ceil((since + minute - Date.now()) / 1000),
      });
    const principal = await validate(authorization).catch((error: unknown) => {
      good.delete(token);
      if (refusals.size < mostRemembered) refusals.set(request.ip, count + 1);
      throw error;
    });
    if (good.size > mostRemembered) good.clear();
    good.add(token);
    await remember(principal);
    return principal;
  };
}
