import { sql, type Kysely } from 'kysely';

/** What is asked and answered, signed ends of the audit's chains, what administrators decide, and requests about personal data. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table activity (
     tenant_id text not null, sequence bigint not null, at timestamptz not null, kind text not null, actor text not null,
     service text not null, method text not null, path text not null, status integer not null, duration_ms integer not null,
     request_id text not null, target text not null, detail jsonb not null, previous_hash text not null, hash text not null,
     primary key (tenant_id, sequence))`,
  `create index activity_at on activity (tenant_id, at desc)`,
  `create index audit_entry_at on audit_entry (tenant_id, at desc)`,
  `create table audit_head (
     tenant_id text not null, chain text not null, first_sequence bigint not null, first_hash text not null,
     last_sequence bigint not null, last_hash text not null, key_id text not null, mac text not null,
     updated_at timestamptz not null default now(), primary key (tenant_id, chain))`,
  `create table audit_setting (
     tenant_id text primary key, retention_days integer, updated_by text not null, updated_at timestamptz not null default now())`,
  `create table policy (
     tenant_id text primary key, policy jsonb not null, version integer not null default 1, updated_by text not null,
     updated_at timestamptz not null default now())`,
  `create table privacy_request (
     id text primary key, tenant_id text not null, kind text not null, subject_kind text not null, subject_hash text not null,
     asked_by text not null, state text not null, counts jsonb not null default '{}', proof jsonb,
     created_at timestamptz not null default now(), done_at timestamptz)`,
  `create index privacy_request_tenant on privacy_request (tenant_id, created_at desc)`,
  `create table suppression (
     tenant_id text not null, address_key text not null, created_at timestamptz not null default now(),
     primary key (tenant_id, address_key))`,
];
