import type { Answer } from '../../base/exchange.js';
import type { Call } from '../call.js';
import { refuseAtRandom, takeTime } from '../bad-day.js';
import { GraphRefusal } from '../errors.js';

const minuteMs = 60_000;

/**
 * What a request costs, in SharePoint's resource units: anything about permissions 5; one item, delta with a token and
 * downloads 1; the rest 2. Requests that are not about files cost nothing here.
 */
export function unitsOf(method: string, path: string, query: URLSearchParams): number {
  if (!/^\/(drives|sites|search|users\/[^/]+\/(followedSites|drives))/i.test(path)) return 0;
  if (
    /\/(permissions|invite|createLink|sharePermission)(\/|$)/i.test(path) ||
    /permissions/i.test(query.get('$expand') ?? '')
  )
    return 5;
  if (method !== 'GET') return 2;
  if (/\/delta(\(.*\))?$/i.test(path)) return query.has('token') || /token=/i.test(path) ? 1 : 2;
  return /\/(content|share|preview)$/i.test(path) ||
    /^\/(drives|sites)\/[^/]+(\/(items\/[^/]+|missing\/.*))?$/i.test(path)
    ? 1
    : 2;
}

const busy = (seconds: number) =>
  new GraphRefusal(
    429,
    'activityLimitReached',
    'The request has been throttled.',
    { 'retry-after': String(seconds) },
    'throttledRequest',
  );

/** Units an application used in an organisation within this minute of the sandbox's clock. Refused requests count too. */
export class ResourceUnits {
  readonly #used = new Map<string, { minute: number; units: number }>();

  /** Does the work when there is room; from 80 % on the answer tells how much is left. */
  async pass(call: Call, work: () => Promise<Answer>): Promise<Answer> {
    const cost = unitsOf(call.exchange.method, call.path, call.query);
    if (cost === 0) return work();
    const limit = call.behaviour.files.unitsPerMinute;
    const now = call.clock.now().getTime();
    const minute = Math.floor(now / minuteMs);
    const key = `${call.caller.appid} ${call.caller.tid}`;
    const before = this.#used.get(key);
    const used = { minute, units: (before?.minute === minute ? before.units : 0) + cost };
    this.#used.set(key, used);
    const reset = String(Math.max(1, Math.ceil(((minute + 1) * minuteMs - now) / 1000)));
    const headers = {
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(Math.max(0, limit - used.units)),
      'ratelimit-reset': reset,
    };
    if (used.units > limit)
      throw new GraphRefusal(
        429,
        'activityLimitReached',
        'The request has been throttled.',
        { ...headers, 'retry-after': reset },
        'throttledRequest',
      );
    refuseAtRandom(call.behaviour, busy);
    const answer = await work();
    await takeTime(call.behaviour, answer);
    return used.units >= limit * 0.8 ? { ...answer, headers: { ...answer.headers, ...headers } } : answer;
  }
}
