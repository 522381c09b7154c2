import { sql } from 'kysely';
import type { Outgoing, RecordRef, WishedMail } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import { writtenHtml } from '../harmless-html.js';
import { requireSendable } from './check.js';
import type { Needs } from './needs.js';
import { filesOf, openMail, sealMail, toOutgoing, type MailRow } from './row.js';
import { requireSender } from './senders.js';

/** Keeps a mail as it is written. The same again is once; what was changed in another window meanwhile is a `conflict`. */
export async function saveMail(
  { database, records, seal }: Needs,
  principal: Principal,
  id: string,
  { version, ...written }: WishedMail & { version: number },
): Promise<Outgoing> {
  const mail = { ...written, html: writtenHtml(written.html) };
  const { tenantId, objectId } = principal;
  const { moduleId, recordId } = await records.resolve(tenantId, mail.record);
  return database.transaction(async (tx) => {
    const values = {
      ...sealMail(seal, { tenant_id: tenantId, id }, mail),
      mailbox_id: await knownMailbox(tx, tenantId, mail.mailbox),
      module_id: moduleId,
      record_id: recordId,
    };
    const made = await tx
      .insertInto('outgoing_mail')
      .values({ id, tenant_id: tenantId, object_id: objectId, state: 'draft', version: 1, ...values })
      .onConflict((on) => on.column('id').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made) return toOutgoing(seal, made, []);
    const known = await ownRow(tx, principal, id);
    if (sameText(openMail(seal, known), mail)) return toOutgoing(seal, known, await filesOf(tx, id));
    requireOpen(known);
    if (known.version !== version)
      throw new AppError('conflict', 'This email was changed in another window. Close one of them.', {
        source: 'request',
      });
    const saved = await tx
      .updateTable('outgoing_mail')
      .set({ ...values, version: version + 1, updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return toOutgoing(seal, saved, await filesOf(tx, id));
  });
}
const sameText = (a: WishedMail | undefined, b: WishedMail): boolean => JSON.stringify(a) === JSON.stringify(b);

async function knownMailbox(tx: Sql, tenantId: string, id: string): Promise<number | null> {
  const row = await tx
    .selectFrom('mailbox')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', Number(id))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The row of one's own mail, held until the transaction ends. What others wrote is as if it were not there. */
export async function ownRow(tx: Sql, { tenantId, objectId }: Principal, id: string): Promise<MailRow> {
  const row = await tx
    .selectFrom('outgoing_mail')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('state', '<>', 'discarded')
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This email is not here any more.', { source: 'request' });
  return row;
}

export function requireOpen({ state }: MailRow): void {
  if (state === 'draft' || state === 'failed') return;
  throw new AppError(
    'conflict',
    state === 'sent'
      ? 'This email was sent already; it cannot be changed any more.'
      : 'This email is on its way already; it cannot be changed any more.',
    { source: 'request' },
  );
}

export async function getMail({ database, seal }: Needs, principal: Principal, id: string): Promise<Outgoing> {
  return database.transaction(async (tx) => toOutgoing(seal, await ownRow(tx, principal, id), await filesOf(tx, id)));
}

/** One's own mails on a record that have not left, the last one first. */
export async function openMails(
  { database, records, seal }: Needs,
  { tenantId, objectId }: Principal,
  ref: RecordRef,
): Promise<Outgoing[]> {
  const { moduleId, recordId } = await records.resolve(tenantId, ref);
  const rows = await database.kysely
    .selectFrom('outgoing_mail')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('state', 'in', ['draft', 'waiting', 'sending', 'failed'])
    .orderBy('updated_at', 'desc')
    .limit(50)
    .execute();
  return Promise.all(rows.map(async (it) => toOutgoing(seal, it, await filesOf(database.kysely, it.id))));
}

/** Wishes that it is sent. Checked before anything leaves; asked for twice it is one mail. */
export async function wishToSend(
  needs: Needs,
  principal: Principal,
  id: string,
  { version, undoSeconds }: { version: number; undoSeconds: number },
): Promise<Outgoing> {
  const { database, seal, queue, audit } = needs;
  const before = await getMail(needs, principal, id);
  if (before.mail && (before.state === 'draft' || before.state === 'failed')) {
    await needs.records.resolve(principal.tenantId, before.mail.record, 'mail');
    await requireSender(needs, principal, before.mail.mailbox);
  }
  // Microsoft asked for the person themselves: what it asks is told here, where they are, and what they bring is kept for the job.
  if (before.problem?.code === 'sign_in')
    await needs.graph.request(principal, { path: '/me', query: { $select: 'id' } });
  return database.transaction(async (tx) => {
    const row = await ownRow(tx, principal, id);
    const files = await filesOf(tx, id);
    const mail = openMail(seal, row);
    if (!mail || !['draft', 'failed'].includes(row.state)) return toOutgoing(seal, row, files);
    if (row.version !== version)
      throw new AppError('conflict', 'This email was changed in another window. Look at it again before you send it.', {
        source: 'request',
      });
    requireSendable(mail, files);
    // The person was told that nobody knows whether it left, and says "again": it is a new attempt.
    const isAgain = row.problem?.code === 'unknown' ? { tried_send_at: null, graph_id: null, draft_version: null } : {};
    const saved = await tx
      .updateTable('outgoing_mail')
      .set({
        ...isAgain,
        state: undoSeconds > 0 ? 'waiting' : 'sending',
        send_at: sql<Date>`now() + make_interval(secs => ${undoSeconds})`,
        problem: null,
        attempts: 0,
        next_attempt_at: null,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit.append(tx, {
      tenantId: principal.tenantId,
      actor: principal.objectId,
      action: 'mail.wished',
      target: id,
    });
    await queue.add(
      'send-mail',
      { mailId: id },
      { key: id, tx, ...(undoSeconds ? { afterSeconds: undoSeconds } : {}) },
    );
    return toOutgoing(seal, saved, files);
  });
}

/** Calls back a mail that still waits. Throws `conflict` when it is on its way. Twice is once. */
export async function callBack({ database, seal }: Needs, principal: Principal, id: string): Promise<Outgoing> {
  return database.transaction(async (tx) => {
    const row = await ownRow(tx, principal, id);
    const files = await filesOf(tx, id);
    if (row.state !== 'waiting') {
      requireOpen(row);
      return toOutgoing(seal, row, files);
    }
    const saved = await tx
      .updateTable('outgoing_mail')
      .set({ state: 'draft', send_at: null, updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return toOutgoing(seal, saved, files);
  });
}

/** Forgets a mail that was not sent; what of it is at Microsoft is removed by the job. Twice is once. */
export async function discardMail({ database, queue }: Needs, principal: Principal, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const row = await ownRow(tx, principal, id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    });
    if (!row) return;
    requireOpen(row);
    await tx.deleteFrom('outgoing_file').where('mail_id', '=', id).execute();
    if (row.drafts_tried === 0) {
      await tx.deleteFrom('outgoing_mail').where('id', '=', id).execute();
      return;
    }
    await tx
      .updateTable('outgoing_mail')
      .set({
        state: 'discarded',
        sealed: '',
        key_id: '',
        next_attempt_at: null,
        attempts: 0,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .execute();
    await queue.add('send-mail', { mailId: id }, { key: id, tx });
  });
}
