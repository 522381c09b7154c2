import type { EventChange, EventFields } from '../../../contract/calendar.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { ChangeRow } from './outbox/needs.js';

/** A wish as the person who made it is told of it. */
export function toChange(row: ChangeRow): EventChange {
  const theirs = row.theirs as { fields: EventFields; changed?: string } | null;
  const state = row.state === 'wished' ? 'waiting' : row.state;
  return {
    id: row.id,
    kind: row.kind,
    scope: row.scope,
    state,
    ...(row.event_id === null ? {} : { event: String(row.event_id) }),
    ...(row.problem ? { sentence: row.problem.sentence } : {}),
    ...(state === 'conflict' && theirs
      ? {
          conflict: {
            before: row.base,
            ours: row.fields,
            theirs: theirs.fields,
            ...(theirs.changed ? { changedDateTime: theirs.changed } : {}),
          },
        }
      : {}),
  };
}

/** What is still to be told to Outlook about an event, or to be answered. */
export async function changesOfEvent(
  on: Sql,
  { tenantId, objectId }: Principal,
  eventId: number,
): Promise<EventChange[]> {
  const rows = await on
    .selectFrom('calendar_change')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('event_id', '=', eventId)
    .where('state', 'in', ['wished', 'conflict', 'failed'])
    .orderBy('created_at')
    .execute();
  return rows.map(toChange);
}
