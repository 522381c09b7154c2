import type { Grantee, Role } from './grantee.js';

/** Whom a permission on a folder names, as far as it matters for who may open it. */
export type Holder =
  | Grantee
  /** Somebody from outside the organisation, with an account or only with an address. */
  | { kind: 'guest'; name: string; address?: string }
  | { kind: 'everyone' | 'siteGroup' | 'unknown'; name: string }
  | { kind: 'link'; scope: 'anonymous' | 'organization' | 'users'; people: Holder[]; isOfThisApplication: boolean };

/** A permission that counts for a folder, given on the folder itself or on one above (`isInherited`). */
export interface HeldPermission {
  id: string;
  role: Role;
  holder: Holder;
  isInherited: boolean;
}
/** Where a folder lies: its drive's owner keeps every right on it, and so do the owners of a site. */
export interface Place {
  driveType: string;
  owner?: { id?: string; name: string };
}

interface Identity {
  id?: string;
  displayName?: string;
  email?: string;
  loginName?: string;
}
interface IdentitySet {
  user?: Identity;
  group?: Identity;
  siteUser?: Identity;
  siteGroup?: Identity;
  application?: Identity;
}
/** A permission as Microsoft Graph describes it. */
export interface RawPermission {
  id: string;
  roles?: string[];
  grantedToV2?: IdentitySet;
  grantedTo?: IdentitySet;
  grantedToIdentitiesV2?: IdentitySet[];
  grantedToIdentities?: IdentitySet[];
  inheritedFrom?: object | null;
  invitation?: { email?: string };
  link?: { scope?: string; type?: string; application?: { id?: string } };
  expirationDateTime?: string | null;
}

/** Permissions that count at `now`, each read into what it means; one that is over is left out. */
export const readPermissions = (raw: RawPermission[], clientId: string, now: Date): HeldPermission[] =>
  raw
    .filter((it) => !it.expirationDateTime || Date.parse(it.expirationDateTime) > now.getTime())
    .map((it) => ({
      id: it.id,
      role: roleOf(it.roles ?? []),
      holder: holderOf(it, clientId),
      // Present but empty where the service does not say from where.
      isInherited: it.inheritedFrom !== undefined && it.inheritedFrom !== null,
    }));

/** The strongest of them; one that is not known counts as the strongest, so that nothing is overlooked. */
function roleOf(roles: string[]): Role {
  const known = roles.filter((it) => it !== 'read' && it !== 'sp.restrictedView');
  if (known.length === 0) return 'read';
  return known.every((it) => it === 'write') ? 'write' : 'owner';
}

function holderOf(it: RawPermission, clientId: string): Holder {
  const { link } = it;
  if (link) {
    const people = it.grantedToIdentitiesV2 ?? it.grantedToIdentities ?? [];
    return {
      kind: 'link',
      scope: link.scope === 'organization' || link.scope === 'users' ? link.scope : 'anonymous',
      people: people.map(named),
      isOfThisApplication: link.application?.id === clientId,
    };
  }
  const set = it.grantedToV2 ?? it.grantedTo;
  const invited = it.invitation?.email;
  if (!set || !hasName(set)) return invited ? { kind: 'guest', name: invited, address: invited } : unknown(set);
  return named(set);
}
const hasName = (it: IdentitySet) => [it.user, it.group, it.siteGroup, it.siteUser].some(Boolean);
const unknown = (it: IdentitySet | undefined): Holder => ({
  kind: 'unknown',
  name: it?.application?.displayName ?? '',
});

function named({ user, group, siteGroup, siteUser }: IdentitySet): Holder {
  if (group) return { kind: 'group', ...facts(group, siteUser) };
  if (siteGroup) return { kind: 'siteGroup', name: siteGroup.displayName ?? '' };
  const login = siteUser?.loginName ?? '';
  if (user) {
    const { id, ...rest } = facts(user, siteUser);
    const isGuest = /#ext#/i.test(login) || /#ext#/i.test(rest.address ?? '') || !id;
    return isGuest ? { kind: 'guest', ...rest } : { kind: 'person', id, ...rest };
  }
  // SharePoint's names for groups of the directory and for everybody: c:0o.c|federateddirectoryclaimprovider|{group id}, c:0-.f|rolemanager|spo-grid-all-users/…
  const groupId = /\|federateddirectoryclaimprovider\|([0-9a-f-]{36})/i.exec(login)?.[1];
  if (groupId) return { kind: 'group', id: groupId, name: siteUser?.displayName ?? '' };
  return {
    kind: /rolemanager|^c:0\(\.s\|true/i.test(login) ? 'everyone' : 'unknown',
    name: siteUser?.displayName ?? '',
  };
}
function facts({ id, displayName, email }: Identity, site: Identity | undefined) {
  const address = email ?? /\|membership\|([^|]+@[^|]+)$/i.exec(site?.loginName ?? '')?.[1];
  return {
    name: displayName ?? site?.displayName ?? address ?? '',
    ...(id ? { id } : {}),
    ...(address ? { address } : {}),
  };
}

/** Rights that come with the drive itself and that no permission of ours takes or gives. */
export const isOfDrive = ({ role, holder, isInherited }: HeldPermission, { owner }: Place): boolean =>
  role === 'owner' &&
  ((holder.kind === 'person' && owner?.id !== undefined && holder.id === owner.id) ||
    (holder.kind === 'siteGroup' && isInherited));
/** Only work drives let a folder be cut off from what is given above it. */
export const canCutOff = ({ driveType }: Place): boolean => driveType !== 'personal';
