import type { Drive, StoredFile, StoredItem } from '../../tenant/files/drive-item.js';
import { mimeTypeOf } from '../../tenant/files/mime-types.js';
import type { Call } from '../call.js';
import { fileDenied, GraphRefusal, nameTaken } from '../errors.js';
import { actor, itemAt, roleOf } from './access.js';
import { requireMatch, requireUnlocked } from './conditions.js';
import { freeName, requireName, requirePathLength, type Clash } from './names.js';
import { allows } from '../../tenant/files/access.js';

export const quotaReached = () =>
  new GraphRefusal(507, 'quotaLimitReached', 'Insufficient Space Available', {}, 'quotaLimitReached');

/** Folders named on the way to something new are made, as OneDrive makes them. */
export function ensureFolders(call: Call, drive: Drive, from: StoredItem, names: string[]): StoredItem {
  let at = from;
  for (const name of names) {
    const there = call.tenants.drives.child(drive, at.id, name);
    if (there?.file) throw nameTaken();
    if (!there) {
      requireName(name, { drive, parentId: at.id, isFolder: true });
      requirePathLength(call, drive, at.id, name);
    }
    at = there
      ? itemAt(call, drive, there.id, 'write')
      : madeWith(call, call.tenants.drives.addFolder(drive, at.id, name, actor(call, drive)));
  }
  return at;
}
const madeWith = (call: Call, item: StoredItem): StoredItem => Object.assign(item, { createdWith: call.caller.appid });

export interface Put {
  drive: Drive;
  parentId: string;
  name: string;
  clash: Clash;
  /** How many bytes, and what to keep them as once nothing stands in the way. */
  size: number;
  keep(): Omit<StoredFile, 'mimeType'>;
}
/** Puts content under a name: new, replaced, renamed or refused. Answers the item and whether it is new. */
export function putContent(
  call: Call,
  { drive, parentId, name: wanted, clash, size, keep }: Put,
): { item: StoredItem; isNew: boolean } {
  const { drives } = call.tenants;
  requireName(wanted, { drive, parentId, isFolder: false });
  const existing = drives.child(drive, parentId, wanted);
  if (existing && (!existing.file || clash === 'fail')) throw nameTaken();
  const name = existing && clash === 'rename' ? freeName(call, drive, parentId, wanted) : wanted;
  const replaced = existing && name === wanted ? existing : undefined;
  if (replaced) {
    if (!allows(roleOf(call, drive, replaced), 'write')) throw fileDenied();
    requireMatch(call, drive, replaced, 'notAllowed');
    requireUnlocked(call, replaced);
  } else {
    requirePathLength(call, drive, parentId, name);
  }
  if (drives.used(drive) - (replaced?.file?.size ?? 0) + size > drive.quotaBytes) throw quotaReached();
  const file = { ...keep(), mimeType: mimeTypeOf(name) };
  const item = drives.putStored(drive, parentId, replaced?.name ?? name, file, actor(call, drive));
  return { item: replaced ? item : madeWith(call, item), isNew: !replaced };
}
