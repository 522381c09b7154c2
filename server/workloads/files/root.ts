import type { Selectable } from 'kysely';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { FileSetting } from '../../db/schema-folders.js';
import type { Graph } from '../../graph/graph.js';
import { ensureChild } from './drive-items.js';
import { nameKey } from './file-name.js';
import type { FolderMarks } from './folder-mark.js';
import type { Wake } from './folder-questions.js';
import { usualTemplate } from './folder-template.js';

export type SettingRow = Selectable<FileSetting>;
/** Below which folder those of records are made, with whose right, and how they are called. */
export interface Root {
  /** Empty at the organisation's root, else whose own OneDrive it is. */
  owner: string;
  driveId: string;
  itemId: string;
  as: Principal;
  template: string;
  whenDeleted: 'recreate' | 'ask';
  renamesWithRecord: boolean;
}
export interface RootNeeds {
  database: Database;
  graph: Graph;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  marks: FolderMarks;
  /** What waits for the folder of a record, because one that is not ours was in the way. */
  wake: Wake;
}

export const readSetting = (on: Sql, tenantId: string): Promise<SettingRow | undefined> =>
  on.selectFrom('file_setting').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();

/** The organisation's root; undefined before one was chosen. Throws when who chose it must sign in again. */
export async function organisationRoot(
  { database, connections }: Pick<RootNeeds, 'database' | 'connections'>,
  tenantId: string,
): Promise<Root | undefined> {
  const setting = await readSetting(database.kysely, tenantId);
  if (!setting) return undefined;
  const as = await connections.find(tenantId, setting.object_id);
  if (!as)
    throw new AppError(
      'sign_in_required',
      'Who chose the place of the record folders must sign in again, so that this can go on. Nothing is lost.',
      { source: 'entra' },
    );
  return {
    owner: '',
    driveId: setting.drive_id,
    itemId: setting.root_item_id,
    as,
    template: setting.template,
    whenDeleted: setting.when_deleted,
    renamesWithRecord: setting.rename_with_record,
  };
}

/** The person's own OneDrive: where files go before a root was chosen, and for who may not write there. */
export async function ownRoot(
  { database, graph }: Pick<RootNeeds, 'database' | 'graph'>,
  as: Principal,
): Promise<Root> {
  const setting = await readSetting(database.kysely, as.tenantId);
  const { id } = await graph.request<{ id: string }>(as, {
    path: '/me/drive',
    query: { $select: 'id' },
    priority: 'job',
  });
  const template = setting?.template ?? usualTemplate;
  return {
    owner: as.objectId,
    driveId: id,
    itemId: 'root',
    as,
    template,
    whenDeleted: 'recreate',
    renamesWithRecord: false,
  };
}

/** The folder the records' folders stand in, by its names below the root; made where it is missing. Twice is once. */
export async function ensureParents(
  { database, graph }: Pick<RootNeeds, 'database' | 'graph'>,
  { driveId, itemId, as }: Root,
  names: string[],
): Promise<string> {
  const pathKeys = names.map((_name, i) =>
    names
      .slice(0, i + 1)
      .map(nameKey)
      .join('/'),
  );
  const known = await database.kysely
    .selectFrom('folder_place')
    .select(['path_key', 'item_id'])
    .where('tenant_id', '=', as.tenantId)
    .where('drive_id', '=', driveId)
    .where('root_item_id', '=', itemId)
    .where('path_key', 'in', ['', ...pathKeys])
    .execute();
  let parentId = itemId;
  for (const [i, name] of names.entries()) {
    const path_key = pathKeys[i] as string;
    const found = known.find((it) => it.path_key === path_key)?.item_id;
    const id = found ?? (await ensureChild(graph, as, { driveId, parentId }, name)).item.id;
    if (!found)
      await database.kysely
        .insertInto('folder_place')
        .values({ tenant_id: as.tenantId, drive_id: driveId, root_item_id: itemId, path_key, item_id: id })
        .onConflict((on) =>
          on.columns(['tenant_id', 'drive_id', 'root_item_id', 'path_key']).doUpdateSet({ item_id: id }),
        )
        .execute();
    parentId = id;
  }
  return parentId;
}

/** One of them is not there any more: they are walked and made anew. */
export async function forgetParents(database: Database, { driveId, itemId, as }: Root): Promise<void> {
  await database.kysely
    .deleteFrom('folder_place')
    .where('tenant_id', '=', as.tenantId)
    .where('drive_id', '=', driveId)
    .where('root_item_id', '=', itemId)
    .execute();
}
