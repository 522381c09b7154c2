import { sql, type Kysely } from 'kysely';

const statements = [
  // No key: two transactions that change the same mail's records never wait for each other here.
  `create table organise_due (
     id bigint generated always as identity primary key, tenant_id text not null, internet_message_id text not null)`,
  `create table organised_mail (
     id bigint generated always as identity primary key, tenant_id text not null,
     mailbox_id bigint not null references mailbox (id) on delete cascade, graph_id text not null,
     internet_message_id text not null, module_id text not null, record_id text not null, kind text not null, grouped_by text,
     wish text not null, is_by_person boolean not null default false, state text not null, from_folder text, to_folder text,
     problem text, attempts integer not null default 0, next_attempt_at timestamptz, lease_by text, lease_until timestamptz,
     updated_at timestamptz not null default now(), unique (mailbox_id, graph_id))`,
  `create index organised_mail_message on organised_mail (tenant_id, internet_message_id)`,
  `create index organised_mail_work on organised_mail (mailbox_id) where state = 'wished'`,
  `create table organised_folder (
     tenant_id text not null, mailbox_id bigint not null references mailbox (id) on delete cascade, key text not null,
     graph_id text not null, primary key (mailbox_id, key))`,
  `create function note_record_change() returns trigger language plpgsql as $$
   begin
     insert into organise_due (tenant_id, internet_message_id)
     select distinct c.tenant_id, c.internet_message_id from changed c
     where exists (select 1 from mailbox b where b.tenant_id = c.tenant_id
         and coalesce(b.settings->'organization'->>'kind', 'off') <> 'off')
       or exists (select 1 from organised_mail o where o.tenant_id = c.tenant_id
         and o.internet_message_id = c.internet_message_id);
     return null;
   end $$`,
  ...['mail_link', 'filing'].flatMap((table) => [
    `create trigger ${table}_added after insert on ${table} referencing new table as changed
       for each statement execute function note_record_change()`,
    `create trigger ${table}_changed after update on ${table} referencing new table as changed
       for each statement execute function note_record_change()`,
    `create trigger ${table}_removed after delete on ${table} referencing old table as changed
       for each statement execute function note_record_change()`,
  ]),
];

/** What is done in Outlook to mail that came to a record; the database notes which mail's records changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
