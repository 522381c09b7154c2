import { sql, type Selectable, type Transaction } from 'kysely';
import type { FolderAnswer, TakenFolder } from '../../../contract/files.js';
import type { Sql } from '../../db/database.js';
import type { Tables } from '../../db/schema.js';
import type { FolderQuestion as Table } from '../../db/schema-folders.js';
import type { RecordOf } from './folder-rows.js';

export type FolderQuestion = Selectable<Table>;
export interface Asked {
  of: RecordOf;
  /** As of a record's folder: empty at the organisation's root. */
  owner: string;
  driveId: string;
  taken: TakenFolder;
  /** By whose right it was seen. */
  seenBy: string;
}
/** What waits for the folder of a record goes on, in the same transaction. */
export type Wake = (tx: Transaction<Tables>, of: RecordOf) => Promise<void>;

/** What is asked, or was answered, about the folders of records of one module, by record id. */
export async function findQuestions(on: Sql, of: RecordOf[], owner: string): Promise<Map<string, FolderQuestion>> {
  const [first] = of;
  if (!first) return new Map();
  const rows = await on
    .selectFrom('folder_question')
    .selectAll()
    .where('tenant_id', '=', first.tenantId)
    .where('module_id', '=', first.moduleId)
    .where(
      'record_id',
      'in',
      of.map((it) => it.recordId),
    )
    .where('object_id', '=', owner)
    .execute();
  return new Map(rows.map((it) => [it.record_id, it]));
}

/** Notes that a folder is in the way. An answer that did not lead to a folder is asked for anew. */
export async function noteQuestions(on: Sql, asked: Asked[]): Promise<void> {
  for (const it of asked) await putQuestion(on, it, { answer: null, answered_by: null });
}
/** What somebody said of the folder they were shown. */
export const answerQuestion = (on: Sql, asked: Asked, answer: FolderAnswer, by: string): Promise<void> =>
  putQuestion(on, asked, { answer, answered_by: by });

async function putQuestion(
  on: Sql,
  { of, owner, driveId, taken, seenBy }: Asked,
  said: Pick<FolderQuestion, 'answer' | 'answered_by'>,
): Promise<void> {
  const now = {
    drive_id: driveId,
    item_id: taken.itemId,
    taken: JSON.stringify(taken),
    seen_by: seenBy,
    ...said,
    updated_at: sql<Date>`now()`,
  };
  await on
    .insertInto('folder_question')
    .values({ tenant_id: of.tenantId, module_id: of.moduleId, record_id: of.recordId, object_id: owner, ...now })
    .onConflict((it) => it.columns(['tenant_id', 'module_id', 'record_id', 'object_id']).doUpdateSet(now))
    .execute();
}

/** The record has its folder: nothing is asked any more, and what waited for it goes on. */
export async function closeQuestion(
  tx: Transaction<Tables>,
  wake: Wake,
  { of, owner, name, isNew }: { of: RecordOf; owner: string; name: string; isNew: boolean },
): Promise<void> {
  await tx
    .deleteFrom('folder_question')
    .where('tenant_id', '=', of.tenantId)
    .where('module_id', '=', of.moduleId)
    .where('record_id', '=', of.recordId)
    .where('object_id', '=', owner)
    .execute();
  if (owner === '')
    await sql`update folder_run_item i set state = ${isNew ? 'created' : 'existed'}, reason = null, code = null, name = ${name}, updated_at = now()
      from folder_run r where r.id = i.run_id and r.tenant_id = ${of.tenantId} and r.module_id = ${of.moduleId}
        and i.record_id = ${of.recordId} and i.state = 'asking'`.execute(tx);
  await wake(tx, of);
}
