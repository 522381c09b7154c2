import { sql, type Kysely } from 'kysely';

/** A file that took the place of a foreign one is not taken away with its filing; new records are found quickly. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index record_index_seen on record_index (tenant_id, module_id, first_seen_at)`.execute(db);
  await sql`alter table stored_file add column is_replacement boolean not null default false`.execute(db);
}
