import { driftOf, heldBy, allowedTo, isInTheWay } from './drift.js';
import { higher, isSame, keyOf, lower, rank, type Grantee, type Right, type Role } from './grantee.js';
import { isOfDrive, type HeldPermission, type Place } from './permission.js';
import type { Because, WishedAccess } from './wished.js';

/** A permission that we gave. `before` is what the same person or group had on the folder without us. */
export interface OurGrant {
  to: Grantee;
  role: Right;
  before?: Right;
  because: Because;
  /** `giving`: we were about to, or did and did not come to write it down. */
  state: 'giving' | 'held' | 'ending';
}
export type Step =
  | { kind: 'revoke'; permission: HeldPermission; isOurs: boolean }
  | { kind: 'lower'; permission: HeldPermission; role: Right; isOurs: boolean }
  /** The folder no longer takes what is given on the folders above it. */
  | { kind: 'cutOff' }
  | { kind: 'give'; to: Grantee; role: Right; held?: Role; before?: Right; because: Because };

/**
 * `follow`: our own permissions become what the record wishes, nobody else's are touched. `repair`: also what others gave
 * beyond the record goes. `stop`: what we gave goes, and what was there before us is there again.
 */
export type Mode = 'follow' | 'repair' | 'stop';
export interface Situation {
  wished: WishedAccess;
  held: HeldPermission[];
  place: Place;
  ours: OurGrant[];
}

/**
 * The steps from what is to what is wished, in an order in which nobody has more at any moment than before or than the record
 * allows: first what goes, then what comes. Done in part, the rest is what the next plan says; done, the next plan is empty.
 */
export function planAccess({ wished, held, place, ours }: Situation, mode: Mode): Step[] {
  const steps: Step[] = [];
  let now = held;
  const take = (step: Step) => {
    steps.push(step);
    now = applied(now, step, place);
  };
  const oursOf = (to: Grantee) => ours.find((it) => isSame(it.to, to));

  // A link that let nobody in, left behind by a cut that was not finished.
  for (const permission of held.filter(isSpentLink)) take({ kind: 'revoke', permission, isOurs: true });
  for (const grant of ours) {
    const permission = directOf(now, grant.to);
    if (!permission) continue;
    const target = higher(mode === 'stop' ? undefined : givenTo(grant.to, wished), grant.before);
    if (!target) take({ kind: 'revoke', permission, isOurs: true });
    else if (rank(permission.role) > rank(target) && rank(permission.role) <= rank(grant.role))
      take({ kind: 'lower', permission, role: target, isOurs: true });
  }
  if (mode === 'stop') return steps;

  const kept: Extract<Step, { kind: 'give' }>[] = [];
  if (mode === 'repair') {
    const { more } = driftOf(wished, now, place);
    for (const { permission, remedy, allowed } of more) {
      const isOurs = isGrantee(permission) && oursOf(permission.holder) !== undefined;
      if (remedy === 'remove') take({ kind: 'revoke', permission, isOurs });
      if (remedy === 'lower' && allowed) take({ kind: 'lower', permission, role: allowed, isOurs });
    }
    if (more.some((it) => it.remedy === 'cutOff') && !now.some((it) => isInTheWay(it, wished))) {
      kept.push(...givenAnew(now, { wished, place, ours }));
      for (const permission of now.filter((it) => !it.isInherited && !isOfDrive(it, place)))
        take({ kind: 'revoke', permission, isOurs: isGrantee(permission) && oursOf(permission.holder) !== undefined });
      take({ kind: 'cutOff' });
    }
  }
  // What a run before us took away to give it anew, and died.
  for (const { to, before, because } of ours.filter((it) => it.state === 'giving')) {
    const allowed = before && allowedTo(to, wished);
    if (!allowed) continue;
    const role = lower(before, allowed);
    const there = kept.find((it) => isSame(it.to, to));
    if (there) there.role = higher(there.role, role) ?? role;
    else kept.push({ kind: 'give', to, role, before, because });
  }

  const gives = new Map(kept.map((it) => [keyOf(it.to), it]));
  for (const { to, given, because } of wished.entries) {
    if (!given) continue;
    const same = [...gives.values()].find((it) => isSame(it.to, to));
    const before = same ? same.before : beforeUs(to, now, oursOf(to));
    if (same || rank(heldBy(to, now, wished)) < rank(given)) {
      if (same) gives.delete(keyOf(same.to));
      const role = higher(given, same?.role) ?? given;
      gives.set(keyOf(to), { kind: 'give', to, role, because, ...(before ? { before } : {}) });
    }
  }
  for (const give of gives.values()) {
    const there = heldBy(give.to, now, wished);
    if (rank(there) < rank(give.role)) take({ ...give, ...(there ? { held: there } : {}) });
  }
  return steps;
}

