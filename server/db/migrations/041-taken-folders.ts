import { sql, type Kysely } from 'kysely';

/**
 * Since when a record claims a name, so that a folder which we made and could not note is told from one that was there; folders that are
 * not ours and stand under the name of a record's, with what was said of them; and the files that wait for that.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Of claims from before this it is not known.
  `alter table folder_name add column claimed_at timestamptz`,
  `alter table folder_name alter column claimed_at set default now()`,
  `create table folder_question (
     tenant_id text not null, module_id text not null, record_id text not null, object_id text not null,
     drive_id text not null, item_id text not null, taken jsonb not null, seen_by text not null,
     answer text, answered_by text, updated_at timestamptz not null default now(),
     primary key (tenant_id, module_id, record_id, object_id))`,
  `alter table filing_file add column folder_taken jsonb`,
];
