import { sql, type Kysely } from 'kysely';

/** What is to be restored when a change of a series has several steps, written down before the first of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table calendar_change add column plan jsonb`.execute(db);
  await sql`create index calendar_event_end on calendar_event (tenant_id, ends_at)`.execute(db);
}
