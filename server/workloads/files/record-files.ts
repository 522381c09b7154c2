import { sql } from 'kysely';
import type { LinkedFile, RecordFiles, RecordFolderView } from '../../../contract/links.js';
import type { RecordRef } from '../../../contract/shapes.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath, itemSelect, toFileItems, type RawItem } from './item.js';
import { linksOfRecord, noteSeen, type LinkRow } from './link-rows.js';
import { lookAt, looksBeyond, type Looked } from './look.js';
import type { FileNeeds } from './needs.js';
import { sealNext } from './next-page.js';

interface Page {
  value: RawItem[];
  '@odata.nextLink'?: string;
}
const pageSize = '100';

/** The folder of a record and the files linked to it: read now, with the viewer's own right, and kept nowhere. */
export async function recordFiles(needs: FileNeeds, viewer: Principal, ref: RecordRef): Promise<RecordFiles> {
  const { database, records } = needs;
  const stored = await records.resolve(viewer.tenantId, ref, 'files');
  const on = database.kysely;
  const [folders, links] = await Promise.all([
    on
      .selectFrom('record_folder as f')
      // The one at the organisation's place is there by the right of who chose the place.
      .leftJoin('file_setting as s', (join) =>
        join.onRef('s.tenant_id', '=', 'f.tenant_id').onRef('s.drive_id', '=', 'f.drive_id').on('f.object_id', '=', ''),
      )
      .leftJoin('connection as c', (join) =>
        join
          .onRef('c.tenant_id', '=', 'f.tenant_id')
          .on('c.object_id', '=', sql<string>`coalesce(s.object_id, f.object_id)`),
      )
      .select(['f.drive_id', 'f.item_id', 's.root_name', 's.root_kind', 'c.display_name', 'c.address'])
      .select(sql<string>`coalesce(s.object_id, f.object_id)`.as('holder'))
      .where('f.tenant_id', '=', viewer.tenantId)
      .where('f.module_id', '=', stored.moduleId)
      .where('f.record_id', '=', stored.recordId)
      .orderBy('f.id')
      .limit(20)
      .execute(),
    linksOfRecord(on, viewer.tenantId, stored),
  ]);
  const mayLookBeyond = looksBeyond(needs, viewer);
  const looked = await lookAt(
    needs,
    viewer,
    [...folders, ...links].map((it) => ({ driveId: it.drive_id, itemId: it.item_id })),
    mayLookBeyond,
  );
  const [views, linked] = await Promise.all([
    Promise.all(folders.map((it, i) => viewFolder(needs, viewer, it, looked[i] as Looked))),
    viewLinks(needs, viewer, links, looked.slice(folders.length)),
  ]);
  const isShort = looked.some((it) => it.state === 'notAllowed');
  return {
    folders: views,
    links: linked,
    ...(isShort ? { allowUrl: needs.permissions.allowUrl(viewer, 'sharedFiles') } : {}),
  };
}

interface FolderRow {
  holder: string;
  root_name: string | null;
  root_kind: string | null;
  display_name: string | null;
  address: string | null;
}
async function viewFolder(
  { graph, seal }: FileNeeds,
  viewer: Principal,
  row: FolderRow,
  { state, item }: Looked,
): Promise<RecordFolderView> {
  const isYou = row.holder === viewer.objectId;
  const madeBy = {
    name: row.display_name ?? '',
    isYou,
    ...(row.address ? { address: row.address } : {}),
  };
  const isOwn = isYou && row.root_kind !== 'library';
  const about = { madeBy, ...(row.root_name && !isOwn ? { place: row.root_name } : {}) };
  if (!item) return { state: state === 'noAccess' && isYou ? 'gone' : state, items: [], ...about };
  try {
    const { value, '@odata.nextLink': next } = await graph.request<Page>(viewer, {
      path: `${itemPath(item)}/children`,
      query: { $select: itemSelect, $expand: 'thumbnails', $top: pageSize },
    });
    return { state, item, items: toFileItems(value), ...about, ...sealNext(seal, viewer, next) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { state: 'unknown', item, items: [], ...about };
  }
}

/** Links as this viewer sees them; what was seen on the way (a new name, gone for who linked it) is noted. */
export async function viewLinks(
  { database }: Pick<FileNeeds, 'database'>,
  viewer: Principal,
  rows: readonly LinkRow[],
  looked: readonly Looked[],
): Promise<LinkedFile[]> {
  const addresses = await addressesOf(database.kysely, viewer.tenantId, rows);
  const out: LinkedFile[] = [];
  for (const [i, row] of rows.entries()) {
    const { state, item } = looked[i] as Looked;
    const at = { driveId: row.drive_id, itemId: row.item_id };
    if (item) await noteSeen(database.kysely, viewer.tenantId, at, { name: item.name });
    const isYou = row.object_id === viewer.objectId;
    // Only of who linked it is it known that they could open it; for others "no right" and "gone" look the same.
    const isGone = !item && state === 'noAccess' && (row.state === 'gone' || isYou);
    const address = addresses.get(row.object_id);
    out.push({
      id: row.id,
      state: isGone ? 'gone' : state,
      ...(item ? { item } : {}),
      ...(isGone && isYou ? { lastName: row.name } : {}),
      linkedBy: { name: row.linked_by_name, isYou, ...(address ? { address } : {}) },
      linkedDateTime: new Date(row.linked_at).toISOString(),
    });
  }
  return out;
}

async function addressesOf(
  on: FileNeeds['database']['kysely'],
  tenantId: string,
  rows: readonly LinkRow[],
): Promise<Map<string, string>> {
  const found = await on
    .selectFrom('connection')
    .select(['object_id', 'address'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', ['', ...new Set(rows.map((it) => it.object_id))])
    .execute();
  return new Map(found.map((it) => [it.object_id, it.address]));
}
