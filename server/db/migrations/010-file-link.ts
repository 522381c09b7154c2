import { sql, type Kysely } from 'kysely';

/** Files and folders that people put on records. Drive and item say which one; everything else is read where it lies. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // `name` is content: it is shown to nobody but the one who linked, and to them only when the file is gone.
  `create table file_link (
     id text primary key, tenant_id text not null, module_id text not null, record_id text not null,
     drive_id text not null, item_id text not null, kind text not null, name text not null, state text not null,
     object_id text not null, linked_by_name text not null, linked_at timestamptz not null default now(),
     updated_at timestamptz not null default now(),
     unique (tenant_id, module_id, record_id, drive_id, item_id))`,
  `create index file_link_item on file_link (tenant_id, drive_id, item_id)`,
];
