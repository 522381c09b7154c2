import { Agent, fetch } from 'undici';
import type { Caller, World } from '../support/world.js';
import { round, time } from './numbers.js';

/** Asks now and then: the server lets a person ask some hundred times a minute. */
export async function until<T>(
  ask: () => Promise<T>,
  isWanted: (it: T) => boolean,
  limitMs: number,
  everyMs = 500,
): Promise<T> {
  for (const end = Date.now() + limitMs; ;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`It did not come within ${limitMs} ms; last seen: ${JSON.stringify(answer)}`);
    await pause(everyMs);
  }
}
export const pause = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
export const untilIndexed = (caller: Caller) =>
  until(
    () => caller.call('POST /records/search', { body: { query: 'Jana' } }),
    ({ records }) => records.length > 0,
    120_000,
  );
/** Requests at Graph for the mailbox of somebody so far, those of a batch each. */
export const requestsOf = (world: World, { person }: Caller): number => world.sandbox.graph.mailboxRequests(person.id);
/** A token of somebody's own, beside the product. */
export async function graphToken(world: World, objectId: string, scope: string): Promise<string> {
  const issued = await world.sandbox.entra.issueForBroker({
    objectId,
    clientId: world.sandbox.client.id,
    scope: `https://graph.microsoft.com/${scope}`,
  });
  if (!issued.success) throw new Error(issued.error.description);
  return issued.token.access_token;
}

/** Many changes at once, told by many notifications: until the last is here, and what it cost. */
export async function catchUpWith(
  { world, caller, changed }: { world: World; caller: Caller; changed: number },
  deliver: (i: number) => void,
  here: () => Promise<number>,
) {
  const [requests, before] = [requestsOf(world, caller), await here()];
  const ms = await time(async () => {
    for (let i = 0; i < changed; i += 1) deliver(i);
    await until(here, (now) => now >= before + changed, 300_000);
  });
  return {
    changed,
    seconds: round(ms / 1000),
    perSecond: round((changed * 1000) / ms),
    requests: requestsOf(world, caller) - requests,
  };
}

/** How long a page that needs no database takes: as long as the server's thread is busy with something else. */
export function answersMeanwhile(world: World) {
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  const taken: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      taken.push(
        await time(async () => {
          await (await fetch(`${world.sandbox.urls.server}/nothing-here`, { dispatcher })).text();
        }),
      );
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    await dispatcher.destroy();
  })();
  return {
    async stop() {
      isOver = true;
      await asking;
      return taken;
    },
  };
}
