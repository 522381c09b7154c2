import { sql, type Kysely } from 'kysely';

/** When Microsoft last told us something, and when a stream was last compared with what is there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table subscription add column noticed_at timestamptz`.execute(db);
  await sql`alter table sync_state add column checked_at timestamptz`.execute(db);
}
