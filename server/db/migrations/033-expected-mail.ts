import { sql, type Kysely } from 'kysely';

/** Mail begun in Outlook's own window for a record, which is put there once it was sent. Known by keyed hashes of its addresses only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table expected_mail (
    id text primary key, tenant_id text not null, object_id text not null, module_id text not null, record_id text not null,
    address_keys bigint[] not null, internet_message_id text, created_at timestamptz not null default now())`.execute(
    db,
  );
  await sql`create index expected_mail_person on expected_mail (tenant_id, object_id)`.execute(db);
}
