import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import type { StoredRef } from '../../records/view.js';
import { letsInAsMany } from './access/lets-in.js';
import { nameKey, cleanFileName } from './file-name.js';
import { findFolder, toFolder, type RecordFolder, type RecordOf } from './folder-rows.js';
import { itemPath, type RawItem } from './item.js';
import { readSetting } from './root.js';

/** A file at Microsoft, as who asks may see it. */
export interface ThereFile {
  driveId: string;
  itemId: string;
  parentId?: string;
  name: string;
  sizeBytes: number;
  changedDateTime?: string;
  webUrl?: string;
  quickXorHash?: string;
}
interface HashedItem extends RawItem {
  file?: { hashes?: { quickXorHash?: string } };
}
const select = 'id,name,size,webUrl,file,lastModifiedDateTime,parentReference';
const mostPages = 10;

/** The folders a file that somebody keeps for a record would go to, the organisation's first; those that are not made yet are left out. */
export async function foldersToKeepIn(on: Sql, as: Principal, of: StoredRef): Promise<RecordFolder[]> {
  const record: RecordOf = { tenantId: as.tenantId, ...of };
  const rows = [
    (await readSetting(on, as.tenantId)) && (await findFolder(on, record, '')),
    await findFolder(on, record, as.objectId),
  ];
  return rows.flatMap((it) => (it && it.state === 'there' ? [toFolder(it)] : []));
}

/** The files of a folder by the right of who asks; nothing where they may not open it. */
export async function filesIn(graph: Graph, as: Principal, { driveId, itemId }: RecordFolder): Promise<ThereFile[]> {
  const files: ThereFile[] = [];
  let link: string | undefined;
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const answer: { value: HashedItem[]; '@odata.nextLink'?: string } = await graph.request(
        as,
        link
          ? { link }
          : { path: `${itemPath({ driveId, itemId })}/children`, query: { $select: select, $top: '200' } },
      );
      files.push(...answer.value.filter((it) => it.file).map((it) => toThere(it, driveId)));
      link = answer['@odata.nextLink'];
      if (!link) break;
    }
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
  return files;
}

/** One file by the right of who asks; undefined where it is gone or closed to them. */
export async function fileAt(
  graph: Graph,
  as: Principal,
  at: { driveId: string; itemId: string },
): Promise<ThereFile | undefined> {
  try {
    const item = await graph.request<HashedItem>(as, { path: itemPath(at), query: { $select: select } });
    return item.file ? toThere(item, at.driveId) : undefined;
  } catch (error) {
    if (!isClosed(error)) throw error;
    return undefined;
  }
}

/** A file of the same bytes on another record, that who asks may open; `isForAll`: and so may everybody this record lets in. */
export interface FirstCopy {
  storedFileId: string;
  record: StoredRef;
  file: ThereFile;
  isForAll: boolean;
}
export async function firstCopy(
  { database, graph }: { database: Database; graph: Graph },
  as: Principal,
  of: StoredRef,
  sha256: string,
): Promise<FirstCopy | undefined> {
  const { tenantId } = as;
  const rows = await database.kysely
    .selectFrom('stored_file as s')
    .innerJoin('record_folder as f', 'f.id', 's.folder_id')
    .select(['s.id', 's.drive_id', 's.item_id', 's.folder_id', 'f.module_id', 'f.record_id'])
    .where('s.tenant_id', '=', tenantId)
    .where('s.sha256', '=', sha256)
    .where('s.state', '=', 'stored')
    .where('f.state', '=', 'there')
    .where((eb) => eb.not(eb.and([eb('f.module_id', '=', of.moduleId), eb('f.record_id', '=', of.recordId)])))
    .orderBy('s.updated_at')
    .limit(5)
    .execute();
  for (const it of rows) {
    const file = it.item_id && (await fileAt(graph, as, { driveId: it.drive_id, itemId: it.item_id }));
    if (!file) continue;
    const record = { moduleId: it.module_id, recordId: it.record_id };
    return { storedFileId: it.id, record, file, isForAll: await letsInAsMany(database, tenantId, it.folder_id, of) };
  }
  return undefined;
}

export const isNamedAlike = (file: ThereFile, wanted: string): boolean =>
  nameKey(file.name) === nameKey(cleanFileName(wanted));

const isClosed = (error: unknown): boolean =>
  error instanceof AppError && ['access_denied', 'not_found'].includes(error.code);
const toThere = (it: HashedItem, driveId: string): ThereFile => ({
  driveId: it.parentReference?.driveId ?? driveId,
  itemId: it.id,
  name: it.name ?? '',
  sizeBytes: it.size ?? 0,
  ...(it.parentReference?.id ? { parentId: it.parentReference.id } : {}),
  ...(it.lastModifiedDateTime ? { changedDateTime: it.lastModifiedDateTime } : {}),
  ...(it.webUrl ? { webUrl: it.webUrl } : {}),
  ...(it.file?.hashes?.quickXorHash ? { quickXorHash: it.file.hashes.quickXorHash } : {}),
});
