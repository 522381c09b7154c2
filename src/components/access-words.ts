import type { AccessChange, AccessExcess, Opener } from '../../contract/access.js';
import { t } from '../text/access-text.js';

type Who = Pick<Opener, 'kind' | 'name' | 'address' | 'scope' | 'people'>;

/** Somebody, a group or a link in a reader's words. */
export function nameOf({ kind, name, address, scope, people = [] }: Who): string {
  switch (kind) {
    case 'link':
      if (scope === 'users')
        return people.length > 0 ? t('link.users', { people: people.join(', ') }) : t('link.nobody');
      return t(scope === 'organization' ? 'link.organization' : 'link.anonymous');
    case 'everyone':
      return t('everyone');
    case 'unknown':
      return name || t('unknown');
    case 'guest':
      return t('guest', { name: name || (address ?? '') });
    case 'person':
    case 'group':
    case 'siteGroup':
      return name || (address ?? '');
  }
}
export const roleOf = ({ role, from }: Pick<Opener, 'role'> & Partial<Pick<Opener, 'from'>>): string =>
  t(role === 'owner' ? (from === 'drive' ? 'role.owner' : 'role.owner.other') : `role.${role}`);

/** One change as a person agrees to it. */
export function changeWords({ kind, who, role, before, because, isOurs }: AccessChange): { text: string; why: string } {
  const name = who ? nameOf(who) : '';
  switch (kind) {
    case 'give': {
      const right = t(role === 'read' ? 'role.read' : 'role.write');
      const text = before
        ? t('change.raise', { who: name, role: right, before: t(before === 'read' ? 'role.read' : 'role.write') })
        : t('change.give', { who: name, role: right });
      return { text, why: because ? t(`because.${because}`) : '' };
    }
    case 'take':
      return {
        text: t(who?.kind === 'link' ? 'change.take.link' : 'change.take', { who: name }),
        why: isOurs ? '' : t('change.theirs'),
      };
    case 'lower':
      return {
        text: t('change.lower', { who: name, role: t(role === 'write' ? 'role.write' : 'role.read') }),
        why: isOurs ? '' : t('change.theirs'),
      };
    case 'cutOff':
      return { text: t('change.cutOff'), why: '' };
  }
}
export const excessWords = ({ who }: AccessExcess): string => `${nameOf(who)}: ${roleOf(who)}`;

/**
 * What people see of a list of changes. To leave a folder above behind, what is given on it is taken and given again; who has the same right
 * before and after is not worth a line.
 */
export function visibleChanges(changes: AccessChange[]): AccessChange[] {
  const isCut = changes.some((it) => it.kind === 'cutOff');
  if (!isCut) return changes;
  const same = (a: AccessChange, b: AccessChange) =>
    a.who && b.who && a.who.kind === b.who.kind && a.who.name === b.who.name && a.before === b.role;
  return changes.filter(
    (it) =>
      !(it.kind === 'take' && changes.some((that) => that.kind === 'give' && same(it, that))) &&
      !(
        it.kind === 'give' &&
        (it.because === 'kept' || changes.some((that) => that.kind === 'take' && same(that, it)))
      ),
  );
}
