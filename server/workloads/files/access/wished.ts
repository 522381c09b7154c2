import { higher, isSame, type Grantee, type Right } from './grantee.js';

/** What Coherence says about a record, as far as it decides who may see it. */
export interface RecordFacts {
  moduleId: string;
  ownerUserId?: string;
  /** The values of the record's team field. */
  teams: string[];
  /** Kept to its owner and the administrators. */
  isPrivate: boolean;
}
/** A line of the team mapping: who in Microsoft 365 stands for somebody or something of Coherence. */
export interface Mapping {
  source:
    | { kind: 'user'; userId: string }
    | { kind: 'team'; name: string }
    | { kind: 'module'; moduleId: string }
    | { kind: 'administrators' };
  to: Grantee;
  /** `default`: what the sharing setting says. */
  role: Right | 'default';
}
/** A user of the workspace, where Coherence tells them. */
export interface CoherenceUser {
  userId: string;
  name: string;
  address: string;
  role: string;
  isActive: boolean;
}
export interface AccessSettings {
  /** What the record's people get by default; `none` gives nothing to anybody. */
  sharing: 'none' | Right;
  allowAnonymous: boolean;
}

export type Because = 'owner' | 'team' | 'module' | 'administrator' | 'kept';
/** Somebody whom the record allows into its folder, at most with `role`; `given` is what we give them. */
export interface Entry {
  to: Grantee;
  role: Right;
  given?: Right;
  because: Because;
  /** Ids and addresses of a group's members, where they are known. */
  members?: readonly string[];
}
export interface WishedAccess {
  entries: Entry[];
  allowAnonymous: boolean;
  /** Of whom Coherence speaks, but whom nobody has named in Microsoft 365. */
  unmapped: { kind: 'owner' | 'team'; name: string }[];
}
export interface Teams {
  mappings: Mapping[];
  users: CoherenceUser[];
  /** Members of groups by group id, where the directory may be read. */
  members: ReadonlyMap<string, readonly string[]>;
}

/**
 * Who should be able to open the folder of a record: its owner, the people or groups that stand for its team and its module,
 * and the administrators. A private record only lets its owner and administrators in. Guests of Coherence and of
 * Microsoft 365 never get in by this. What is not mapped is told, not guessed.
 */
export function wishedAccess(
  record: RecordFacts,
  { mappings, users, members }: Teams,
  settings: AccessSettings,
): WishedAccess {
  const entries: Entry[] = [];
  const unmapped: WishedAccess['unmapped'] = [];
  const isShared = settings.sharing !== 'none';
  const add = (to: Grantee, role: Right, because: Because, isGiven: boolean) => {
    if (isGuest(to)) return;
    const given = isGiven && isShared ? { given: role } : {};
    const there = entries.find((it) => isSame(it.to, to));
    if (!there) {
      const known = to.kind === 'group' && to.id ? members.get(to.id) : undefined;
      entries.push({ to, role, because, ...given, ...(known ? { members: known } : {}) });
      return;
    }
    there.role = higher(there.role, role) ?? role;
    const most = higher(there.given, given.given);
    if (most) there.given = most;
  };
  const byDefault = (role: Mapping['role']): Right =>
    role !== 'default' ? role : settings.sharing === 'read' ? 'read' : 'write';
  const mapped = (fits: (source: Mapping['source']) => boolean) => mappings.filter((it) => fits(it.source));

  const owners = ownersOf(record, mappings, users);
  for (const it of owners) add(it, 'write', 'owner', true);
  if (record.ownerUserId && owners.length === 0)
    unmapped.push({
      kind: 'owner',
      name: users.find((it) => it.userId === record.ownerUserId)?.name ?? record.ownerUserId,
    });
  if (!record.isPrivate) {
    for (const team of record.teams) {
      const found = mapped((it) => it.kind === 'team' && it.name.toLowerCase() === team.toLowerCase());
      for (const it of found) add(it.to, byDefault(it.role), 'team', true);
      if (found.length === 0) unmapped.push({ kind: 'team', name: team });
    }
    for (const it of mapped((source) => source.kind === 'module' && source.moduleId === record.moduleId))
      add(it.to, byDefault(it.role), 'module', true);
  }
  for (const it of mapped((source) => source.kind === 'administrators'))
    add(it.to, byDefault(it.role), 'administrator', true);
  for (const it of users.filter(isAdministrator)) add(personOf(it), 'write', 'administrator', false);
  return { entries, allowAnonymous: settings.allowAnonymous, unmapped };
}

/** The people an administrator named for the owner; else the address Coherence knows. A guest of Coherence is nobody here. */
export function ownersOf({ ownerUserId }: RecordFacts, mappings: Mapping[], users: CoherenceUser[]): Grantee[] {
  if (!ownerUserId) return [];
  const named = mappings
    .filter((it) => it.source.kind === 'user' && it.source.userId === ownerUserId)
    .map((it) => it.to);
  if (named.length > 0) return named;
  const user = users.find((it) => it.userId === ownerUserId);
  return user?.address && user.isActive && !/guest/i.test(user.role) ? [personOf(user)] : [];
}
const personOf = ({ name, address }: CoherenceUser): Grantee => ({
  kind: 'person',
  name,
  address: address.toLowerCase(),
});
export const isAdministrator = ({ role, isActive, address }: CoherenceUser): boolean =>
  isActive && address !== '' && /^(owner|admin|administrator)$/i.test(role);
/** Accounts of other organisations carry this in their name. */
export const isGuest = ({ kind, address }: Grantee): boolean => kind === 'person' && /#ext#/i.test(address ?? '');
