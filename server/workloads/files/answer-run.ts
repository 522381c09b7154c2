import type { FolderAnswer, FolderRun } from '../../../contract/files.js';
import type { Principal } from '../../base/principal.js';
import { sql } from 'kysely';
import { beginAgain, getRun, requireNoOther, rowOf, type RunsNeeds } from './folder-runs.js';

/**
 * Says what becomes of folders that stand under the names of records' and are not ours: of one record of a run, or of all of it that wait.
 * The run makes or uses them; that one is used holds only if who says it may open it. Twice is once.
 */
export async function answerRun(
  needs: RunsNeeds,
  principal: Principal,
  id: string,
  { answer, record }: { answer: FolderAnswer; record?: string | undefined },
): Promise<FolderRun> {
  const { database, queue, audit } = needs;
  const { tenantId, objectId } = principal;
  const run = await rowOf(needs, principal, id);
  await database.transaction(async (tx) => {
    const { rows } = await sql<{ record_id: string }>`
      update folder_run_item set state = 'waiting', code = null, reason = null, attempts = 0, updated_at = now()
      where run_id = ${run.id} and state = 'asking' and (${record ?? null}::text is null or record_id = ${record ?? null})
      returning record_id`.execute(tx);
    if (rows.length === 0) return;
    await tx
      .updateTable('folder_question')
      .set({ answer, answered_by: objectId, updated_at: sql`now()` })
      .where('tenant_id', '=', tenantId)
      .where('module_id', '=', run.module_id)
      .where('object_id', '=', '')
      .where(
        'record_id',
        'in',
        rows.map((it) => it.record_id),
      )
      .execute();
    if (run.state === 'done' || run.state === 'cancelled') {
      await requireNoOther(tx, run);
      await beginAgain(tx, run);
    }
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'folders.answered',
      target: run.id,
      detail: { answer, records: rows.length },
    });
    await queue.add('make-folders', { tenantId, runId: run.id }, { key: run.id, tx });
  });
  return getRun(needs, principal, id);
}
