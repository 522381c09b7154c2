import { sql } from 'kysely';
import type { Database } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import { lookForChanges, queueDueChanges } from '../records/changes/changed.js';
import { queueDueListening } from '../records/changes/listen.js';
import { queueWaiting } from '../sync/wish.js';
import { changesDue } from '../workloads/calendar/outbox/lease.js';
import { mailboxesToPlan } from '../workloads/calendar/plan.js';
import { lostRuns } from '../workloads/files/auto-folders.js';
import type { Folders } from '../workloads/files/folders.js';
import { queueDueAccess } from '../workloads/files/access/wish.js';
import { queueDueDrives } from '../workloads/files/drive/plan.js';
import { isDue } from '../workloads/mail/rematch.js';
import { hasWork } from '../workloads/mail/organise/organise.js';
import { isWork } from '../workloads/mail/outgoing/lease.js';
import { isWork as isBookingWork } from '../workloads/calendar/booking/lease.js';

interface Needs {
  database: Database;
  queue: Queue;
  tenants(): Promise<string[]>;
  folders: Pick<Folders, 'wish' | 'waitingModules'>;
  coherencePollSeconds: number;
}
const indexEverySeconds = 15 * 60;

/** Truth is in the rows: whatever has work that nobody is at, after a crash or a wait that is over, is queued again. */
export async function sweep(needs: Needs): Promise<void> {
  const { database, queue, tenants, folders } = needs;
  for (const { tenant_id, id } of await lostFilings(database))
    await queue.add('settle-filing', { tenantId: tenant_id, filingId: id }, { key: id });
  if (await isMailToOrganise(database)) await queue.add('organise-mail', {}, { key: 'organise-mail' });
  for (const { id } of await lostMails(database)) await queue.add('send-mail', { mailId: id }, { key: id });
  for (const { id } of await lostBookings(database)) await queue.add('book-meeting', { bookingId: id }, { key: id });
  for (const { tenant_id, id } of await waitingWishes(database))
    await queue.add('create-record', { tenantId: tenant_id, intentId: id }, { key: id });
  for (const tenantId of await staleIndexes(database, await tenants()))
    await queue.add('index-records', { tenantId }, { key: tenantId });
  await queueDueListening({ database, queue });
  await lookForChanges(database, await folders.waitingModules(), needs.coherencePollSeconds);
  await queueDueChanges({ database, queue });
  for (const { id } of await unplannedMailboxes(database))
    await queue.add('plan-mailbox', { mailboxId: id }, { key: String(id) });
  for (const id of await changesDue(database)) await queue.add('change-event', { changeId: id }, { key: id });
  for (const id of await mailboxesToPlan(database))
    await queue.add('plan-mailbox', { mailboxId: id }, { key: String(id) });
  for (const { tenant_id } of await tenantsWithFreshAddresses(database))
    await queue.add('rematch', { tenantId: tenant_id }, { key: tenant_id });
  await folders.wish();
  for (const { tenant_id, id } of await lostRuns(database))
    await queue.add('make-folders', { tenantId: tenant_id, runId: id }, { key: id });
  await queueWaiting({ database, queue });
  await queueDueDrives({ database, queue });
  await queueDueAccess({ database, queue });
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
/** Mail whose records changed, and what is wished of it in Outlook. */
async function isMailToOrganise(database: Database): Promise<boolean> {
  const { rows } = await sql`select 1 where exists (select 1 from organise_due)
    or exists (select 1 from organised_mail where ${hasWork})`.execute(database.kysely);
  return rows.length > 0;
}
/** Mail on its way that nobody is at, and wishes whose time to be called back is over. */
const lostMails = (database: Database) =>
  database.kysely.selectFrom('outgoing_mail').select('id').where(isWork).limit(200).execute();
/** Meetings on their way, or whose room has not answered, that nobody is at. */
const lostBookings = (database: Database) =>
  database.kysely.selectFrom('booking').select('id').where(isBookingWork).limit(200).execute();
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
/** Saved settings that the streams do not follow yet. */
const unplannedMailboxes = (database: Database) =>
  database.kysely
    .selectFrom('mailbox')
    .select('id')
    .whereRef('planned_version', '<>', 'settings_version')
    .where('settings', 'is not', null)
    .where('state', 'in', ['following', 'paused'])
    .limit(100)
    .execute();
const tenantsWithFreshAddresses = (database: Database) =>
  database.kysely.selectFrom('fresh_address as f').select('tenant_id').distinct().where(isDue).limit(100).execute();
