import { sql, type RawBuilder } from 'kysely';
import type { CalendarEvent } from '../../../contract/calendar.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { EventRow } from './event-rows.js';
import { eventSeenAt, eventSeenLevel, fitsWords, isOwnMailbox, showEvent } from './visibility.js';

interface Needs {
  database: Database;
}
/** An event with what the viewer's own copy of it says, where they have one. */
export interface SeenEvent extends EventRow {
  level: number;
  text: string;
  own: {
    response: string;
    isOrganizer: boolean;
    webLink: string;
    canEdit: boolean;
    direction: string | null;
    calendar: { id: string; name: string; color: string } | null;
  } | null;
  is_gone: boolean;
}
export interface EventsWish {
  from: string;
  to: string;
  search?: string | undefined;
  calendars?: string[] | undefined;
  limit?: number | undefined;
}
const mostEvents = 500;

/** The columns of events as a viewer sees them; `where` speaks of event `e`. */
export async function readEventsFor(
  on: Sql,
  viewer: Pick<Principal, 'tenantId' | 'objectId'>,
  where: RawBuilder<unknown>,
  { order, limit }: { order: RawBuilder<unknown>; limit: number },
): Promise<SeenEvent[]> {
  const { rows } = await sql<SeenEvent>`
    select e.*, ${eventSeenLevel(viewer)} as level,
      case when e.kind = 'occurrence' then coalesce((select m.body_text from calendar_event m where m.id = e.master_id), e.body_text)
        else e.body_text end as text,
      (select jsonb_build_object('response', c.response, 'isOrganizer', c.is_organizer, 'webLink', c.web_link,
          'canEdit', coalesce(k.can_edit, true), 'direction', s.direction,
          'calendar', case when k.id is null then null else jsonb_build_object('id', k.graph_id, 'name', k.name, 'color', k.color) end)
        from calendar_copy c join mailbox b on b.id = c.mailbox_id left join calendar k on k.id = c.calendar_id
        left join calendar_setting s on s.mailbox_id = c.mailbox_id
        where c.event_id = e.id and c.gone_at is null and ${isOwnMailbox(viewer.objectId)}
        order by c.seen desc, (k.owner_address = b.address) desc nulls last, c.id limit 1) as own,
      not exists (select 1 from calendar_copy c where c.event_id = e.id and c.gone_at is null) as is_gone
    from calendar_event e where e.tenant_id = ${viewer.tenantId} and ${where} order by ${order} limit ${limit}`.execute(
    on,
  );
  return rows.map((it) => ({ ...it, level: Number(it.level), id: Number(it.id) }));
}

/** Events of the viewer's chosen calendars within a time. Words are looked for in what the viewer may see, and nowhere else. */
export async function searchEvents(
  { database }: Needs,
  viewer: Principal,
  { from, to, search, calendars, limit = mostEvents }: EventsWish,
): Promise<{ events: CalendarEvent[]; isMore: boolean }> {
  const parts = [
    sql`e.kind <> 'master' and e.starts_at < ${to}::timestamptz and (e.ends_at > ${from}::timestamptz or e.starts_at >= ${from}::timestamptz)`,
    sql`exists (select 1 from calendar_copy c join mailbox b on b.id = c.mailbox_id join calendar k on k.id = c.calendar_id
      where c.event_id = e.id and c.gone_at is null and k.is_chosen and ${isOwnMailbox(viewer.objectId)}
        ${calendars ? sql`and k.graph_id = any(${calendars}::text[])` : sql``})`,
    ...(search ? [fitsWords(eventSeenLevel(viewer), search)] : []),
  ];
  const rows = await readEventsFor(database.kysely, viewer, sql.join(parts, sql` and `), {
    order: sql`e.starts_at, e.id`,
    limit: limit + 1,
  });
  return { events: await toEvents(database.kysely, rows.slice(0, limit)), isMore: rows.length > limit };
}

/** Events as the contract has them; of each only what the viewer's level gives. */
export async function toEvents(on: Sql, rows: SeenEvent[]): Promise<CalendarEvent[]> {
  if (rows.length === 0) return [];
  const { rows: people } = await sql<{
    event_id: number;
    address: string;
    name: string;
    kind: 'required' | 'optional' | 'resource';
    response: string;
  }>`
    select event_id, address, name, kind, response from calendar_person where event_id = any(${rows.map((it) => it.id)}::bigint[])
    order by event_id, kind desc, name, address`.execute(on);
  const byEvent = new Map<number, typeof people>();
  for (const it of people) byEvent.set(Number(it.event_id), [...(byEvent.get(Number(it.event_id)) ?? []), it]);
  return rows.map((row) => toEvent(row, byEvent.get(row.id) ?? []));
}

function toEvent(
  row: SeenEvent,
  people: { address: string; name: string; kind: 'required' | 'optional' | 'resource'; response: string }[],
): CalendarEvent {
  const shown = showEvent(row.level, {
    subject: row.subject,
    bodyText: row.text,
    location: row.location,
    joinUrl: row.join_url,
    organizer: { address: row.organizer_address, name: row.organizer_name },
    people: people.map(({ address, name, kind, response }) => ({ address, name, kind, response })),
    zone: row.zone,
  });
  const isOwn = row.own !== null && row.level >= 4;
  return {
    id: String(row.id),
    seen: eventSeenAt(row.level),
    kind: row.kind,
    startDateTime: new Date(row.starts_at).toISOString(),
    endDateTime: new Date(row.ends_at).toISOString(),
    isAllDay: row.is_all_day,
    showAs: row.show_as,
    isPrivate: row.sensitivity === 'private' || row.sensitivity === 'confidential',
    isCancelled: row.is_cancelled,
    isGone: row.is_gone,
    canEdit: isOwn && row.own?.canEdit === true && row.own.direction !== 'read' && !row.is_cancelled && !row.is_gone,
    isOrganizer: isOwn && row.own?.isOrganizer === true,
    ...(row.level >= 2 ? { subject: shown.subject } : {}),
    ...(shown.zone ? { zone: shown.zone } : {}),
    ...(row.level >= 1 ? { organizer: shown.organizer, people: shown.people as CalendarEvent['people'] } : {}),
    ...(shown.location ? { location: shown.location } : {}),
    ...(shown.joinUrl ? { joinUrl: shown.joinUrl } : {}),
    ...(isOwn && row.own
      ? {
          response: row.own.response,
          ...(row.own.webLink ? { webLink: row.own.webLink } : {}),
        }
      : {}),
    ...(row.own?.calendar ? { calendar: row.own.calendar } : {}),
  };
}
