import { sql, type Kysely } from 'kysely';

/**
 * What was decided for a file whose bytes or name are in the record's folder, or on another record; which file that is; and who brought
 * it, where that is somebody else than who filed the mail.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table filing_file
    add column if_there text, add column there_drive_id text, add column there_item_id text, add column there_web_url text,
    add column link_id text, add column object_id text, add column message_id text`.execute(db);
  await sql`create index stored_file_bytes on stored_file (tenant_id, sha256)`.execute(db);
  await sql`create index stored_file_size on stored_file (tenant_id, size_bytes)`.execute(db);
  await sql`create index stored_file_item on stored_file (tenant_id, item_id)`.execute(db);
}
