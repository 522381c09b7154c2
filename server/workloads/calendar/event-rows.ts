import { sql, type Selectable } from 'kysely';
import type { Sql } from '../../db/database.js';
import type { CalendarCopyTable, CalendarEventTable } from '../../db/schema-calendar.js';
import type { EventItem } from './event-item.js';

export type EventRow = Selectable<CalendarEventTable>;
export type CopyRow = Selectable<CalendarCopyTable>;
interface Mailbox {
  id: number;
  tenantId: string;
}
/** Where the items were read. */
export interface Place {
  calendarId: number | null;
  generation: number;
  /** Set: the calendar is another's, who shares it. */
  sharedBy?: { canViewPrivate: boolean; canEdit: boolean };
}
const isPrivate = (it: EventItem): boolean => it.sensitivity === 'private' || it.sensitivity === 'confidential';
/** Microsoft may have cut it down for who reads a calendar of others; whoever may write there sees all but what is private. */
const isCutDown = (it: EventItem, { sharedBy }: Place): boolean =>
  sharedBy !== undefined && ((it.isBare && !sharedBy.canEdit) || (isPrivate(it) && !sharedBy.canViewPrivate));
/** How near to the organizer's own calendar: what was read further away never overwrites. */
const sourceOf = (it: EventItem, place: Place): number =>
  isCutDown(it, place) ? 0 : (it.isOrganizer ? 3 : 1) + (place.sharedBy ? 0 : 1);
const rowsAtOnce = 250;

/** An event by what is the same in all calendars: the uid without a date, and the date in its series (uid.ts). */
export const findEvent = (
  on: Sql,
  tenantId: string,
  { uid, occurrence = '' }: { uid: string; occurrence?: string },
): Promise<EventRow | undefined> =>
  on
    .selectFrom('calendar_event')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('ical_uid', '=', uid)
    .where('occurrence', '=', occurrence)
    .executeTakeFirst();

/**
 * Writes events and this mailbox's copies of them; twice is once. One event is one row, whoever has it: what the organizer's own calendar
 * says stands above what guests have, and older above nothing. Masters may come with their dates, in any order.
 */
export async function putEvents(on: Sql, mailbox: Mailbox, place: Place, items: readonly EventItem[]): Promise<void> {
  const sorted = [...new Map(items.map((it) => [it.graphId, it])).values()].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
  // Masters first: their dates point at them. One order of rows, so that no two pages wait for each other.
  const [whole, dates] = [sorted.filter((it) => !it.occurrence), sorted.filter((it) => it.occurrence)];
  for (const list of [whole, dates])
    for (let from = 0; from < list.length; from += rowsAtOnce) {
      const some = list.slice(from, from + rowsAtOnce);
      const written = await writeEvents(on, mailbox, place, some);
      await writeAttendees(
        on,
        mailbox,
        some.filter((it) => it.kind !== 'occurrence' && written.has(keyOf(it))),
      );
      await writeCopies(on, mailbox, place, some);
    }
}
const keyOf = ({ uid, occurrence }: Pick<EventItem, 'uid' | 'occurrence'>): string => `${uid} ${occurrence}`;

/** Gives the events that took what is written here. */
async function writeEvents(on: Sql, { tenantId }: Mailbox, place: Place, items: EventItem[]): Promise<Set<string>> {
  const once = [...new Map(items.map((it) => [keyOf(it), it])).values()]; // two calendars of one mailbox may have it
  const text = (of: (it: EventItem) => string | null) => sql`${once.map(of)}::text[]`;
  const flag = (of: (it: EventItem) => boolean) => sql`${once.map(of)}::boolean[]`;
  const { rows } = await sql<{ ical_uid: string; occurrence: string }>`
    insert into calendar_event as e (tenant_id, ical_uid, occurrence, kind, series_uid, master_id, subject, body_text, starts_at, ends_at,
      zone, is_all_day, sensitivity, show_as, is_cancelled, organizer_address, organizer_name, join_url, location, recurrence,
      source, modified_at)
    select ${tenantId}, t.uid, t.occurrence, t.kind, case when t.kind = 'single' then null else t.uid end,
      case when t.occurrence = '' then null else (select m.id from calendar_event m
        where m.tenant_id = ${tenantId} and m.ical_uid = t.uid and m.occurrence = '') end,
      t.subject, t.body, t.starts::timestamptz, t.ends::timestamptz, t.zone, t.all_day, t.sensitivity, t.show_as, t.cancelled,
      t.organizer, t.organizer_name, t.join_url, t.location, t.recurrence::jsonb, t.source, t.modified::timestamptz
    from unnest(${text((it) => it.uid)}, ${text((it) => it.occurrence)}, ${text((it) => it.kind)}, ${text((it) => it.subject)},
      ${text((it) => it.bodyText)}, ${text((it) => it.startDateTime)}, ${text((it) => it.endDateTime)}, ${text((it) => it.zone)},
      ${flag((it) => it.isAllDay)}, ${text((it) => it.sensitivity)}, ${text((it) => it.showAs)}, ${flag((it) => it.isCancelled)},
      ${text((it) => it.organizer.address)}, ${text((it) => it.organizer.name)}, ${text((it) => it.joinUrl)},
      ${text((it) => it.location)}, ${text((it) => (it.recurrence ? JSON.stringify(it.recurrence) : null))},
      ${once.map((it) => sourceOf(it, place))}::integer[], ${text((it) => it.modifiedDateTime)})
      as t (uid, occurrence, kind, subject, body, starts, ends, zone, all_day, sensitivity, show_as, cancelled, organizer,
        organizer_name, join_url, location, recurrence, source, modified)
    on conflict (tenant_id, ical_uid, occurrence) do update set
      kind = excluded.kind, series_uid = excluded.series_uid, master_id = coalesce(excluded.master_id, e.master_id),
      subject = excluded.subject, body_text = excluded.body_text, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      zone = excluded.zone, is_all_day = excluded.is_all_day, sensitivity = excluded.sensitivity, show_as = excluded.show_as,
      is_cancelled = excluded.is_cancelled, organizer_address = excluded.organizer_address,
      organizer_name = excluded.organizer_name, join_url = excluded.join_url, location = excluded.location,
      recurrence = excluded.recurrence, source = excluded.source, modified_at = excluded.modified_at, updated_at = now()
    where excluded.source > e.source or (excluded.source = e.source and e.modified_at <= excluded.modified_at)
    returning ical_uid, occurrence`.execute(on);
  return new Set(rows.map((it) => keyOf({ uid: it.ical_uid, occurrence: it.occurrence })));
}

