import type { Principal } from '../base/principal.js';

/** Where a mailbox begins in Graph for this caller: their own, or one that was shared with them. */
export const mailboxPath = (as: Pick<Principal, 'address'>, address: string): string =>
  address.toLowerCase() === as.address.toLowerCase() ? '/me' : `/users/${encodeURIComponent(address)}`;

/**
 * What a request counts against: the mailbox it concerns, whoever asks, or the caller's drives. `path` begins below the
 * version; a mailbox that stands in no path (a $batch) is named by the caller.
 */
export function gateKey(as: Principal, path: string, mailbox?: string): string {
  const of = (what: string) => `${as.tenantId} ${what.toLowerCase()}`;
  if (mailbox) return of(mailbox);
  const [first = '', second = '', third = ''] = path.replace(/^\//, '').split(/[/?]/);
  if (first === 'me') return second.startsWith('drive') ? of(`drives of ${as.objectId}`) : of(as.address);
  if (first === 'users' && !third.startsWith('drive')) return of(decodeURIComponent(second));
  return of(`drives of ${as.objectId}`);
}
