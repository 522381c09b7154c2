import { sql } from 'kysely';
import type { CalendarEvent, EventChange, EventFields } from '../../../contract/calendar.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { ChangeRow } from './outbox/needs.js';
import { readEventsFor, toEvents } from './show.js';

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

/** The viewer's changes that wait for their word because Outlook changed too, the oldest first (M76). */
export async function conflictsOf(
  { database }: { database: Database },
  viewer: Principal,
): Promise<{ change: EventChange; event: CalendarEvent }[]> {
  const on = database.kysely;
  const rows = await on
    .selectFrom('calendar_change')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .where('object_id', '=', viewer.objectId)
    .where('state', '=', 'conflict')
    .orderBy('created_at')
    .limit(50)
    .execute();
  const ids = rows.flatMap((it) => (it.event_id === null ? [] : [it.event_id]));
  if (ids.length === 0) return [];
  const seen = await readEventsFor(on, viewer, sql`e.id = any(${ids}::bigint[])`, { order: sql`e.id`, limit: 50 });
  const events = new Map((await toEvents(on, seen)).map((it) => [it.id, it]));
  return rows.flatMap((row) => {
    const event = events.get(String(row.event_id));
    return event ? [{ change: toChange(row), event }] : [];
  });
}
