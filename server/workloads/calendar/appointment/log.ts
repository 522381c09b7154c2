import { sql, type RawBuilder } from 'kysely';
import type { Audit } from '../../../audit/audit.js';
import type { Sql } from '../../../db/database.js';
import { isAllowed } from '../../../records/module-limits.js';
import { recheck, type RecheckNeeds, type Unfollowed } from './recheck.js';

/*
 * Meetings that took place, on their records by themselves (M39). What counts is in the rows of events and links; what is written here
 * follows from them, so that it may run at any time, in any number of processes, and late: each date is logged once, with
 * its own time.
 */
export type LogNeeds = RecheckNeeds & { audit: Audit };
const atOnce = 200;

/** Whether link `l` puts event `e` on its record: by itself, or with its whole series when this date was not taken off. */
export const covers: RawBuilder<boolean> = sql<boolean>`(l.tenant_id = e.tenant_id and l.ical_uid = e.ical_uid and l.state = 'linked'
  and (l.occurrence = e.occurrence or (l.is_series and l.occurrence = '' and not exists (select 1 from calendar_link o
    where o.tenant_id = l.tenant_id and o.ical_uid = l.ical_uid and o.occurrence = e.occurrence and o.occurrence <> ''
      and o.module_id = l.module_id and o.record_id = l.record_id and o.state in ('undone', 'rejected')))))`;

/** Not cancelled, nobody's secret, and somebody of us did not decline it. A copy deleted afterwards takes nothing back. */
const tookPlace = (copies: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`(not e.is_cancelled
  and e.sensitivity not in ('private', 'confidential') and not e.is_never_filed
  and exists (select 1 from calendar_copy c where c.event_id = e.id and not c.is_private and c.response <> 'declined' ${copies}))`;
const people = sql`(select coalesce(jsonb_agg(jsonb_build_object('address', p.address, 'name', p.name, 'kind', p.kind, 'response', p.response)
  order by p.kind desc, p.name, p.address), '[]'::jsonb) from calendar_person p where p.event_id = e.id)`;

/** Brings the log to what the calendars say now. Gives how many meetings came to it. */
export async function logMeetings(needs: LogNeeds): Promise<number> {
  const { database, audit, graph } = needs;
  const at = graph.now();
  await withdraw(database.kysely, at);
  await follow(database.kysely, at);
  await recheck(needs, await unfollowed(database.kysely, at));
  let logged = 0;
  for (;;) {
    const added = await database.transaction(async (tx) => {
      const rows = await add(tx, at);
      for (const { tenant_id, id } of rows)
        await audit.append(tx, { tenantId: tenant_id, actor: 'server', action: 'meeting.logged', target: String(id) });
      return rows.length;
    });
    logged += added;
    if (added < atOnce) return logged;
  }
}

/** What goes on after all, was cancelled, or became somebody's secret is no meeting that took place. */
const withdraw = (on: Sql, at: Date) =>
  sql`update meeting_log g set state = 'withdrawn', updated_at = now() from calendar_event e
    where g.state = 'logged' and e.tenant_id = g.tenant_id and e.ical_uid = g.ical_uid and e.occurrence = g.occurrence
      and (e.ends_at > ${at} or not ${tookPlace(sql``)})`.execute(on);

/** Another time than the one that is logged, and over as well: the log says that one. */
const follow = (on: Sql, at: Date) =>
  sql`update meeting_log g set starts_at = e.starts_at, ends_at = e.ends_at, people = ${people}, updated_at = now() from calendar_event e
    where g.state = 'logged' and e.tenant_id = g.tenant_id and e.ical_uid = g.ical_uid and e.occurrence = g.occurrence
      and (g.starts_at, g.ends_at) is distinct from (e.starts_at, e.ends_at) and e.ends_at <= ${at}`.execute(on);

const isDue = (at: Date): RawBuilder<boolean> => sql<boolean>`(e.kind <> 'master' and e.ends_at <= ${at}
  and exists (select 1 from calendar_link l where ${covers} and ${isAllowed(sql.ref('l.tenant_id'), sql.ref('l.module_id'), 'meetings')}) and ${tookPlace(sql`and c.gone_at is null`)}
  and not exists (select 1 from meeting_log o where o.tenant_id = e.tenant_id and o.ical_uid = e.ical_uid
    and o.occurrence = e.occurrence and o.state = 'logged'))`;

/** What is due, but in no calendar that is read all the time: it may have been moved or cancelled without us knowing. */
async function unfollowed(on: Sql, at: Date): Promise<Unfollowed[]> {
  const { rows } = await sql<Unfollowed>`
    select distinct on (e.id) e.ical_uid as uid, e.occurrence, e.starts_at, c.graph_id, c.series_master_id, c.mailbox_id, b.tenant_id, b.object_id
    from calendar_event e join calendar_copy c on c.event_id = e.id join mailbox b on b.id = c.mailbox_id
    where ${isDue(at)} and c.gone_at is null and b.kind = 'own' and not exists (select 1 from calendar_copy f
      join calendar k on k.id = f.calendar_id where f.event_id = e.id and f.gone_at is null and k.is_chosen)
    order by e.id, c.is_organizer desc, c.id limit ${atOnce}`.execute(on);
  return rows;
}

/** What is over, on a record, and not logged. The same date is one row, whoever asks. */
async function add(tx: Sql, at: Date): Promise<{ tenant_id: string; id: number }[]> {
  const { rows } = await sql<{ tenant_id: string; id: number }>`
    insert into meeting_log as g (tenant_id, ical_uid, occurrence, starts_at, ends_at, people)
    select e.tenant_id, e.ical_uid, e.occurrence, e.starts_at, e.ends_at, ${people} from calendar_event e
    where ${isDue(at)}
    order by e.tenant_id, e.ical_uid, e.occurrence limit ${atOnce}
    on conflict (tenant_id, ical_uid, occurrence) do update set state = 'logged', starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, people = excluded.people, logged_at = now(), updated_at = now() where g.state = 'withdrawn'
    returning tenant_id, id`.execute(tx);
  return rows;
}
