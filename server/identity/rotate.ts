import { sql } from 'kysely';
import type { Database } from '../db/database.js';
import type { Seal } from './seal.js';

/** Rows with a secret that lives long, and the context it was sealed with. Those that live minutes end before a key does. */
const places: {
  table: string;
  sealed: string;
  keyId?: string;
  keys: string[];
  context(row: Record<string, string>): string;
}[] = [
  {
    table: 'token_cache',
    sealed: 'sealed',
    keys: ['tenant_id', 'object_id'],
    context: (it) => `graph ${it.tenant_id} ${it.object_id}`,
  },
  {
    table: 'coherence_connection',
    sealed: 'sealed_key',
    keys: ['tenant_id'],
    context: (it) => `coherence ${it.tenant_id}`,
  },
  {
    table: 'coherence_connection',
    sealed: 'sealed_second_key',
    keyId: 'second_key_id',
    keys: ['tenant_id'],
    context: (it) => `coherence ${it.tenant_id}`,
  },
  {
    table: 'coherence_webhook',
    sealed: 'sealed_secret',
    keys: ['tenant_id'],
    context: (it) => `coherence webhook ${it.tenant_id}`,
  },
  { table: 'tenant_key', sealed: 'sealed', keys: ['tenant_id'], context: (it) => `tenant key ${it.tenant_id}` },
];

/**
 * Seals anew whatever an older key sealed, so that a key can be taken out of ENCRYPTION_KEYS after the next start. Twice is once; a secret
 * that no key opens stays as it is. Answers how many were sealed anew.
 */
export async function resealAll({ kysely }: Pick<Database, 'kysely'>, seal: Seal): Promise<number> {
  let count = 0;
  for (const { table, sealed: column, keyId = 'key_id', keys, context } of places) {
    const { rows } = await sql<Record<string, string>>`select * from ${sql.table(table)}
      where ${sql.ref(keyId)} <> ${seal.newest}`.execute(kysely);
    for (const row of rows) {
      const fresh = anew(seal, { keyId: row[keyId] ?? '', sealed: row[column] ?? '' }, context(row));
      if (!fresh) continue;
      // Somebody who wrote meanwhile wrote with the newest key: theirs stays.
      const same = sql.join(
        [...keys, column].map((it) => sql`${sql.ref(it)} = ${row[it]}`),
        sql` and `,
      );
      await sql`update ${sql.table(table)} set ${sql.ref(keyId)} = ${fresh.keyId}, ${sql.ref(column)} = ${fresh.sealed}
        where ${same}`.execute(kysely);
      count += 1;
    }
  }
  return count;
}

function anew(seal: Seal, old: { keyId: string; sealed: string }, context: string) {
  try {
    return seal.seal(seal.open(old, context), context);
  } catch {
    return undefined;
  }
}
