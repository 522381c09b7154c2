import { sql, type Kysely } from 'kysely';

/** Microsoft tells of changes in drives too; a stream that was told of some while it was read is read again at once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table subscription alter column mailbox_id drop not null`.execute(db);
  await sql`alter table subscription add column drive_stream_id text references drive_stream (id) on delete cascade`.execute(
    db,
  );
  await sql`create index subscription_drive on subscription (drive_stream_id)`.execute(db);
  await sql`alter table drive_stream add column wished_at timestamptz`.execute(db);
}
