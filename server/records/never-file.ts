import type { MailRules } from '../../contract/mail-settings.js';
import { normaliseAddress, toAscii, withoutTag } from './addresses.js';
import { isOwn, isWithin, type Named, type OwnSide } from './people.js';

interface Parties {
  /** Who sent it, or organizes it. */
  from?: { address: string };
  participants: readonly Named[];
}

/** The never-file pattern a mail or an event fits, if any, as the person wrote it. */
export function neverFilePattern(
  item: Parties,
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
export const everybody = ({ from, participants }: Parties) =>
  from ? [{ role: 'from' as const, address: from.address }, ...participants] : participants;
