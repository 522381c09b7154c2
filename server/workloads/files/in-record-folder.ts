import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { isThere } from './folder-of-record.js';
import { findFolder, forgetFolder, markGone, toFolder, type RecordFolder } from './folder-rows.js';
import { ensureRecordFolder, type FolderOf } from './record-folder.js';
import { organisationRoot, ownRoot, type Root, type RootNeeds } from './root.js';

/**
 * Does something in the record's folder with the person's own right: at the organisation's root, where one was chosen. Who
 * may not write there works in their own OneDrive; nothing is shared for it. A folder that was deleted is made again, once,
 * unless the organisation wants to be asked.
 */
export async function inRecordFolder<T>(
  needs: RootNeeds,
  as: Principal,
  of: FolderOf,
  work: (folder: RecordFolder) => Promise<T>,
): Promise<T> {
  const root = await organisationRoot(needs, as.tenantId);
  if (!root) return inFolder(needs, await ownRoot(needs, as), of, work);
  try {
    return await inFolder(needs, root, of, work);
  } catch (error) {
    const isRefused = error instanceof AppError && ['access_denied', 'not_found'].includes(error.code);
    if (!isRefused || root.as.objectId === as.objectId) throw error;
    return inFolder(needs, await ownRoot(needs, as), of, work);
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
