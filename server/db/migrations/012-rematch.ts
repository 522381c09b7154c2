import { sql, type Kysely } from 'kysely';

/** Mail that is to be read once more, because somebody in it became known; and addresses that were looked for once already. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table mail_message add column is_wanted boolean not null default false`,
  `create index mail_message_wanted on mail_message (folder_id, id) where is_wanted`,
  `alter table fresh_address add column matched_at timestamptz`,
];
