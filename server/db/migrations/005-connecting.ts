import { sql, type Kysely } from 'kysely';

/** What was granted with a token, and how a sign-in on its way ended, so that it is good once and can be told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table token_cache add column scopes text not null default ''`.execute(db);
  await sql`alter table connect_attempt add column outcome jsonb`.execute(db);
  await sql`create index connect_attempt_person on connect_attempt (tenant_id, object_id)`.execute(db);
}
