import { sql } from 'kysely';
import type { FolderRun } from '../../../contract/files.js';
import type { RecordView } from '../../../contract/api.js';
import { AppError } from '../../base/errors.js';
import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import { requireAllowed } from '../../records/module-limits.js';
import { readSetting } from './root.js';
import type { RunNeeds, RunRow } from './run-lease.js';

export interface Module {
  moduleId: string;
  slug: string;
  plural: string;
}
export interface RunsNeeds extends Omit<RunNeeds, 'graph' | 'isStopping'> {
  records: {
    resolveModule(tenantId: string, slug: string): Promise<Module>;
    module(tenantId: string, moduleId: string): Promise<Module | undefined>;
    views(on: Sql, tenantId: string, refs: { moduleId: string; recordId: string }[]): Promise<Map<string, RecordView>>;
  };
}
type Order = 'pause' | 'resume' | 'cancel' | 'retry';
const mostShown = 20;

/** Begins folders for all records of a module. While a run of the module is under way it is that one, with what it lacks. */
export async function beginRun(needs: RunsNeeds, principal: Principal, slug: string): Promise<FolderRun> {
  const { database, queue, audit, records } = needs;
  const { tenantId, objectId, name } = principal;
  const module = await records.resolveModule(tenantId, slug);
  await requireAllowed(database.kysely, tenantId, module, 'files');
  if (!(await readSetting(database.kysely, tenantId)))
    throw new AppError('conflict', 'Choose first where record folders are kept, and save it.', { source: 'request' });
  const id = await database.transaction(async (tx) => {
    const run = await openRun(tx, tenantId, module.moduleId, { kind: 'all', objectId, name });
    await addAll(tx, run.id, tenantId, module.moduleId);
    if (run.isNew) await audit.append(tx, { tenantId, actor: objectId, action: 'folders.begun', target: run.id });
    await queue.add('make-folders', { tenantId, runId: run.id }, { key: run.id, tx });
    return run.id;
  });
  return getRun(needs, principal, id);
}

