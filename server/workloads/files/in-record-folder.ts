import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { isThere } from './folder-of-record.js';
import { findFolder, forgetFolder, markGone, toFolder, type RecordFolder } from './folder-rows.js';
import type { FolderOf } from './names-for.js';
import { ensureRecordFolder } from './record-folder.js';
import { noteQuestions } from './folder-questions.js';
import { FolderTaken, takenFor, takenUnseen } from './taken-folder.js';
import { organisationRoot, ownRoot, type Root, type RootNeeds } from './root.js';

/**
 * Does something in the record's folder with the person's own right: at the organisation's root, where one was chosen. Who
 * may not write there works in their own OneDrive; nothing is shared for it. A folder that was deleted is made again, once,
 * unless the organisation wants to be asked. Throws `FolderTaken` where one that is not ours has its name.
 */
export async function inRecordFolder<T>(
  needs: RootNeeds,
  as: Principal,
  of: FolderOf,
  work: (folder: RecordFolder) => Promise<T>,
): Promise<T> {
  const root = await organisationRoot(needs, as.tenantId);
  if (!root) return asking(needs, as, await ownRoot(needs, as), of, work);
  try {
    return await asking(needs, as, root, of, work);
  } catch (error) {
    const isRefused = error instanceof AppError && ['access_denied', 'not_found'].includes(error.code);
    if (!isRefused || root.as.objectId === as.objectId) throw error;
    return asking(needs, as, await ownRoot(needs, as), of, work);
  }
}

/** Where a folder that is not ours is in the way, that is noted, so that whoever answers settles it for all that wait; told as this person may see it. */
async function asking<T>(
  needs: RootNeeds,
  as: Principal,
  root: Root,
  of: FolderOf,
  work: (folder: RecordFolder) => Promise<T>,
): Promise<T> {
  try {
    return await inFolder(needs, root, of, work);
  } catch (error) {
    if (!(error instanceof FolderTaken)) throw error;
    const { taken } = error;
    const asked = { of, owner: root.owner, driveId: root.driveId, taken, seenBy: root.as.objectId };
    await noteQuestions(needs.database.kysely, [asked]);
    if (asked.seenBy === as.objectId) throw error;
    throw new FolderTaken((await takenFor(needs.graph, as, asked)) ?? takenUnseen(taken));
  }
}

async function inFolder<T>(
  needs: RootNeeds,
  root: Root,
  of: FolderOf,
  work: (folder: RecordFolder) => Promise<T>,
): Promise<T> {
  const { database } = needs;
  const { folder } = await ensureRecordFolder(needs, root, of);
  try {
    return await work(folder);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    const row = await findFolder(database.kysely, of, root.owner);
    if (!row || row.id !== folder.id || (await isThere(needs, root, row))) throw error;
    if (root.whenDeleted === 'ask') await markGone(database.kysely, row.id);
    else await forgetFolder(database, toFolder(row));
    return work((await ensureRecordFolder(needs, root, of)).folder);
  }
}
