import { AppError } from '../../base/errors.js';
import type { BatchPart } from '../../graph/batch.js';
import { claimNames } from './claim-name.js';
import { folderFields, itemPath, type FolderItem } from './drive-items.js';
import { findFolders, markGone, noteRecordName, noteSeen, type FolderRow } from './folder-rows.js';
import { makeMissing } from './make-missing.js';
import { sendParts, type Listing, type Made, type MakeNeeds as Needs, type Wanted } from './making.js';
import { namesFor } from './names-for.js';
import type { Root } from './root.js';

/**
 * Folders of up to twenty records in one trip, or two where something is there already. Each is told by itself. Twice, or by
 * two at once, is one folder; one that was renamed or moved by hand is left as it is, for its id says which it is.
 */
export async function makeFolders(
  needs: Needs,
  root: Root,
  parentId: string,
  wanted: Wanted[],
  listing: Listing,
): Promise<Map<string, Made>> {
  const made = new Map<string, Made>();
  const rows = await findFolders(needs.database.kysely, wanted, root.owner);
  const known = wanted.filter((it) => rows.has(it.recordId));
  const gone = await checkKnown(needs, root, known, rows, listing, made);
  await renameKnown(needs, root, parentId, known, rows, made);
  const missing = [...wanted.filter((it) => !rows.has(it.recordId)), ...gone];
  const place = { tenantId: root.as.tenantId, driveId: root.driveId, parentId };
  await makeMissing(needs, root, place, missing, listing, made);
  return made;
}

/** Looks whether the folders we know are still there; gives those that are to be made anew. */
async function checkKnown(
  needs: Needs,
  root: Root,
  known: Wanted[],
  rows: Map<string, FolderRow>,
  listing: Listing,
  made: Map<string, Made>,
): Promise<Wanted[]> {
  const row = (it: Wanted) => rows.get(it.recordId) as FolderRow;
  const unseen = known.filter((it) => !listing?.byId.has(row(it).item_id));
  const parts = unseen.map((it): BatchPart => ({
    path: itemPath(row(it).drive_id, row(it).item_id),
    query: { $select: folderFields },
  }));
  const answers = await sendParts<FolderItem>(needs, root, parts);
  const seen = new Map(unseen.map((it, i) => [it.recordId, answers[i]]));
  const gone: Wanted[] = [];
  for (const it of known) {
    const answer = seen.get(it.recordId);
    const item = answer ? answer.value : listing?.byId.get(row(it).item_id);
    if (item) {
      await noteIfOther(needs, row(it), item);
      const isOurs = it.triedSince !== undefined && new Date(row(it).created_at) >= it.triedSince;
      made.set(it.recordId, { state: isOurs ? 'created' : 'existed', name: item.name });
    } else if (answer?.error?.code === 'access_denied')
      made.set(it.recordId, {
        state: 'existed',
        name: row(it).name,
        reason: 'It stands in a place this run may not look at.',
      });
    else if (answer?.error?.code !== 'not_found')
      made.set(it.recordId, {
        state: 'failed',
        error: answer?.error ?? new AppError('internal', 'It did not answer.'),
      });
    else if (root.whenDeleted === 'recreate') {
      gone.push({ ...it, lost: row(it) });
    } else {
      await markGone(needs.database.kysely, row(it).id);
      made.set(it.recordId, { state: 'failed', error: wasDeleted() });
    }
  }
  return gone;
}
const wasDeleted = () =>
  new AppError(
    'conflict',
    'Its folder was deleted in Microsoft 365. Choose "Make anew" on the page of the record if it should be there again.',
    { source: 'graph' },
  );
async function noteIfOther({ database }: Needs, row: FolderRow, item: FolderItem): Promise<void> {
  const isOther = row.name !== item.name || row.parent_item_id !== (item.parentReference?.id ?? row.parent_item_id);
  if (isOther || row.web_url !== item.webUrl || row.state !== 'there') await noteSeen(database.kysely, row, item);
}

/** Where that was chosen, a folder follows the new name of its record, unless somebody named or moved it by hand. */
async function renameKnown(
  needs: Needs,
  root: Root,
  parentId: string,
  known: Wanted[],
  rows: Map<string, FolderRow>,
  made: Map<string, Made>,
): Promise<void> {
  if (!root.renamesWithRecord) return;
  const place = { tenantId: root.as.tenantId, driveId: root.driveId, parentId };
  const others = known.filter((it) => {
    const { record_name } = rows.get(it.recordId) as FolderRow;
    return made.get(it.recordId)?.state === 'existed' && record_name !== '' && record_name !== it.recordName;
  });
  const renamed = others.filter((it) => {
    const row = rows.get(it.recordId) as FolderRow;
    const now = made.get(it.recordId);
    return now?.state === 'existed' && now.name === row.name && row.parent_item_id === parentId;
  });
  for (const it of others)
    if (!renamed.includes(it))
      await noteRecordName(needs.database.kysely, rows.get(it.recordId) as FolderRow, it.recordName);
  if (renamed.length === 0) return;
  const claims = renamed.map((it) => ({ ...it, names: namesFor(root.template, it).names }));
  const names = await claimNames(needs.database.kysely, place, claims);
  const named = renamed.filter((it) => names.has(it.recordId));
  const answers = await sendParts<FolderItem>(
    needs,
    root,
    named.map((it) => ({
      method: 'PATCH',
      path: itemPath(root.driveId, (rows.get(it.recordId) as FolderRow).item_id),
      body: { name: names.get(it.recordId)?.name },
      isRepeatable: true,
    })),
  );
  for (const [i, it] of named.entries()) {
    const { value, error } = answers[i] ?? {};
    if (value) {
      await noteSeen(needs.database.kysely, rows.get(it.recordId) as FolderRow, value, it.recordName);
      made.set(it.recordId, { state: 'renamed', name: value.name });
    } else if (error) made.set(it.recordId, { state: 'failed', error });
  }
}
