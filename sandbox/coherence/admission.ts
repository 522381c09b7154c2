import type { Clock } from '../base/clock.js';
import type { Answer, Exchange } from '../base/exchange.js';
import { Refusal } from './refusal.js';
import type { CoherenceOAuth } from './oauth.js';
import type { Settings } from './settings.js';
import type { Workspace, Workspaces } from './workspaces.js';

type Work = (x: Exchange, params: Record<string, string>, workspace: Workspace) => Answer;

/** Lets a call in by its key, within the calls of a minute, and turns a refusal into Coherence's body. */
export function createAdmission({
  clock,
  workspaces,
  settings,
  oauth,
}: {
  clock: Clock;
  workspaces: Workspaces;
  settings: Settings;
  oauth: CoherenceOAuth;
}) {
  const used = new Map<string, { minute: number; count: number }>();
  let calls = 0;

  function enter(exchange: Exchange): { workspace: Workspace; headers: Record<string, string> } {
    calls += 1;
    const key = /^Bearer (.+)$/.exec(exchange.headers.authorization ?? '')?.[1] ?? '';
    const signedIn = oauth.workspaceOf(key);
    const workspace = signedIn === undefined ? workspaces.byKey(key) : workspaces.named(signedIn);
    if (!workspace || (signedIn === undefined && workspace.isKeyRevoked))
      throw new Refusal(401, 'unauthorized', 'The API key is not valid.');
    const minute = Math.floor(clock.seconds() / 60);
    const meter = used.get(key)?.minute === minute ? used.get(key) : undefined;
    const count = (meter?.count ?? 0) + 1;
    used.set(key, { minute, count });
    const headers = {
      'x-ratelimit-limit': String(settings.perMinute),
      'x-ratelimit-remaining': String(Math.max(0, settings.perMinute - count)),
      'x-ratelimit-reset': String((minute + 1) * 60),
    };
    if (count > settings.perMinute)
      throw new Refusal(429, 'rate_limit_exceeded', 'Too many requests.', undefined, {
        ...headers,
        'retry-after': String(60 - (clock.seconds() % 60)),
      });
    return { workspace, headers };
  }
  const route =
    (work: Work) =>
    (x: Exchange, params: Record<string, string>): Answer => {
      try {
        const { workspace, headers } = enter(x);
        const answer = work(x, params, workspace);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        return {
          status: thrown.status,
          headers: thrown.headers,
          body: {
            error: {
              code: thrown.code,
              message: thrown.message,
              ...(thrown.details ? { details: thrown.details } : {}),
            },
          },
        };
      }
    };

  return { route, calls: () => calls };
}
