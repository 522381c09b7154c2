import fc from 'fast-check';
import { Closed, Gate, type Priority } from './gate.js';

const never = new AbortController().signal;

test('M10 at most four requests are in flight for a mailbox, whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          box: fc.constantFrom('a', 'b'),
          ms: fc.integer({ min: 0, max: 3 }),
          fails: fc.boolean(),
          width: fc.integer({ min: 1, max: 3 }),
          priority: fc.constantFrom<Priority>('person', 'job'),
        }),
        { maxLength: 40 },
      ),
      async (requests) => {
        const gate = new Gate();
        const now: Record<string, number> = { a: 0, b: 0 };
        let peak = 0;
        let done = 0;
        await Promise.all(
          requests.map(({ box, ms, fails, priority, width }) =>
            gate
              .pass(box, { priority, signal: never, width }, async () => {
                now[box] = (now[box] ?? 0) + width;
                peak = Math.max(peak, now[box]);
                await new Promise((resolve) => {
                  setTimeout(resolve, ms);
                });
                now[box] -= width;
                done += 1;
                if (fails) throw new Error('no');
              })
              .catch(() => undefined),
          ),
        );
        expect(peak).toBeLessThanOrEqual(4);
        expect(done).toBe(requests.length);
      },
    ),
    { numRuns: 25 },
  );
});

test('a person waiting goes before jobs that came earlier, and one who gave up leaves the line', async () => {
  const gate = new Gate(1);
  const order: string[] = [];
  let open = () => undefined as void;
  const first = gate.pass(
    'm',
    { priority: 'job', signal: never },
    () =>
      new Promise<void>((resolve) => {
        open = resolve;
      }),
  );
  const gone = new AbortController();
  const late = gate
    .pass('m', { priority: 'job', signal: gone.signal }, async () => {
      order.push('gone');
    })
    .catch(() => order.push('left'));
  const job = gate.pass('m', { priority: 'job', signal: never }, async () => {
    order.push('job');
  });
  const person = gate.pass('m', { priority: 'person', signal: never }, async () => {
    order.push('person');
  });
  gone.abort(new Error('gone'));
  await late;
  open();
  await Promise.all([first, job, person]);
  expect(order).toEqual(['left', 'person', 'job']);
});

const soon = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
const work = (ms: number, seen: () => void) => async () => {
  seen();
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
};

test('R-53 jobs leave one of the four lanes to people, so that nobody waits behind a page of history', async () => {
  const gate = new Gate();
  let jobs = 0;
  const running = Array.from({ length: 6 }, () =>
    gate.pass(
      'm',
      { priority: 'job', signal: never },
      work(60, () => {
        jobs += 1;
      }),
    ),
  );
  await soon();
  expect(jobs).toBe(3);
  let isIn = false;
  const person = gate.pass(
    'm',
    { priority: 'person', signal: never },
    work(0, () => {
      isIn = true;
    }),
  );
  await soon();
  expect(isIn).toBe(true);
  await Promise.all([...running, person]);
});

test('R-53 a wish to wait closes all lanes of the mailbox, and it goes on with one and grows', async () => {
  const gate = new Gate();
  const began = Date.now();
  gate.close('m', 40);
  const starts: number[] = [];
  let now = 0;
  let peakBeforeSuccess = 0;
  const pass = () =>
    gate.pass('m', { priority: 'person', signal: never }, async () => {
      starts.push(Date.now() - began);
      now += 1;
      peakBeforeSuccess = Math.max(peakBeforeSuccess, now);
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
      now -= 1;
    });
  await Promise.all([pass(), pass(), pass()]);
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(39);
  expect(peakBeforeSuccess).toBe(1);
  for (let i = 0; i < 3; i += 1) gate.widen('m');
  await Promise.all([pass(), pass(), pass(), pass()]);
  expect(peakBeforeSuccess).toBe(4);
});

test('R-53 a long wish to wait goes back to the caller at once, also to one who stood in line already', async () => {
  const gate = new Gate(1);
  const first = gate.pass(
    'm',
    { priority: 'job', signal: never },
    work(20, () => undefined),
  );
  const inLine = gate.pass(
    'm',
    { priority: 'job', signal: never, patienceMs: 1000 },
    work(0, () => undefined),
  );
  gate.close('m', 60_000);
  await expect(inLine).rejects.toMatchObject({ waitMs: expect.closeTo(60_000, -3) });
  await expect(
    gate.pass(
      'm',
      { priority: 'person', signal: never },
      work(0, () => undefined),
    ),
  ).rejects.toBeInstanceOf(Closed);
  await first;
});

test('R-53 background work stops at four fifths of what ten minutes allow, and goes on when they have passed', async () => {
  let now = 1_000_000;
  const gate = new Gate(4, () => now);
  for (let i = 0; i < 2000; i += 1)
    await gate.pass('m', { priority: 'job', signal: never, width: 4 }, async () => undefined);
  expect(gate.budgetWaitMs('m')).toBeGreaterThan(9 * 60_000);
  expect(gate.budgetWaitMs('another')).toBe(0);
  now += gate.budgetWaitMs('m');
  expect(gate.budgetWaitMs('m')).toBe(0);
});
