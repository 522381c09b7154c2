import { sql, type Selectable } from 'kysely';
import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import { isAllowed } from '../../records/module-limits.js';
import type { CalendarLinkTable } from '../../db/schema-calendar.js';

export type EventLinkRow = Selectable<CalendarLinkTable>;
/** An event by what is the same in all calendars; `isSeries` means all of a series, then without a date. */
export interface LinkedEvent {
  uid: string;
  occurrence?: string;
  isSeries?: boolean;
}
interface OnRecord {
  moduleId: string;
  recordId: string;
}
/** Why it is there: `person` somebody put it there, `booked` it was booked from there, others as with mail. */
export interface EventReason {
  kind: string;
  value: string;
}

/** Puts an event, or a whole series, on a record by a person's act; what was undone or only suggested becomes a link. Twice is once. */
export async function linkEvent(
  on: Sql,
  { tenantId, objectId, name }: Pick<Principal, 'tenantId' | 'objectId' | 'name'>,
  event: LinkedEvent,
  { moduleId, recordId }: OnRecord,
  reason: EventReason = { kind: 'person', value: '' },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into calendar_link as l (id, tenant_id, ical_uid, occurrence, is_series, module_id, record_id, state, confidence, reason,
      object_id, linked_by_name, decided_at, decided_by)
    values (${newId()}, ${tenantId}, ${event.uid}, ${event.occurrence ?? ''}, ${event.isSeries ?? false}, ${moduleId}, ${recordId},
      'linked', 'high', ${JSON.stringify(reason)}::jsonb, ${objectId}, ${name}, now(), ${objectId})
    on conflict (tenant_id, ical_uid, occurrence, module_id, record_id) do update set state = 'linked', confidence = 'high',
      reason = case when l.state = 'linked' then l.reason else excluded.reason end, undone_at = null,
      object_id = case when l.state = 'linked' then l.object_id else excluded.object_id end,
      linked_by_name = case when l.state = 'linked' then l.linked_by_name else excluded.linked_by_name end,
      decided_at = now(), decided_by = excluded.decided_by, is_series = excluded.is_series
    returning id`.execute(on);
  return rows[0]?.id ?? '';
}

/** Takes it off the record; no rule puts it back. Twice is once. */
export async function undoEventLink(
  on: Sql,
  { tenantId, objectId }: Pick<Principal, 'tenantId' | 'objectId'>,
  id: string,
): Promise<void> {
  await sql`update calendar_link set state = 'undone', undone_at = coalesce(undone_at, now()), decided_at = now(), decided_by = ${objectId}
    where tenant_id = ${tenantId} and id = ${id} and state <> 'undone'`.execute(on);
}

/**
 * The records an event is on, by itself or with its whole series; first those a person chose. A single date taken off stays off; none of
 * modules to which meetings may not come.
 */
export async function linksOfEvent(
  on: Sql,
  tenantId: string,
  { uid, occurrence = '' }: { uid: string; occurrence?: string },
): Promise<EventLinkRow[]> {
  const { rows } = await sql<EventLinkRow>`
    select l.* from calendar_link l where l.tenant_id = ${tenantId} and l.ical_uid = ${uid} and l.state = 'linked'
      and ${isAllowed(tenantId, sql.ref('l.module_id'), 'meetings')}
      and (l.occurrence = ${occurrence} or (l.is_series and l.occurrence = '' and not exists (select 1 from calendar_link o
        where o.tenant_id = l.tenant_id and o.ical_uid = l.ical_uid and o.occurrence = ${occurrence} and o.occurrence <> ''
          and o.module_id = l.module_id and o.record_id = l.record_id and o.state in ('undone', 'rejected'))))
    order by l.decided_at nulls last, l.created_at, l.id`.execute(on);
  return rows;
}
