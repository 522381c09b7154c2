import { sql } from 'kysely';
import type { Database } from '../../db/database.js';
import type { EventSensitivity, EventKind } from '../../db/schema-calendar.js';
import { isAllowed } from '../../records/module-limits.js';
import { matchEvents, type MatchNeeds, type Matched } from './match-events.js';

interface Found {
  id: number;
  ical_uid: string;
  occurrence: string;
  kind: EventKind;
  subject: string;
  organizer_address: string;
  organizer_name: string;
  sensitivity: EventSensitivity;
  object_id: string;
  address: string;
  people: { address: string; name: string; kind: 'required' | 'optional' | 'resource' }[];
}
const eventsAtOnce = 500;

/**
 * After people became known: events they are in come to their records, by the rules that hold for new ones. Looked at are events whose guests
 * have a record that nothing links them to yet, so twice is once; what a person took off or decided is a link, and is left alone.
 */
export async function matchEventsOfKnown(
  { database, ...needs }: MatchNeeds & { database: Database },
  tenantId: string,
): Promise<void> {
  const { rows } = await sql<Found>`
    select e.id, e.ical_uid, e.occurrence, e.kind, e.subject, e.organizer_address, e.organizer_name, e.sensitivity, b.object_id, b.address,
      (select coalesce(jsonb_agg(jsonb_build_object('address', p.address, 'name', p.name, 'kind', p.kind)), '[]') from calendar_attendee p
        where p.event_id = e.id) as people
    from calendar_event e
    join lateral (select c.mailbox_id from calendar_copy c where c.event_id = e.id and c.gone_at is null order by c.is_organizer desc, c.id
      limit 1) c on true
    join mailbox b on b.id = c.mailbox_id
    where e.tenant_id = ${tenantId} and e.kind <> 'occurrence' and not e.is_cancelled and not e.is_never_filed
      and e.sensitivity in ('normal', 'personal') and exists (
        select 1 from calendar_attendee a join record_address r on r.tenant_id = a.tenant_id and r.address = a.address
        where a.event_id = e.id and a.kind <> 'resource' and ${isAllowed(tenantId, sql.ref('r.module_id'), 'meetings')} and not exists (
          select 1 from calendar_link l where l.tenant_id = e.tenant_id and l.ical_uid = e.ical_uid
            and (l.occurrence = e.occurrence or l.is_series) and l.module_id = r.module_id and l.record_id = r.record_id))
    order by e.starts_at desc limit ${eventsAtOnce}`.execute(database.kysely);
  const owners = new Map(rows.map((it) => [it.object_id, it.address]));
  for (const [objectId, address] of owners)
    await database.transaction((tx) =>
      matchEvents(
        tx,
        needs,
        { tenantId, objectId, address },
        rows.filter((it) => it.object_id === objectId).map(toMatched),
      ),
    );
}

const toMatched = (it: Found): Matched => ({
  uid: it.ical_uid,
  occurrence: it.occurrence,
  kind: it.kind,
  subject: it.subject,
  organizer: { address: it.organizer_address, name: it.organizer_name },
  attendees: it.people.map((person) => ({ ...person, response: '' })),
  sensitivity: it.sensitivity,
  isCancelled: false,
});
