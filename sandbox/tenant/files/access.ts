import type { Drive, Grant, Principal, Role, StoredItem } from './drive-item.js';
import type { Site } from './site.js';

/** Who looks: a person with the groups they are in. */
export interface Viewer {
  objectId: string;
  tenantId: string;
  groups: ReadonlySet<string>;
}
export interface HeldGrant {
  grant: Grant;
  /** The item it was given on. */
  from: StoredItem;
}

const rank: Record<Role, number> = { read: 1, write: 2, owner: 3 };
export const highest = (left: Role | undefined, right: Role | undefined): Role | undefined =>
  !left ? right : !right ? left : rank[left] >= rank[right] ? left : right;
export const allows = (role: Role | undefined, wanted: Role): boolean =>
  role !== undefined && rank[role] >= rank[wanted];

/** The right a permission gives to somebody at an instant (ms); nothing when it is over or names others. */
export function given(grant: Grant, viewer: Viewer, site: Site | undefined, now: number): Role | undefined {
  if (grant.expirationDateTime && Date.parse(grant.expirationDateTime) <= now) return undefined;
  if (grant.to) return names(grant.to, viewer, site) ? grant.role : undefined;
  const { link } = grant;
  if (!link) return undefined;
  const isIn =
    link.scope === 'users'
      ? link.people.some((it) => names(it, viewer, site))
      : link.redeemedBy.includes(viewer.objectId);
  return isIn ? grant.role : undefined;
}

function names(principal: Principal, viewer: Viewer, site: Site | undefined): boolean {
  switch (principal.kind) {
    case 'person':
      return principal.id === viewer.objectId;
    case 'group':
      return viewer.groups.has(principal.id);
    case 'everyone':
      return principal.id === viewer.tenantId;
    case 'siteGroup':
      return siteGroup(site, principal.id).some((it) => names(it, viewer, site));
    case 'outsider':
      return false; // guests have no account here to sign in with
  }
}
const siteGroup = (site: Site | undefined, name: string): Principal[] =>
  !site
    ? []
    : name === 'owners'
      ? site.owners
      : name === 'members'
        ? site.members
        : name === 'visitors'
          ? site.visitors
          : [];

/** A person's right on a site, by its three groups. */
export function roleInSite(site: Site, viewer: Viewer): Role | undefined {
  const isIn = (people: Principal[]) => people.some((it) => names(it, viewer, site));
  return isIn(site.owners) ? 'owner' : isIn(site.members) ? 'write' : isIn(site.visitors) ? 'read' : undefined;
}

/** What the drive itself gives to everything in it: to its owner, or to the groups of its site. */
export function rootGrants(drive: Drive, site: Site | undefined, ownerName: string): Grant[] {
  const grant = (id: string, role: Role, to: Principal): Grant => ({
    id,
    role,
    to,
    grantedDateTime: drive.createdDateTime,
  });
  if (drive.objectId) return [grant('owner', 'owner', { kind: 'person', id: drive.objectId, name: ownerName })];
  const title = site?.title ?? drive.name;
  return [
    grant('3', 'owner', { kind: 'siteGroup', id: 'owners', name: `${title} Owners` }),
    grant('5', 'write', { kind: 'siteGroup', id: 'members', name: `${title} Members` }),
    grant('4', 'read', { kind: 'siteGroup', id: 'visitors', name: `${title} Visitors` }),
  ];
}

/**
 * Every permission that counts for an item: its own, then those of the folders above, up to one that is cut off.
 * The drive's owner and the owners of a site keep theirs everywhere.
 */
export function heldGrants(drive: Drive, item: StoredItem, root: Grant[]): HeldGrant[] {
  const held: HeldGrant[] = [];
  let isCutOff = false;
  let at: StoredItem | undefined = item;
  while (at) {
    const from: StoredItem = at;
    if (!isCutOff) held.push(...from.permissions.map((grant) => ({ grant, from })));
    if (from.parentId === null)
      held.push(...root.filter((it) => !isCutOff || it.role === 'owner').map((grant) => ({ grant, from })));
    isCutOff ||= from.isCutOff === true;
    at = from.parentId === null ? undefined : drive.items[from.parentId];
  }
  return held;
}