/** A step by name: two plans that do the same have the same names. */
export function stepKey(step: Step): string {
  switch (step.kind) {
    case 'revoke':
      return `revoke ${step.permission.id}`;
    case 'lower':
      return `lower ${step.permission.id} ${step.role}`;
    case 'cutOff':
      return 'cutOff';
    case 'give':
      return `give ${keyOf(step.to)} ${step.role}`;
  }
}

type OfGrantee = HeldPermission & { holder: Grantee };
const isGrantee = (it: HeldPermission): it is OfGrantee => it.holder.kind === 'person' || it.holder.kind === 'group';
const directOf = (held: HeldPermission[], to: Grantee): OfGrantee | undefined =>
  held.filter(isGrantee).find((it) => !it.isInherited && isSame(it.holder, to));
const givenTo = (to: Grantee, { entries }: WishedAccess): Right | undefined =>
  entries.find((it) => isSame(it.to, to))?.given;
/** What somebody has on the folder that is not of our giving. What we gave and others took away leaves nothing. */
function beforeUs(to: Grantee, held: HeldPermission[], grant: OurGrant | undefined): Right | undefined {
  const role = directOf(held, to)?.role;
  if (grant) return role || grant.state === 'giving' ? grant.before : undefined;
  return role === 'owner' ? 'write' : role;
}
const isSpentLink = ({ holder, isInherited }: HeldPermission): boolean =>
  holder.kind === 'link' &&
  holder.isOfThisApplication &&
  holder.scope === 'users' &&
  holder.people.length === 0 &&
  !isInherited;

/** Everybody who loses a right they may have when the folder is cut off, to get it again by name. */
function givenAnew(held: HeldPermission[], { wished, place, ours }: Omit<Situation, 'held'>) {
  const gives: Extract<Step, { kind: 'give' }>[] = [];
  for (const permission of held.filter((it) => !isOfDrive(it, place))) {
    const { holder } = permission;
    const people = holder.kind === 'link' ? (holder.scope === 'users' ? holder.people : []) : [holder];
    for (const to of people) {
      const allowed = allowedTo(to, wished);
      if (!allowed || (to.kind !== 'person' && to.kind !== 'group')) continue;
      const role = lower(permission.role, allowed);
      const grant = ours.find((it) => isSame(it.to, to));
      const before = grant ? grant.before : role;
      const there = gives.find((it) => isSame(it.to, to));
      if (there) {
        there.role = higher(there.role, role) ?? role;
        const most = higher(there.before, before);
        if (most) there.before = most;
      } else gives.push({ kind: 'give', to, role, because: grant?.because ?? 'kept', ...(before ? { before } : {}) });
    }
  }
  return gives;
}

/** The permissions after a step, as the next step of a plan finds them. */
function applied(held: HeldPermission[], step: Step, place: Place): HeldPermission[] {
  switch (step.kind) {
    case 'revoke':
      return held.filter((it) => it !== step.permission);
    case 'lower':
      return held.map((it) => (it === step.permission ? { ...it, role: step.role } : it));
    case 'cutOff':
      return held.filter((it) => !it.isInherited || isOfDrive(it, place));
    case 'give': {
      const there = directOf(held, step.to);
      return there
        ? held.map((it) => (it === there ? { ...it, role: higher(it.role, step.role) ?? step.role } : it))
        : [...held, { id: '', role: step.role, holder: step.to, isInherited: false }];
    }
  }
}
