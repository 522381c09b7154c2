import { sql, type Kysely } from 'kysely';

/** Meetings that took place, one row for each date, and what people wrote about them. Both are known by what is the same in all calendars. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table meeting_log (
     id bigint generated always as identity primary key, tenant_id text not null, ical_uid text not null,
     occurrence text not null default '', starts_at timestamptz not null, ends_at timestamptz not null,
     people jsonb not null default '[]', state text not null default 'logged',
     logged_at timestamptz not null default now(), updated_at timestamptz not null default now(),
     unique (tenant_id, ical_uid, occurrence))`,
  `create table meeting_note (
     tenant_id text not null, ical_uid text not null, occurrence text not null default '', object_id text not null,
     author_name text not null default '', text text, created_at timestamptz not null default now(),
     updated_at timestamptz not null default now(), primary key (tenant_id, ical_uid, occurrence, object_id))`,
];
