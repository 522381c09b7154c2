import { sql } from 'kysely';
import type { LeftOut } from '../../../contract/appointment.js';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import { ruleAgainst, type Taken } from './apply.js';
import type { EventItem } from './event-item.js';

interface Setting extends Taken {
  mailbox_id: number;
  direction: 'both' | 'read' | 'write';
}
const sentences = {
  private: 'private events are not taken in',
  declined: 'events you declined are not taken in',
  allDay: 'all-day events are not taken in',
} as const;

/**
 * Why an event of the viewer's own mailbox is not in their calendar here, by the same questions that following asks (M75). `isComing`:
 * nothing keeps it out, so it is on its way. Nothing is said before the person chose what is followed.
 */
export async function whyLeftOut(
  { database, graph }: { database: Database; graph: Pick<Graph, 'request'> },
  viewer: Principal,
  item: EventItem,
): Promise<{ isComing: boolean; leftOut?: LeftOut }> {
  const { rows } = await sql<Setting>`select k.* from calendar_setting k join mailbox b on b.id = k.mailbox_id
    where b.tenant_id = ${viewer.tenantId} and b.object_id = ${viewer.objectId} and b.kind = 'own' and b.state <> 'disconnected'`.execute(
    database.kysely,
  );
  const [setting] = rows;
  if (!setting) return { isComing: false };
  const mailbox = String(setting.mailbox_id);
  if (setting.direction === 'write') return { isComing: false, leftOut: { cause: 'calendar.writeOnly', mailbox } };
  const calendar = await graph.request<{ id: string; name?: string }>(viewer, {
    path: `/me/events/${encodeURIComponent(item.graphId)}/calendar`,
    query: { $select: 'id,name' },
  });
  const chosen = await database.kysely
    .selectFrom('calendar')
    .select('is_chosen')
    .where('mailbox_id', '=', setting.mailbox_id)
    .where('graph_id', '=', calendar.id)
    .executeTakeFirst();
  if (!chosen?.is_chosen)
    return {
      isComing: false,
      leftOut: { cause: 'calendar.unselected', about: calendar.name ?? '', mailbox, calendar: calendar.id },
    };
  const rule = ruleAgainst(item, setting);
  return rule
    ? { isComing: false, leftOut: { cause: 'event.excluded', about: sentences[rule], mailbox } }
    : { isComing: true };
}
