import type { FileItem, FileRef } from '../../../contract/links.js';

interface Picture {
  url?: string;
}
/** An item as Graph tells it; a pointer to an item of another drive carries that one inside. */
export interface RawItem {
  id: string;
  name?: string;
  size?: number;
  webUrl?: string;
  file?: object;
  folder?: { childCount?: number };
  /** A notebook: a folder that opens like a file. */
  package?: object;
  deleted?: object;
  root?: object;
  lastModifiedDateTime?: string;
  lastModifiedBy?: { user?: { displayName?: string } };
  parentReference?: { driveId?: string; id?: string; siteId?: string; driveType?: string };
  thumbnails?: { small?: Picture; medium?: Picture; large?: Picture }[];
  remoteItem?: RawItem;
}
/** What is asked of an item: enough to recognise it, and nothing of its content. */
export const itemSelect =
  'id,name,size,webUrl,file,folder,package,lastModifiedBy,lastModifiedDateTime,parentReference,remoteItem';

/** Pure; undefined for what cannot be opened by anybody: an item without drive or id. */
export function toFileItem(raw: RawItem): FileItem | undefined {
  const it = raw.remoteItem ? { ...raw, ...raw.remoteItem } : raw;
  const driveId = it.parentReference?.driveId;
  if (!driveId || !it.id) return undefined;
  const { thumbnails: [picture] = [] } = raw;
  const thumbnailUrl = picture?.medium?.url ?? picture?.small?.url;
  const changedBy = it.lastModifiedBy?.user?.displayName;
  return {
    driveId,
    itemId: it.id,
    kind: it.folder && !it.package ? 'folder' : 'file',
    name: it.name ?? '',
    sizeBytes: it.size ?? 0,
    ...(changedBy ? { changedBy } : {}),
    ...(it.lastModifiedDateTime ? { changedDateTime: it.lastModifiedDateTime } : {}),
    ...(it.webUrl ? { webUrl: it.webUrl } : {}),
    ...(thumbnailUrl ? { thumbnailUrl } : {}),
    ...(it.folder?.childCount === undefined ? {} : { childCount: it.folder.childCount }),
  };
}
export const toFileItems = (raw: readonly RawItem[]): FileItem[] =>
  raw.map(toFileItem).filter((it) => it !== undefined);

export const drivePath = (driveId: string): string => `/drives/${encodeURIComponent(driveId)}`;
export const itemPath = ({ driveId, itemId }: FileRef): string =>
  `${drivePath(driveId)}/items/${encodeURIComponent(itemId)}`;
