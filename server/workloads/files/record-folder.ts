import { AppError } from '../../base/errors.js';
import { newId, sha256 } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import { cleanName } from './file-name.js';

export interface FolderOf {
  tenantId: string;
  moduleId: string;
  recordId: string;
  moduleName: string;
  recordName: string;
}
export interface RecordFolder {
  id: string;
  driveId: string;
  itemId: string;
  webUrl: string;
}
interface DriveItem {
  id: string;
  webUrl: string;
  folder?: object;
  parentReference: { driveId: string };
}

/**
 * The record's folder `Coherence/{Module}/{Record}` in the person's OneDrive: the one we know, or the one that is there, or a
 * new one. Twice, or twice at once, is one folder. Two records of one name get folders of their own.
 */
export async function ensureRecordFolder(
  database: Database,
  graph: Graph,
  as: Principal,
  of: FolderOf,
): Promise<RecordFolder> {
  const known = await find(database, as, of);
  if (known) return known;
  const drive = await graph.request<{ id: string }>(as, {
    path: '/me/drive',
    query: { $select: 'id' },
    priority: 'job',
  });
  const root = `/drives/${encodeURIComponent(drive.id)}/root`;
  const top = await ensureChild(graph, as, root, 'Coherence');
  const module = await ensureChild(graph, as, itemPath(top), cleanName(of.moduleName, 'Records'));
  const name = cleanName(of.recordName, 'Record');
  for (const candidate of [name, `${name.slice(0, 100).trim()} (${sha256(of.recordId).slice(0, 6)})`]) {
    const item = await ensureChild(graph, as, itemPath(module), candidate);
    await database.kysely
      .insertInto('record_folder')
      .values({
        id: newId(),
        tenant_id: of.tenantId,
        module_id: of.moduleId,
        record_id: of.recordId,
        object_id: as.objectId,
        drive_id: item.parentReference.driveId,
        item_id: item.id,
        web_url: item.webUrl,
      })
      .onConflict((on) => on.doNothing())
      .execute();
    const kept = await find(database, as, of);
    if (kept) return kept; // else another record of this name owns that folder
  }
  throw new AppError('conflict', 'The folder for this record could not be told from another one of the same name.', {
    source: 'graph',
  });
}

/** Forgets a folder that is not in OneDrive any more, with the files we knew in it, so that it is made anew. */
export async function forgetFolder(database: Database, folder: RecordFolder): Promise<void> {
  await database.transaction(async (tx) => {
    const files = await tx.selectFrom('stored_file').select('id').where('folder_id', '=', folder.id).execute();
    const ids = ['', ...files.map((it) => it.id)];
    await tx.updateTable('filing_file').set({ stored_file_id: null }).where('stored_file_id', 'in', ids).execute();
    await tx.deleteFrom('stored_file').where('folder_id', '=', folder.id).execute();
    await tx.deleteFrom('record_folder').where('id', '=', folder.id).execute();
  });
}

async function find(
  database: Database,
  as: Principal,
  { tenantId, moduleId, recordId }: FolderOf,
): Promise<RecordFolder | undefined> {
  const row = await database.kysely
    .selectFrom('record_folder')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('object_id', '=', as.objectId)
    .executeTakeFirst();
  return row && { id: row.id, driveId: row.drive_id, itemId: row.item_id, webUrl: row.web_url };
}

const itemPath = (item: DriveItem): string =>
  `/drives/${encodeURIComponent(item.parentReference.driveId)}/items/${encodeURIComponent(item.id)}`;

async function ensureChild(graph: Graph, as: Principal, parent: string, name: string): Promise<DriveItem> {
  try {
    return await graph.request<DriveItem>(as, {
      method: 'POST',
      path: `${parent}/children`,
      body: { name, folder: {}, '@microsoft.graph.conflictBehavior': 'fail' },
      priority: 'job',
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const there = await graph.request<DriveItem>(as, {
      path: `${parent}:/${encodeURIComponent(name)}`,
      priority: 'job',
    });
    if (!there.folder)
      throw new AppError(
        'conflict',
        `There is a file named "${name}" in your OneDrive where the folder should be. Rename it, then try again.`,
        { source: 'graph', cause: error },
      );
    return there;
  }
}
