import { AppError } from '../../base/errors.js';
import type { BatchPart } from '../../graph/batch.js';
import { claimNames, freeName, type Place } from './claim-name.js';
import { childPath, fileInTheWay, folderFields, itemPath, newFolder, type FolderItem } from './drive-items.js';
import { nameKey } from './file-name.js';
import {
  findFolders,
  forgetFolder,
  keepFolders,
  markGone,
  noteRecordName,
  noteSeen,
  type FolderRow,
} from './folder-rows.js';
import { namesFor, type FolderOf } from './record-folder.js';
import type { Root, RootNeeds } from './root.js';

/** What became of the folder of one record. */
export type Made =
  | { state: 'created' | 'existed' | 'renamed'; name: string; reason?: string }
  | { state: 'failed'; error: AppError };
export interface Wanted extends FolderOf {
  /** It was tried before, in work that began then: a folder that is there and not older is of that work. */
  triedSince?: Date;
  /** Its folder as we knew it, which is not there any more. */
  lost?: FolderRow;
}
/** What is directly below the folder in which the records' folders stand; undefined where nobody looked. */
export type Listing = { byId: Map<string, FolderItem>; byName: Map<string, FolderItem> } | undefined;
type Needs = Pick<RootNeeds, 'database' | 'graph'> & { onTrip?(): void };

export function toListing(items: FolderItem[]): NonNullable<Listing> {
  return {
    byId: new Map(items.map((it) => [it.id, it])),
    byName: new Map(items.map((it) => [nameKey(it.name), it])),
  };
}

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
  await makeMissing(
    needs,
    root,
    { tenantId: root.as.tenantId, driveId: root.driveId, parentId },
    missing,
    listing,
    made,
  );
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
  const answers = await send<FolderItem>(needs, root, parts);
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
  const answers = await send<FolderItem>(
    needs,
    root,
    named.map((it) => ({
      method: 'PATCH',
      path: itemPath(root.driveId, (rows.get(it.recordId) as FolderRow).item_id),
      body: { name: names.get(it.recordId) },
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

async function makeMissing(
  needs: Needs,
  root: Root,
  place: Place,
  missing: Wanted[],
  listing: Listing,
  made: Map<string, Made>,
): Promise<void> {
  const { database } = needs;
  let open = missing.map((it) => ({ ...it, names: namesFor(root.template, it).names }));
  while (open.length > 0) {
    const claimed = await claimNames(database.kysely, place, open);
    const named = open.flatMap((it) => {
      const name = claimed.get(it.recordId);
      if (name === undefined) made.set(it.recordId, { state: 'failed', error: noName() });
      return name === undefined ? [] : [{ ...it, name, there: listing?.byName.get(nameKey(name)) }];
    });
    const fresh = named.filter((it) => !it.there);
    const posted = await send<FolderItem>(
      needs,
      root,
      fresh.map((it) => ({
        method: 'POST',
        path: `${itemPath(root.driveId, place.parentId)}/children`,
        body: newFolder(it.name),
        isRepeatable: true,
      })),
    );
    const taken = fresh.filter((_it, i) => posted[i]?.error?.code === 'conflict');
    const found = await send<FolderItem>(
      needs,
      root,
      taken.map((it) => ({ path: childPath(root.driveId, place.parentId, it.name), query: { $select: folderFields } })),
    );
    const again: typeof open = [];
    const got: { it: (typeof named)[number]; item: FolderItem; isNew: boolean }[] = [];
    for (const it of named) {
      const answer = it.there
        ? { value: it.there, error: undefined }
        : taken.includes(it)
          ? found[taken.indexOf(it)]
          : posted[fresh.indexOf(it)];
      const isNew = !it.there && (!taken.includes(it) || posted[fresh.indexOf(it)]?.isRepeat === true);
      const item = answer?.value;
      if (!item || !item.folder) {
        made.set(it.recordId, { state: 'failed', error: answer?.error ?? fileInTheWay(it.name) });
        continue;
      }
      got.push({ it, item, isNew });
    }
    for (const { it } of got) if (it.lost) await forgetFolder(database, it.lost);
    const kept = await keepFolders(
      database.kysely,
      got.map(({ it, item }) => ({
        of: it,
        owner: root.owner,
        driveId: root.driveId,
        item,
        recordName: it.recordName,
      })),
    );
    for (const { it, isNew } of got) {
      const row = kept.get(it.recordId);
      if (row)
        made.set(it.recordId, {
          state: isNew || it.triedSince ? 'created' : 'existed',
          name: row.name,
          ...said(it, row.name),
        });
      else {
        await freeName(database.kysely, place, it); // another record's folder, renamed by hand to this name
        again.push({ ...it, names: it.names.slice(it.names.indexOf(it.name) + 1) });
      }
    }
    open = again.filter((it) => it.names.length > 0);
    for (const it of again) if (it.names.length === 0) made.set(it.recordId, { state: 'failed', error: noName() });
  }
}
const noName = () =>
  new AppError('conflict', 'No name is free for it: other folders stand there under every name it could have.', {
    source: 'graph',
  });
const said = ({ names }: { names: string[] }, name: string) =>
  name === names[0] ? {} : { reason: 'Another record has a folder of this name, so this one carries a mark.' };

async function send<T>({ graph, onTrip }: Needs, { as }: Root, parts: BatchPart[]) {
  if (parts.length === 0) return [];
  onTrip?.();
  return graph.batch<T>(as, parts, { of: 'drives', priority: 'job' });
}
