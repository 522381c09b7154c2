import { sql, type Selectable } from 'kysely';
import type { Database } from '../../../db/database.js';
import type { RecordFolder } from '../../../db/schema-folders.js';
import type { OurGrant } from './plan.js';
import type { RecordFacts } from './wished.js';

export interface FolderOfRecord {
  id: string;
  tenantId: string;
  moduleId: string;
  recordId: string;
  /** Whose OneDrive it stands in; empty at the organisation's root. */
  objectId: string;
  driveId: string;
  itemId: string;
  webUrl: string;
  facts: RecordFacts;
  /** The facts in one text, to see that they changed. */
  factsKey: string;
  isRecordGone: boolean;
}

/** What decides about the access of a record `r`, as one text of the database. */
export const factsKey = sql<string>`coalesce(r.owner_user_id, '') || ' ' || r.is_private || ' ' || r.teams::text`;

const select = (database: Database, tenantId: string) =>
  database.kysely
    .selectFrom('record_folder as f')
    .leftJoin('record_index as r', (join) =>
      join
        .onRef('r.tenant_id', '=', 'f.tenant_id')
        .onRef('r.module_id', '=', 'f.module_id')
        .onRef('r.record_id', '=', 'f.record_id'),
    )
    .selectAll('f')
    .select(['r.owner_user_id', 'r.is_private', 'r.teams', 'r.is_gone'])
    .select(factsKey.as('facts_key'))
    .where('f.tenant_id', '=', tenantId)
    .where('f.state', '=', 'there');

export async function findFolder(
  database: Database,
  tenantId: string,
  id: string,
): Promise<FolderOfRecord | undefined> {
  const row = await select(database, tenantId).where('f.id', '=', id).executeTakeFirst();
  return row && toFolder(row);
}
export async function foldersOf(
  database: Database,
  tenantId: string,
  { moduleId, recordId }: { moduleId: string; recordId: string },
): Promise<FolderOfRecord[]> {
  const rows = await select(database, tenantId)
    .where('f.module_id', '=', moduleId)
    .where('f.record_id', '=', recordId)
    .orderBy('f.object_id')
    .execute();
  return rows.map(toFolder);
}

/** What Coherence says about a record that is in the index. */
export async function factsOf(
  { kysely }: Pick<Database, 'kysely'>,
  tenantId: string,
  { moduleId, recordId }: { moduleId: string; recordId: string },
): Promise<RecordFacts | undefined> {
  const row = await kysely
    .selectFrom('record_index')
    .select(['owner_user_id', 'is_private', 'teams'])
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('is_gone', '=', false)
    .executeTakeFirst();
  return (
    row && {
      moduleId,
      teams: row.teams,
      isPrivate: row.is_private,
      ...(row.owner_user_id ? { ownerUserId: row.owner_user_id } : {}),
    }
  );
}

type Row = Selectable<RecordFolder> & {
  owner_user_id: string | null;
  is_private: boolean | null;
  teams: string[] | null;
  is_gone: boolean | null;
  facts_key: string | null;
};
const toFolder = (row: Row): FolderOfRecord => ({
  id: row.id,
  tenantId: row.tenant_id,
  moduleId: row.module_id,
  recordId: row.record_id,
  objectId: row.object_id,
  driveId: row.drive_id,
  itemId: row.item_id,
  webUrl: row.web_url,
  facts: {
    moduleId: row.module_id,
    teams: row.teams ?? [],
    isPrivate: row.is_private ?? true, // not in the index: nothing is known, so nobody is let in by it
    ...(row.owner_user_id ? { ownerUserId: row.owner_user_id } : {}),
  },
  factsKey: row.facts_key ?? '',
  isRecordGone: row.is_gone ?? false,
});

/** What we gave on a folder, or are about to give or take. */
export async function grantsOf(database: Database, folderId: string): Promise<(OurGrant & { key: string })[]> {
  const rows = await database.kysely.selectFrom('access_grant').selectAll().where('folder_id', '=', folderId).execute();
  return rows
    .filter((it) => !isForeign(it.key))
    .map((it) => ({
      key: it.key,
      to: it.grantee,
      role: it.role,
      because: it.because as OurGrant['because'],
      state: it.state === 'again' ? 'giving' : it.state,
      ...(it.before_role ? { before: it.before_role } : {}),
    }));
}
/** A row for a permission of somebody else that is being taken away. */
export const foreignKey = (permissionId: string): string => `permission ${permissionId}`;
export const isForeign = (key: string): boolean => key.startsWith('permission ');
