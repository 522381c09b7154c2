import type { MailRules } from '../../../contract/mail-settings.js';
import { everybody, neverFilePattern } from '../../records/never-file.js';
import { outsideAddresses, type OwnSide } from '../../records/people.js';
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

function fitsCategories({ categories }: MailItem, { kind, names }: MailRules['categories']): boolean {
  if (kind === 'off') return true;
  const wanted = new Set(names.map((it) => it.toLowerCase()));
  const hasOne = categories.some((it) => wanted.has(it.toLowerCase()));
  return kind === 'only' ? hasOne : !hasOne;
}
