import { sql, type Kysely } from 'kysely';

/**
 * New records are found by time alone. An index that began with the module was taken for look-ups of single records where no statistics
 * are gathered yet, and each of them then read the whole module.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index record_index_seen`.execute(db);
  await sql`create index record_index_first_seen on record_index (first_seen_at)`.execute(db);
}
