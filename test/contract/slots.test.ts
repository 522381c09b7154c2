import { openSlots, type Slots } from '../../server/db/slots.js';
import { startPostgres, type Postgres } from '../support/postgres.js';

let postgres: Postgres;
let processes: Slots[];
beforeAll(async () => {
  postgres = await startPostgres();
});
beforeEach(() => {
  processes = [1, 2, 3].map(() => openSlots(postgres.url));
});
afterEach(() => Promise.all(processes.map((it) => it.close())));
afterAll(() => postgres?.stop());

const never = new AbortController().signal;

test('R-53 several processes together never hold more than four places of a mailbox', async () => {
  let now = 0;
  let peak = 0;
  let done = 0;
  await Promise.all(
    processes.flatMap((process) =>
      Array.from({ length: 20 }, async (_it, i) => {
        const width = 1 + (i % 3);
        const give = await process.take('mailbox', width, 4, never);
        now += width;
        peak = Math.max(peak, now);
        await new Promise((resolve) => {
          setTimeout(resolve, 3);
        });
        now -= width;
        done += 1;
        give();
      }),
    ),
  );
  expect(done).toBe(60);
  expect(peak).toBeLessThanOrEqual(4);
  expect(peak).toBeGreaterThan(1);
});

test('R-53 the places of a process that ends are free at once, and other mailboxes have places of their own', async () => {
  const [first, second] = processes as [Slots, Slots];
  await first.take('mailbox', 4, 4, never);
  const soon = AbortSignal.timeout(300);
  await expect(second.take('mailbox', 1, 4, soon)).rejects.toThrow();
  await second.take('another', 4, 4, never);
  await first.close();
  const give = await second.take('mailbox', 4, 4, AbortSignal.timeout(10_000));
  give();
});

test('R-53 background work leaves a place to people also when it runs in another process', async () => {
  const [worker, web] = processes as [Slots, Slots];
  for (let i = 0; i < 3; i += 1) await worker.take('mailbox', 1, 3, never);
  await expect(worker.take('mailbox', 1, 3, AbortSignal.timeout(200))).rejects.toThrow();
  (await web.take('mailbox', 1, 4, AbortSignal.timeout(10_000)))();
});
