import fc from 'fast-check';
import { Gate, type Priority } from './gate.js';

const never = new AbortController().signal;

test('M10 at most four requests are in flight for a mailbox, whatever comes in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          box: fc.constantFrom('a', 'b'),
          ms: fc.integer({ min: 0, max: 3 }),
          fails: fc.boolean(),
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
          requests.map(({ box, ms, fails, priority }) =>
            gate
              .pass(box, priority, never, async () => {
                now[box] = (now[box] ?? 0) + 1;
                peak = Math.max(peak, now[box]);
                await new Promise((resolve) => {
                  setTimeout(resolve, ms);
                });
                now[box] -= 1;
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
    'job',
    never,
    () =>
      new Promise<void>((resolve) => {
        open = resolve;
      }),
  );
  const gone = new AbortController();
  const late = gate
    .pass('m', 'job', gone.signal, async () => {
      order.push('gone');
    })
    .catch(() => order.push('left'));
  const job = gate.pass('m', 'job', never, async () => {
    order.push('job');
  });
  const person = gate.pass('m', 'person', never, async () => {
    order.push('person');
  });
  gone.abort(new Error('gone'));
  await late;
  open();
  await Promise.all([first, job, person]);
  expect(order).toEqual(['left', 'person', 'job']);
});
