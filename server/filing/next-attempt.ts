import type { AppError } from '../base/errors.js';

const longestWaitSeconds = 15 * 60;

/**
 * Seconds until a filing that failed for the `attempts`-th time is taken up again by itself. What the service asks for is kept to,
 * however long; without its word the wait doubles up to a quarter of an hour. What only a person can mend waits that long
 * from the start: the person's own *Try again* comes before.
 */
export function secondsToNextAttempt(attempts: number, error: Pick<AppError, 'retryAfterSeconds' | 'spec'>): number {
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds;
  if (error.spec.retry === 'never') return longestWaitSeconds;
  return Math.min(longestWaitSeconds, 2 ** Math.min(attempts, 10));
}
