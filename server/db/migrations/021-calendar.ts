import { sql, type Kysely } from 'kysely';

/** Calendars of mailboxes: which are followed, their events, who is in them, the records they are on, and changes on their way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table calendar_setting (
     mailbox_id bigint primary key references mailbox (id) on delete cascade, tenant_id text not null,
     direction text not null default 'both', takes_private boolean not null default true,
     takes_declined boolean not null default false, takes_all_day boolean not null default true,
     version integer not null default 1, planned_version integer not null default 0, listed_at timestamptz,
     updated_by text not null, updated_at timestamptz not null default now())`,
  `create table calendar (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, graph_id text not null, name text not null,
     color text not null, owner_address text not null, owner_name text not null, can_edit boolean not null,
     can_view_private boolean not null default true,
     is_default boolean not null default false, is_chosen boolean not null default false, is_primary boolean not null default false,
     online_providers text[] not null default '{}', online_provider text not null default 'unknown',
     is_gone boolean not null default false, updated_at timestamptz not null default now(), unique (mailbox_id, graph_id))`,
  `create unique index calendar_primary on calendar (mailbox_id) where is_primary`,
  // One row for an event, whoever has it: of a series, the master has no date and each date of it has its own.
  `create table calendar_event (
     id bigint generated always as identity primary key, tenant_id text not null, ical_uid text not null,
     occurrence text not null default '', kind text not null, series_uid text,
     master_id bigint references calendar_event (id) on delete set null,
     subject text not null, body_text text not null default '', starts_at timestamptz not null, ends_at timestamptz not null,
     zone text not null, is_all_day boolean not null, sensitivity text not null, show_as text not null,
     is_cancelled boolean not null default false, organizer_address text not null default '', organizer_name text not null default '',
     join_url text, location text not null default '', recurrence jsonb, is_never_filed boolean not null default false,
     source integer not null default 0,
     modified_at timestamptz not null, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
     unique (tenant_id, ical_uid, occurrence))`,
  `create index calendar_event_time on calendar_event (tenant_id, starts_at)`,
  `create index calendar_event_master on calendar_event (master_id) where master_id is not null`,
  `create table calendar_copy (
     id bigint generated always as identity primary key, tenant_id text not null,
     event_id bigint not null references calendar_event (id) on delete cascade,
     mailbox_id bigint not null references mailbox (id) on delete cascade,
     calendar_id bigint references calendar (id) on delete set null, graph_id text not null, etag text not null default '',
     series_master_id text, response text not null default 'none', is_organizer boolean not null default false,
     is_private boolean not null default false, show_as text not null default 'busy', web_link text not null default '',
     transaction_id text, modified_at timestamptz not null, seen integer not null default 4,
     generation integer not null default 1, is_doubted boolean not null default false, gone_at timestamptz,
     updated_at timestamptz not null default now(), unique (mailbox_id, graph_id))`,
  `create index calendar_copy_event on calendar_copy (event_id)`,
  `create index calendar_copy_master on calendar_copy (mailbox_id, series_master_id) where series_master_id is not null`,
  `create index calendar_copy_calendar on calendar_copy (calendar_id, generation)`,
  `create index calendar_copy_doubted on calendar_copy (calendar_id) where is_doubted`,
  `create table calendar_attendee (
     event_id bigint not null references calendar_event (id) on delete cascade, tenant_id text not null, address text not null,
     name text not null, kind text not null, response text not null, primary key (event_id, address))`,
  `create index calendar_attendee_address on calendar_attendee (tenant_id, address)`,
  // A date of a series that nothing became different on has the people of its series.
  `create view calendar_person as
     select e.id as event_id, a.tenant_id, a.address, a.name, a.kind, a.response from calendar_event e
     join calendar_attendee a on a.event_id = case when e.kind = 'occurrence' then coalesce(e.master_id, e.id) else e.id end`,
  `create table calendar_link (
     id text primary key, tenant_id text not null, ical_uid text not null, occurrence text not null default '',
     is_series boolean not null default false, module_id text not null, record_id text not null, state text not null,
     confidence text not null, reason jsonb not null, object_id text, linked_by_name text not null default '',
     created_at timestamptz not null default now(), decided_at timestamptz, decided_by text, undone_at timestamptz,
     unique (tenant_id, ical_uid, occurrence, module_id, record_id))`,
  `create index calendar_link_record on calendar_link (tenant_id, module_id, record_id) where state = 'linked'`,
  // What somebody wished in Coherence, until Microsoft has it. The id is the transactionId, so that a repeated creation is one.
  `create table calendar_change (
     id text primary key, tenant_id text not null, object_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, calendar_id bigint references calendar (id) on delete set null,
     event_id bigint references calendar_event (id) on delete set null, kind text not null, scope text not null default 'one',
     fields jsonb not null default '{}', base jsonb not null default '{}', links jsonb not null default '[]',
     state text not null, step integer not null default 0, graph_id text, etag text, problem jsonb, theirs jsonb,
     attempts integer not null default 0, next_attempt_at timestamptz, lease_by text, lease_until timestamptz,
     created_at timestamptz not null default now(), updated_at timestamptz not null default now(), done_at timestamptz)`,
  `create index calendar_change_work on calendar_change (next_attempt_at) where state = 'wished'`,
  `create index calendar_change_event on calendar_change (event_id) where state <> 'done'`,
];
