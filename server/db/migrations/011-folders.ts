import { sql, type Kysely } from 'kysely';

/** Where files of records are kept, the folders of records, and the runs that make folders for whole modules. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table file_setting (
     tenant_id text primary key, root_kind text not null, drive_id text not null, root_item_id text not null,
     root_name text not null, root_web_url text not null, object_id text not null,
     template text not null, attachments text not null, sharing text not null, clash text not null,
     auto_modules jsonb not null default '{}', rename_with_record boolean not null default false,
     allow_anonymous boolean not null default false, when_deleted text not null default 'recreate',
     version integer not null default 1, created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `alter table record_folder add column name text not null default '', add column parent_item_id text,
     add column record_name text not null default '', add column state text not null default 'there',
     add column created_at timestamptz not null default now(), add column updated_at timestamptz not null default now()`,
  // Which record a name in a folder belongs to; taken before the folder is made, so that two never claim one.
  `create table folder_name (
     tenant_id text not null, drive_id text not null, parent_item_id text not null, name_key text not null,
     module_id text not null, record_id text not null, name text not null,
     primary key (tenant_id, drive_id, parent_item_id, name_key))`,
  `create unique index folder_name_record on folder_name (tenant_id, drive_id, parent_item_id, module_id, record_id)`,
  // Folders above those of records, by their path below the root, so that they are not walked for each record.
  `create table folder_place (
     tenant_id text not null, drive_id text not null, root_item_id text not null, path_key text not null,
     item_id text not null, created_at timestamptz not null default now(),
     primary key (tenant_id, drive_id, root_item_id, path_key))`,
  `alter table record_index add column first_seen_at timestamptz not null default now()`,
  `create table folder_run (
     id text primary key, tenant_id text not null, module_id text not null, kind text not null, object_id text not null,
     begun_by text not null, state text not null, problem jsonb, total integer not null default 0,
     requests integer not null default 0, attempts integer not null default 0, next_attempt_at timestamptz,
     lease_by text, lease_until timestamptz,
     created_at timestamptz not null default now(), updated_at timestamptz not null default now(), ended_at timestamptz)`,
  `create unique index folder_run_open on folder_run (tenant_id, module_id) where state in ('running', 'paused')`,
  `create table folder_run_item (
     run_id text not null references folder_run (id) on delete cascade, tenant_id text not null, record_id text not null,
     position integer not null, state text not null default 'waiting', code text, reason text, name text,
     attempts integer not null default 0, updated_at timestamptz not null default now(),
     primary key (run_id, record_id))`,
  `create index folder_run_item_state on folder_run_item (run_id, state, position)`,
];
