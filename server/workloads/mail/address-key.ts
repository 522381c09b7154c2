import { createHmac } from 'node:crypto';
import { remembered } from '../../base/remembered.js';
import { companyDomain, normaliseAddress, withoutTag } from '../../records/addresses.js';

/**
 * A keyed hash of an address, or of "@domain": 64 bits as a decimal text, as PostgreSQL's bigint reads it. Lets mail be found
 * again when its person is created later, without keeping who wrote. `address` is normalised; `tenantKey` is base64.
 */
export const addressKey = (tenantKey: string, address: string): string => keysOf(tenantKey)(address);

/** By organisation; the same few thousand addresses stand in all its mail. */
const keysOf = remembered(100, (tenantKey) => {
  const secret = Buffer.from(tenantKey, 'base64');
  return remembered(5_000, (address) =>
    createHmac('sha256', secret).update(address).digest().readBigInt64BE(0).toString(),
  );
});

/** Keys of everybody in a mail but the mailbox's owner, and of their companies, so that a record made later finds it. */
export function addressKeys(tenantKey: string, participants: readonly { address: string }[], own: string): string[] {
  const exact = participants.map((it) => normaliseAddress(it.address)).filter((it) => it && it !== own);
  const addresses = exact.flatMap((it) => [it, withoutTag(it)]).filter(Boolean); // a record may have it with or without the tag
  const domains = addresses.map(companyDomain).filter(Boolean);
  return [...new Set([...addresses, ...domains.map((it) => `@${it}`)])].map((it) => addressKey(tenantKey, it));
}
