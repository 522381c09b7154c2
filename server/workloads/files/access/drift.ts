import { isSame, rank, type Grantee, type Right, type Role } from './grantee.js';
import { canCutOff, isOfDrive, type HeldPermission, type Holder, type Place } from './permission.js';
import type { Entry, WishedAccess } from './wished.js';

export type Why =
  | 'person'
  | 'group'
  | 'role'
  | 'guest'
  | 'anonymousLink'
  | 'organizationLink'
  | 'peopleLink'
  | 'everyone'
  | 'siteGroup'
  | 'unknown';
/** A permission that lets somebody do more than the record allows, and what would end it. */
export interface Excess {
  permission: HeldPermission;
  why: Why;
  allowed?: Right;
  remedy: 'remove' | 'lower' | 'cutOff' | 'none';
}
/** Somebody who should be able to open the folder and cannot, or not as they should. */
export interface Lack {
  entry: Entry & { given: Right };
  held?: Role;
}
export interface Drift {
  more: Excess[];
  less: Lack[];
}

/** How a folder's permissions differ from what its record allows, and from what is given to its people. */
export function driftOf(wished: WishedAccess, held: HeldPermission[], place: Place): Drift {
  const more = held.flatMap((permission): Excess[] => {
    const found = isOfDrive(permission, place) ? undefined : excessOf(wished, permission);
    return found ? [{ permission, ...found, remedy: remedyOf(permission, found.allowed, wished, held, place) }] : [];
  });
  const less = wished.entries.flatMap((entry): Lack[] => {
    const { given } = entry;
    if (!given) return [];
    const now = heldBy(entry.to, held, wished);
    return rank(now) >= rank(given) ? [] : [{ entry: { ...entry, given }, ...(now ? { held: now } : {}) }];
  });
  return { more, less };
}

function excessOf(wished: WishedAccess, { holder, role }: HeldPermission): Pick<Excess, 'why' | 'allowed'> | undefined {
  switch (holder.kind) {
    case 'person':
    case 'group': {
      const allowed = allowedTo(holder, wished);
      if (rank(allowed) >= rank(role)) return undefined;
      return allowed ? { why: 'role', allowed } : { why: holder.kind };
    }
    case 'link':
      if (holder.scope === 'anonymous') return wished.allowAnonymous ? undefined : { why: 'anonymousLink' };
      if (holder.scope === 'organization') return { why: 'organizationLink' };
      return holder.people.some((it) => rank(allowedTo(it, wished)) < rank(role)) ? { why: 'peopleLink' } : undefined;
    case 'guest':
    case 'everyone':
    case 'siteGroup':
    case 'unknown':
      return { why: holder.kind };
  }
}

function remedyOf(
  { isInherited, holder }: HeldPermission,
  allowed: Right | undefined,
  wished: WishedAccess,
  held: HeldPermission[],
  place: Place,
): Excess['remedy'] {
  if (isInherited) return canCutOff(place) && !held.some((it) => isInTheWay(it, wished)) ? 'cutOff' : 'none';
  return allowed && holder.kind !== 'link' ? 'lower' : 'remove';
}
/** A folder can only be cut off before it is shared, so what is given on it is given anew afterwards; a link for everybody cannot be. */
export const isInTheWay = ({ holder, isInherited }: HeldPermission, { allowAnonymous }: WishedAccess): boolean =>
  allowAnonymous && !isInherited && holder.kind === 'link' && holder.scope === 'anonymous';

const isMember = ({ id, address }: Grantee, members: readonly string[] = []): boolean =>
  members.some((it) => it === id || it.toLowerCase() === address?.toLowerCase());

/** The most the record allows somebody: by their own name, or as a known member of a group that it names. */
export function allowedTo(holder: Holder, { entries }: WishedAccess): Right | undefined {
  if (holder.kind !== 'person' && holder.kind !== 'group') return undefined;
  let most: Right | undefined;
  for (const it of entries)
    if (
      (isSame(it.to, holder) || (holder.kind === 'person' && isMember(holder, it.members))) &&
      rank(it.role) > rank(most)
    )
      most = it.role;
  return most;
}
/** What somebody can do in the folder now, by whichever permission. A link counts for those it names. */
export function heldBy(to: Grantee, held: HeldPermission[], { entries }: WishedAccess): Role | undefined {
  let most: Role | undefined;
  const names = (holder: Holder): boolean => {
    if (holder.kind === 'link') return holder.scope === 'users' && holder.people.some(names);
    if (holder.kind !== 'person' && holder.kind !== 'group') return false;
    if (isSame(holder, to)) return true;
    return (
      to.kind === 'person' &&
      holder.kind === 'group' &&
      isMember(to, entries.find((it) => isSame(it.to, holder))?.members)
    );
  };
  for (const it of held) if (names(it.holder) && rank(it.role) > rank(most)) most = it.role;
  return most;
}
