import { sql, type Kysely } from 'kysely';

/** Whether a person's times are shown in the zone of their mailbox, whatever the browser's is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table calendar_setting add column uses_mailbox_zone boolean not null default false`.execute(db);
}
