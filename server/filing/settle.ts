import { sql } from 'kysely';
import type { AppError } from '../base/errors.js';
import { toAppError } from '../base/errors.js';
import type { FilingRow } from './filings.js';
import { newId } from '../base/ids.js';
import { keepRenewing } from '../db/lease.js';
import type { Needs } from './needs.js';
import { carryOut } from './carry-out.js';
import { metBy } from './met.js';
import { secondsToNextAttempt } from './next-attempt.js';
import { takeAway } from './take-away.js';

/**
 * The one job of filing: brings Microsoft 365 to what the row wishes, one idempotent step after another. Holds a lease on the
 * row while it works, so that two workers never do the same; a worker that dies lets go when the lease ends. A wish that
 * changes meanwhile is seen before the next step. A failure that may pass is tried again later; nothing is lost.
 */
export async function settle(needs: Needs, tenantId: string, filingId: string): Promise<void> {
  for (;;) {
    const row = await takeLease(needs, tenantId, filingId);
    if (!row) return;
    const stopRenewing = keepRenewing(needs.settings.leaseSeconds, () => renew(needs, row));
    try {
      const isDone = await (row.state === 'filed'
        ? carryOut(needs, row, () => requireSameWish(needs, row))
        : takeAway(needs, row, () => requireSameWish(needs, row)));
      if (isDone && (await finish(needs, row))) return;
    } catch (thrown) {
      if (!(thrown instanceof WishChanged)) {
        await postpone(needs, row, toAppError(thrown));
        if (toAppError(thrown).code === 'internal') throw thrown;
        return;
      }
    } finally {
      stopRenewing();
    }
    await letGo(needs, row); // the wish changed while we worked: look again
  }
}

class WishChanged extends Error {}

/** Before each step: is it still wished, and are we still the ones who work on it? */
async function requireSameWish({ database }: Needs, row: FilingRow): Promise<void> {
  const now = await database.kysely
    .selectFrom('filing')
    .select(['generation', 'lease_by'])
    .where('id', '=', row.id)
    .executeTakeFirst();
  if (now?.generation !== row.generation || now.lease_by !== row.lease_by) throw new WishChanged();
}

/** Each run has a lease of its own: a worker that lost it, even one of this process, has nothing to say any more. */
async function takeLease({ database, settings }: Needs, tenantId: string, id: string): Promise<FilingRow | undefined> {
  return database.kysely
    .updateTable('filing')
    .set({ lease_by: newId(), lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('is_working', '=', true)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .returningAll()
    .executeTakeFirst();
}
const renew = ({ database, settings }: Needs, row: FilingRow) =>
  database.kysely
    .updateTable('filing')
    .set({ lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})` })
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .execute();
const letGo = ({ database }: Needs, row: FilingRow) =>
  database.kysely
    .updateTable('filing')
    .set({ lease_until: null, lease_by: null })
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .execute();

async function finish({ database }: Needs, row: FilingRow): Promise<boolean> {
  const done = await database.kysely
    .updateTable('filing')
    .set({ is_working: false, lease_until: null, lease_by: null, updated_at: sql`now()` })
    .where('id', '=', row.id)
    .where('generation', '=', row.generation)
    .where('lease_by', '=', row.lease_by)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

async function postpone({ database }: Needs, row: FilingRow, error: AppError): Promise<void> {
  const attempts = row.attempts + 1;
  await database.kysely
    .updateTable('filing')
    .set({
      lease_until: null,
      lease_by: null,
      attempts,
      notice: error.message,
      diagnosis: metBy(error),
      next_attempt_at: sql`now() + make_interval(secs => ${secondsToNextAttempt(attempts, error)})`,
    })
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .where('generation', '=', row.generation)
    .execute();
  await letGo({ database } as Needs, row);
}
