import { sql } from 'kysely';
import type { Sql } from '../../db/database.js';

interface Mailbox {
  id: number;
  tenantId: string;
}
/**
 * Event `e` is on a record, or somebody's change of it is on its way. A date that is there with its series only is remembered once it has
 * begun: one that never came is none.
 */
export const isKept = sql<boolean>`(exists (select 1 from calendar_link l where l.tenant_id = e.tenant_id
    and l.ical_uid = e.ical_uid and l.state = 'linked'
    and (l.occurrence = e.occurrence or e.occurrence = '' or (l.is_series and e.starts_at < now())))
  or exists (select 1 from calendar_change w where w.event_id = e.id and w.state in ('wished', 'conflict')))`;

/**
 * Copies that are not in the mailbox any more, or that its settings keep out; of a master all of its dates go too. An event on a record
 * stays and is marked, and as cancelled where its organizer took it away; any other goes with its last copy. Twice is once.
 */
export async function letGo(on: Sql, { id, tenantId }: Mailbox, graphIds: readonly string[]): Promise<void> {
  if (graphIds.length === 0) return;
  const { rows } = await sql<{ event_id: number }>`
    update calendar_copy c set gone_at = coalesce(c.gone_at, now()), is_doubted = false, updated_at = now()
    where c.mailbox_id = ${id} and (c.graph_id = any(${graphIds}::text[]) or c.series_master_id = any(${graphIds}::text[]))
    returning c.event_id`.execute(on);
  const ids = [...new Set(rows.map((it) => it.event_id))];
  if (ids.length === 0) return;
  await sql`delete from calendar_copy c using calendar_event e where e.id = c.event_id and e.id = any(${ids}::bigint[])
    and c.mailbox_id = ${id} and c.gone_at is not null and not ${isKept}`.execute(on);
  await sql`delete from calendar_event e where e.tenant_id = ${tenantId} and e.id = any(${ids}::bigint[]) and not ${isKept}
    and not exists (select 1 from calendar_copy c where c.event_id = e.id)
    and not exists (select 1 from calendar_event d join calendar_copy c on c.event_id = d.id where d.master_id = e.id)`.execute(
    on,
  );
  // Who is left may tell what it is from now on.
  await sql`update calendar_event e set source = 0, is_cancelled = e.is_cancelled or exists (
      select 1 from calendar_copy c where c.event_id = e.id and c.is_organizer and c.gone_at is not null)
    where e.id = any(${ids}::bigint[]) and not exists (
      select 1 from calendar_copy c where c.event_id = e.id and c.is_organizer and c.gone_at is null)
      and exists (select 1 from calendar_copy c where c.event_id = e.id and c.is_organizer)`.execute(on);
}

/** Marks copies as seen in this generation, and as still in their series. */
export async function stamp(on: Sql, { id }: Mailbox, generation: number, graphIds: readonly string[]): Promise<void> {
  if (graphIds.length === 0) return;
  await sql`update calendar_copy set generation = greatest(generation, ${generation}), is_doubted = false
    where mailbox_id = ${id} and graph_id = any(${graphIds}::text[]) and (generation < ${generation} or is_doubted)`.execute(
    on,
  );
}

/** The dates of these series were told anew: those that do not come are asked about. */
export async function doubtDates(on: Sql, { id }: Mailbox, masterIds: readonly string[]): Promise<void> {
  if (masterIds.length === 0) return;
  await sql`update calendar_copy set is_doubted = true
    where mailbox_id = ${id} and series_master_id = any(${masterIds}::text[]) and gone_at is null`.execute(on);
}

export interface Doubted {
  masterId: string;
  graphIds: string[];
}
/** Series with dates that were not told again, a few at a time. */
export async function doubtedIn(on: Sql, { id }: Mailbox, resource: string): Promise<Doubted[]> {
  const { rows } = await sql<{ master: string; ids: string[] }>`
    select c.series_master_id as master, array_agg(c.graph_id) as ids
    from calendar_copy c join calendar k on k.id = c.calendar_id
    where c.mailbox_id = ${id} and k.graph_id = ${resource} and c.is_doubted and c.gone_at is null and c.series_master_id is not null
    group by c.series_master_id limit 20`.execute(on);
  return rows.map((it) => ({ masterId: it.master, graphIds: it.ids }));
}

/** Copies within the window that this generation did not show; masters only where no date of theirs is left. */
export async function unseenIn(
  on: Sql,
  { id }: Mailbox,
  resource: string,
  generation: number,
  { from, to }: { from: Date; to: Date },
): Promise<{ graphId: string; isKept: boolean }[]> {
  const { rows } = await sql<{ graph_id: string; is_kept: boolean }>`
    select c.graph_id, ${isKept} as is_kept from calendar_copy c join calendar k on k.id = c.calendar_id
    join calendar_event e on e.id = c.event_id
    where c.mailbox_id = ${id} and k.graph_id = ${resource} and c.generation < ${generation} and c.gone_at is null
      and case when e.kind = 'master' then not exists (select 1 from calendar_copy d
          where d.mailbox_id = c.mailbox_id and d.series_master_id = c.graph_id and d.gone_at is null)
        else e.starts_at < ${to} and e.ends_at > ${from} end
    order by c.id limit 200`.execute(on);
  return rows.map((it) => ({ graphId: it.graph_id, isKept: it.is_kept }));
}

export async function countCopies(
  on: Sql,
  { id }: Mailbox,
  resource: string,
): Promise<{ stored: number; excluded: number }> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from calendar_copy c join calendar k on k.id = c.calendar_id
    where c.mailbox_id = ${id} and k.graph_id = ${resource} and c.gone_at is null`.execute(on);
  return { stored: rows[0]?.n ?? 0, excluded: 0 };
}
