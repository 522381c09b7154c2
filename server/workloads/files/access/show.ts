import type { AccessChange, AccessExcess, AccessLack, FolderAccess, Opener } from '../../../../contract/access.js';
import { allowedTo, driftOf, type Excess } from './drift.js';
import { isSame } from './grantee.js';
import { isOfDrive, type HeldPermission, type Holder } from './permission.js';
import { planAccess, stepKey, type Mode, type Situation, type Step } from './plan.js';
import type { FolderSituation } from './situation.js';

/** What is found of a folder, as people are shown it and as it is kept between two looks. */
export type AccessView = Pick<
  FolderAccess,
  'place' | 'placeKind' | 'openers' | 'more' | 'less' | 'follow' | 'repair' | 'unmapped'
>;

export function viewOf(situation: FolderSituation): AccessView {
  const { wished, held, place } = situation;
  const { more, less } = driftOf(wished, held, place);
  const changes = (mode: Mode) => planAccess(situation, mode).map(changeOf);
  return {
    place: place.name,
    placeKind: place.driveType === 'documentLibrary' ? 'library' : 'oneDrive',
    openers: held.map((it) => openerOf(it, situation)),
    more: more.map((it) => excessOf(it, situation)),
    less: less.map(({ entry, held: now }): AccessLack => ({
      who: entry.to,
      role: entry.given,
      because: entry.because,
      ...(now ? { held: now } : {}),
    })),
    follow: changes('follow'),
    repair: changes('repair'),
    unmapped: wished.unmapped,
  };
}

const whoOf = (holder: Holder): Pick<Opener, 'kind' | 'name' | 'address' | 'scope' | 'people'> =>
  holder.kind === 'link'
    ? { kind: 'link', name: '', scope: holder.scope, people: holder.people.map((it) => ('name' in it ? it.name : '')) }
    : {
        kind: holder.kind,
        name: holder.name,
        ...('address' in holder && holder.address ? { address: holder.address } : {}),
      };

function openerOf(permission: HeldPermission, { wished, place, ours }: Situation): Opener {
  const { holder, role, isInherited } = permission;
  const isOurs =
    !isInherited &&
    (holder.kind === 'person' || holder.kind === 'group') &&
    ours.some((it) => it.state !== 'giving' && isSame(it.to, holder));
  const entry =
    holder.kind === 'person' || holder.kind === 'group'
      ? (wished.entries.find((it) => isSame(it.to, holder)) ??
        (allowedTo(holder, wished)
          ? wished.entries.find((it) => it.to.kind === 'group' && it.members?.includes(holder.id ?? ''))
          : undefined))
      : undefined;
  return {
    ...whoOf(holder),
    role,
    from: isOfDrive(permission, place) ? 'drive' : isOurs ? 'ours' : isInherited ? 'above' : 'here',
    ...(entry ? { because: entry.because } : {}),
  };
}
function excessOf({ permission, why, allowed, remedy }: Excess, situation: Situation): AccessExcess {
  const { because: _none, ...who } = openerOf(permission, situation);
  return { who, why, remedy, ...(allowed ? { allowed } : {}) };
}
/** A step of a plan as a person reads it before they agree to it. */
export function changeOf(step: Step): AccessChange {
  const key = stepKey(step);
  switch (step.kind) {
    case 'give':
      return {
        key,
        kind: 'give',
        isOurs: true,
        who: whoOf(step.to),
        role: step.role,
        because: step.because,
        ...(step.held ? { before: step.held } : {}),
      };
    case 'revoke':
      return {
        key,
        kind: 'take',
        isOurs: step.isOurs,
        who: whoOf(step.permission.holder),
        before: step.permission.role,
      };
    case 'lower':
      return {
        key,
        kind: 'lower',
        isOurs: step.isOurs,
        who: whoOf(step.permission.holder),
        before: step.permission.role,
        role: step.role,
      };
    case 'cutOff':
      return { key, kind: 'cutOff', isOurs: false };
  }
}
