import { sql, type Kysely } from 'kysely';

/**
 * Words of mail on records are found by index, within one organisation: in subject and preview, and in the people. Takes the place of the
 * trigrams of subjects, which cost an import more and found less. The function asks with the very expressions of these indexes, which no
 * other index has, and never reads whole tables: so it is fast, too, where the planner has no statistics yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const signs = `-_.@/\\:;,+'"()[]{}<>|&!?*%#=~^\`$`;
const words = (text: string) =>
  `to_tsvector('simple'::regconfig, translate(${text}, '${signs.replace("'", "''")}', repeat(' ', ${signs.length})))`;
const ofMessage = words(`coalesce(subject, '') || ' ' || coalesce(preview, '')`);
const ofPerson = words(`name || ' ' || address`);
const statements = [
  `create extension if not exists btree_gin`,
  `drop index mail_message_subject`,
  `create index mail_message_words on mail_message using gin (lower(tenant_id), (${ofMessage})) where subject is not null`,
  `create index mail_participant_words on mail_participant using gin (lower(tenant_id), (${ofPerson}))`,
  `create function mail_with_words(tenant text, words tsquery, most integer) returns setof bigint
     language sql stable set enable_seqscan = off as $$
       (select id from mail_message where lower(tenant_id) = lower(tenant) and subject is not null and ${ofMessage} @@ words limit most)
       union all
       (select message_id from mail_participant where lower(tenant_id) = lower(tenant) and ${ofPerson} @@ words limit most)
     $$`,
];
