import { sql, type Kysely } from 'kysely';

/** Drives that hold linked files or record folders, and where their streams of changes stand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table drive_stream (
    id text primary key, tenant_id text not null, drive_id text not null, object_id text not null, cursor text,
    problem text, lease_by text, lease_until timestamptz, next_attempt_at timestamptz,
    created_at timestamptz not null default now(), unique (tenant_id, drive_id))`.execute(db);
}
