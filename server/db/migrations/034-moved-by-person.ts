import { sql, type Kysely } from 'kysely';

/** A mail that wears the category may also be moved, by a person: what is done is known by the mail and by its kind. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organised_mail drop constraint organised_mail_mailbox_id_graph_id_key`.execute(db);
  await sql`alter table organised_mail add constraint organised_mail_once unique (mailbox_id, graph_id, kind)`.execute(
    db,
  );
}
