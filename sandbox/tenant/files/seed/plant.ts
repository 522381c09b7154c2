import type { Store } from '../../../base/store.js';
import { organisations } from '../../company.js';
import type { Drive, StoredItem } from '../drive-item.js';
import { personGrant } from '../grants.js';
import { guidOf, itemId } from '../microsoft-ids.js';
import { mimeTypeOf } from '../mime-types.js';
import { newItemId } from '../new-drive.js';
import { quickXorHash } from '../quick-xor-hash.js';
import { specialFolders } from '../special-folders.js';

/** A file, or a folder when there are no bytes; folders on the way are made. `days` is how long ago, `for` who else may open it. */
export interface Planted {
  path: string;
  days?: number;
  bytes?: Buffer;
  for?: { who: string; role: 'read' | 'write' }[];
}

/**
 * Writes items into a drive that nobody has looked at yet. In a drive of an organisation the same path gets the same id
 * each time, so that addresses survive a fresh start.
 */
export function plant(store: Store, drive: Drive, owner: string, files: Planted[], now: Date): void {
  const known = new Map(Object.values(drive.items).map((it) => [placeOf(it.parentId, it.name), it]));
  for (const { path, days = 60, bytes, for: others = [] } of files) {
    const when = new Date(now.getTime() - days * 24 * 3600_000).toISOString().replace(/\.\d+Z$/, 'Z');
    const names = path.split('/').filter(Boolean);
    let at = drive.items[drive.rootId] as StoredItem;
    for (const [i, name] of names.entries()) {
      const content = i === names.length - 1 ? bytes : undefined;
      const place = placeOf(at.id, name);
      at = known.get(place) ?? plantOne(store, drive, at, { name, owner, when, ...(content ? { content } : {}) });
      known.set(place, at);
    }
    for (const { who, role } of others) {
      const person = organisations.flatMap((it) => it.people).find((it) => it.userPrincipalName.startsWith(who));
      if (person) at.permissions.push(personGrant(person, role, when));
    }
  }
}

const placeOf = (parentId: string | null, name: string): string => `${parentId}/${name}`;

function plantOne(
  store: Store,
  drive: Drive,
  parent: StoredItem,
  { name, owner, when, content }: { name: string; owner: string; when: string; content?: Buffer },
): StoredItem {
  const fresh = newItemId(drive);
  drive.sequence += 1;
  const special = parent.parentId === null ? specialFolders.find((it) => it.folder === name)?.name : undefined;
  const item: StoredItem = {
    ...fresh,
    id: drive.driveType === 'personal' ? fresh.id : itemId(drive.id, guidOf(`${parent.id}/${name}`)),
    name,
    parentId: parent.id,
    createdDateTime: when,
    lastModifiedDateTime: when,
    createdBy: owner,
    lastModifiedBy: owner,
    version: 1,
    contentVersion: content ? 1 : 0,
    sequence: drive.sequence,
    changedAt: Date.parse(drive.createdDateTime),
    permissions: [],
    ...(special ? { specialFolder: special } : {}),
    ...(content
      ? {
          file: {
            blob: store.putBlob(content),
            size: content.length,
            mimeType: mimeTypeOf(name),
            quickXorHash: quickXorHash(content),
          },
        }
      : {}),
  };
  drive.items[item.id] = item;
  return item;
}
