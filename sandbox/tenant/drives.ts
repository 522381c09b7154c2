import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { organisations } from './company.js';
import { quickXorHash } from './quick-xor-hash.js';

export interface StoredItem {
  id: string;
  name: string;
  parentId: string | null;
  createdDateTime: string;
  lastModifiedDateTime: string;
  createdBy: string;
  version: number;
  contentVersion: number;
  file?: { blob: string; size: number; mimeType: string; quickXorHash: string };
  permissions: { id: string; objectId: string; roles: string[] }[];
}
export interface Drive {
  id: string;
  tenantId: string;
  objectId: string;
  quotaBytes: number;
  items: Record<string, StoredItem>;
  rootId: string;
}

/** The drives of people: a tree of items, each with a version that moves when it changes. */
export class Drives {
  readonly #drives: Record<string, Drive>;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#drives = store.table('drives', () => ({}));
    for (const { tenantId, people } of organisations)
      for (const { id } of people) if (!this.ofPerson(id)) this.#create(tenantId, id);
  }

  find(driveId: string): Drive | undefined {
    return this.#drives[driveId];
  }
  ofPerson(objectId: string): Drive | undefined {
    return Object.values(this.#drives).find((it) => it.objectId === objectId);
  }
  children(drive: Drive, parentId: string): StoredItem[] {
    return Object.values(drive.items)
      .filter((it) => it.parentId === parentId)
      .sort((a, b) => a.name.localeCompare(b.name));
  }
  /** Names are compared without case, as OneDrive does. */
  child(drive: Drive, parentId: string, name: string): StoredItem | undefined {
    return this.children(drive, parentId).find((it) => it.name.toLowerCase() === name.toLowerCase());
  }
  used(drive: Drive): number {
    return Object.values(drive.items).reduce((sum, it) => sum + (it.file?.size ?? 0), 0);
  }
  size(drive: Drive, item: StoredItem): number {
    return item.file?.size ?? this.children(drive, item.id).reduce((sum, it) => sum + this.size(drive, it), 0);
  }

  path(drive: Drive, item: StoredItem): string[] {
    const parent = item.parentId ? drive.items[item.parentId] : undefined;
    return parent ? [...this.path(drive, parent), item.name] : [];
  }

  addFolder(drive: Drive, parentId: string, name: string, by: string): StoredItem {
    return this.#add(drive, parentId, name, by);
  }
  putFile(drive: Drive, parentId: string, name: string, bytes: Uint8Array, mimeType: string, by: string): StoredItem {
    const item = this.child(drive, parentId, name) ?? this.#add(drive, parentId, name, by);
    item.file = { blob: this.store.putBlob(bytes), size: bytes.length, mimeType, quickXorHash: quickXorHash(bytes) };
    item.contentVersion += 1;
    this.changed(item);
    return item;
  }
  bytes(item: StoredItem): Buffer {
    return this.store.getBlob(item.file?.blob ?? '');
  }

  remove(drive: Drive, item: StoredItem): void {
    for (const child of this.children(drive, item.id)) this.remove(drive, child);
    delete drive.items[item.id];
    this.store.touch();
  }
  changed(item: StoredItem): void {
    item.version += 1;
    item.lastModifiedDateTime = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    this.store.touch();
  }
  /** Whether the person owns the drive or was given the item or a folder above it. */
  role(drive: Drive, item: StoredItem, objectId: string): 'owner' | 'write' | 'read' | undefined {
    if (drive.objectId === objectId) return 'owner';
    const own = item.permissions.find((it) => it.objectId === objectId);
    if (own) return own.roles.includes('write') ? 'write' : 'read';
    const parent = item.parentId ? drive.items[item.parentId] : undefined;
    return parent && this.role(drive, parent, objectId);
  }

  #add(drive: Drive, parentId: string, name: string, by: string): StoredItem {
    const now = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const item: StoredItem = {
      id: `01${randomBytes(16).toString('hex').toUpperCase()}`,
      name,
      parentId,
      createdDateTime: now,
      lastModifiedDateTime: now,
      createdBy: by,
      version: 1,
      contentVersion: 1,
      permissions: [],
    };
    drive.items[item.id] = item;
    this.store.touch();
    return item;
  }
  #create(tenantId: string, objectId: string): void {
    const rootId = `01${randomBytes(16).toString('hex').toUpperCase()}`;
    const now = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const id = `b!${randomBytes(48).toString('base64url')}`;
    this.#drives[id] = {
      id,
      tenantId,
      objectId,
      quotaBytes: 1024 ** 4,
      rootId,
      items: {
        [rootId]: {
          id: rootId,
          name: 'root',
          parentId: null,
          createdDateTime: now,
          lastModifiedDateTime: now,
          createdBy: objectId,
          version: 1,
          contentVersion: 1,
          permissions: [],
        },
      },
    };
    this.store.touch();
  }
}
