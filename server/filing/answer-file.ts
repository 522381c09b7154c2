import { sql } from 'kysely';
import type { Filing } from '../../contract/api.js';
import type { FolderAnswer, RecordFolderState } from '../../contract/files.js';
import type { FileAnswer } from '../../contract/filing.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { FolderTaken } from '../workloads/files/taken-folder.js';
import { getFiling } from './filings.js';
import { goOn } from './go-on.js';
import type { Needs } from './needs.js';

/** What makes the folder of a record by a person's word. */
export interface FolderMaker {
  make(
    principal: Principal,
    ref: { module: string; id: string },
    answer: { itemId: string; answer: FolderAnswer },
  ): Promise<RecordFolderState>;
}
const folderAnswers: readonly FileAnswer[] = ['use', 'another'] satisfies FolderAnswer[];
const isOfFolder = (answer: FileAnswer): answer is FolderAnswer => folderAnswers.includes(answer);

/**
 * Says what becomes of a file whose name is taken, or of the folder that is in the way of its record's; it is brought then. Only who
 * brought it may. Twice is once.
 */
export async function answerFile(
  needs: Needs,
  principal: Principal,
  { id, file }: { id: string; file: string },
  answer: FileAnswer,
  folders: FolderMaker,
): Promise<Filing> {
  if (isOfFolder(answer)) return answerFolder(needs, principal, { id, file }, answer, folders);
  const { database, audit, queue } = needs;
  const { tenantId, objectId } = principal;
  await database.transaction(async (tx) => {
    const row = await fileToAnswer(tx, principal, { id, file });
    if (row.state !== 'failed' || !row.there_item_id) return;
    await tx
      .updateTable('filing_file')
      .set({ state: 'pending', problem: null, diagnosis: null, if_there: answer })
      .where('id', '=', file)
      .execute();
    await goOn(tx, id);
    await audit.append(tx, { tenantId, actor: objectId, action: 'file.answered', target: file, detail: { answer } });
    await queue.add('settle-filing', { tenantId, filingId: id }, { key: id, tx });
  });
  return getFiling(needs, principal, id);
}

/** The folder is made or used as for a press on the page of the record, and with it goes on what waits for it, this file too. */
async function answerFolder(
  needs: Needs,
  principal: Principal,
  at: { id: string; file: string },
  answer: FolderAnswer,
  folders: FolderMaker,
): Promise<Filing> {
  const row = await needs.database.transaction((tx) => fileToAnswer(tx, principal, at));
  const { record } = await getFiling(needs, principal, at.id);
  if (row.state === 'failed' && row.folder_taken) {
    const { itemId } = row.folder_taken;
    const made = await folders.make(principal, record, { itemId, answer });
    if (made.state === 'taken') throw new FolderTaken(made.taken ?? row.folder_taken);
    // Their folder was there already, or was made in another place than the one they wait for: they look again.
    await needs.database.transaction((tx) => needs.wake(tx, row.of));
  }
  return getFiling(needs, principal, at.id);
}

async function fileToAnswer(tx: Sql, { tenantId, objectId }: Principal, { id, file }: { id: string; file: string }) {
  const row = await tx
    .selectFrom('filing_file as f')
    .innerJoin('filing as g', 'g.id', 'f.filing_id')
    .select([
      'f.state',
      'f.there_item_id',
      'f.folder_taken',
      'g.module_id',
      'g.record_id',
      'g.state as filed',
      sql<string>`coalesce(f.object_id, g.object_id)`.as('by'),
    ])
    .where('g.tenant_id', '=', tenantId)
    .where('g.id', '=', id)
    .where('f.id', '=', file)
    .forUpdate()
    .executeTakeFirst();
  if (!row || row.filed !== 'filed') throw new AppError('not_found', 'This filing is not there any more.');
  if (row.by !== objectId)
    throw new AppError('access_denied', 'Who saved this file decides what becomes of it.', { source: 'request' });
  return { ...row, of: { tenantId, moduleId: row.module_id, recordId: row.record_id } };
}
