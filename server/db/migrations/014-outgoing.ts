import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table outgoing_mail
     add column version integer not null default 0, add column send_at timestamptz, add column draft_version integer,
     add column drafts_tried integer not null default 0, add column is_written boolean not null default false,
     add column inherited text[] not null default '{}', add column conversation_id text, add column tried_send_at timestamptz,
     add column sent_at timestamptz, add column is_settled boolean not null default false`,
  `create index outgoing_mail_record on outgoing_mail (tenant_id, object_id, module_id, record_id)`,
  `create index outgoing_mail_work on outgoing_mail (state) 
     where state in ('waiting', 'sending', 'discarded') or (state = 'sent' and not is_settled)`,
  `create table outgoing_file (
     id text not null, mail_id text not null references outgoing_mail (id) on delete cascade, tenant_id text not null,
     place integer generated always as identity, name text not null, content_type text not null, size_bytes bigint not null,
     received_bytes bigint not null, attached_version integer, is_tried boolean not null default false, sealed_upload text,
     key_id text, primary key (mail_id, id))`,
  `create table outgoing_part (
     tenant_id text not null, mail_id text not null, file_id text not null, from_byte bigint not null, key_id text not null, sealed text not null,
     primary key (mail_id, file_id, from_byte),
     foreign key (mail_id, file_id) references outgoing_file (mail_id, id) on delete cascade)`,
];

/** Mail on its way out: how far it is, and its attachments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
