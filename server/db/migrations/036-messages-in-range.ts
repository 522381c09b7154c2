import { sql, type Kysely } from 'kysely';

/** How many messages the chosen range holds in a folder, as Microsoft counted them: what its progress is a part of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_state add column in_range bigint`.execute(db);
}
