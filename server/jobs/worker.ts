import { sql } from 'kysely';
import { AppError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Database } from '../db/database.js';
import type { Queue } from '../db/queue.js';

interface Needs {
  database: Database;
  queue: Queue;
  log: Log;
  settle(tenantId: string, filingId: string): Promise<void>;
  carryOutWish(tenantId: string, id: string): Promise<void>;
  refreshIndex(tenantId: string): Promise<void>;
  runPreview(tenantId: string, id: string): Promise<void>;
  tenants(): Promise<string[]>;
  leaseSeconds: number;
}
const indexEverySeconds = 15 * 60;

/** Takes the jobs of this process. Safe to run in any number of processes: rows and leases decide who does what. */
export async function startWorker({
  database,
  queue,
  log,
  settle,
  carryOutWish,
  refreshIndex,
  runPreview,
  tenants,
  leaseSeconds,
}: Needs): Promise<void> {
  await queue.work('settle-filing', 4, ({ tenantId, filingId }) => settle(tenantId, filingId));
  await queue.work('create-record', 1, ({ tenantId, intentId }) => carryOutWish(tenantId, intentId));
  await queue.work('preview-mail', 2, ({ tenantId, previewId }) => runPreview(tenantId, previewId));
  await queue.work('index-records', 1, ({ tenantId }) =>
    refreshIndex(tenantId).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      log.warn('the index of records waits', { tenantId, code: error.code }); // Coherence is silent or the day's share is spent: the sweep asks again
    }),
  );
  await queue.work('sweep', 1, async () => {
    for (const { tenant_id, id } of await lostFilings(database))
      await queue.add('settle-filing', { tenantId: tenant_id, filingId: id }, { key: id });
    for (const { tenant_id, id } of await waitingWishes(database))
      await queue.add('create-record', { tenantId: tenant_id, intentId: id }, { key: id });
    for (const tenantId of await staleIndexes(database, await tenants()))
      await queue.add('index-records', { tenantId }, { key: tenantId });
  });
  queue.every('sweep', Math.min(5, Math.max(1, leaseSeconds / 3)));
}

/** Filings with work left that nobody holds: a crash, or a wait that is over. */
const lostFilings = (database: Database) =>
  database.kysely
    .selectFrom('filing')
    .select(['tenant_id', 'id'])
    .where('is_working', '=', true)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .limit(200)
    .execute();
const waitingWishes = (database: Database) =>
  database.kysely
    .selectFrom('intent')
    .select(['tenant_id', 'id'])
    .where('state', '=', 'queued')
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .limit(50)
    .execute();
async function staleIndexes(database: Database, tenantIds: string[]): Promise<string[]> {
  const fresh = await database.kysely
    .selectFrom('coherence_connection')
    .select('tenant_id')
    .where('indexed_at', '>', sql<Date>`now() - make_interval(secs => ${indexEverySeconds})`)
    .execute();
  return tenantIds.filter((it) => !fresh.some((row) => row.tenant_id === it));
}
