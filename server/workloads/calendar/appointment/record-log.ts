import { sql } from 'kysely';
import type { LoggedMeeting } from '../../../../contract/appointment.js';
import type { RecordRef } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { eventLevel, eventSeenLevel } from '../visibility.js';
import { covers } from './log.js';
import type { AppointmentNeeds } from './needs.js';
import { keyOf, notesOf } from './notes.js';

const pageSize = 20;
interface Row {
  event_id: number;
  uid: string;
  occurrence: string;
  subject: string;
  organizer_address: string;
  organizer_name: string;
  starts_at: Date;
  ends_at: Date;
  is_all_day: boolean;
  people: { address: string; name: string; kind: string; response: string }[];
  logged_at: Date;
  level: number;
  log_id: number;
}

/** Meetings of a record that took place, the latest first, as much of each as the viewer may see. */
export async function loggedOnRecord(
  { database, records }: Pick<AppointmentNeeds, 'database' | 'records'>,
  viewer: Principal,
  ref: RecordRef,
  before?: string,
): Promise<{ meetings: LoggedMeeting[]; next?: string }> {
  const { tenantId } = viewer;
  const { moduleId, recordId } = await records.resolve(tenantId, ref, 'meetings');
  const place = before === undefined ? undefined : readPlace(before);
  const on = database.kysely;
  const { rows } = await sql<Row>`
    select * from (select distinct on (g.id) g.id as log_id, e.id as event_id, e.ical_uid as uid, e.occurrence, e.subject, e.organizer_address,
        e.organizer_name, g.starts_at, g.ends_at, e.is_all_day, g.people, g.logged_at, ${eventSeenLevel(viewer)} as level
      from calendar_link l
      join calendar_event e on e.tenant_id = l.tenant_id and e.ical_uid = l.ical_uid
      join meeting_log g on g.tenant_id = e.tenant_id and g.ical_uid = e.ical_uid and g.occurrence = e.occurrence and g.state = 'logged'
      where l.tenant_id = ${tenantId} and l.module_id = ${moduleId} and l.record_id = ${recordId} and ${covers}) m
    where m.level >= ${eventLevel.people}
      ${place ? sql`and (m.ends_at, m.log_id) < (${place.endsAt}::timestamptz, ${place.logId}::bigint)` : sql``}
    order by m.ends_at desc, m.log_id desc limit ${pageSize + 1}`.execute(on);
  const shown = rows.slice(0, pageSize);
  const notes = await notesOf(on, viewer, shown);
  const last = rows.length > pageSize ? shown.at(-1) : undefined;
  return {
    meetings: shown.map((it) => ({
      id: String(it.event_id),
      ...(it.level >= eventLevel.subject ? { subject: it.subject } : {}),
      startDateTime: it.starts_at.toISOString(),
      endDateTime: it.ends_at.toISOString(),
      isAllDay: it.is_all_day,
      people: [
        ...(it.organizer_address
          ? [{ address: it.organizer_address, name: it.organizer_name || it.organizer_address }]
          : []),
        ...it.people.flatMap(({ address, name, kind, response }) =>
          kind === 'resource' || response === 'declined' ? [] : [{ address, name: name || address }],
        ),
      ],
      rooms: it.people.flatMap((person) =>
        person.kind === 'resource' && person.response !== 'declined' ? [person.name || person.address] : [],
      ),
      loggedDateTime: it.logged_at.toISOString(),
      notes: notes.get(keyOf(it)) ?? { others: [], isAsked: false },
    })),
    ...(last ? { next: `${last.ends_at.toISOString()} ${last.log_id}` } : {}),
  };
}

function readPlace(text: string): { endsAt: string; logId: number } {
  const [endsAt = '', logId = ''] = text.split(' ');
  if (Number.isNaN(Date.parse(endsAt)) || !/^\d{1,15}$/.test(logId))
    throw new AppError('invalid_request', 'This place in the list is none.', { source: 'request', field: 'before' });
  return { endsAt, logId: Number(logId) };
}
