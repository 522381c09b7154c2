import { EventEmitter } from 'node:events';
import type { Behaviour } from '../../base/behaviour.js';
import type { Clock } from '../../base/clock.js';
import type { FileBehaviour } from '../../base/file-behaviour.js';
import type { Store } from '../../base/store.js';
import { allows, given, heldGrants, highest, rootGrants, type HeldGrant, type Viewer } from './access.js';
import { organisations } from '../company.js';
import { DriveIndex } from './drive-index.js';
import type { Drive, Role, StoredFile, StoredItem } from './drive-item.js';
import type { Groups } from '../groups.js';
import { isOfficeFile, rewriteOfficeFile } from './office-rewriting.js';
import { newItemId, quotaOf } from './new-drive.js';
import { quickXorHash } from './quick-xor-hash.js';
import type { Site } from './site.js';
import type { Sites } from './sites.js';

export type { Drive, StoredItem } from './drive-item.js';
/** One item of a drive was made, changed (also its permissions) or removed. */
export interface DriveChange {
  drive: Drive;
  itemId: string;
  kind: 'created' | 'updated' | 'deleted';
}

/**
 * The drives of people and the libraries of sites: trees of items in an order of changes. Emits `change` for each item
 * that changes, after the fact.
 */
export class Drives extends EventEmitter<{ change: [DriveChange] }> {
  readonly #drives: Record<string, Drive>;
  readonly #indexes = new Map<string, DriveIndex>();

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly behaviour: Behaviour,
    readonly groups: Groups,
    readonly sites: Sites,
  ) {
    super();
    this.setMaxListeners(0);
    this.#drives = store.table('files.drives', () => ({}));
  }

  get settings(): FileBehaviour {
    return this.behaviour.files;
  }
  get isEmpty(): boolean {
    return Object.keys(this.#drives).length === 0;
  }
  add(drive: Drive): Drive {
    this.#drives[drive.id] = drive;
    this.store.touch();
    return drive;
  }
  /** A drive as it is now: what was due (an Office file to be rewritten) has happened. */
  find(driveId: string): Drive | undefined {
    const drive = Object.hasOwn(this.#drives, driveId) ? this.#drives[driveId] : undefined;
    if (drive) this.#rewriteDue(drive);
    return drive;
  }
  list(tenantId: string): Drive[] {
    return this.all().filter((it) => it.tenantId === tenantId);
  }
  all(): Drive[] {
    return Object.values(this.#drives);
  }
  ofPerson(objectId: string): Drive | undefined {
    return Object.values(this.#drives).find((it) => it.objectId === objectId);
  }
  /** The libraries of a site, the first one first. */
  ofSite(site: Site): Drive[] {
    return Object.values(this.#drives).filter((it) => it.site === site.siteId);
  }
  siteOf(drive: Drive): Site | undefined {
    return drive.site === undefined ? undefined : this.sites.find(drive.tenantId, drive.site);
  }

  index(drive: Drive): DriveIndex {
    const index = this.#indexes.get(drive.id) ?? new DriveIndex(drive);
    this.#indexes.set(drive.id, index);
    return index;
  }
  root(drive: Drive): StoredItem {
    return drive.items[drive.rootId] as StoredItem;
  }
  children(drive: Drive, parentId: string): readonly StoredItem[] {
    return this.index(drive).children(parentId);
  }
  /** Names are compared without case, as OneDrive does. */
  child(drive: Drive, parentId: string, name: string): StoredItem | undefined {
    return this.index(drive).child(parentId, name);
  }
  used(drive: Drive): number {
    return this.size(drive, this.root(drive));
  }
  size(drive: Drive, item: StoredItem): number {
    return this.index(drive).size(item);
  }
  /** Names from below the root down to the item. */
  path(drive: Drive, item: StoredItem): string[] {
    const names: string[] = [];
    for (let at = item; at.parentId !== null; at = drive.items[at.parentId] as StoredItem) names.unshift(at.name);
    return names;
  }
  bytes(item: StoredItem): Buffer {
    return this.store.getBlob(item.file?.blob ?? '');
  }

  addFolder(drive: Drive, parentId: string, name: string, by: string): StoredItem {
    return this.#add(drive, parentId, name, by);
  }
  putFile(drive: Drive, parentId: string, name: string, bytes: Uint8Array, mimeType: string, by: string): StoredItem {
    const file = { blob: this.store.putBlob(bytes), size: bytes.length, mimeType, quickXorHash: quickXorHash(bytes) };
    return this.putStored(drive, parentId, name, file, by);
  }
  /** As `putFile`, for bytes that are kept already. */
  putStored(drive: Drive, parentId: string, name: string, file: StoredFile, by: string): StoredItem {
    const existing = this.child(drive, parentId, name);
    if (existing) {
      this.#setContent(drive, existing, file, by);
      this.#mayRewrite(drive, existing);
      return existing;
    }
    const item = this.#add(drive, parentId, name, by, file);
    this.#mayRewrite(drive, item);
    return item;
  }
  /** Another name, another folder, or both. Who had a right through the old folder only has none any more. */
  move(drive: Drive, item: StoredItem, to: { parentId: string; name: string }, by: string): void {
    this.index(drive).remove(item);
    Object.assign(item, to);
    this.index(drive).add(item);
    this.changed(drive, item, by);
  }
  /** Into the recycle bin, with everything below; what is below goes first. */
  remove(drive: Drive, item: StoredItem, by: string, deletedWith = item.id): void {
    for (const child of [...this.children(drive, item.id)]) this.remove(drive, child, by, deletedWith);
    this.index(drive).remove(item);
    delete drive.items[item.id];
    drive.deleted[item.id] = { ...item, deletedWith, deletedBy: by };
    this.#note(drive, drive.deleted[item.id] as StoredItem, 'deleted');
    this.index(drive).shared.delete(item.id);
  }
  /** Out of the recycle bin, with what went with it, under a name that is free. Undefined when it is not there. */
  restore(drive: Drive, itemId: string, to: { parentId?: string; name?: string }, by: string): StoredItem | undefined {
    const top = drive.deleted[itemId];
    const parentId = to.parentId ?? top?.parentId ?? '';
    if (!top || !drive.items[parentId]) return undefined;
    const gone = Object.values(drive.deleted).filter((it) => it.deletedWith === top.deletedWith);
    for (const { deletedWith: _with, deletedBy: _by, ...item } of gone.reverse()) {
      delete drive.deleted[item.id];
      if (item.id === itemId) Object.assign(item, { parentId, name: to.name ?? item.name });
      drive.items[item.id] = item;
      this.index(drive).add(item);
      this.changed(drive, item, by);
    }
    return drive.items[itemId];
  }
  changed(drive: Drive, item: StoredItem, by: string): void {
    item.version += 1;
    item.lastModifiedDateTime = this.#now();
    item.lastModifiedBy = by;
    this.#note(drive, item, 'updated');
  }
  /** Its permissions are others; that is a change for delta, but not of the item. */
  permissionsChanged(drive: Drive, item: StoredItem): void {
    this.#note(drive, item, 'updated');
  }
  /** Every delta token handed out so far is forgotten. */
  forgetTokens(): void {
    for (const drive of Object.values(this.#drives)) drive.generation += 1;
    this.store.touch();
  }

  /** Room in every drive, every OneDrive opened, and nobody has a file open. */
  allWell(): void {
    for (const drive of this.all()) {
      drive.quotaBytes = quotaOf(drive.driveType);
      delete drive.isNotOpened;
      for (const item of Object.values(drive.items)) delete item.lockedUntil;
    }
    this.store.touch();
  }

  viewer(tenantId: string, objectId: string): Viewer {
    return { tenantId, objectId, groups: this.groups.of(objectId) };
  }
  /** Every permission that counts for an item, the nearest first. */
  grants(drive: Drive, item: StoredItem): HeldGrant[] {
    return heldGrants(drive, item, rootGrants(drive, this.siteOf(drive), personName(drive.objectId)));
  }
  role(drive: Drive, item: StoredItem, viewer: Viewer): Role | undefined {
    const [site, now] = [this.siteOf(drive), this.clock.now().getTime()];
    return this.grants(drive, item).reduce<Role | undefined>(
      (best, { grant }) => highest(best, given(grant, viewer, site, now)),
      undefined,
    );
  }
  /** Items given to somebody who does not see the whole drive. */
  sharedWith(drive: Drive, viewer: Viewer): StoredItem[] {
    const [site, now] = [this.siteOf(drive), this.clock.now().getTime()];
    return [...this.index(drive).shared]
      .map((id) => drive.items[id] as StoredItem)
      .filter((item) => item.permissions.some((grant) => given(grant, viewer, site, now)));
  }
  /** Whether the person may see the drive as a whole. */
  mayOpen(drive: Drive, viewer: Viewer): boolean {
    return allows(this.role(drive, this.root(drive), viewer), 'read');
  }

  #add(drive: Drive, parentId: string, name: string, by: string, file?: StoredFile): StoredItem {
    const now = this.#now();
    const item: StoredItem = {
      ...newItemId(drive),
      name,
      parentId,
      createdDateTime: now,
      lastModifiedDateTime: now,
      createdBy: by,
      lastModifiedBy: by,
      version: 1,
      contentVersion: file ? 1 : 0,
      sequence: 0,
      changedAt: 0,
      permissions: [],
      ...(file ? { file } : {}),
    };
    drive.items[item.id] = item;
    this.index(drive).add(item);
    this.#note(drive, item, 'created');
    return item;
  }
  #setContent(drive: Drive, item: StoredItem, file: StoredFile, by: string): void {
    const before = item.file;
    if (before)
      item.versions = [
        ...(item.versions ?? []),
        {
          number: item.contentVersion,
          file: before,
          lastModifiedDateTime: item.lastModifiedDateTime,
          lastModifiedBy: item.lastModifiedBy,
        },
      ];
    item.file = file;
    item.contentVersion += 1;
    this.index(drive).resized(item, file.size - (before?.size ?? 0));
    this.changed(drive, item, by);
  }
  #mayRewrite(drive: Drive, item: StoredItem): void {
    const { officeRewriting, officeRewritingDelayMs } = this.settings;
    const isHere =
      officeRewriting === 'everywhere'
        ? drive.driveType !== 'personal'
        : officeRewriting === 'sites' && drive.driveType === 'documentLibrary';
    if (isHere && isOfficeFile(item.name))
      drive.rewrites.push({ itemId: item.id, at: this.clock.now().getTime() + officeRewritingDelayMs });
  }
  #rewriteDue(drive: Drive): void {
    const now = this.clock.now().getTime();
    const due = drive.rewrites.filter((it) => it.at <= now);
    if (due.length === 0) return;
    drive.rewrites = drive.rewrites.filter((it) => it.at > now);
    for (const { itemId } of due) {
      const item = drive.items[itemId];
      if (!item?.file) continue;
      const bytes = rewriteOfficeFile(this.bytes(item));
      const before = item.file.size;
      item.file = {
        ...item.file,
        blob: this.store.putBlob(bytes),
        size: bytes.length,
        quickXorHash: quickXorHash(bytes),
      };
      item.contentVersion += 1;
      item.version += 1;
      this.index(drive).resized(item, bytes.length - before);
      this.#note(drive, item, 'updated');
    }
  }
  #note(drive: Drive, item: StoredItem, kind: DriveChange['kind']): void {
    drive.sequence += 1;
    item.sequence = drive.sequence;
    item.changedAt = this.clock.now().getTime();
    this.index(drive).changed(item);
    this.store.touch();
    this.emit('change', { drive, itemId: item.id, kind });
  }
  #now(): string {
    return this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }
}

const personName = (objectId: string | undefined): string =>
  organisations.flatMap((it) => it.people).find((it) => it.id === objectId)?.name ?? 'Owner';
