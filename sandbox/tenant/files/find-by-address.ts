import type { Drive, StoredItem } from './drive-item.js';
import type { Drives } from './drives.js';
import { itemGuid } from './microsoft-ids.js';

/** The item that a page's address stands for: by its place, or an Office document's page by its GUID. */
export function findByAddress(drives: Drives, address: URL): { drive: Drive; item: StoredItem } | undefined {
  const path = address.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const isDocument = path.at(-1)?.toLowerCase() === 'doc.aspx';
  const guid = address.searchParams.get('sourcedoc')?.replace(/[{}]/g, '').toUpperCase();
  for (const drive of drives.all()) {
    const place = drive.webPath.split('/');
    if (isDocument) {
      if (!isBelow(path, place.slice(0, -1))) continue;
      const item = Object.values(drive.items).find((it) => itemGuid(it.id) === guid);
      if (item) return { drive, item };
    } else if (isBelow(path, place)) {
      let at: StoredItem | undefined = drives.root(drive);
      for (const name of path.slice(place.length)) at = at && drives.child(drive, at.id, name);
      if (at) return { drive, item: at };
    }
  }
  return undefined;
}
const isBelow = (path: string[], place: string[]) =>
  place.every((name, i) => name.toLowerCase() === path[i]?.toLowerCase());
