import type { Database } from '../../server/db/database.js';
import { startQueue, type Queue } from '../../server/db/queue.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { until } from '../support/until.js';

describe.each(databaseKinds)('M111 the queue on %s', (kind) => {
  let database: Database;
  let queue: Queue;
  let stop: () => Promise<void>;
  const errors: string[] = [];
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    queue = await startQueue(database, (job, error) => errors.push(`${job}: ${(error as Error).message}`));
  });
  afterAll(async () => {
    await queue?.stop();
    await stop?.();
  });

  test('waiting jobs of one key are one; a transaction that fails leaves none; no two run the same job at once; stop waits', async () => {
    const seen: string[] = [];
    const running = new Map<string, number>();
    let twice = 0;
    const add = (filingId: string, more: object = {}) =>
      queue.add('settle-filing', { tenantId: 't', filingId }, { key: filingId, ...more });
    await Promise.all(Array.from({ length: 10 }, () => add('one')));
    await add('two');
    await database.transaction((tx) => add('kept', { tx }));
    await expect(
      database.transaction(async (tx) => {
        await add('lost', { tx });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    await add('later', { afterSeconds: 2 });
    await add('fails');
    const began = Date.now();
    await queue.work('settle-filing', 4, async ({ filingId }) => {
      running.set(filingId, (running.get(filingId) ?? 0) + 1);
      if ((running.get(filingId) ?? 0) > 1) twice += 1;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      running.set(filingId, (running.get(filingId) ?? 0) - 1);
      seen.push(filingId === 'later' && Date.now() - began < 900 ? 'too early' : filingId);
      if (filingId === 'fails') throw new Error('on purpose');
    });
    await until(
      () => seen.length,
      (it) => it >= 5,
    );
    expect([...seen].sort()).toEqual(['fails', 'kept', 'later', 'one', 'two']);
    expect(twice).toBe(0);
    expect(errors).toEqual(['settle-filing: on purpose']); // reported, and not repeated
    await add('last');
    await until(
      () => running.get('last') ?? 0,
      (it) => it > 0 || seen.includes('last'),
    );
    await queue.stop();
    expect(seen).toContain('last');
    await add('after the end');
    expect(seen).not.toContain('after the end');
  });
});
