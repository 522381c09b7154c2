import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';

export type IsAdministrator = (person: Pick<Principal, 'tenantId' | 'objectId' | 'address'>) => Promise<boolean>;

/**
 * Who administers this product for their organisation: people the operator named (object ids, or tenant/address), and the owners and
 * administrators of the workspace, where Coherence tells its users. Nobody else, also when nobody is named.
 */
export function createAdministrators({ kysely }: Pick<Database, 'kysely'>, named: string[]): IsAdministrator {
  const names = new Set(named.map((it) => it.toLowerCase()));
  return async ({ tenantId, objectId, address }) => {
    if (names.has(objectId.toLowerCase()) || names.has(`${tenantId}/${address}`.toLowerCase())) return true;
    if (!address) return false;
    const user = await kysely
      .selectFrom('coherence_user')
      .select(['role', 'is_active'])
      .where('tenant_id', '=', tenantId)
      .where('address', '=', address.toLowerCase())
      .executeTakeFirst();
    return user !== undefined && user.is_active && /^(owner|admin|administrator)$/i.test(user.role);
  };
}