/** The guests of these events, and nobody else. */
async function writeAttendees(on: Sql, { tenantId }: Mailbox, items: EventItem[]): Promise<void> {
  if (items.length === 0) return;
  const once = [...new Map(items.map((it) => [keyOf(it), it])).values()];
  const people = once.flatMap(({ uid, occurrence, attendees }) => attendees.map((it) => ({ ...it, uid, occurrence })));
  const addresses = people.map((it) => it.address);
  const names = people.map((it) => `${keyOf(it)} ${it.address}`);
  await sql`delete from calendar_attendee a using calendar_event e
    where e.tenant_id = ${tenantId} and a.event_id = e.id
      and (e.ical_uid, e.occurrence) in (select * from unnest(${once.map((it) => it.uid)}::text[], ${once.map((it) => it.occurrence)}::text[]))
      and not (e.ical_uid || ' ' || e.occurrence || ' ' || a.address) = any(${names}::text[])`.execute(on);
  await sql`
    insert into calendar_attendee as a (event_id, tenant_id, address, name, kind, response)
    select e.id, ${tenantId}, t.address, t.name, t.kind, t.response
    from unnest(${people.map((it) => it.uid)}::text[], ${people.map((it) => it.occurrence)}::text[], ${addresses}::text[],
      ${people.map((it) => it.name)}::text[], ${people.map((it) => it.kind)}::text[], ${people.map((it) => it.response)}::text[])
      as t (uid, occurrence, address, name, kind, response)
    join calendar_event e on e.tenant_id = ${tenantId} and e.ical_uid = t.uid and e.occurrence = t.occurrence
    on conflict (event_id, address) do update set name = excluded.name, kind = excluded.kind, response = excluded.response
      where (a.name, a.kind, a.response) is distinct from (excluded.name, excluded.kind, excluded.response)`.execute(
    on,
  );
}

async function writeCopies(on: Sql, { id, tenantId }: Mailbox, place: Place, items: EventItem[]): Promise<void> {
  const { calendarId, generation } = place;
  const text = (of: (it: EventItem) => string | null) => sql`${items.map(of)}::text[]`;
  await sql`
    insert into calendar_copy as c (tenant_id, event_id, mailbox_id, calendar_id, graph_id, etag, series_master_id, response,
      is_organizer, is_private, show_as, web_link, transaction_id, modified_at, seen, generation)
    select ${tenantId}, e.id, ${id}::bigint, ${calendarId}::bigint, t.graph_id, t.etag, t.master, t.response, t.organizer,
      t.sensitivity in ('private', 'confidential'), t.show_as, t.web_link, t.transaction, t.modified::timestamptz,
      case when t.cut and t.sensitivity not in ('private', 'confidential') and t.subject = e.subject then 2 when t.cut then 0 else 4 end,
      ${generation}::integer
    from unnest(${text((it) => it.uid)}, ${text((it) => it.occurrence)}, ${text((it) => it.graphId)}, ${text((it) => it.etag)},
      ${text((it) => it.seriesMasterId)}, ${text((it) => it.response)}, ${items.map((it) => it.isOrganizer)}::boolean[],
      ${text((it) => it.sensitivity)}, ${text((it) => it.showAs)}, ${text((it) => it.webLink)}, ${text((it) => it.transactionId)},
      ${text((it) => it.modifiedDateTime)}, ${text((it) => it.subject)}, ${items.map((it) => isCutDown(it, place))}::boolean[])
      as t (uid, occurrence, graph_id, etag, master, response, organizer, sensitivity, show_as, web_link, transaction, modified,
        subject, cut)
    join calendar_event e on e.tenant_id = ${tenantId} and e.ical_uid = t.uid and e.occurrence = t.occurrence
    on conflict (mailbox_id, graph_id) do update set event_id = excluded.event_id,
      calendar_id = coalesce(excluded.calendar_id, c.calendar_id), etag = excluded.etag,
      series_master_id = excluded.series_master_id, response = excluded.response, is_organizer = excluded.is_organizer,
      is_private = excluded.is_private, show_as = excluded.show_as, web_link = excluded.web_link,
      transaction_id = coalesce(excluded.transaction_id, c.transaction_id), modified_at = excluded.modified_at,
      seen = excluded.seen, generation = greatest(c.generation, excluded.generation), is_doubted = false, gone_at = null, updated_at = now()
    where c.modified_at <= excluded.modified_at`.execute(on);
}

/** This mailbox's copy of an event. */
export const copyIn = (on: Sql, mailboxId: number, eventId: number): Promise<CopyRow | undefined> =>
  on
    .selectFrom('calendar_copy')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .where('event_id', '=', eventId)
    .orderBy('gone_at', (it) => it.desc().nullsFirst())
    .executeTakeFirst();
