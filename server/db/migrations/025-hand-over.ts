import { sql, type Kysely } from 'kysely';

/** What is handed from one window to another, once: a sign-in on its way, its ticket, a link for another browser. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table hand_over (
    hash text primary key, kind text not null, key_id text not null, sealed text not null,
    expires_at timestamptz not null, taken_at timestamptz)`.execute(db);
  await sql`create index hand_over_expires on hand_over (expires_at)`.execute(db);
}
