import { sql, type Kysely } from 'kysely';

/** The first tables: who is connected, what Coherence holds, what was filed, and the audit chain. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create extension if not exists pg_trgm`,
  `create table connection (
     tenant_id text not null, object_id text not null, user_principal_name text not null, address text not null,
     display_name text not null, scopes text not null default '',
     first_seen timestamptz not null default now(), last_seen timestamptz not null default now(),
     primary key (tenant_id, object_id))`,
  `create index connection_address on connection (tenant_id, address)`,
  `create table token_cache (
     tenant_id text not null, object_id text not null, key_id text not null, sealed text not null,
     updated_at timestamptz not null default now(), primary key (tenant_id, object_id))`,
  `create table audit_entry (
     tenant_id text not null, sequence integer not null, at timestamptz not null, actor text not null, action text not null,
     target text not null, detail jsonb not null, previous_hash text not null, hash text not null,
     primary key (tenant_id, sequence))`,
  `create table coherence_connection (
     tenant_id text primary key, workspace_name text not null, base_url text not null, app_url text not null,
     key_id text not null, sealed_key text not null, dialect text, quota jsonb not null default '{}',
     indexed_at timestamptz, updated_at timestamptz not null default now())`,
  `create table module (
     tenant_id text not null, module_id text not null, slug text not null, singular text not null, plural text not null,
     role text not null, is_enabled boolean not null, fields jsonb not null default '[]',
     primary key (tenant_id, module_id))`,
  `create table record_index (
     tenant_id text not null, module_id text not null, record_id text not null, display_name text not null,
     code text, link text, is_gone boolean not null default false, seen_at timestamptz not null default now(),
     primary key (tenant_id, module_id, record_id))`,
  `create index record_index_code on record_index (tenant_id, upper(code)) where code is not null`,
  `create index record_index_name on record_index using gin (display_name gin_trgm_ops)`,
  `create table record_address (
     tenant_id text not null, address text not null, module_id text not null, record_id text not null,
     primary key (tenant_id, address, module_id, record_id))`,
  `create index record_address_record on record_address (tenant_id, module_id, record_id)`,
  `create table record_domain (
     tenant_id text not null, domain text not null, module_id text not null, record_id text not null,
     primary key (tenant_id, domain, module_id, record_id))`,
  `create index record_domain_record on record_domain (tenant_id, module_id, record_id)`,
  `create table intent (
     id text primary key, tenant_id text not null, module_id text not null, natural_key text not null,
     display_name text not null, fields jsonb not null, created_by text not null, state text not null,
     record_id text, problem text, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
     unique (tenant_id, module_id, natural_key))`,
  `create table filing (
     id text primary key, tenant_id text not null, internet_message_id text not null, module_id text not null, record_id text not null,
     state text not null, reason jsonb not null, object_id text not null, filed_by_name text not null, filed_at timestamptz not null,
     mailbox text not null, message_id text not null, conversation_id text,
     subject text not null, from_name text not null, from_address text not null, received_at timestamptz not null,
     category_state text not null, record_check text not null, notice text,
     generation integer not null default 1, is_working boolean not null, lease_until timestamptz, lease_by text,
     attempts integer not null default 0, next_attempt_at timestamptz, updated_at timestamptz not null default now(),
     unique (tenant_id, internet_message_id, module_id, record_id))`,
  `create index filing_record on filing (tenant_id, module_id, record_id, received_at desc)`,
  `create index filing_conversation on filing (tenant_id, conversation_id)`,
  `create index filing_working on filing (next_attempt_at) where is_working`,
  `create table record_folder (
     id text primary key, tenant_id text not null, module_id text not null, record_id text not null, object_id text not null,
     drive_id text not null, item_id text not null, web_url text not null,
     unique (tenant_id, module_id, record_id, object_id), unique (tenant_id, drive_id, item_id))`,
  `create table stored_file (
     id text primary key, tenant_id text not null, folder_id text not null references record_folder (id), sha256 text not null,
     name text not null, size_bytes bigint not null, state text not null, drive_id text not null, item_id text, web_url text,
     sealed_upload text, updated_at timestamptz not null default now(),
     unique (tenant_id, folder_id, sha256))`,
  `create table filing_file (
     id text primary key, tenant_id text not null, filing_id text not null references filing (id), kind text not null,
     attachment_id text, name text not null, size_bytes bigint not null, state text not null, problem text,
     stored_file_id text references stored_file (id), is_reused boolean not null default false)`,
  `create index filing_file_filing on filing_file (filing_id)`,
  `create index filing_file_stored on filing_file (stored_file_id)`,
];
