import { sql, type UpdateObject } from 'kysely';
import type { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import { backoffSeconds, leaseEnd, NotOurs } from '../../../db/lease.js';
import type { Tables } from '../../../db/schema.js';
import type { BookingProblem } from '../../../db/schema-booking.js';
import type { Needs } from './needs.js';
import type { BookingChange, BookingRow } from './row.js';

const longestWaitSeconds = 5 * 60;
/** The person wants the meeting back while it is made. */
export class Unwished extends Error {}

/** How a step writes down what it did. */
export type Note = (values: BookingChange) => Promise<void>;

/** Has work left that nobody is at, and whose time has come. */
export const isWork = sql<boolean>`(state in ('booking', 'undoing', 'failing') or (state = 'booked' and not is_settled))
  and (lease_until is null or lease_until < now()) and (next_attempt_at is null or next_attempt_at <= now())`;

/** The booking, for this worker alone until its lease ends; each run has a lease of its own. */
export async function takeLease(needs: Needs, id: string): Promise<BookingRow | undefined> {
  return needs.database.kysely
    .updateTable('booking')
    .set({ lease_by: newId(), lease_until: leaseEnd(needs.settings.leaseSeconds) })
    .where('id', '=', id)
    .where(isWork)
    .returningAll()
    .executeTakeFirst();
}

/** Writes down what a step did, as long as the lease is ours; throws `NotOurs` otherwise. Learns on the way whether it is still wished. */
export const noting =
  ({ database }: Needs, row: BookingRow): Note =>
  async (values) => {
    const done = await database.kysely
      .updateTable('booking')
      .set({ ...values, updated_at: sql<Date>`now()` } as UpdateObject<Tables, 'booking'>)
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .where('version', '=', row.version) // another room was chosen meanwhile
      .returning('is_unwished')
      .executeTakeFirst();
    if (!done) throw new NotOurs();
    Object.assign(row, values, done);
  };
export function requireWished(row: BookingRow): void {
  if (row.is_unwished) throw new Unwished();
}

/** It is tried again by itself, after a wait that grows; meanwhile the person reads why. */
export async function putOff(row: BookingRow, note: Note, error: AppError): Promise<void> {
  const waitSeconds = backoffSeconds(longestWaitSeconds, error, row.attempts);
  await note({
    // Why it failed stays, whatever happens while it is taken back.
    ...(row.state === 'failing' ? {} : { problem: JSON.stringify(problemOf(error)) }),
    attempts: row.attempts + 1,
    next_attempt_at: sql<Date>`now() + make_interval(secs => ${waitSeconds})`,
    lease_by: null,
    lease_until: null,
  });
}
export const problemOf = (error: AppError): BookingProblem => ({
  code: error.code,
  sentence: error.message,
  ...(error.field ? { field: error.field } : {}),
  ...(error.reference ? { reference: error.reference } : {}),
});
