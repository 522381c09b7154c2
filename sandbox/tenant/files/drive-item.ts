/** What a drive holds, as it is kept. How Graph shows it is told in sandbox/graph/files. */
export type Role = 'read' | 'write' | 'owner';
export type DriveType = 'business' | 'documentLibrary' | 'personal';

/**
 * Whom a permission names: a person or group of the organisation by id, somebody outside by mail address, everybody inside
 * (`everyone`, the organisation's id), or one of the three groups of a site.
 */
export interface Principal {
  kind: 'person' | 'group' | 'outsider' | 'everyone' | 'siteGroup';
  id: string;
  name: string;
}

export interface SharingLink {
  type: 'view' | 'edit' | 'embed';
  scope: 'anonymous' | 'organization' | 'users';
  /** The secret part of its address. */
  token: string;
  people: Principal[];
  /** Those who opened it: an organisation's link gives nothing to who never followed it. */
  redeemedBy: string[];
  password?: string;
  application?: { id: string; displayName: string };
}
/** A permission given on an item itself; items below inherit it. */
export interface Grant {
  id: string;
  role: Role;
  to?: Principal;
  link?: SharingLink;
  invitation?: { email: string; signInRequired: boolean; invitedBy?: string };
  grantedDateTime: string;
  expirationDateTime?: string;
}

export interface StoredFile {
  blob: string;
  size: number;
  mimeType: string;
  quickXorHash: string;
}
export interface StoredVersion {
  number: number;
  file: StoredFile;
  lastModifiedDateTime: string;
  lastModifiedBy: string;
}

export interface StoredItem {
  id: string;
  /** Its number in the library. */
  number: number;
  name: string;
  parentId: string | null;
  createdDateTime: string;
  lastModifiedDateTime: string;
  createdBy: string;
  /** The application a person made it with, where that was not Microsoft's own page. */
  createdWith?: string;
  lastModifiedBy: string;
  /** Moves with every change; part of the eTag. */
  version: number;
  /** Moves when the bytes change; part of the cTag. */
  contentVersion: number;
  /** Where the last change stands in the drive's order of changes, and when it was. */
  sequence: number;
  changedAt: number;
  file?: StoredFile;
  /** Earlier contents, oldest first. */
  versions?: StoredVersion[];
  permissions: Grant[];
  /** Permissions from above do not reach it. */
  isCutOff?: boolean;
  description?: string;
  specialFolder?: string;
  /** What a client said about the file on its own disk. */
  clientTimes?: { createdDateTime?: string; lastModifiedDateTime?: string };
  checkedOutBy?: string;
  /** Somebody has it open until then (ms). */
  lockedUntil?: number;
}
/** What is in the recycle bin. `deletedWith` is the item whose removal took it along. */
export type DeletedItem = StoredItem & { deletedWith: string; deletedBy: string };

export interface Drive {
  id: string;
  tenantId: string;
  driveType: DriveType;
  name: string;
  /** Where it stands in the web: the first part stands for the host (`alderfinch-my`). */
  webPath: string;
  createdDateTime: string;
  ids: { siteId: string; webId: string; listId: string };
  /** The person whose drive it is; libraries have none. */
  objectId?: string;
  /** The site whose library it is. */
  site?: string;
  quotaBytes: number;
  rootId: string;
  items: Record<string, StoredItem>;
  deleted: Record<string, DeletedItem>;
  /** The last place given in the order of changes. */
  sequence: number;
  /** Delta tokens of generations before this one are not known any more. */
  generation: number;
  /** A person's drive comes into being when they first open OneDrive. */
  isNotOpened?: boolean;
  /** Office files waiting to be rewritten, and when. */
  rewrites: { itemId: string; at: number }[];
}
