import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';

type Person = Pick<Principal, 'tenantId' | 'objectId' | 'address'>;
export type IsAdministrator = (person: Person) => Promise<boolean>;

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

/** Ends here for everybody else, with who could do it. The one check for whatever only administrators may. */
export async function requireAdministrator(
  { isAdministrator }: { isAdministrator: IsAdministrator },
  person: Person,
): Promise<void> {
  if (await isAdministrator(person)) return;
  throw new AppError(
    'access_denied',
    'Only an administrator of this product may do this. Who that is stands in the settings of the server, or is said by your role in Coherence.',
    { source: 'server', diagnosis: { cause: 'right.administrator' } },
  );
}
