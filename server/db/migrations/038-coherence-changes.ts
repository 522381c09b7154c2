import { sql, type Kysely } from 'kysely';

/** What Coherence tells of records between two full readings, by its webhooks or when asked for the newest of a module. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table coherence_webhook (
    tenant_id text primary key references coherence_connection (tenant_id) on delete cascade,
    door text not null unique, state text not null default 'unknown', webhook_id text, key_id text, sealed_secret text,
    asked_at timestamptz, heard_at timestamptz)`.execute(db);
  await sql`create table changed_record (
    tenant_id text not null, module_id text not null, record_id text not null,
    told_at timestamptz not null default now(), due_at timestamptz not null default now(),
    primary key (tenant_id, module_id, record_id))`.execute(db);
  await sql`alter table module add column read_until timestamptz, add column is_newest_first boolean,
    add column changes_due_at timestamptz not null default now()`.execute(db);
}
