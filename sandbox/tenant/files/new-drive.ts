import { randomBytes } from 'node:crypto';
import type { Drive, DriveType, StoredItem } from './drive-item.js';
import { driveId, guidOf, itemId, newGuid, rootItemId } from './microsoft-ids.js';

interface Wanted {
  tenantId: string;
  driveType: DriveType;
  name: string;
  webPath: string;
  createdDateTime: string;
  /** Whose it is; seeded drives get the same ids each time. */
  objectId?: string;
  siteId?: string;
  webId?: string;
  createdBy: string;
}

/** Room for files, by kind of drive. */
export const quotaOf = (type: DriveType): number =>
  type === 'documentLibrary' ? 25 * 1024 ** 4 : type === 'personal' ? 5 * 1024 ** 3 : 1024 ** 4;

/** A drive with nothing in it but its root. */
export function newDrive({ siteId, webId, createdBy, ...of }: Wanted): Drive {
  const ids = {
    siteId: siteId ?? guidOf(`my site ${of.objectId}`),
    webId: webId ?? guidOf(`my web ${of.objectId}`),
    listId: guidOf(`list ${of.webPath} ${of.tenantId}`),
  };
  const isPersonal = of.driveType === 'personal';
  const short = randomBytes(8).toString('hex');
  const id = isPersonal ? short : driveId(ids.siteId, ids.webId, ids.listId);
  const rootId = isPersonal ? `${short.toUpperCase()}!101` : rootItemId(id);
  const root: StoredItem = {
    id: rootId,
    number: 0,
    name: 'root',
    parentId: null,
    createdDateTime: of.createdDateTime,
    lastModifiedDateTime: of.createdDateTime,
    createdBy,
    lastModifiedBy: createdBy,
    version: 1,
    contentVersion: 0,
    sequence: 1,
    changedAt: Date.parse(of.createdDateTime),
    permissions: [],
  };
  return {
    ...of,
    id,
    ids,
    ...(siteId ? { site: siteId } : {}),
    quotaBytes: quotaOf(of.driveType),
    rootId,
    items: { [rootId]: root },
    deleted: {},
    sequence: 1,
    generation: 1,
    rewrites: [],
  };
}

/** The id and number of the next item, in the form of the drive's kind. */
export function newItemId(drive: Drive): { id: string; number: number } {
  const number = drive.sequence + 1;
  return drive.driveType === 'personal'
    ? { id: `${drive.id.toUpperCase()}!${101 + number}`, number }
    : { id: itemId(drive.id, newGuid()), number };
}
