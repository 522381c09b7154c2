import { sql } from 'kysely';
import { toAppError, type AppError } from '../base/errors.js';

/** Until when a silent worker keeps its work. */
export const leaseEnd = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;

/** Renews a lease three times in its length until what is given back is called; a renewal that fails leaves it to the next. */
export function keepRenewing(leaseSeconds: number, renew: () => Promise<unknown>): () => void {
  const timer = setInterval(() => void renew().catch(() => undefined), (leaseSeconds * 1000) / 3);
  return () => clearInterval(timer);
}

/** Seconds until what failed is tried again by itself: as long as the service asks, else twice as long each time, and at most so long. */
export const backoffSeconds = (
  longestSeconds: number,
  { retryAfterSeconds }: Pick<AppError, 'retryAfterSeconds'>,
  tries: number,
): number => Math.min(longestSeconds, retryAfterSeconds ?? 2 ** tries);

/** Somebody else works on the row by now. */
export class NotOurs extends Error {}

/**
 * One turn of a worker at a row whose lease it holds: the lease is renewed while the work goes on and given back in the end. What fails
 * is put off; when the row is not ours any more, it is the other's. A fault of our own is thrown on, so that it is logged.
 */
export async function underLease(
  leaseSeconds: number,
  note: (values: { lease_by?: null; lease_until: ReturnType<typeof leaseEnd> | null }) => Promise<void>,
  work: () => Promise<void>,
  putOff: (error: AppError) => Promise<void>,
): Promise<void> {
  const stopRenewing = keepRenewing(leaseSeconds, () => note({ lease_until: leaseEnd(leaseSeconds) }));
  try {
    await work();
    await note({ lease_by: null, lease_until: null });
  } catch (thrown) {
    if (thrown instanceof NotOurs) return;
    const error = toAppError(thrown);
    await putOff(error).catch(() => undefined);
    if (error.code === 'internal') throw thrown;
  } finally {
    stopRenewing();
  }
}
