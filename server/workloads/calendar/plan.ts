import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Database, Sql } from '../../db/database.js';

/** How far events are followed: months before this one, and after it. The window moves on with each month. */
export const followed = { monthsBack: 6, monthsAhead: 13 } as const;
/** So many dates a window may hold before its stream is taken for one without an end. */
const mostDates = 100_000;

export interface Window {
  from: Date;
  to: Date;
}
/** The window that is followed at a time: whole months in UTC, so that it changes once a month. */
export function windowAt(now: Date): Window {
  const month = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('month');
  return {
    from: month.minus({ months: followed.monthsBack }).toJSDate(),
    to: month.plus({ months: followed.monthsAhead + 1 }).toJSDate(),
  };
}

/**
 * Brings the streams of a mailbox to its chosen calendars and to the window of today. A new window or other rules are a new stream:
 * everything is seen once more, and what is not seen is let go. Gives the streams that have work. Twice is once.
 */
export async function planCalendars(database: Database, mailboxId: number, now = new Date()): Promise<number[]> {
  return database.transaction(async (tx) => {
    const setting = await tx
      .selectFrom('calendar_setting')
      .selectAll()
      .where('mailbox_id', '=', mailboxId)
      .forUpdate()
      .executeTakeFirst();
    if (!setting) return [];
    const chosen = await tx
      .selectFrom('calendar')
      .select(['id', 'graph_id', 'tenant_id'])
      .where('mailbox_id', '=', mailboxId)
      .where('is_chosen', '=', true)
      .where('is_gone', '=', false)
      .execute();
    const isRead = setting.direction !== 'write';
    const hasOtherRules = setting.planned_version !== setting.version;
    const ids: number[] = [];
    for (const { graph_id, tenant_id } of isRead ? chosen : [])
      ids.push(
        ...(await follow(tx, { mailboxId, tenantId: tenant_id, resource: graph_id }, windowAt(now), hasOtherRules)),
      );
    await stopOthers(tx, mailboxId, isRead ? chosen.map((it) => it.graph_id) : []);
    await tx
      .updateTable('calendar_setting')
      .set({ planned_version: setting.version })
      .where('mailbox_id', '=', mailboxId)
      .execute();
    return ids;
  });
}

async function follow(
  tx: Sql,
  { mailboxId, tenantId, resource }: { mailboxId: number; tenantId: string; resource: string },
  { from, to }: Window,
  hasOtherRules: boolean,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into sync_state as s (tenant_id, mailbox_id, workload, resource, stage, expected, covered_from, covered_to, wished_at)
    values (${tenantId}, ${mailboxId}, 'calendar', ${resource}, 'baseline', ${mostDates}, ${from}, ${to}, now())
    on conflict (mailbox_id, workload, resource) do update set stage = 'baseline', cursor = null, pages = 0,
      generation = s.generation + 1, covered_from = excluded.covered_from, covered_to = excluded.covered_to, wished_at = now(),
      next_attempt_at = null, attempts = 0, problem = null, lease_by = null, lease_until = null, updated_at = now()
    where s.stage = 'stopped' or ${hasOtherRules} or s.covered_from is distinct from excluded.covered_from
      or s.covered_to is distinct from excluded.covered_to
    returning id`.execute(tx);
  return rows.map((it) => it.id);
}

/** Calendars that are not followed any more: their events go, except those on a record. */
async function stopOthers(tx: Sql, mailboxId: number, resources: string[]): Promise<void> {
  await sql`update sync_state set stage = 'stopped', cursor = null, pages = 0, wished_at = null, next_attempt_at = null,
      problem = null, lease_by = null, lease_until = null, generation = generation + 1, swept = generation, updated_at = now()
    where mailbox_id = ${mailboxId} and workload = 'calendar' and stage <> 'stopped' and not (resource = any(${resources}::text[]))`.execute(
    tx,
  );
  await sql`delete from calendar_copy c using calendar k where k.id = c.calendar_id and k.mailbox_id = ${mailboxId}
    and not (k.graph_id = any(${resources}::text[])) and not exists (select 1 from calendar_change w where w.event_id = c.event_id
      and w.state in ('wished', 'conflict'))`.execute(tx);
  await dropOrphans(tx, mailboxId);
}

/** Events nobody has a copy of any more; those on a record stay, so that the record remembers the meeting. */
export async function dropOrphans(on: Sql, mailboxId: number): Promise<void> {
  await sql`delete from calendar_event e where e.tenant_id = (select tenant_id from mailbox where id = ${mailboxId})
    and not exists (select 1 from calendar_copy c where c.event_id = e.id)
    and not exists (select 1 from calendar_event d join calendar_copy c on c.event_id = d.id where d.master_id = e.id)
    and not exists (select 1 from calendar_link l where l.tenant_id = e.tenant_id and l.ical_uid = e.ical_uid
      and l.state = 'linked' and (l.occurrence = e.occurrence or l.is_series))`.execute(on);
}

/** Mailboxes whose streams do not follow what is saved, or whose window is that of another month. */
export async function mailboxesToPlan({ kysely }: Database, now = new Date()): Promise<number[]> {
  const { from } = windowAt(now);
  const { rows } = await sql<{ id: number }>`
    select k.mailbox_id as id from calendar_setting k join mailbox m on m.id = k.mailbox_id
    where m.state in ('connected', 'following', 'paused') and (k.planned_version <> k.version or exists (
      select 1 from sync_state s where s.mailbox_id = k.mailbox_id and s.workload = 'calendar' and s.stage <> 'stopped'
        and s.covered_from is distinct from ${from}::timestamptz))
    limit 100`.execute(kysely);
  return rows.map((it) => it.id);
}
