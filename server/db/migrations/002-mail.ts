import { sql, type Kysely } from 'kysely';

/** Mailboxes that are followed: folders, where each stream stands, messages, links, and what a person was asked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// Everything that points at a mailbox or a message uses a bigint: a Graph id has about 150 characters and stands once.
const statements = [
  `create table mailbox (
     id bigint generated always as identity primary key, tenant_id text not null, kind text not null, address text not null,
     display_name text not null, object_id text not null, state text not null, problem jsonb, time_zone text not null,
     settings jsonb, settings_version integer not null default 0, range_from timestamptz, range_to timestamptz,
     visibility text not null default 'subject', wait_until timestamptz,
     created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
     unique (tenant_id, address))`,
  `create table mailbox_member (
     mailbox_id bigint not null references mailbox (id) on delete cascade, tenant_id text not null, object_id text not null,
     can_send boolean not null, checked_at timestamptz not null default now(), primary key (mailbox_id, object_id))`,
  `create table mail_folder (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, graph_id text not null, parent_graph_id text,
     well_known text, display_name text not null, total_count integer not null default 0, is_selected boolean not null default false,
     includes_new boolean not null default false, is_gone boolean not null default false, unique (mailbox_id, graph_id))`,
  `create table sync_state (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, workload text not null, resource text not null,
     stage text not null, cursor text, generation integer not null default 1, history jsonb not null default '[]',
     expected bigint not null default 0, seen bigint not null default 0, stored bigint not null default 0,
     excluded bigint not null default 0, oldest_at timestamptz, newest_at timestamptz, last_run_at timestamptz,
     last_change_at timestamptz, wished_at timestamptz, attempts integer not null default 0, next_attempt_at timestamptz,
     problem jsonb, lease_by text, lease_until timestamptz, updated_at timestamptz not null default now(),
     unique (mailbox_id, workload, resource))`,
  `create index sync_state_due on sync_state (next_attempt_at) where stage <> 'stopped'`,
  `create table subscription (
     id text primary key, tenant_id text not null, mailbox_id bigint not null references mailbox (id) on delete cascade,
     resource text not null, secret_hash text not null, expires_at timestamptz not null, state text not null,
     created_at timestamptz not null default now())`,
  `create index subscription_mailbox on subscription (mailbox_id)`,
  `create table early_notification (
     subscription_id text primary key, received_at timestamptz not null default now())`,
  // A message without content is known by ids, time and keyed hashes of its addresses only.
  `create table mail_message (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, folder_id bigint references mail_folder (id),
     graph_id text not null, change_key text not null, internet_message_id text not null, conversation_id text not null,
     received_at timestamptz not null, address_keys bigint[] not null, generation integer not null, excluded_by text,
     subject text, preview text, sent_at timestamptz, has_attachments boolean, importance text, sensitivity text,
     categories text[], is_draft boolean, unique (mailbox_id, graph_id))`,
  `create index mail_message_internet on mail_message (tenant_id, internet_message_id)`,
  `create index mail_message_conversation on mail_message (tenant_id, conversation_id)`,
  `create index mail_message_folder on mail_message (folder_id, received_at)`,
  `create index mail_message_keys on mail_message using gin (address_keys)`,
  `create table mail_participant (
     message_id bigint not null references mail_message (id) on delete cascade, tenant_id text not null, role text not null,
     address text not null, name text not null, primary key (message_id, role, address))`,
  `create index mail_participant_address on mail_participant (tenant_id, address)`,
  `create table mail_link (
     id text primary key, tenant_id text not null, internet_message_id text not null, module_id text not null,
     record_id text not null, state text not null, confidence text not null, reason jsonb not null,
     object_id text, mailbox_id bigint references mailbox (id) on delete set null, received_at timestamptz not null,
     created_at timestamptz not null default now(), decided_at timestamptz, decided_by text,
     unique (tenant_id, internet_message_id, module_id, record_id))`,
  `create index mail_link_record on mail_link (tenant_id, module_id, record_id, received_at desc)`,
  `create index mail_link_review on mail_link (tenant_id, state, confidence)`,
  `create table mail_choice (
     tenant_id text not null, object_id text not null, address text not null, module_id text not null, record_id text not null,
     chosen_at timestamptz not null default now(), primary key (tenant_id, object_id, address))`,
  `create table followed_thread (
     id text primary key, tenant_id text not null, conversation_id text not null, module_id text not null, record_id text not null,
     state text not null, outside_domains text[] not null, question jsonb, object_id text not null,
     created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
     unique (tenant_id, conversation_id, module_id, record_id))`,
  `create table sync_log (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, folder_id bigint, at timestamptz not null default now(),
     kind text not null, code text not null, graph_id text, detail jsonb not null default '{}', state text not null)`,
  `create index sync_log_mailbox on sync_log (mailbox_id, id desc)`,
  `create table connect_attempt (
     state_hash text primary key, tenant_id text not null, object_id text not null, key_id text not null, sealed text not null,
     expires_at timestamptz not null)`,
  `create table mail_preview (
     id text primary key, tenant_id text not null, mailbox_id bigint not null references mailbox (id) on delete cascade,
     object_id text not null, settings jsonb not null, state text not null, result jsonb not null default '{}',
     created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `create table outgoing_mail (
     id text primary key, tenant_id text not null, object_id text not null, mailbox_id bigint references mailbox (id),
     module_id text, record_id text, state text not null, key_id text not null, sealed text not null, graph_id text,
     internet_message_id text, problem jsonb, attempts integer not null default 0, next_attempt_at timestamptz,
     lease_by text, lease_until timestamptz, created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
];
