import { sql, type Kysely } from 'kysely';

/** What a person decided about links, so that it can be taken back; and the queue of what is still to be decided. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table link_decision (
     id text primary key, tenant_id text not null, object_id text not null, before jsonb not null, at timestamptz not null default now())`,
  `create index link_decision_person on link_decision (tenant_id, object_id, at)`,
  `drop index mail_link_review`,
  `create index mail_link_review on mail_link (tenant_id, object_id, received_at desc, internet_message_id desc)
     where decided_at is null and state in ('linked', 'suggested') and confidence <> 'high'`,
];
