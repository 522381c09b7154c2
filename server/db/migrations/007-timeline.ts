import { sql, type Kysely } from 'kysely';

/** The timeline of a record: its links by time, and by conversation, so that a page costs the same at any size. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table mail_link add column conversation_id text not null default ''`,
  `drop index mail_link_record`,
  `create index mail_link_timeline on mail_link (tenant_id, module_id, record_id, received_at desc, id desc) where state = 'linked'`,
  `create index mail_link_conversation on mail_link (tenant_id, module_id, record_id, conversation_id, received_at, id)
     where state = 'linked'`,
  `create index filing_record_conversation on filing (tenant_id, module_id, record_id, conversation_id, received_at, id)
     where state <> 'unfiled'`,
  // Words in subjects are looked for among the mail that is on records; only that has a subject.
  `create index mail_message_subject on mail_message using gin (subject gin_trgm_ops) where subject is not null`,
];
