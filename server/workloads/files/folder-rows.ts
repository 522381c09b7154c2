import { sql, type Selectable } from 'kysely';
import { newId } from '../../base/ids.js';
import type { Database, Sql } from '../../db/database.js';
import type { RecordFolder as Table } from '../../db/schema-folders.js';
import type { FolderItem } from './drive-items.js';

export type FolderRow = Selectable<Table>;
export interface RecordOf {
  tenantId: string;
  moduleId: string;
  recordId: string;
}
export interface RecordFolder {
  id: string;
  driveId: string;
  itemId: string;
  webUrl: string;
}
export const toFolder = (row: FolderRow): RecordFolder => ({
  id: row.id,
  driveId: row.drive_id,
  itemId: row.item_id,
  webUrl: row.web_url,
});

/** The folder of a record at the organisation's root (`owner` empty) or in a person's own OneDrive. */
export const findFolder = (on: Sql, of: RecordOf, owner: string): Promise<FolderRow | undefined> =>
  on
    .selectFrom('record_folder')
    .selectAll()
    .where('tenant_id', '=', of.tenantId)
    .where('module_id', '=', of.moduleId)
    .where('record_id', '=', of.recordId)
    .where('object_id', '=', owner)
    .executeTakeFirst();

/** The same for many records of one module, by record id. */
export async function findFolders(on: Sql, of: RecordOf[], owner: string): Promise<Map<string, FolderRow>> {
  const [first] = of;
  if (!first) return new Map();
  const rows = await on
    .selectFrom('record_folder')
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

/** The folder people mean when they say the record's: the organisation's, else the viewer's own, else the oldest. */
export async function folderOf(on: Sql, of: RecordOf, viewerId: string): Promise<FolderRow | undefined> {
  const rows = await on
    .selectFrom('record_folder')
    .selectAll()
    .where('tenant_id', '=', of.tenantId)
    .where('module_id', '=', of.moduleId)
    .where('record_id', '=', of.recordId)
    .orderBy('created_at')
    .execute();
  return rows.find((it) => it.object_id === '') ?? rows.find((it) => it.object_id === viewerId) ?? rows[0];
}

export interface Keeping {
  of: RecordOf;
  /** Empty at the organisation's root, else whose own OneDrive. */
  owner: string;
  driveId: string;
  item: FolderItem;
  recordName: string;
}
const toRow = ({ of, owner, driveId, item, recordName }: Keeping) => ({
  id: newId(),
  tenant_id: of.tenantId,
  module_id: of.moduleId,
  record_id: of.recordId,
  object_id: owner,
  drive_id: driveId,
  item_id: item.id,
  web_url: item.webUrl,
  name: item.name,
  parent_item_id: item.parentReference?.id ?? null,
  record_name: recordName,
});

/** As `keepFolder`, for many records of one module, by record id. */
export async function keepFolders(on: Sql, all: Keeping[]): Promise<Map<string, FolderRow>> {
  if (all.length === 0) return new Map();
  const rows = await on
    .insertInto('record_folder')
    .values(all.map(toRow))
    .onConflict((it) => it.doNothing())
    .returningAll()
    .execute();
  const kept = new Map(rows.map((it) => [it.record_id, it]));
  for (const it of all) {
    const row = kept.get(it.of.recordId) ?? (await keepFolder(on, it));
    if (row) kept.set(it.of.recordId, row);
  }
  return kept;
}

/**
 * Notes which folder is the record's. Undefined when the folder belongs to another record, so that this one needs another.
 * Twice, or by two at once, is one row; a folder the record has in its maker's own OneDrive becomes the organisation's.
 */
export async function keepFolder(on: Sql, keeping: Keeping): Promise<FolderRow | undefined> {
  const { of, owner, driveId, item } = keeping;
  await on
    .insertInto('record_folder')
    .values(toRow(keeping))
    .onConflict((it) => it.doNothing())
    .execute();
  const kept = await findFolder(on, of, owner);
  if (kept) return kept;
  const same = await on
    .selectFrom('record_folder')
    .selectAll()
    .where('tenant_id', '=', of.tenantId)
    .where('module_id', '=', of.moduleId)
    .where('record_id', '=', of.recordId)
    .where('drive_id', '=', driveId)
    .where('item_id', '=', item.id)
    .executeTakeFirst();
  if (!same || owner !== '') return same;
  return on
    .updateTable('record_folder')
    .set({ object_id: '', updated_at: sql`now()` })
    .where('id', '=', same.id)
    .returningAll()
    .executeTakeFirst();
}

/** What was seen of it at Microsoft, where it was renamed or moved by hand. */
export async function noteSeen(on: Sql, row: FolderRow, item: FolderItem, recordName?: string): Promise<void> {
  await on
    .updateTable('record_folder')
    .set({
      name: item.name,
      web_url: item.webUrl,
      parent_item_id: item.parentReference?.id ?? row.parent_item_id,
      state: 'there',
      ...(recordName === undefined ? {} : { record_name: recordName }),
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute();
}

/** The record has another name, and its folder keeps the one it was given by hand. */
export async function noteRecordName(on: Sql, row: FolderRow, recordName: string): Promise<void> {
  await on.updateTable('record_folder').set({ record_name: recordName }).where('id', '=', row.id).execute();
}

export async function markGone(on: Sql, id: string): Promise<void> {
  await on
    .updateTable('record_folder')
    .set({ state: 'gone', updated_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}

/** Forgets a folder that is not at Microsoft any more, with the files we knew in it, so that it is made anew. */
export async function forgetFolder(database: Database, folder: Pick<RecordFolder, 'id'>): Promise<void> {
  await database.transaction(async (tx) => {
    const files = await tx.selectFrom('stored_file').select('id').where('folder_id', '=', folder.id).execute();
    const ids = ['', ...files.map((it) => it.id)];
    await tx.updateTable('filing_file').set({ stored_file_id: null }).where('stored_file_id', 'in', ids).execute();
    await tx.deleteFrom('stored_file').where('folder_id', '=', folder.id).execute();
    await tx.deleteFrom('record_folder').where('id', '=', folder.id).execute();
  });
}
