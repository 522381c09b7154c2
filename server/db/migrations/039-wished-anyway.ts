import { sql, type Kysely } from 'kysely';

/** A record that is wished although Coherence warned that there is one like it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table intent add column is_wished_anyway boolean not null default false`.execute(db);
}
