import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';

/** What of Microsoft's driveItem folders need. */
export interface FolderItem {
  id: string;
  name: string;
  webUrl: string;
  folder?: object;
  parentReference?: { driveId?: string; id?: string };
  description?: string;
  createdDateTime?: string;
  createdBy?: { user?: { id?: string; displayName?: string }; application?: { id?: string } };
}
export const folderFields = 'id,name,webUrl,folder,parentReference,description,createdDateTime,createdBy';
const listAtOnce = '999';

export const itemPath = (driveId: string, itemId: string): string =>
  `/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(itemId)}`;
export const childPath = (driveId: string, parentId: string, name: string): string =>
  `${itemPath(driveId, parentId)}:/${encodeURIComponent(name)}`;
/** A folder that is not taken over by mistake: what is there already is told, never replaced. */
export const newFolder = (name: string, description?: string) => ({
  name,
  folder: {},
  ...(description ? { description } : {}),
  '@microsoft.graph.conflictBehavior': 'fail',
});

/** The folder of this name below another: the one that is there, or a new one. Twice, or twice at once, is one. */
export async function ensureChild(
  graph: Graph,
  as: Principal,
  { driveId, parentId }: { driveId: string; parentId: string },
  name: string,
  description?: string,
): Promise<{ item: FolderItem; isNew: boolean }> {
  try {
    const item = await graph.request<FolderItem>(as, {
      method: 'POST',
      path: `${itemPath(driveId, parentId)}/children`,
      body: newFolder(name, description),
      priority: 'job',
      isRepeatable: true,
    });
    return { item, isNew: true };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const item = await graph.request<FolderItem>(as, {
      path: childPath(driveId, parentId, name),
      query: { $select: folderFields },
      priority: 'job',
    });
    if (!item.folder) throw fileInTheWay(name, error);
    return { item, isNew: false };
  }
}
export const fileInTheWay = (name: string, cause?: unknown) =>
  new AppError(
    'conflict',
    `There is a file named "${name}" where the folder should be. Rename it in Microsoft 365, then try again.`,
    { source: 'graph', cause, diagnosis: { cause: 'name.taken' } },
  );

/** Everything directly below a folder, in pages as large as the service gives. */
export async function listChildren(
  graph: Graph,
  as: Principal,
  { driveId, parentId }: { driveId: string; parentId: string },
): Promise<{ items: FolderItem[]; trips: number }> {
  const items: FolderItem[] = [];
  let trips = 0;
  let link: string | undefined;
  do {
    const { body } = await graph.page<{ value: FolderItem[]; '@odata.nextLink'?: string }>(as, {
      ...(link
        ? { link }
        : { path: `${itemPath(driveId, parentId)}/children`, query: { $select: folderFields, $top: listAtOnce } }),
      priority: 'job',
    });
    trips += 1;
    items.push(...body.value);
    link = body['@odata.nextLink'];
  } while (link);
  return { items, trips };
}
