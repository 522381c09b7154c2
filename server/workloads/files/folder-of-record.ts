import type { RecordFolderState } from '../../../contract/files.js';
import type { Coming } from '../../../contract/shapes.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath } from './drive-items.js';
import { findFolder, folderOf, forgetFolder, type FolderRow } from './folder-rows.js';
import { namedRecords, type NamedRecord } from './named-records.js';
import { ensureRecordFolder, namesFor } from './record-folder.js';
import { organisationRoot, ownRoot, readSetting, type Root, type RootNeeds } from './root.js';
import { usualTemplate } from './folder-template.js';

export interface RecordFolderNeeds extends RootNeeds {
  audit: Audit;
  records: {
    resolve(tenantId: string, ref: Ref, what?: Coming): Promise<{ moduleId: string; recordId: string }>;
  };
}
type Ref = { module: string; id: string };

/** Whether a record has a folder. Asks nobody: whether the viewer may open it is told by Microsoft when they do. */
export async function recordFolderState(
  needs: RecordFolderNeeds,
  viewer: Principal,
  ref: Ref,
): Promise<RecordFolderState> {
  const of = await named(needs, viewer, ref);
  return toState(needs, of, await folderOf(needs.database.kysely, of, viewer.objectId));
}

/** Makes the record's folder where the organisation keeps them, else in the person's own OneDrive. Twice is once. */
export async function makeRecordFolder(
  needs: RecordFolderNeeds,
  principal: Principal,
  ref: Ref,
): Promise<RecordFolderState> {
  const { database, audit } = needs;
  await needs.records.resolve(principal.tenantId, ref, 'files');
  const of = await named(needs, principal, ref);
  const root = await rootFor(needs, principal);
  const known = await findFolder(database.kysely, of, root.owner);
  if (known && !(await isThere(needs, root, known))) await forgetFolder(database, known);
  const { folder, outcome } = await ensureRecordFolder(needs, root, of);
  if (outcome === 'created')
    await database.transaction((tx) =>
      audit.append(tx, {
        tenantId: of.tenantId,
        actor: principal.objectId,
        action: 'folder.made',
        target: folder.id,
      }),
    );
  return toState(needs, of, await folderOf(database.kysely, of, principal.objectId));
}

/** Whether the folder we know is still at Microsoft, for who made it. */
export async function isThere({ graph }: Pick<RootNeeds, 'graph'>, { as }: Root, row: FolderRow): Promise<boolean> {
  if (row.state === 'gone') return false;
  const item = { path: itemPath(row.drive_id, row.item_id), query: { $select: 'id' }, priority: 'job' as const };
  return graph.request(as, item).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return false;
      throw error;
    },
  );
}

/** The organisation's root, else the person's own OneDrive. */
export async function rootFor(needs: RootNeeds, as: Principal): Promise<Root> {
  return (await organisationRoot(needs, as.tenantId)) ?? (await ownRoot(needs, as));
}

async function named(needs: RecordFolderNeeds, { tenantId }: Principal, ref: Ref): Promise<NamedRecord> {
  const { moduleId, recordId } = await needs.records.resolve(tenantId, ref);
  const of = (await namedRecords(needs.database.kysely, tenantId, moduleId, [recordId])).get(recordId);
  if (!of) throw new AppError('not_found', 'This record was deleted or merged in Coherence.', { source: 'coherence' });
  return of;
}

async function toState(
  { database }: RecordFolderNeeds,
  of: NamedRecord,
  row: FolderRow | undefined,
): Promise<RecordFolderState> {
  const setting = await readSetting(database.kysely, of.tenantId);
  const { parents, names } = namesFor(setting?.template ?? usualTemplate, of);
  return {
    state: row ? row.state : 'none',
    ...(row?.name ? { name: row.name } : {}),
    ...(row?.state === 'there' ? { webUrl: row.web_url } : {}),
    place: setting?.root_name ?? 'OneDrive',
    path: [...parents, names[0]].join('/'),
  };
}
