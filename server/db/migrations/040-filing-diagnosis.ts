import { sql, type Kysely } from 'kysely';

/** What stood in the way of a filing or one of its files, as the catalogue of diagnoses knows it, so that its details can be copied. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table filing add column diagnosis jsonb`.execute(db);
  await sql`alter table filing_file add column diagnosis jsonb`.execute(db);
}
