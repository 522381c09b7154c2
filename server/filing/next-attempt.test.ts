import { AppError } from '../base/errors.js';
import { secondsToNextAttempt } from './next-attempt.js';

const passing = (retryAfterSeconds?: number) =>
  new AppError('upstream_unavailable', 'Microsoft 365 is not answering.', {
    source: 'graph',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

test('M104 M107 a filing that failed is taken up again later each time, and at the latest after a quarter of an hour', () => {
  const waits = Array.from({ length: 14 }, (_it, n) => secondsToNextAttempt(n + 1, passing()));
  expect(waits.slice(0, 5)).toEqual([2, 4, 8, 16, 32]);
  for (const [n, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[n - 1] ?? 0);
  expect(Math.max(...waits)).toBe(900);
});
test('M107 the wait the service asks for is kept to, shorter or longer than our own', () => {
  expect(secondsToNextAttempt(8, passing(3))).toBe(3);
  expect(secondsToNextAttempt(1, passing(3600))).toBe(3600);
});
test('M104 what only a person can mend is not asked for again and again', () => {
  expect(secondsToNextAttempt(1, new AppError('not_found', 'It is gone.', { source: 'graph' }))).toBe(900);
});
