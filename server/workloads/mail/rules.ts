import type { MailRules } from '../../../contract/mail-settings.js';
import { normaliseAddress, toAscii, withoutTag } from '../../records/addresses.js';
import { isOwn, isWithin, outsideAddresses, type OwnSide } from '../../records/people.js';
import type { MailItem } from './mail-item.js';

/** The rule that kept a mail out, by its name in the settings. */
export type RuleName = 'draft' | 'neverFile' | 'range' | 'private' | 'invitations' | 'bulk' | 'internal' | 'categories';
export type Decision = { isKept: true } | { isKept: false; code: 'C2' | 'C3' | 'C5'; rule: RuleName };
export interface DecidedFor extends OwnSide {
  from?: Date;
  /** The first instant that is not wanted any more. */
  to?: Date;
}

/**
 * Whether a mailbox's rules let a message in at all. The dry run, the history, live mail and "Why isn't this email here?"
 * ask this one function. Every rule only keeps out: none can bring back what another refused, never-file stands first.
 */
export function decide(item: MailItem, rules: MailRules, of: DecidedFor): Decision {
  if (item.isDraft) return out('C3', 'draft');
  if (neverFilePattern(item, rules, of)) return out('C3', 'neverFile');
  if (!isInRange(item, of)) return out('C2', 'range');
  if (rules.private === 'skip' && item.sensitivity !== 'normal') return out('C5', 'private');
  if (rules.invitations === 'skip' && item.isInvitation) return out('C3', 'invitations');
  if (rules.bulk === 'skip' && item.isBulk) return out('C3', 'bulk');
  if (rules.internal === 'skip' && outsideAddresses(everybody(item), of).length === 0) return out('C3', 'internal');
  if (!fitsCategories(item, rules.categories)) return out('C3', 'categories');
  return { isKept: true };
}
/** Whether it is of the time that is wanted, whatever the rules say of it. */
export function isInRange({ receivedDateTime }: Pick<MailItem, 'receivedDateTime'>, { from, to }: DecidedFor): boolean {
  const received = Date.parse(receivedDateTime);
  return (!from || received >= from.getTime()) && (!to || received < to.getTime());
}
const out = (code: 'C2' | 'C3' | 'C5', rule: RuleName): Decision => ({ isKept: false, code, rule });

/** The never-file pattern a message fits, if any, as the person wrote it. */
export function neverFilePattern(
  item: Pick<MailItem, 'from' | 'participants'>,
  { neverFile }: Pick<MailRules, 'neverFile'>,
  own: OwnSide,
): string | undefined {
  if (neverFile.length === 0) return undefined;
  const people = everybody(item);
  const keys = [...new Set(people.map((it) => normaliseAddress(it.address)))].filter(Boolean);
  const senders = people.filter((it) => it.role === 'from').map((it) => normaliseAddress(it.address));
  const outside = keys.filter((it) => !isOwn(it, own));
  // "All" means the outside people; among ourselves it means everybody but the mailbox.
  const all = outside.length > 0 ? outside : keys.filter((it) => it !== normaliseAddress(own.address));
  return neverFile.find(({ pattern, who }) => {
    const fits = toTest(pattern);
    return who === 'all' ? all.length > 0 && all.every(fits) : (who === 'sender' ? senders : keys).some(fits);
  })?.pattern;
}

/** An address covers its plus-addresses, a domain everything below it. "@acme.com" and "*.acme.com" mean the domain. */
function toTest(pattern: string): (key: string) => boolean {
  const address = normaliseAddress(pattern);
  if (address && !address.startsWith('*@')) return (key) => key === address || withoutTag(key) === address;
  const domain = toAscii(
    pattern
      .trim()
      .replace(/^\*?@/, '')
      .replace(/^\*?\.+/, ''),
  );
  const domains = new Set([domain]);
  return (key) => domain !== '' && isWithin(key.split('@')[1] ?? '', domains);
}

/** The sender counts as one of the people even where Graph leaves him out of the recipients. */
const everybody = ({ from, participants }: Pick<MailItem, 'from' | 'participants'>) =>
  from ? [{ role: 'from' as const, address: from.address }, ...participants] : participants;

function fitsCategories({ categories }: MailItem, { kind, names }: MailRules['categories']): boolean {
  if (kind === 'off') return true;
  const wanted = new Set(names.map((it) => it.toLowerCase()));
  const hasOne = categories.some((it) => wanted.has(it.toLowerCase()));
  return kind === 'only' ? hasOne : !hasOne;
}
