import { sql, type Selectable } from 'kysely';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { TokenCache } from '../db/schema.js';
import type { Seal } from './seal.js';

export type Person = Pick<Principal, 'tenantId' | 'objectId'>;
export interface Kept {
  accessToken: string;
  endsAt: number;
  refreshToken?: string;
  /** Graph scopes the token carries, by their short names. */
  scopes: string[];
}
export interface TokenStore {
  read(person: Person): Promise<Kept | undefined>;
  keep(person: Person, kept: Kept): Promise<void>;
  /** Graph scopes that were granted when a token last came, without opening it. */
  granted(person: Person): Promise<string[]>;
  /** Forgets every token of the person, or only the one that was tried: a newer sign-in stays. Twice is once; says whether one went. */
  forget(person: Person, tried?: Pick<Kept, 'refreshToken'>): Promise<boolean>;
}

/**
 * What is kept of a person's sign-in, so that jobs go on after the request: sealed with the person as context, so a row
 * copied to another person does not open.
 */
export function createTokenStore(database: Database, seal: Seal): TokenStore {
  const contextOf = ({ tenantId, objectId }: Person) => `graph ${tenantId} ${objectId}`;
  const rowOf = ({ tenantId, objectId }: Person) =>
    database.kysely
      .selectFrom('token_cache')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .executeTakeFirst();
  // One whose key is gone, or that was changed or moved, is as if it were not there: the next sign-in brings another.
  const open = (row: Selectable<TokenCache>): Kept | undefined => {
    try {
      const kept = JSON.parse(
        seal.open(
          { keyId: row.key_id, sealed: row.sealed },
          contextOf({ tenantId: row.tenant_id, objectId: row.object_id }),
        ),
      ) as Kept;
      return { ...kept, scopes: words(row.scopes) };
    } catch {
      return undefined;
    }
  };
  return {
    async read(person) {
      const row = await rowOf(person);
      return row && open(row);
    },
    async keep(person, { scopes, ...kept }) {
      const { keyId, sealed } = seal.seal(JSON.stringify(kept), contextOf(person));
      const values = { key_id: keyId, sealed, scopes: scopes.join(' '), updated_at: sql<Date>`now()` };
      await database.kysely
        .insertInto('token_cache')
        .values({ tenant_id: person.tenantId, object_id: person.objectId, ...values })
        .onConflict((on) => on.columns(['tenant_id', 'object_id']).doUpdateSet(values))
        .execute();
    },
    granted: async (person) => words((await rowOf(person))?.scopes ?? ''),
    async forget(person, tried) {
      let remove = database.kysely
        .deleteFrom('token_cache')
        .where('tenant_id', '=', person.tenantId)
        .where('object_id', '=', person.objectId);
      if (tried) {
        const row = await rowOf(person);
        if (!row || open(row)?.refreshToken !== tried.refreshToken) return false;
        remove = remove.where('sealed', '=', row.sealed);
      }
      return (await remove.executeTakeFirst()).numDeletedRows > 0n;
    },
  };
}

const words = (text: string): string[] => text.split(' ').filter(Boolean);