/** The run of a module that is under way, or a new one. */
export async function openRun(
  tx: Sql,
  tenantId: string,
  moduleId: string,
  by: { kind: RunRow['kind']; objectId: string; name: string },
): Promise<{ id: string; isNew: boolean }> {
  const id = newId();
  const values = { kind: by.kind, object_id: by.objectId, begun_by: by.name, state: 'running' as const };
  const made = await tx
    .insertInto('folder_run')
    .values({ id, tenant_id: tenantId, module_id: moduleId, ...values })
    .onConflict((on) => on.columns(['tenant_id', 'module_id']).where('state', 'in', ['running', 'paused']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id, isNew: true };
  const open = await tx
    .selectFrom('folder_run')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .where('state', 'in', ['running', 'paused'])
    .forUpdate()
    .executeTakeFirst();
  return open ? { id: open.id, isNew: false } : openRun(tx, tenantId, moduleId, by);
}

async function addAll(tx: Sql, runId: string, tenantId: string, moduleId: string): Promise<void> {
  await sql`insert into folder_run_item (run_id, tenant_id, record_id, position)
    select ${runId}, ${tenantId}, record_id, row_number() over (order by display_name, record_id)
      + (select coalesce(max(position), 0) from folder_run_item where run_id = ${runId}) from record_index
    where tenant_id = ${tenantId} and module_id = ${moduleId} and not is_gone on conflict do nothing`.execute(tx);
  await countTotal(tx, runId);
}
export const countTotal = (tx: Sql, runId: string) =>
  sql`update folder_run set total = (select count(*) from folder_run_item where run_id = ${runId}), updated_at = now()
    where id = ${runId}`.execute(tx);

/** The newest runs of the organisation. */
export async function listRuns(needs: RunsNeeds, viewer: Principal): Promise<FolderRun[]> {
  const rows = await needs.database.kysely
    .selectFrom('folder_run')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .orderBy('created_at', 'desc')
    .limit(mostShown)
    .execute();
  return toRuns(needs, viewer.tenantId, rows);
}
export async function getRun(needs: RunsNeeds, viewer: Principal, id: string): Promise<FolderRun> {
  const [run] = await toRuns(needs, viewer.tenantId, [await rowOf(needs, viewer, id)]);
  if (!run) throw notThere();
  return run;
}

/** Pauses, goes on, ends, or tries again what failed. Only states are written; the worker reads them. Twice is once. */
export async function orderRun(needs: RunsNeeds, principal: Principal, id: string, order: Order): Promise<FolderRun> {
  const { database, queue, audit } = needs;
  const row = await rowOf(needs, principal, id);
  await database.transaction(async (tx) => {
    const run = tx.updateTable('folder_run').where('id', '=', row.id).where('tenant_id', '=', row.tenant_id);
    const fresh = { problem: null, attempts: 0, next_attempt_at: null, updated_at: sql<Date>`now()` };
    const { numUpdatedRows: changed } =
      order === 'pause'
        ? await run
            .set({ state: 'paused', updated_at: sql`now()` })
            .where('state', '=', 'running')
            .executeTakeFirst()
        : order === 'resume'
          ? await run
              .set({ ...fresh, state: 'running' })
              .where('state', '=', 'paused')
              .executeTakeFirst()
          : order === 'cancel'
            ? await run
                .set({ ...fresh, state: 'cancelled', ended_at: sql`now()` })
                .where('state', 'in', ['running', 'paused'])
                .executeTakeFirst()
            : await retry(tx, row);
    if (changed === 0n) return;
    await audit.append(tx, {
      tenantId: row.tenant_id,
      actor: principal.objectId,
      action: `folders.${order}`,
      target: id,
    });
    if (order === 'resume' || order === 'retry')
      await queue.add('make-folders', { tenantId: row.tenant_id, runId: id }, { key: id, tx });
  });
  return getRun(needs, principal, id);
}

/** While another run of its module is under way, one that is over does not begin again. */
export async function requireNoOther(tx: Sql, row: RunRow): Promise<void> {
  const other = await tx
    .selectFrom('folder_run')
    .select('id')
    .where('tenant_id', '=', row.tenant_id)
    .where('module_id', '=', row.module_id)
    .where('state', 'in', ['running', 'paused'])
    .where('id', '!=', row.id)
    .executeTakeFirst();
  if (other)
    throw new AppError('conflict', 'Another run of this module is under way. Try again when it is done.', {
      source: 'request',
    });
}

/** Records of it wait again: it is under way, whatever it was. */
export async function beginAgain(tx: Sql, row: RunRow): Promise<void> {
  await tx
    .updateTable('folder_run')
    .set({
      state: 'running',
      problem: null,
      attempts: 0,
      next_attempt_at: null,
      ended_at: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute();
}

/** What failed waits again, and what waits for an answer is looked at again; a run that was over begins again, unless another of its module is under way. */
async function retry(tx: Sql, row: RunRow): Promise<{ numUpdatedRows: bigint }> {
  await requireNoOther(tx, row);
  const failed = await tx
    .updateTable('folder_run_item')
    .set({ state: 'waiting', code: null, reason: null, attempts: 0 })
    .where('run_id', '=', row.id)
    .where('state', 'in', ['failed', 'asking'])
    .executeTakeFirst();
  if (failed.numUpdatedRows > 0n) await beginAgain(tx, row);
  return failed;
}

export async function rowOf(
  { database }: Pick<RunsNeeds, 'database'>,
  { tenantId }: Principal,
  id: string,
): Promise<RunRow> {
  const row = await database.kysely
    .selectFrom('folder_run')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notThere();
  return row;
}
const notThere = () => new AppError('not_found', 'This run is not there any more.', { source: 'request' });

async function toRuns({ database, records }: RunsNeeds, tenantId: string, rows: RunRow[]): Promise<FolderRun[]> {
  const counts = await database.kysely
    .selectFrom('folder_run_item')
    .select(['run_id', 'state', (eb) => eb.fn.countAll<number>().as('n')])
    .where('run_id', 'in', ['', ...rows.map((it) => it.id)])
    .groupBy(['run_id', 'state'])
    .execute();
  const modules = await Promise.all(rows.map((it) => records.module(tenantId, it.module_id)));
  return rows.flatMap((row, i) => {
    const module = modules[i];
    if (!module) return []; // people may not see it any more
    const of = (state: string) => Number(counts.find((it) => it.run_id === row.id && it.state === state)?.n ?? 0);
    const isWaiting = row.state === 'running' && row.next_attempt_at !== null && row.lease_by === null;
    return [
      {
        id: row.id,
        module: module.slug,
        moduleName: module.plural,
        kind: row.kind,
        state: isWaiting ? ('waiting' as const) : row.state,
        begunBy: row.begun_by,
        begunDateTime: new Date(row.created_at).toISOString(),
        ...(row.ended_at ? { endedDateTime: new Date(row.ended_at).toISOString() } : {}),
        total: row.total,
        open: of('waiting'),
        created: of('created'),
        existed: of('existed'),
        renamed: of('renamed'),
        failed: of('failed'),
        asking: of('asking'),
        ...(row.problem ? { problem: row.problem } : {}),
        ...(isWaiting && row.next_attempt_at
          ? { nextAttemptDateTime: new Date(row.next_attempt_at).toISOString() }
          : {}),
      },
    ];
  });
}
