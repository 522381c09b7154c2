import { sql, type Selectable } from 'kysely';
import { newId } from '../base/ids.js';
import type { Database } from '../db/database.js';
import type { MailboxTable, SyncState } from '../db/schema-mail.js';

export type StreamRow = Selectable<SyncState>;
export type MailboxRow = Selectable<MailboxTable>;
export interface Lease {
  /** Of this turn alone: one that was taken away is never mistaken for ours, not even in the same process. */
  id: string;
  row: StreamRow;
  mailbox: MailboxRow;
  takenAt: Date;
}
interface Needs {
  database: Database;
  settings: { leaseSeconds: number };
}
/** More streams of one mailbox at once would only wait for the same four requests. */
const streamsAtOnce = 4;

/** Work is left in this row: a history, a first reading, a sweep, or somebody asked. */
export const hasWork = sql<boolean>`(s.stage = 'baseline' or s.history <> '[]'::jsonb or s.generation > s.swept or s.wished_at is not null)`;
/** Its mailbox is followed by a plan that was made for what is saved: for its mail, or for its calendars. */
export const isFollowed = sql<boolean>`(case when s.workload like 'calendar%'
  then m.state in ('connected', 'following') and exists (select 1 from calendar_setting k
    where k.mailbox_id = m.id and k.planned_version = k.version)
  else m.state = 'following' and m.settings is not null and m.planned_version = m.settings_version end)`;
/** Nobody holds it, no wait is under way, and its mailbox is followed. */
export const isFree = sql<boolean>`(s.stage <> 'stopped' and (s.lease_until is null or s.lease_until < now())
  and (s.next_attempt_at is null or s.next_attempt_at <= now())
  and ${isFollowed} and (m.wait_until is null or m.wait_until <= now()))`;

/** Takes the row for this worker, or nothing: another has it, it waits, or its mailbox is busy enough. */
export async function takeLease({ database, settings }: Needs, id: number): Promise<Lease | undefined> {
  const lease = newId();
  const { rows } = await sql<StreamRow & { taken_at: Date }>`
    update sync_state s set lease_by = ${lease}, lease_until = now() + make_interval(secs => ${settings.leaseSeconds})
    from mailbox m where s.id = ${id} and m.id = s.mailbox_id and ${isFree}
      and (select count(*) from sync_state o where o.mailbox_id = s.mailbox_id and o.id <> s.id and o.lease_until > now()) < ${streamsAtOnce}
    returning s.*, now() as taken_at`.execute(database.kysely);
  const row = rows[0];
  if (!row) return undefined;
  const mailbox = await database.kysely
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', row.mailbox_id)
    .executeTakeFirst();
  return mailbox && { id: lease, row, mailbox, takenAt: row.taken_at };
}

export const renewLease = async ({ database, settings }: Needs, { id, row }: Lease): Promise<boolean> => {
  const done = await database.kysely
    .updateTable('sync_state')
    .set({ lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})` })
    .where('id', '=', row.id)
    .where('lease_by', '=', id)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
};

/**
 * Lets the row go. When all is read, the wishes that were there when the run began are forgotten; one that came meanwhile
 * stays, and a turn that was cut off leaves one behind. Says whether work is left.
 */
export async function letGo({ database }: Needs, { id, row, takenAt }: Lease, isDone: boolean): Promise<boolean> {
  const { rows } = await sql<{ has_work: boolean }>`
    update sync_state s set lease_by = null, lease_until = null, updated_at = now(),
      last_run_at = case when ${isDone} then now() else s.last_run_at end,
      wished_at = case when not ${isDone} and s.stage <> 'stopped' then coalesce(s.wished_at, now())
        when s.wished_at <= ${takenAt} then null else s.wished_at end
    where s.id = ${row.id} and s.lease_by = ${id} returning ${hasWork} as has_work`.execute(database.kysely);
  return rows[0]?.has_work ?? false;
}

/** The worker lost the row: it was too slow, and another goes on. Its page is not kept. */
export class LeaseLost extends Error {}
