import { sql, type Transaction } from 'kysely';
import type { Reply } from '../../../contract/api.js';
import type { Audit } from '../../audit/audit.js';
import type { Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Tables } from '../../db/schema.js';
import type { TokenStore } from '../../identity/token-store.js';

export interface DisconnectNeeds {
  database: Database;
  mailboxes: Mailboxes;
  tokens: TokenStore;
  audit: Audit;
}

/** What disconnecting stops, keeps and can delete, counted, in the person's words. */
export async function removalOf(
  { database, mailboxes }: DisconnectNeeds,
  viewer: Principal,
  id: string,
): Promise<Reply<'GET /mailboxes/:mailbox/removal'>> {
  const row = await mailboxes.row(viewer, id);
  if (await heirOf(database, row, viewer))
    return {
      stops: [`You no longer use ${row.address} here. Your colleagues go on with it.`],
      keeps: ['Everything that was synced, for those who may see it'],
      deletes: [],
    };
  const linked = await database.kysely
    .selectFrom('mail_link')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('mailbox_id', '=', row.id)
    .where('state', '=', 'linked')
    .executeTakeFirst();
  const emails = Number(linked?.count ?? 0);
  return {
    stops: [
      `New mail of ${row.address} no longer comes to records`,
      'Imports that are under way end',
      'Our sign-in for this mailbox is deleted, if no other mailbox needs it',
    ],
    keeps: ['All mail in Outlook, as it is', 'Emails that somebody filed by hand', 'Settings of your other mailboxes'],
    deletes: [
      `${emails === 1 ? '1 email' : `${emails.toLocaleString('en')} emails`} of this mailbox on records, with subject and people`,
      'What the sync log says about this mailbox',
    ],
  };
}

/** Stops following. With `delete`, what came by itself from this mailbox goes from records too; what a person filed stays. Twice is once. */
export async function disconnect(
  { database, mailboxes, tokens, audit }: DisconnectNeeds,
  principal: Principal,
  id: string,
  links: 'keep' | 'delete',
): Promise<void> {
  const row = await mailboxes.row(principal, id);
  const heir = await heirOf(database, row, principal);
  const subscriptions = heir
    ? []
    : await database.kysely.selectFrom('subscription').select('id').where('mailbox_id', '=', row.id).execute();
  // Best effort: one that stays lapses by itself within days, and its notifications are for nobody.
  await Promise.allSettled(
    subscriptions.map((it) =>
      mailboxes.askRoot(row, { method: 'DELETE', path: `/subscriptions/${encodeURIComponent(it.id)}` }),
    ),
  );
  await database.transaction(async (tx) => {
    await tx
      .deleteFrom('mailbox_member')
      .where('mailbox_id', '=', row.id)
      .where('object_id', '=', principal.objectId)
      .execute();
    if (heir) {
      if (row.object_id === principal.objectId)
        await tx
          .updateTable('mailbox')
          .set({ object_id: heir, updated_at: sql`now()` })
          .where('id', '=', row.id)
          .execute();
    } else await forget(tx, row, links);
    await audit.append(tx, {
      tenantId: row.tenant_id,
      actor: principal.objectId,
      action: heir ? 'mailbox.left' : 'mailbox.disconnected',
      target: String(row.id),
      detail: { links },
    });
  });
  if (!(await isNeeded(database, row))) await tokens.forget({ tenantId: row.tenant_id, objectId: row.object_id });
}

/** A shared mailbox belongs to the organisation: while a colleague uses it, one who leaves only leaves (R-57). */
async function heirOf(database: Database, row: MailboxRow, leaving: Principal): Promise<string | undefined> {
  if (row.kind !== 'shared') return undefined;
  const next = await database.kysely
    .selectFrom('mailbox_member')
    .select('object_id')
    .where('mailbox_id', '=', row.id)
    .where('object_id', '<>', leaving.objectId)
    .orderBy('checked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row.object_id === leaving.objectId ? next?.object_id : row.object_id;
}

async function forget(tx: Transaction<Tables>, { id, tenant_id: tenantId }: MailboxRow, links: 'keep' | 'delete') {
  const elsewhere = sql`select 1 from mail_message o where o.tenant_id = l.tenant_id
    and o.internet_message_id = l.internet_message_id and o.mailbox_id <> ${id}`;
  if (links === 'delete') {
    await sql`delete from mail_link l where l.tenant_id = ${tenantId} and l.mailbox_id = ${id} and not exists (${elsewhere})`.execute(
      tx,
    );
    await sql`update mail_link l set mailbox_id = (select o.mailbox_id from mail_message o where o.tenant_id = l.tenant_id
      and o.internet_message_id = l.internet_message_id and o.mailbox_id <> ${id} limit 1)
      where l.tenant_id = ${tenantId} and l.mailbox_id = ${id}`.execute(tx);
    await sql`delete from mail_message where mailbox_id = ${id}`.execute(tx);
    await sql`delete from sync_log where mailbox_id = ${id}`.execute(tx);
  } else {
    // What is on no record was only ids and hashes, kept for finding it later: that reason is over.
    await sql`delete from mail_message m where m.mailbox_id = ${id} and not exists (select 1 from mail_link l
      where l.tenant_id = m.tenant_id and l.internet_message_id = m.internet_message_id and l.state = 'linked')`.execute(
      tx,
    );
    await sql`delete from mail_link where mailbox_id = ${id} and state = 'suggested'`.execute(tx);
  }
  for (const table of ['sync_state', 'subscription', 'mail_preview'])
    await sql`delete from ${sql.table(table)} where mailbox_id = ${id}`.execute(tx);
  if (links === 'delete') await sql`delete from mail_folder where mailbox_id = ${id}`.execute(tx); // people name them as they like
  await sql`update mailbox set state = 'disconnected', settings = null, settings_version = settings_version + 1,
    problem = null, wait_until = null, range_from = null, range_to = null, updated_at = now() where id = ${id}`.execute(
    tx,
  );
}

async function isNeeded(
  database: Database,
  { tenant_id: tenantId, object_id: objectId }: MailboxRow,
): Promise<boolean> {
  const other = await database.kysely
    .selectFrom('mailbox')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('state', '<>', 'disconnected')
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
