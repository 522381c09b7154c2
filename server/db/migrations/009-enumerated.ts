import { sql, type Kysely } from 'kysely';

/** Which generation a stream showed whole, so that only then mail of any time is known to be gone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_state add column enumerated integer not null default 0`.execute(db);
}
