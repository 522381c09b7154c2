import { allows, highest } from '../../tenant/files/access.js';
import type { Drive, Role, StoredItem } from '../../tenant/files/drive-item.js';
import type { Site } from '../../tenant/files/site.js';
import type { Call } from '../call.js';
import { fileDenied, notFoundFile } from '../errors.js';

const everywhere = {
  read: ['Files.Read.All', 'Sites.Read.All'],
  write: ['Files.ReadWrite.All', 'Sites.ReadWrite.All', 'Sites.Manage.All', 'Sites.FullControl.All'],
};

/**
 * The drive a path names, when the token's permissions reach it: `Files.Read` and `Files.ReadWrite` only a person's own,
 * `.All` everything the person may see, `Sites.Selected` the sites that were given to the application.
 */
export function driveAt(call: Call, id: string): Drive {
  const drive = call.tenants.drives.find(id);
  const isThroughLink = drive !== undefined && call.throughLink?.driveId === drive.id;
  if (!drive || (drive.tenantId !== call.caller.tid && !isThroughLink)) throw notFoundFile();
  if (!isThroughLink && !reaches(call, drive)) throw fileDenied();
  return drive;
}

/** Reading and showing need no right to write, whatever the method. */
const isReading = ({ exchange, path }: Call): boolean =>
  exchange.method === 'GET' || exchange.method === 'HEAD' || /\/preview$/i.test(path);

function reaches(call: Call, drive: Drive): boolean {
  const held = call.caller.oid ? call.caller.scp : call.caller.roles;
  const has = (names: string[]) => names.some((name) => held.includes(name));
  if (has(everywhere.write) || (isReading(call) && has(everywhere.read))) return true;
  const isOwn = call.caller.oid !== undefined && drive.objectId === call.caller.oid;
  if (isOwn && has(isReading(call) ? ['Files.Read', 'Files.ReadWrite'] : ['Files.ReadWrite'])) return true;
  const site = call.tenants.drives.siteOf(drive);
  return (
    site !== undefined &&
    has(['Sites.Selected']) &&
    allows(selectedRole(call, site), isReading(call) ? 'read' : 'write')
  );
}
/** What an application was given on a site by name. */
export function selectedRole(call: Call, site: Site): Role | undefined {
  const roles = site.applications.filter((it) => it.appId === call.caller.appid).flatMap((it) => it.roles);
  return roles.includes('owner') || roles.includes('fullcontrol')
    ? 'owner'
    : roles.includes('write')
      ? 'write'
      : roles.includes('read')
        ? 'read'
        : undefined;
}

/** The caller's right on an item: an application's is what it was given as a whole, a person's what people gave. */
export function roleOf(call: Call, drive: Drive, item: StoredItem): Role | undefined {
  const { drives } = call.tenants;
  const through =
    call.throughLink?.driveId === drive.id && isWithin(drive, item, call.throughLink.itemId)
      ? call.throughLink.role
      : undefined;
  if (!call.caller.oid) return 'owner';
  return highest(through, drives.role(drive, item, drives.viewer(call.caller.tid, call.caller.oid)));
}
const isWithin = (drive: Drive, item: StoredItem, top: string): boolean => {
  for (let at: StoredItem | undefined = item; at; at = drive.items[at.parentId ?? '']) if (at.id === top) return true;
  return false;
};

/**
 * An item the caller has the right on. Who may see nothing in a drive is refused whatever they ask for; who may see parts of
 * it does not learn that the rest is there.
 */
export function itemAt(call: Call, drive: Drive, id: string, wanted: Role = 'read'): StoredItem {
  const item = drive.items[id];
  const role = item && roleOf(call, drive, item);
  if (item && allows(role, wanted)) return item;
  if (role) throw fileDenied();
  throw item?.parentId === null ? fileDenied() : nothingThere(call, drive);
}
/** What a path to nothing is answered with: who sees nothing of the drive does not learn that it is nothing. */
export const nothingThere = (call: Call, drive: Drive) => (seesPart(call, drive) ? notFoundFile() : fileDenied());

function seesPart(call: Call, drive: Drive): boolean {
  const { drives } = call.tenants;
  if (!call.caller.oid || call.throughLink?.driveId === drive.id) return true;
  const viewer = drives.viewer(call.caller.tid, call.caller.oid);
  return drives.mayOpen(drive, viewer) || drives.sharedWith(drive, viewer).length > 0;
}

/** Children the caller may see; below a folder they may see only what is cut off can be hidden. */
export const visible = (call: Call, drive: Drive, items: readonly StoredItem[]): readonly StoredItem[] =>
  items.some((it) => it.isCutOff) ? items.filter((it) => !it.isCutOff || roleOf(call, drive, it)) : items;

/** Who is written down as having done it. */
export const actor = (call: Call, drive: Drive): string => call.caller.oid ?? drive.objectId ?? call.caller.appid;
