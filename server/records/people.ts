import { companyDomain, isPublicDomain, normaliseAddress } from './addresses.js';

export interface Named {
  role: 'from' | 'to' | 'cc' | 'bcc';
  address: string;
}
/** Who we are: the mailbox or person that asks, and the domains of our organisation. */
export interface OwnSide {
  address: string;
  ownDomains: ReadonlySet<string>;
}

/** A domain of the set, or one below it. */
export const isWithin = (host: string, domains: ReadonlySet<string>): boolean =>
  host.split('.').some((_part, i, parts) => domains.has(parts.slice(i).join('.')));

/** Whether an address, already normalised, is ours. A provider anybody can use makes nobody a colleague. */
export function isOwn(key: string, { address, ownDomains }: OwnSide): boolean {
  const host = key.split('@')[1] ?? '';
  return key === normaliseAddress(address) || (!isPublicDomain(host) && isWithin(host, ownDomains));
}

/** The normalised addresses of people outside our organisation, each once, the sender's first. */
export function outsideAddresses(participants: readonly Named[], own: OwnSide): string[] {
  const order = ['from', 'to', 'cc', 'bcc'];
  const keys = [...participants]
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
    .map((it) => normaliseAddress(it.address));
  return [...new Set(keys)].filter((it) => it !== '' && !isOwn(it, own));
}

/** The outside parties of a mail: company domains, and whole addresses where the domain says nothing. */
export const outsideParties = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((it) => companyDomain(it) || it)),
];
