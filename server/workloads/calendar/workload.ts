import { sql } from 'kysely';
import { logSync } from '../../sync/log.js';
import type { Scope, Workload } from '../../sync/workload.js';
import { applyEvents } from './apply.js';
import { isShared } from './calendars.js';
import { countCopies, doubtedIn, letGo, unseenIn } from './let-go.js';
import type { MatchNeeds } from './match-events.js';
import { datesOfSeries, prefer, readByIds, readEvents, rootOf, type EventChange, type ReadNeeds } from './read.js';

/** The events of one calendar within the window that is followed: a stream of changes (calendarView/delta). */
export function createCalendarWorkload(needs: ReadNeeds & MatchNeeds): Workload<EventChange> {
  const { database } = needs;
  const windowOf = async ({ stateId }: Scope) => {
    const row = await database.kysely
      .selectFrom('sync_state')
      .select(['covered_from', 'covered_to'])
      .where('id', '=', stateId)
      .executeTakeFirstOrThrow();
    return { from: new Date(row.covered_from ?? 0), to: new Date(row.covered_to ?? 0) };
  };
  return {
    prefer,
    start: (scope) => ({
      path: `${rootOf(scope)}/calendars/${encodeURIComponent(scope.resource)}/calendarView/delta`,
      query: { startDateTime: scope.mailbox.from.toISOString(), endDateTime: scope.mailbox.until?.toISOString() ?? '' },
    }),
    read: (scope, items) => readEvents(needs, scope, items),
    idOf: (change) => change.graphId,
    apply: (tx, scope, changes) => applyEvents(needs, tx, scope, changes),

    /** A date taken out of a series gives no sign of its own: the series is told again without it, and is asked about it. */
    async again(scope) {
      const doubted = await doubtedIn(database.kysely, scope.mailbox, scope.resource);
      if (doubted.length === 0) return undefined;
      const window = await windowOf(scope);
      const changes: EventChange[] = [];
      for (const { masterId, graphIds } of doubted) {
        const there = await datesOfSeries(needs, scope, masterId, window);
        const outside = new Set(await datesOutside(scope, graphIds, window));
        for (const graphId of graphIds)
          changes.push({ kind: there?.has(graphId) || (there && outside.has(graphId)) ? 'seen' : 'gone', graphId });
      }
      return { changes, broken: [] };
    },

    async unseen(scope, isWhole) {
      if (!isWhole) return;
      const window = await windowOf(scope);
      for (;;) {
        const left = await unseenIn(database.kysely, scope.mailbox, scope.resource, scope.generation, window);
        if (left.length === 0) return;
        // What is on a record is asked for once more, the rest was shown to be gone.
        const asked = await readByIds(
          needs,
          scope,
          left.filter((it) => it.isKept).map((it) => it.graphId),
        );
        const gone: EventChange[] = left.filter((it) => !it.isKept).map(({ graphId }) => ({ kind: 'gone', graphId }));
        if (gone.length + asked.changes.length === 0) return;
        await database.transaction((tx) => applyEvents(needs, tx, scope, [...gone, ...asked.changes]));
        if (asked.broken.length > 0) return; // looked at again by the next whole reading
      }
    },
    count: ({ mailbox, resource }) => countCopies(database.kysely, mailbox, resource),

    // Microsoft tells nobody about calendars of others: the clock looks there.
    async subscription({ mailbox, resource }) {
      if (mailbox.kind !== 'own') return undefined;
      const calendar = await database.kysely
        .selectFrom('calendar')
        .select('owner_address')
        .where('mailbox_id', '=', mailbox.id)
        .where('graph_id', '=', resource)
        .executeTakeFirst();
      return calendar && !isShared(calendar, mailbox) ? `me/calendars('${resource}')/events` : undefined;
    },

    async gone(tx, { stateId, mailbox, resource }) {
      await tx
        .updateTable('calendar')
        .set({ is_gone: true, is_chosen: false, is_primary: false })
        .where('mailbox_id', '=', mailbox.id)
        .where('graph_id', '=', resource)
        .execute();
      await tx
        .updateTable('sync_state')
        .set({ stage: 'stopped', cursor: null, wished_at: null, updated_at: sql`now()` })
        .where('id', '=', stateId)
        .execute();
      const { rows } = await sql<{
        graph_id: string;
      }>`select c.graph_id from calendar_copy c join calendar k on k.id = c.calendar_id
        where c.mailbox_id = ${mailbox.id} and k.graph_id = ${resource}`.execute(tx);
      await letGo(
        tx,
        mailbox,
        rows.map((it) => it.graph_id),
      );
      await logSync(tx, { tenantId: mailbox.tenantId, mailboxId: mailbox.id, kind: 'folder', code: 'N5' });
    },
  };

  /** Dates that the window does not reach any more: nothing is known of them, and they stay. */
  async function datesOutside({ mailbox }: Scope, graphIds: string[], { from, to }: { from: Date; to: Date }) {
    const { rows } = await sql<{
      graph_id: string;
    }>`select c.graph_id from calendar_copy c join calendar_event e on e.id = c.event_id
      where c.mailbox_id = ${mailbox.id} and c.graph_id = any(${graphIds}::text[]) and (e.starts_at >= ${to} or e.ends_at <= ${from})`.execute(
      database.kysely,
    );
    return rows.map((it) => it.graph_id);
  }
}
