import { sql, type Kysely } from 'kysely';

/** Who may open the folder of a record: what Coherence says, who that is in Microsoft 365, what we gave, and how it stands. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table record_index add column owner_user_id text, add column is_private boolean not null default false,
     add column teams jsonb not null default '[]'`,
  `create table coherence_user (
     tenant_id text not null, user_id text not null, name text not null, address text not null, role text not null,
     is_active boolean not null, primary key (tenant_id, user_id))`,
  `create table team_mapping (
     id text primary key, tenant_id text not null, source_kind text not null, source_id text not null,
     grantee_key text not null, grantee jsonb not null, role text not null,
     updated_by text not null, updated_at timestamptz not null default now(),
     unique (tenant_id, source_kind, source_id, grantee_key))`,
  `create table access_plan (
     folder_id text primary key references record_folder (id) on delete cascade, tenant_id text not null,
     is_followed boolean not null default false, wish text, generation integer not null default 1, wished_by text,
     confirmed jsonb, facts text not null default '', state text not null default 'unknown', view jsonb,
     more integer not null default 0, less integer not null default 0, problem text, checked_at timestamptz,
     attempts integer not null default 0, next_attempt_at timestamptz, lease_by text, lease_until timestamptz,
     updated_at timestamptz not null default now())`,
  `create index access_plan_tenant on access_plan (tenant_id, state)`,
  `create index access_plan_wish on access_plan (next_attempt_at) where wish is not null`,
  // Our own permissions, written down before they are given and forgotten after they are gone: a crash between leaves no stranger.
  `create table access_grant (
     folder_id text not null references record_folder (id) on delete cascade, tenant_id text not null, key text not null,
     grantee jsonb not null, role text not null, before_role text, because text not null, state text not null,
     permission_id text, given_by text not null, updated_at timestamptz not null default now(),
     primary key (folder_id, key))`,
  `create table access_schedule (
     tenant_id text primary key, every text not null, repairs boolean not null, next_run_at timestamptz,
     run_began_at timestamptz, run_total integer not null default 0,
     updated_by text not null, updated_at timestamptz not null default now())`,
];
