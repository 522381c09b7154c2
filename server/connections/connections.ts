import { sql } from 'kysely';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';

export interface Connections {
  /** Notes that this person uses the product; at most once a minute per person and process. */
  remember(principal: Principal): Promise<void>;
  /** Somebody who signed in for their mailbox and may never have used the pane. */
  keep(person: Pick<Principal, 'tenantId' | 'objectId' | 'name' | 'address'>): Promise<void>;
  /** The person as a job acts for them; undefined when they never signed in. */
  find(tenantId: string, objectId: string): Promise<Principal | undefined>;
}

/** People with a linked Microsoft account. */
export function createConnections(database: Database): Connections {
  const lastNoted = new Map<string, number>();
  return {
    async remember({ tenantId, objectId, name, address, scopes }) {
      const key = `${tenantId} ${objectId}`;
      if (Date.now() - (lastNoted.get(key) ?? 0) < 60_000) return;
      lastNoted.set(key, Date.now());
      const known = { user_principal_name: address, address, display_name: name, scopes: scopes.join(' ') };
      await database.kysely
        .insertInto('connection')
        .values({ tenant_id: tenantId, object_id: objectId, ...known })
        .onConflict((on) => on.columns(['tenant_id', 'object_id']).doUpdateSet({ ...known, last_seen: sql`now()` }))
        .execute();
    },
    async keep({ tenantId, objectId, name, address }) {
      await database.kysely
        .insertInto('connection')
        .values({
          tenant_id: tenantId,
          object_id: objectId,
          user_principal_name: address,
          address,
          display_name: name,
          scopes: '',
        })
        .onConflict((on) => on.columns(['tenant_id', 'object_id']).doNothing())
        .execute();
    },
    async find(tenantId, objectId) {
      const row = await database.kysely
        .selectFrom('connection')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('object_id', '=', objectId)
        .executeTakeFirst();
      return row && { tenantId, objectId, name: row.display_name, address: row.address, scopes: row.scopes.split(' ') };
    },
  };
}
