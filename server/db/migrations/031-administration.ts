import { sql, type Kysely } from 'kysely';

/** A second key for Coherence, so that one can be replaced without a moment without; and what an administrator says a module is for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table coherence_connection add column second_key_id text, add column sealed_second_key text,
    add column key_in_use integer not null default 1`.execute(db);
  await sql`alter table module add column role_set text`.execute(db);
}
