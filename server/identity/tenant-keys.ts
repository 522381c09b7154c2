import { randomBytes } from 'node:crypto';
import type { Database } from '../db/database.js';
import type { Seal } from './seal.js';

export interface TenantKeys {
  /** 32 bytes in base64, made once for each tenant and kept sealed. Hashes of addresses are made with it. */
  keyOf(tenantId: string): Promise<string>;
  /** The same inside a transaction, where nothing else may be asked: `keyOf` was awaited before. */
  known(tenantId: string): string;
}

export function createTenantKeys(database: Database, seal: Seal): TenantKeys {
  const known = new Map<string, Promise<string>>();
  const keys = new Map<string, string>();
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
    const key = seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(tenantId));
    keys.set(tenantId, key);
    return key;
  }

  return {
    keyOf(tenantId) {
      const found = known.get(tenantId) ?? readOrMake(tenantId);
      known.set(tenantId, found);
      found.catch(() => known.delete(tenantId));
      return found;
    },
    known(tenantId) {
      const key = keys.get(tenantId);
      if (key === undefined) throw new Error('the key of the tenant was not asked for before');
      return key;
    },
  };
}
