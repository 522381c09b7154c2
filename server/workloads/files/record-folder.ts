import { AppError } from '../../base/errors.js';
import { claimNames, freeName } from './claim-name.js';
import { ensureChild } from './drive-items.js';
import { closeQuestion } from './folder-questions.js';
import { findFolder, keepFolder, toFolder, type RecordFolder } from './folder-rows.js';
import { judgeFolder, knownItems, namesToTry, readAnswers } from './judge-folder.js';
import { namesFor, type FolderOf } from './names-for.js';
import { ensureParents, forgetParents, type Root, type RootNeeds } from './root.js';
import { FolderTaken, takenAs } from './taken-folder.js';

export interface Ensured {
  folder: RecordFolder;
  outcome: 'created' | 'existed';
}

/**
 * The record's folder below a root, by the template: the one we know, or one that we made, or a new one. Twice, or by two at once, is one
 * folder. Two records of one name get folders of their own. Throws `FolderTaken` where one that is not ours has the name and nobody said
 * what becomes of it.
 */
export async function ensureRecordFolder(needs: RootNeeds, root: Root, of: FolderOf): Promise<Ensured> {
  const known = await findFolder(needs.database.kysely, of, root.owner);
  if (known?.state === 'there') return { folder: toFolder(known), outcome: 'existed' };
  if (known)
    throw new AppError(
      'conflict',
      "The record's folder was deleted in Microsoft 365. Make it anew on the page of the record, then try again.",
      { source: 'graph' },
    );
  try {
    return await make(needs, root, of);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    await forgetParents(needs.database, root); // a folder above it was deleted or moved away
    return make(needs, root, of);
  }
}

async function make(needs: RootNeeds, root: Root, of: FolderOf): Promise<Ensured> {
  const { database, graph, marks, wake } = needs;
  const { driveId, owner } = root;
  const parentId = await ensureParents(needs, root, namesFor(root.template, of).parents);
  const place = { tenantId: of.tenantId, driveId, parentId };
  const question = (await readAnswers(needs, root, [of])).get(of.recordId);
  const mark = (await marks.of(of.tenantId))(of);
  for (let open = namesToTry(root.template, of, question); open.length > 0;) {
    const claimed = (await claimNames(database.kysely, place, [{ ...of, names: open }])).get(of.recordId);
    if (!claimed) break;
    const { name, claimedAt } = claimed;
    const { item, isNew } = await ensureChild(graph, root.as, { driveId, parentId }, name, mark);
    const verdict = isNew
      ? 'keep'
      : judgeFolder(item, {
          isKnown: (await knownItems(needs, root, [item])).size > 0,
          making: { mark, claimedAt, by: root.as.objectId, clientId: marks.clientId },
          question,
        });
    if (verdict === 'ask') throw new FolderTaken(takenAs(item));
    const keeping = { of, owner, driveId, item, recordName: of.recordName };
    const kept =
      verdict === 'next'
        ? undefined
        : await database.transaction(async (tx) => {
            const row = await keepFolder(tx, keeping);
            if (row && question) await closeQuestion(tx, wake, { of, owner, name: row.name, isNew });
            return row;
          });
    if (kept) return { folder: toFolder(kept), outcome: isNew ? 'created' : 'existed' };
    await freeName(database.kysely, place, { ...of, name }); // the folder of this name is another record's, renamed by hand, or not ours
    open = open.slice(open.indexOf(name) + 1);
  }
  throw new AppError('conflict', 'The folder for this record could not be told from another one of the same name.', {
    source: 'graph',
  });
}
