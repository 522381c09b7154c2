import { sql, type Selectable } from 'kysely';
import type { Audit } from '../../audit/audit.js';
import type { AppError } from '../../base/errors.js';
import { newId } from '../../base/ids.js';
import type { Queue } from '../../db/queue.js';
import type { FolderRun } from '../../db/schema-folders.js';
import type { RootNeeds } from './root.js';

export type RunRow = Selectable<FolderRun>;
export interface RunNeeds extends RootNeeds {
  queue: Pick<Queue, 'add'>;
  audit: Audit;
  settings: { leaseSeconds: number };
  /** The process is about to end: no further trip is begun. */
  isStopping(): boolean;
}

/** Takes the run for this turn, or nothing: another worker is at it, it waits, or nobody wants it to go on. */
export const takeRun = ({ database, settings }: RunNeeds, tenantId: string, id: string): Promise<RunRow | undefined> =>
  database.kysely
    .updateTable('folder_run')
    .set({
      lease_by: newId(),
      lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})`,
      next_attempt_at: null,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .returningAll()
    .executeTakeFirst();

const ours = ({ database }: RunNeeds, run: RunRow) =>
  database.kysely.updateTable('folder_run').where('id', '=', run.id).where('lease_by', '=', run.lease_by);

export const renew = async (needs: RunNeeds, run: RunRow): Promise<void> => {
  await ours(needs, run)
    .set({ lease_until: sql`now() + make_interval(secs => ${needs.settings.leaseSeconds})` })
    .execute();
};

/** Before each round: does this worker still have it, and is it still wanted? If not, it is let go. */
export async function isStillOurs(needs: RunNeeds, run: RunRow): Promise<boolean> {
  const kept = await ours(needs, run)
    .set({
      lease_until: sql`now() + make_interval(secs => ${needs.settings.leaseSeconds})`,
      attempts: run.attempts,
      updated_at: sql`now()`,
    })
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (kept.numUpdatedRows > 0n) return true;
  await ours(needs, run).set({ lease_by: null, lease_until: null }).execute();
  return false;
}

/** It goes on by itself after so many seconds. */
export async function postpone(needs: RunNeeds, run: RunRow, seconds: number, error?: AppError): Promise<void> {
  await ours(needs, run)
    .set({
      lease_by: null,
      lease_until: null,
      attempts: error ? run.attempts + 1 : 0,
      problem: error ? diagnosis(error) : null,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
      updated_at: sql<Date>`now()`,
    })
    .execute();
  const payload = { tenantId: run.tenant_id, runId: run.id };
  await needs.queue.add('make-folders', payload, { key: run.id, afterSeconds: Math.ceil(seconds) });
}

/** Somebody has to act first; then it is resumed. */
export async function pauseFor(needs: RunNeeds, run: RunRow, error: AppError): Promise<void> {
  await ours(needs, run)
    .set({ state: 'paused', problem: diagnosis(error), lease_by: null, lease_until: null, updated_at: sql`now()` })
    .where('state', '=', 'running')
    .execute();
}

/** All records have had their turn. One that was added meanwhile makes it go on. */
export async function finish(needs: RunNeeds, run: RunRow): Promise<void> {
  await needs.database.transaction(async (tx) => {
    const done = await tx
      .updateTable('folder_run')
      .set({
        state: 'done',
        problem: null,
        attempts: 0,
        lease_by: null,
        lease_until: null,
        ended_at: sql`now()`,
        updated_at: sql`now()`,
      })
      .where('id', '=', run.id)
      .where('lease_by', '=', run.lease_by)
      .where('state', '=', 'running')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('folder_run_item')
              .select('record_id')
              .where('run_id', '=', run.id)
              .where('state', '=', 'waiting'),
          ),
        ),
      )
      .executeTakeFirst();
    if (done.numUpdatedRows > 0n)
      await needs.audit.append(tx, {
        tenantId: run.tenant_id,
        actor: run.object_id,
        action: 'folders.made',
        target: run.id,
        detail: { kind: run.kind },
      });
  });
  await ours(needs, run).set({ lease_by: null, lease_until: null }).execute();
}

const diagnosis = (error: AppError): string =>
  JSON.stringify({
    code: error.code,
    sentence: error.message,
    ...(error.reference ? { reference: error.reference } : {}),
  });
