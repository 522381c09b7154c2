import { sql } from 'kysely';
import { AppError, toAppError } from '../base/errors.js';
import { keepRenewing } from '../db/lease.js';
import { EndlessPaging, followChanges } from './changes.js';
import { readHistory } from './lanes.js';
import { hasWork, isFree, LeaseLost, letGo, renewLease, takeLease, type Lease } from './lease.js';
import type { SyncNeeds } from './needs.js';
import { accept } from './outcome.js';
import { Run } from './run.js';
import { doubtSubscription, ensureSubscription, ofMailbox } from './subscriptions.js';
import { queueStreams, wishStreams } from './wish.js';
import { Writer } from './writer.js';
import type { FollowedMailbox, Scope } from './workload.js';

export interface Engine {
  /**
   * Brings one stream up to Microsoft's state, for a time slice; a back-fill, a notification, the clock and a person's button
   * all come here. Safe to call at any time, in any number of processes: the row's lease decides.
   */
  sync(stateId: number): Promise<void>;
  /** Lets runs end at their next page. */
  drain(): void;
}

export function createEngine(needs: SyncNeeds): Engine {
  const writers = new Map<number, Writer>();
  let isDraining = false;

  async function sync(stateId: number): Promise<void> {
    const lease = await takeLease(needs, stateId);
    if (!lease) return;
    const lost = new AbortController();
    const stopRenewing = keepRenewing(needs.settings.leaseSeconds, async () => {
      if (!(await renewLease(needs, lease))) lost.abort(new LeaseLost());
    });
    let isDone = false;
    let run: Run | undefined;
    try {
      run = await begin(lease, lost.signal);
      isDone = await turn(run);
    } catch (thrown) {
      if (thrown instanceof LeaseLost || lost.signal.aborted) return;
      const error = thrown instanceof EndlessPaging ? endless(thrown) : toAppError(thrown);
      await accept(needs, lease, needs.workloads[lease.row.workload], run?.scope, error, (run?.changed ?? 0) > 0);
      if (error.code === 'internal') throw thrown;
    } finally {
      stopRenewing();
      const hasMore = await letGo(needs, lease, isDone);
      await wakeOthers(lease, run, hasMore && !isDraining);
    }
  }

  async function begin(lease: Lease, lost: AbortSignal): Promise<Run> {
    const { row, mailbox } = lease;
    const workload = needs.workloads[row.workload];
    if (!workload) throw new Error(`there is no workload ${row.workload}`);
    const as = await needs.connections.find(mailbox.tenant_id, mailbox.object_id);
    const followed = toFollowed(lease);
    const scope: Scope = {
      stateId: row.id,
      lease: lease.id,
      resource: row.resource,
      generation: row.generation,
      mailbox: followed,
      as: as ?? {
        tenantId: row.tenant_id,
        objectId: mailbox.object_id,
        name: '',
        address: mailbox.address,
        scopes: [],
      },
      signal: lost,
    };
    const ends = Date.now() + needs.settings.sliceSeconds * 1000;
    const writer = writers.get(row.mailbox_id) ?? new Writer();
    writers.set(row.mailbox_id, writer);
    return new Run(needs, lease, workload, scope, writer, () => isDraining || lost.aborted || Date.now() > ends);
  }

  /** Whether everything there was is read; a turn that was cut off goes on in the next one. */
  async function turn(run: Run): Promise<boolean> {
    const { scope, workload, row } = run;
    const isLive = scope.mailbox.to === undefined; // with an end there is nothing live to follow
    const hasHistory = row.generation > row.swept || !run.history.isEmpty;
    if (isLive) await ensureSubscription(needs, workload, scope);
    if (isLive && row.stage === 'baseline') {
      // The stream begins before the history, so that nothing falls between the two.
      let begun = () => undefined as void;
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const changes = followChanges(run, begun).finally(begun);
      const history = hasBegun.then(() => readHistory(run));
      await allOrFirstError(changes, history);
    } else {
      if (isLive) {
        await followChanges(run, () => undefined);
        if (run.changed > 0) await doubtSubscription(needs, ofMailbox(scope.mailbox.id, scope.resource));
      }
      await readHistory(run);
      if (!isLive && run.history.isEmpty) await run.keep([], 'history', () => ({ stage: 'live' }));
      if (!isLive && run.history.isEmpty) row.stage = 'live';
    }
    const isWhole = row.stage === 'live' && run.history.isEmpty && (!isLive || run.hasAllChanges);
    if (isWhole && hasHistory) for (const id of (await workload.historyRead?.(scope)) ?? []) run.wished.add(id);
    await readAgain(run);
    if (isWhole) await settle(run);
    return isWhole;
  }

  /** What is to be read once more. A turn that is over before all of it was asks for another. */
  async function readAgain(run: Run): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      if (!run.workload.again) return;
      if (run.isOver() && !isFirst) return wishStreams(needs, [run.row.id]);
      const read = await run.workload.again(run.scope);
      if (!read) return;
      await run.keepRead(read, () => ({}));
    }
  }

  /** Everything was read: what was not seen in this generation is let go, and what people see is counted. */
  async function settle(run: Run): Promise<void> {
    const { row, scope, workload } = run;
    if (row.generation > row.swept) {
      await workload.unseen(scope, row.enumerated === row.generation);
      await needs.database.kysely
        .updateTable('sync_state')
        .set({ swept: row.generation })
        .where('id', '=', row.id)
        .where('lease_by', '=', scope.lease)
        .where('generation', '=', row.generation)
        .execute();
    }
    const counts = run.changed > 0 ? await workload.count?.(scope) : undefined;
    await needs.database.kysely
      .updateTable('sync_state')
      .set({ attempts: 0, next_attempt_at: null, problem: null, ...(counts ?? {}) })
      .where('id', '=', row.id)
      .where('lease_by', '=', scope.lease)
      .execute();
  }

  /** The turn is given back: this stream stands in line again, and streams of the mailbox that found no place may go on. */
  async function wakeOthers({ row }: Lease, run: Run | undefined, hasMore: boolean): Promise<void> {
    const { rows } = await sql<{ id: number }>`
      select s.id from sync_state s join mailbox m on m.id = s.mailbox_id
      where s.mailbox_id = ${row.mailbox_id} and s.id <> ${row.id} and ${isFree} and ${hasWork} order by s.updated_at limit 4`.execute(
      needs.database.kysely,
    );
    const ids = new Set([...rows.map((it) => it.id), ...(run?.wished ?? []), ...(hasMore ? [row.id] : [])]);
    await queueStreams(needs.queue, ids);
  }

  return {
    sync,
    drain() {
      isDraining = true;
    },
  };
}

function toFollowed({ mailbox, row }: Lease): FollowedMailbox {
  const isMail = row.workload.startsWith('mail');
  if (isMail && !mailbox.settings) throw new Error('nothing is followed before settings are saved');
  return {
    id: mailbox.id,
    tenantId: mailbox.tenant_id,
    address: mailbox.address,
    kind: mailbox.kind,
    objectId: mailbox.object_id,
    settings: mailbox.settings,
    ...(isMail
      ? { from: mailbox.range_from ?? new Date(0), ...(mailbox.range_to ? { to: mailbox.range_to } : {}) }
      : { from: new Date(row.covered_from ?? 0), ...(row.covered_to ? { until: new Date(row.covered_to) } : {}) }),
  };
}

/** Waits for both, whatever happens to one, and then fails with the first failure. */
async function allOrFirstError(...work: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((it) => it.status === 'rejected');
  if (failed) throw failed.reason as Error;
}
const endless = (cause: EndlessPaging): AppError =>
  new AppError('upstream_unavailable', 'Microsoft 365 does not finish telling what changed. It is read another way.', {
    source: 'graph',
    cause,
  });
