import { distributionLists, organisations, sharedMailboxes } from '../company.js';
import type { MailboxOwner } from './mailbox.js';

/** Everybody who has a mailbox: people, and the shared mailboxes of their organisations. */
export function owners(): MailboxOwner[] {
  return organisations.flatMap(({ tenantId, people }) =>
    [...people, ...sharedMailboxes.filter((it) => it.tenantId === tenantId)].map((it) => ({
      tenantId,
      objectId: it.id,
      address: it.userPrincipalName,
      name: it.name,
      language: it.language ?? 'en-GB',
    })),
  );
}

/** Distribution lists become their members; a list may hold lists. Nobody appears twice. */
export function expand(addresses: string[], seen = new Set<string>()): string[] {
  return addresses.flatMap((address) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return [];
    seen.add(key);
    const list = distributionLists.find((it) => it.address === key);
    return list ? expand(list.members, seen) : [address];
  });
}
