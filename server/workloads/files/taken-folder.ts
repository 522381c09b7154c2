import type { TakenFolder } from '../../../contract/files.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';
import { folderFields, itemPath, type FolderItem } from './drive-items.js';
import { anotherNames, nameKey } from './file-name.js';

/** A folder that is not ours has the name of a record's: somebody says what becomes of it, and until then nothing is put into it. */
export class FolderTaken extends AppError {
  constructor(readonly taken: TakenFolder) {
    super('conflict', takenSentence(taken.name), { source: 'graph', diagnosis: { cause: 'name.taken' } });
  }
}
export const takenSentence = (name: string, wasRefused = false): string =>
  `There is a folder named "${name}" already, not made by Coherence. Nothing is put into it until somebody decides.${
    wasRefused ? ' Who said that it is used cannot open it, so that does not count.' : ''
  }`;

/** The folder as it is for who sees it. */
export const takenAs = (item: FolderItem): TakenFolder => ({
  itemId: item.id,
  name: item.name,
  otherName: anotherNames(item.name)[0] as string,
  mayUse: true,
  ...(item.createdBy?.user?.displayName ? { madeBy: item.createdBy.user.displayName } : {}),
  ...(item.createdDateTime ? { madeDateTime: item.createdDateTime } : {}),
  webUrl: item.webUrl,
});
/** The same for who may not open it, or is not asked about: that it is there, under the name they wished. */
export const takenUnseen = ({ itemId, name, otherName }: TakenFolder): TakenFolder => ({
  itemId,
  name,
  otherName,
  mayUse: false,
});

/** As this person may see it now; undefined where it is gone for who saw it before, or has another name by now and is in nobody's way. */
export async function takenFor(
  graph: Graph,
  viewer: Principal,
  { driveId, seenBy, taken }: { driveId: string; seenBy: string; taken: TakenFolder },
): Promise<TakenFolder | undefined> {
  try {
    const item = await graph.request<FolderItem>(viewer, {
      path: itemPath(driveId, taken.itemId),
      query: { $select: folderFields },
    });
    return nameKey(item.name) === nameKey(taken.name) ? takenAs(item) : undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !['access_denied', 'not_found'].includes(error.code)) throw error;
    return viewer.objectId === seenBy && error.code === 'not_found' ? undefined : takenUnseen(taken);
  }
}
