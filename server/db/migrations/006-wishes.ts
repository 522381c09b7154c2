import { sql, type Kysely } from 'kysely';

/** Wishes for new records are worked on by one at a time, and wait longer after each failure. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table intent add column attempts integer not null default 0`,
  `alter table intent add column next_attempt_at timestamptz`,
  `alter table intent add column lease_until timestamptz`,
  `alter table intent add column lease_by text`,
];
