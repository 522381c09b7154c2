import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { FileItem } from '../../../contract/links.js';
import type { StoredRef } from '../../records/view.js';

export interface LinkRow {
  id: string;
  module_id: string;
  record_id: string;
  drive_id: string;
  item_id: string;
  kind: 'file' | 'folder';
  name: string;
  state: 'linked' | 'gone' | 'unlinked';
  object_id: string;
  linked_by_name: string;
  linked_at: Date;
}
const columns = [
  'id',
  'module_id',
  'record_id',
  'drive_id',
  'item_id',
  'kind',
  'name',
  'state',
  'object_id',
  'linked_by_name',
  'linked_at',
] as const;

export const linksOfRecord = (on: Sql, tenantId: string, { moduleId, recordId }: StoredRef): Promise<LinkRow[]> =>
  on
    .selectFrom('file_link')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('state', '!=', 'unlinked')
    .orderBy('linked_at', 'desc')
    .limit(500)
    .execute();

export const linkById = (on: Sql, tenantId: string, id: string): Promise<LinkRow | undefined> =>
  on.selectFrom('file_link').select(columns).where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** Puts an item on a record; one that is on it stays as it was, one that was taken off comes back as linked now. */
export async function putLink(
  on: Sql,
  by: Principal,
  { moduleId, recordId }: StoredRef,
  item: FileItem,
): Promise<{ row: LinkRow; isNew: boolean }> {
  const who = { object_id: by.objectId, linked_by_name: by.name, linked_at: new Date() };
  const inserted = await on
    .insertInto('file_link')
    .values({
      id: newId(),
      tenant_id: by.tenantId,
      module_id: moduleId,
      record_id: recordId,
      drive_id: item.driveId,
      item_id: item.itemId,
      kind: item.kind,
      name: item.name,
      state: 'linked',
      ...who,
    })
    .onConflict((c) => c.columns(['tenant_id', 'module_id', 'record_id', 'drive_id', 'item_id']).doNothing())
    .returning(columns)
    .executeTakeFirst();
  if (inserted) return { row: inserted, isNew: true };
  const known = await on
    .selectFrom('file_link')
    .select(columns)
    .where('tenant_id', '=', by.tenantId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('drive_id', '=', item.driveId)
    .where('item_id', '=', item.itemId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (known.state === 'linked') return { row: known, isNew: false };
  const row = await on
    .updateTable('file_link')
    .set({ state: 'linked', name: item.name, updated_at: new Date(), ...(known.state === 'unlinked' ? who : {}) })
    .where('id', '=', known.id)
    .returning(columns)
    .executeTakeFirstOrThrow();
  return { row, isNew: known.state === 'unlinked' };
}

/** What a reading of the item showed: it is there (under this name), or it is deleted. Links that were taken off stay so. */
export async function noteSeen(
  on: Sql,
  tenantId: string,
  { driveId, itemId }: { driveId: string; itemId: string },
  seen: { name: string } | 'gone',
): Promise<void> {
  await on
    .updateTable('file_link')
    .set({ ...(seen === 'gone' ? { state: 'gone' } : { state: 'linked', name: seen.name }), updated_at: new Date() })
    .where('tenant_id', '=', tenantId)
    .where('drive_id', '=', driveId)
    .where('item_id', '=', itemId)
    .where((eb) =>
      seen === 'gone'
        ? eb('state', '=', 'linked')
        : eb.or([eb('state', '=', 'gone'), eb.and([eb('state', '=', 'linked'), eb('name', '!=', seen.name)])]),
    )
    .execute();
}
