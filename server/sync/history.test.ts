import fc from 'fast-check';
import { History, missingParts } from './history.js';

const day = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

test('M19 lanes read every moment of a range, whatever they split and wherever the mail is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 0, maxLength: 120 }),
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 4 }),
      (minutes, size, lanes) => {
        const mail = minutes.map((it) => it * 60_000).sort((a, b) => b - a);
        const history = new History([{ from: iso(0), to: iso(400 * 60_000) }]);
        const seen = new Set<number>();
        const parts = new Map<number, ReturnType<History['take']>>();
        const skips = new Map<object, number>();
        for (let turn = 0; !history.isEmpty; turn += 1) {
          if (turn > 5_000) throw new Error('it does not end');
          const lane = turn % lanes;
          let part = parts.get(lane);
          if (!part || !history.isHere(part)) part = history.take();
          if (!part) continue;
          parts.set(lane, part);
          const fitting = mail.filter((it) => it >= part.from && it <= part.to);
          const skip = part.link ? (skips.get(part) ?? 0) : 0;
          const page = fitting.slice(skip, skip + size);
          for (const it of page) seen.add(it);
          const isLast = skip + size >= fitting.length;
          const before = part.to;
          history.reached(part, { oldest: page.at(-1), isLast, ...(isLast ? {} : { link: 'next' }) });
          skips.set(part, part.to === before ? skip + size : 0);
        }
        expect([...seen].sort()).toEqual([...new Set(mail)].sort());
      },
    ),
    { numRuns: 200 },
  );
});

test('M19 what is kept of a history after a page is what is left to read, and goes on after a restart', () => {
  const history = new History([{ from: iso(0), to: iso(10 * day) }]);
  const part = history.take();
  if (!part) throw new Error('nothing to take');
  const reach = { oldest: 8 * day, isLast: false, link: 'next' };
  expect(history.after(part, reach)).toEqual([{ from: iso(0), to: iso(8 * day) }]);
  expect(history.toRanges()).toEqual([{ from: iso(0), to: iso(10 * day) }]); // not before it is kept
  history.reached(part, reach);
  const older = history.take();
  expect(older).toMatchObject({ from: 0, to: 3 * day });
  expect(new History(history.toRanges()).toRanges()).toEqual([
    { from: iso(3 * day), to: iso(8 * day) },
    { from: iso(0), to: iso(3 * day) },
  ]);
});

test.each([
  ['nothing was asked for before', undefined, [[0, 90]]],
  ['it is wider to the past', [60, 90], [[0, 60]]],
  ['it is wider to both sides', [30, 60], [[60, 90], [0, 30]]], // prettier-ignore
  ['it is narrower', [-10, 100], []],
  ['it is somewhere else', [200, 300], [[0, 90]]],
])('M17 a range from day 0 to 90 reads only what is missing when %s', (_what, covered, wanted) => {
  const at = (days: number) => new Date(days * day);
  const before = covered && { from: at(covered[0] ?? 0), to: at(covered[1] ?? 0) };
  expect(missingParts({ from: at(0), to: at(90) }, before)).toEqual(
    wanted.map(([from = 0, to = 0]) => ({ from: iso(from * day), to: iso(to * day) })),
  );
});
