import { sql } from 'kysely';
import { toAppError } from '../../../base/errors.js';
import type { Connections } from '../../../connections/connections.js';
import type { Database } from '../../../db/database.js';
import type { Graph } from '../../../graph/graph.js';
import { putEvents } from '../event-rows.js';
import { datesOfSeries } from './dates-of-series.js';
import { readOpened } from './read-opened.js';

export interface RecheckNeeds {
  database: Database;
  graph: Pick<Graph, 'request' | 'now'>;
  connections: Pick<Connections, 'find'>;
}
export interface Unfollowed {
  uid: string;
  occurrence: string;
  starts_at: Date;
  graph_id: string;
  series_master_id: string | null;
  mailbox_id: number;
  tenant_id: string;
  object_id: string;
}

/**
 * Asks Microsoft once more before a meeting counts as over, where its calendar is not read all the time; of a series the next dates come
 * along. Where Microsoft does not answer, what is known counts: a sign-in that ended hides no meeting.
 */
export async function recheck(
  { database, graph, connections }: RecheckNeeds,
  due: readonly Unfollowed[],
): Promise<void> {
  for (const it of due) {
    const as = await connections.find(it.tenant_id, it.object_id);
    if (!as) continue;
    const mailbox = { id: Number(it.mailbox_id), tenantId: it.tenant_id };
    const place = { calendarId: null, generation: 1 };
    try {
      const { item } = await readOpened(graph, as, { kind: 'event', id: it.graph_id });
      const dates = it.series_master_id
        ? await datesOfSeries(graph, as, it.series_master_id, it.starts_at, { priority: 'job' })
        : [];
      await database.transaction((tx) => putEvents(tx, mailbox, place, [item, ...dates]));
    } catch (thrown) {
      if (toAppError(thrown).code !== 'not_found') continue;
      await sql`update calendar_copy set gone_at = now() where mailbox_id = ${mailbox.id} and graph_id = ${it.graph_id} and gone_at is null`.execute(
        database.kysely,
      );
    }
  }
}
