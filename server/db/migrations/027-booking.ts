import { sql, type Kysely } from 'kysely';

const statements = [
  `create table booking (
     id text primary key, tenant_id text not null, object_id text not null, module_id text, record_id text, state text not null,
     key_id text not null, sealed text not null, version integer not null default 1, ends_at timestamptz not null,
     wished_at timestamptz, transaction_id text, is_unwished boolean not null default false, tried_at timestamptz, graph_id text, ical_uid text,
     join_url text, web_link text, is_invite_tried boolean not null default false, is_invited boolean not null default false,
     booked_at timestamptz, room_answer text, is_settled boolean not null default false, problem jsonb,
     attempts integer not null default 0, next_attempt_at timestamptz, lease_by text, lease_until timestamptz,
     created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `create index booking_record on booking (tenant_id, object_id, module_id, record_id)`,
  `create index booking_work on booking (state)
     where state in ('booking', 'undoing', 'failing') or (state = 'booked' and not is_settled)`,
];

/** Meetings that are booked in one go: how far each is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
