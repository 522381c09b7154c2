import { sql, type Kysely } from 'kysely';

/** Whether an organisation lets its people choose documents of SharePoint here. Off until somebody switches it on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table sharepoint_switch (
    tenant_id text primary key, is_on boolean not null, changed_by text not null,
    updated_at timestamptz not null default now())`.execute(db);
}
