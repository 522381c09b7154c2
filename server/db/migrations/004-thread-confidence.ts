import { sql, type Kysely } from 'kysely';

/** A conversation hands on the confidence it began with: what was likely does not become certain by being answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table followed_thread add column confidence text not null default 'high'`).execute(db);
}
