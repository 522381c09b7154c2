import { createHmac } from 'node:crypto';

/**
 * A keyed hash of an address, or of "@domain": 64 bits as a decimal text, as PostgreSQL's bigint reads it. Lets mail be found
 * again when its person is created later, without keeping who wrote. `address` is normalised; `tenantKey` is base64.
 */
export function addressKey(tenantKey: string, address: string): string {
  const digest = createHmac('sha256', Buffer.from(tenantKey, 'base64')).update(address).digest();
  return digest.readBigInt64BE(0).toString();
}
