import type { Selectable } from 'kysely';
import type { Principal } from '../base/principal.js';
import type { FilingFile } from '../db/schema.js';
import type { FileSource } from '../workloads/files/file-source.js';
import { putLink } from '../workloads/files/link-rows.js';
import type { FolderOf } from '../workloads/files/names-for.js';
import { fileAt, firstCopy, foldersToKeepIn, type ThereFile } from '../workloads/files/there-already.js';
import type { Needs } from './needs.js';

type FileRow = Selectable<FilingFile>;
/** A file at Microsoft that is used instead of another copy. */
interface Usable {
  file: ThereFile;
  /** It lies with another record, so this record gets a link to it. */
  isElsewhere: boolean;
}

/**
 * The file that stands for one of a mail: the one a person chose, if it is still what they chose; else, where nobody was asked, the same
 * bytes on another record, but only when everybody whom this record lets in may open them there. Everything else is a file of its own in
 * the record's folder, because access follows the record.
 */
export async function findUsable(
  needs: Needs,
  as: Principal,
  { if_there, there_drive_id: driveId, there_item_id: itemId }: FileRow,
  of: FolderOf,
  { sha256 }: FileSource,
): Promise<Usable | undefined> {
  const { database, graph } = needs;
  if (if_there === null) {
    const isHere = await isKept(needs, as, of, sha256);
    const first = isHere ? undefined : await firstCopy({ database, graph }, as, of, sha256);
    return first?.isForAll ? { file: first.file, isElsewhere: true } : undefined;
  }
  if (if_there !== 'link' || !driveId || !itemId) return undefined;
  const file = await fileAt(graph, as, { driveId, itemId });
  if (!file) return undefined;
  const folders = await foldersToKeepIn(database.kysely, as, of);
  if (folders.some((it) => it.driveId === file.driveId && it.itemId === file.parentId))
    return { file, isElsewhere: false };
  const isSame = await database.kysely
    .selectFrom('stored_file')
    .select('id')
    .where('tenant_id', '=', as.tenantId)
    .where('item_id', '=', itemId)
    .where('sha256', '=', sha256)
    .where('state', '=', 'stored')
    .executeTakeFirst();
  return isSame && { file, isElsewhere: true };
}

/** The same bytes lie in a folder of this record already: they are used there. */
async function isKept({ database }: Needs, as: Principal, of: FolderOf, sha256: string): Promise<boolean> {
  const folders = await foldersToKeepIn(database.kysely, as, of);
  const row = await database.kysely
    .selectFrom('stored_file')
    .select('id')
    .where('tenant_id', '=', as.tenantId)
    .where('folder_id', 'in', ['', ...folders.map((it) => it.id)])
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that the file is used; one of another record is linked to this one. A file that we stored stays as long as it is used. */
export async function adoptFile(
  { database, audit }: Needs,
  as: Principal,
  row: FileRow,
  of: FolderOf,
  { sizeBytes }: FileSource,
  { file, isElsewhere }: Usable,
): Promise<void> {
  const { tenantId, objectId } = as;
  await database.transaction(async (tx) => {
    const stored = await tx
      .selectFrom('stored_file')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('item_id', '=', file.itemId)
      .where('state', '=', 'stored')
      .orderBy('updated_at', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    const link = isElsewhere ? await putLink(tx, as, of, { ...file, kind: 'file' }) : undefined;
    await tx
      .updateTable('filing_file')
      .set({
        state: 'stored',
        problem: null,
        diagnosis: null,
        is_reused: true,
        size_bytes: sizeBytes,
        stored_file_id: stored?.id ?? null,
        there_drive_id: file.driveId,
        there_item_id: file.itemId,
        there_web_url: file.webUrl ?? null,
        ...(link?.isNew ? { link_id: link.row.id } : {}),
      })
      .where('id', '=', row.id)
      .execute();
    if (link?.isNew) await audit.append(tx, { tenantId, actor: objectId, action: 'file.linked', target: link.row.id });
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'file.reused',
      target: row.id,
      detail: { isElsewhere },
    });
  });
}
