import pg from 'pg';
import { sleep } from '../base/clock.js';

/** Places that several processes share: at most so many of a name are taken at once, whoever takes them. */
export interface Slots {
  /** Takes `width` of the first `limit` places; gives what frees them. Waits while they are taken, until `signal` ends it. */
  take(name: string, width: number, limit: number, signal: AbortSignal): Promise<() => void>;
  close(): Promise<void>;
}
const lookEveryMs = 15;

/**
 * Places as advisory locks of one session of PostgreSQL. A process that is killed loses its session and with it its places, at
 * once: no lease has to run out first. Needs a connection of its own that is not handed around by a pooler.
 */
export function openSlots(url: string): Slots {
  let session: Promise<pg.Client> | undefined;
  /** What this process holds: the same session would be given the same lock twice. */
  let held = new Map<string, Set<number>>();
  let last: Promise<unknown> = Promise.resolve();
  /** One question after another, as a session takes them. */
  function ask<R extends pg.QueryResultRow>(client: pg.Client, text: string, values: unknown[]) {
    const answer = last.then(() => client.query<R>(text, values));
    last = answer.catch(() => undefined);
    return answer;
  }

  function connect(): Promise<pg.Client> {
    session ??= (async () => {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true });
      client.on('error', () => forget(client));
      client.on('end', () => forget(client));
      await client.connect();
      return client;
    })().catch((error: unknown) => {
      session = undefined;
      throw error;
    });
    return session;
  }
  function forget(client: pg.Client): void {
    void session?.then((it) => {
      if (it !== client) return;
      session = undefined;
      held = new Map();
    });
  }

  async function takeOne(name: string, limit: number): Promise<number | undefined> {
    const mine = held.get(name) ?? new Set<number>();
    held.set(name, mine);
    const free = Array.from({ length: limit }, (_, i) => i + 1).filter((it) => !mine.has(it));
    if (free.length === 0) return undefined;
    for (const it of free) mine.add(it); // while we ask, nobody of this process asks for the same
    const client = await connect();
    let got: number | undefined;
    try {
      const { rows } = await ask<{ slot: number }>(
        client,
        'select slot from unnest($2::int[]) as t (slot) where pg_try_advisory_lock(hashtext($1), slot) limit 1',
        [name, free],
      );
      got = rows[0]?.slot;
    } finally {
      for (const it of free) if (it !== got) mine.delete(it);
    }
    return got;
  }
  function give(name: string, slot: number, of: Map<string, Set<number>>): void {
    if (of !== held) return; // the session it was taken in is gone, and the place with it
    connect()
      .then((client) => ask(client, 'select pg_advisory_unlock(hashtext($1), $2)', [name, slot]))
      .catch(() => undefined)
      .finally(() => {
        const mine = of.get(name);
        mine?.delete(slot);
        if (mine?.size === 0) of.delete(name);
      });
  }

  return {
    async take(name, width, limit, signal) {
      const taken: { slot: number; of: Map<string, Set<number>> }[] = [];
      const giveAll = () => taken.splice(0).forEach(({ slot, of }) => give(name, slot, of));
      try {
        while (taken.length < Math.min(width, limit)) {
          signal.throwIfAborted();
          const slot = await takeOne(name, limit);
          if (slot !== undefined) {
            taken.push({ slot, of: held });
            continue;
          }
          giveAll(); // two that each wait for the other's places would wait for ever
          await sleep(lookEveryMs * (0.5 + Math.random()), signal);
        }
      } catch (error) {
        giveAll();
        throw error;
      }
      return giveAll;
    },
    async close() {
      const open = session;
      session = undefined;
      await (await open?.catch(() => undefined))?.end().catch(() => undefined);
    },
  };
}
