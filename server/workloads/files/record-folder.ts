import { AppError } from '../../base/errors.js';
import { claimNames, freeName } from './claim-name.js';
import { ensureChild } from './drive-items.js';
import { namesOf } from './file-name.js';
import { findFolder, keepFolder, toFolder, type RecordFolder, type RecordOf } from './folder-rows.js';
import { foldersOf, parseTemplate } from './folder-template.js';
import { ensureParents, forgetParents, type Root, type RootNeeds } from './root.js';

/** A record and what its folder is named after. */
export interface FolderOf extends RecordOf {
  moduleName: string;
  recordName: string;
  code: string;
}
export interface Ensured {
  folder: RecordFolder;
  outcome: 'created' | 'existed';
}
type Needs = Pick<RootNeeds, 'database' | 'graph'>;

/** The folders above a record's, and what its own may be called. */
export function namesFor(template: string, of: FolderOf, year = String(new Date().getUTCFullYear())) {
  const { parents, name } = foldersOf(parseTemplate(template), {
    module: of.moduleName,
    record: of.recordName,
    code: of.code,
    year,
  });
  return { parents, names: namesOf(name, of.recordId) };
}

/**
 * The record's folder below a root, by the template: the one we know, or the one that is there, or a new one. Twice, or by
 * two at once, is one folder. Two records of one name get folders of their own.
 */
export async function ensureRecordFolder(needs: Needs, root: Root, of: FolderOf): Promise<Ensured> {
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

async function make(needs: Needs, root: Root, of: FolderOf): Promise<Ensured> {
  const { database, graph } = needs;
  const { parents, names } = namesFor(root.template, of);
  const parentId = await ensureParents(needs, root, parents);
  const place = { tenantId: of.tenantId, driveId: root.driveId, parentId };
  for (let open = names; open.length > 0;) {
    const name = (await claimNames(database.kysely, place, [{ ...of, names: open }])).get(of.recordId);
    if (name === undefined) break;
    const { item, isNew } = await ensureChild(graph, root.as, { driveId: root.driveId, parentId }, name);
    const kept = await keepFolder(database.kysely, {
      of,
      owner: root.owner,
      driveId: root.driveId,
      item,
      recordName: of.recordName,
    });
    if (kept) return { folder: toFolder(kept), outcome: isNew ? 'created' : 'existed' };
    await freeName(database.kysely, place, of); // the folder of this name is another record's, renamed by hand
    open = open.slice(open.indexOf(name) + 1);
  }
  throw new AppError('conflict', 'The folder for this record could not be told from another one of the same name.', {
    source: 'graph',
  });
}
