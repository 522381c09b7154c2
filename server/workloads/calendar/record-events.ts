import { sql, type RawBuilder } from 'kysely';
import type { RecordRef } from '../../../contract/api.js';
import type { CalendarEvent } from '../../../contract/calendar.js';
import { now } from '../../base/clock.js';
import type { Principal } from '../../base/principal.js';
import type { DetailsNeeds } from './details.js';
import { readEventsFor, toEvents } from './show.js';

const atOnce = 50;

/** What of event `e` puts it on a record: a link of its own, or its series' where this date was not taken off. */
async function onRecord(
  records: DetailsNeeds['records'],
  { tenantId }: Principal,
  ref: RecordRef,
): Promise<RawBuilder<boolean>> {
  const { moduleId, recordId } = await records.resolve(tenantId, ref, 'meetings');
  return sql<boolean>`(e.kind <> 'master' and exists (select 1 from calendar_link l where l.tenant_id = e.tenant_id
      and l.module_id = ${moduleId} and l.record_id = ${recordId} and l.state = 'linked' and l.ical_uid = e.ical_uid
      and (l.occurrence = e.occurrence or l.is_series))
    and not exists (select 1 from calendar_link o where o.tenant_id = e.tenant_id and o.module_id = ${moduleId}
      and o.record_id = ${recordId} and o.ical_uid = e.ical_uid and o.occurrence = e.occurrence and o.occurrence <> ''
      and o.state in ('undone', 'rejected')))`;
}

/**
 * The events on a record, by themselves or with their series: one for each meeting however many colleagues have it, each as far as the
 * viewer may see it. The next ones first, then what was, the latest first.
 */
export async function eventsOfRecord(
  { database, records }: DetailsNeeds,
  viewer: Principal,
  ref: RecordRef,
): Promise<{ upcoming: CalendarEvent[]; past: CalendarEvent[]; isMore: boolean }> {
  const on = database.kysely;
  const here = await onRecord(records, viewer, ref);
  const at = now();
  const [upcoming, past] = await Promise.all([
    readEventsFor(on, viewer, sql`${here} and e.ends_at >= ${at}`, {
      order: sql`e.starts_at, e.id`,
      limit: atOnce + 1,
    }),
    readEventsFor(on, viewer, sql`${here} and e.ends_at < ${at}`, {
      order: sql`e.starts_at desc, e.id desc`,
      limit: atOnce + 1,
    }),
  ]);
  return {
    upcoming: await toEvents(on, upcoming.slice(0, atOnce)),
    past: await toEvents(on, past.slice(0, atOnce)),
    isMore: upcoming.length > atOnce || past.length > atOnce,
  };
}

/** The same in order of time, as one list that is cut at `limit`, the latest kept. */
export async function everyEventOfRecord(
  { database, records }: DetailsNeeds,
  viewer: Principal,
  ref: RecordRef,
  limit: number,
): Promise<CalendarEvent[]> {
  const here = await onRecord(records, viewer, ref);
  const rows = await readEventsFor(database.kysely, viewer, here, { order: sql`e.starts_at desc, e.id desc`, limit });
  return toEvents(database.kysely, rows.reverse());
}
