import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database.js';
import type { Seal } from './seal.js';

export interface TenantKeys {
  /** 32 bytes in base64, made once for each tenant and kept sealed. Hashes of addresses are made with it. */
  keyOf(tenantId: string): Promise<string>;
}

export function createTenantKeys(database: Database, seal: Seal): TenantKeys {
  const known = new Map<string, Promise<string>>();
  const contextOf = (tenantId: string) => `tenant key ${tenantId}`;

  async function readOrMake(tenantId: string): Promise<string> {
    const { keyId, sealed } = seal.seal(randomBytes(32).toString('base64'), contextOf(tenantId));
    await database.kysely
      .insertInto('tenant_key')
      .values({ tenant_id: tenantId, key_id: keyId, sealed })
      .onConflict((on) => on.column('tenant_id').doNothing()) // two processes at once: one key wins, both read it
      .execute();
    const row = await database.kysely
      .selectFrom('tenant_key')
      .select(['key_id', 'sealed'])
      .where('tenant_id', '=', tenantId)
      .executeTakeFirstOrThrow();
    return seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(tenantId));
  }

  return {
    keyOf(tenantId) {
      const found = known.get(tenantId) ?? readOrMake(tenantId);
      known.set(tenantId, found);
      found.catch(() => known.delete(tenantId));
      return found;
    },
  };
}
