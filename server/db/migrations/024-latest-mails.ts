import { sql, type Kysely } from 'kysely';

/** The latest mails with an address are found without reading all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index mail_participant_latest on mail_participant (tenant_id, address, message_id)`.execute(db);
  await sql`drop index mail_participant_address`.execute(db);
}
