import { sql } from 'kysely';
import { now } from '../../../base/clock.js';
import { AppError, toAppError } from '../../../base/errors.js';
import { NotOurs, underLease } from '../../../db/lease.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { AskMailbox } from '../folders.js';
import { rootOf } from '../read.js';
import { attachFiles, forgetAttached } from './attach.js';
import { ensureDraft, removeDrafts, type Note } from './draft.js';
import { noting, putOff, takeLease, Unknown } from './lease.js';
import { findMarked, readMarked } from './mark.js';
import type { Needs } from './needs.js';
import { putOntoRecord } from './onto-record.js';
import { filesOf, openMail, type MailRow } from './row.js';
import { whoseRight } from './senders.js';
import { settleCopy } from './settle-copy.js';
import { findSource } from './source.js';

const notYet = 'Microsoft 365 has not confirmed yet that it was sent. It is looked for.';
/** How long it is looked for a mail whose sending nobody confirmed, before the person is asked. */
const lookForMs = 15 * 60_000;

/**
 * The one job of sending: brings a mail from its wish to Sent Items, and only once. Every step is written down before the next, and
 * what may have happened without our knowing is looked up before it is done again. Only one draft is ever asked to be sent; a
 * worker that dies lets go when its lease ends.
 */
export async function sendMail(needs: Needs, mailId: string): Promise<void> {
  const row = await takeLease(needs, mailId);
  if (!row) return;
  const note = noting(needs, row);
  await underLease(
    needs.settings.leaseSeconds,
    note,
    () => carryOut(needs, row, note),
    (error) => putOff(row, note, error),
  );
}

async function carryOut(needs: Needs, row: MailRow, note: Note): Promise<void> {
  const mailbox = await mailboxOf(needs, row);
  const ask = await askAs(needs, row, mailbox);
  if (row.state === 'discarded') {
    await removeDrafts(ask, row);
    await needs.database.kysely.deleteFrom('outgoing_mail').where('id', '=', row.id).execute();
    return;
  }
  if (row.state !== 'sent') {
    const hasLeft = row.tried_send_at !== null && (await hasLeftAlready(ask, row, note));
    if (!hasLeft) {
      await prepareDraft(needs, ask, mailbox, row, note);
      await note({ tried_send_at: now() });
      await askToSend(ask, row, note);
    }
    await nowSent(needs, row, mailbox);
  }
  await settleCopy(needs, ask, mailbox, row, note);
}

async function prepareDraft(
  needs: Needs,
  ask: AskMailbox,
  mailbox: MailboxRow,
  row: MailRow,
  note: Note,
): Promise<void> {
  const mail = openMail(needs.seal, row);
  if (!mail) throw new Error('a mail without content is to be sent');
  const isNew = row.graph_id === null || row.draft_version !== row.version;
  const source =
    isNew && mail.kind !== 'new' ? await findSource(needs, ask, row, mailbox, mail.entry ?? '') : undefined;
  if (isNew) await forgetAttached(needs, row);
  try {
    await ensureDraft({ ask, mailbox, mail, source }, row, note);
    await attachFiles(needs, ask, mailbox, row, () => note({}));
  } catch (error) {
    throw await draftIsGone(error, note);
  }
}

/** Somebody deleted the draft while we worked on it: another one is made. */
async function draftIsGone(error: unknown, note: Note): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'not_found') return error;
  await note({ graph_id: null, draft_version: null });
  return new AppError('upstream_unavailable', 'The draft was deleted in Outlook. It is written once more.', {
    source: 'graph',
    cause: error,
  });
}

/** Sends the draft. What Microsoft refuses did not leave; of everything else nobody knows, and it is looked up. */
async function askToSend(ask: AskMailbox, row: MailRow, note: Note): Promise<void> {
  try {
    await ask({ method: 'POST', path: `/messages/${encodeURIComponent(row.graph_id ?? '')}/send` });
  } catch (thrown) {
    const error = toAppError(thrown);
    const isRefused = error.code !== 'not_found' && (error.spec.retry === 'never' || error.code === 'throttled');
    if (isRefused) await note({ tried_send_at: null });
    else if (await hasLeftAlready(ask, row, note)) return;
    throw error.code === 'not_found'
      ? new AppError('upstream_unavailable', notYet, { source: 'graph', cause: thrown })
      : thrown;
  }
}

/**
 * Whether a mail that was asked to be sent has left. Throws while nobody can tell. A draft counts only under the id that was sent:
 * others with our mark were thrown away.
 */
async function hasLeftAlready(ask: AskMailbox, row: MailRow, note: Note): Promise<boolean> {
  const known = row.graph_id === null ? undefined : await readMarked(ask, row.graph_id);
  if (known?.isDraft) return false; // the same draft again: it cannot leave twice
  const sent = known ?? (await findMarked(ask, row.id)).find((it) => !it.isDraft);
  if (sent) {
    await note({
      graph_id: sent.id,
      internet_message_id: sent.internetMessageId,
      conversation_id: sent.conversationId,
    });
    return true;
  }
  const since = Date.now() - new Date(row.tried_send_at ?? 0).getTime();
  throw since < lookForMs ? new AppError('upstream_unavailable', notYet, { source: 'graph' }) : isUnknown();
}
const isUnknown = () =>
  new Unknown(
    'conflict',
    'It is not certain that this email left: Microsoft 365 took it and does not find it any more. Look into Sent Items before you send it again.',
    { source: 'graph' },
  );

/** From here on it is sent: on the record, in the audit, and its content forgotten. All of it or nothing. */
async function nowSent(needs: Needs, row: MailRow, mailbox: MailboxRow): Promise<void> {
  const mail = openMail(needs.seal, row);
  await needs.tenantKeys.keyOf(row.tenant_id); // the transaction that follows cannot ask for it
  const at = now();
  await needs.database.transaction(async (tx) => {
    const files = await filesOf(tx, row.id);
    const done = await tx
      .updateTable('outgoing_mail')
      .set({
        state: 'sent',
        sent_at: at,
        sealed: '',
        key_id: '',
        problem: null,
        attempts: 0,
        next_attempt_at: null,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw new NotOurs();
    await tx.deleteFrom('outgoing_file').where('mail_id', '=', row.id).execute();
    if (mail) await putOntoRecord(needs, tx, row, mailbox, mail, at, files.length + row.inherited.length);
    await needs.audit.append(tx, {
      tenantId: row.tenant_id,
      actor: row.object_id,
      action: 'mail.sent',
      target: row.id,
      detail: { files: files.length },
    });
  });
  Object.assign(row, { state: 'sent', sent_at: at, attempts: 0 });
}

async function mailboxOf({ database }: Needs, row: MailRow): Promise<MailboxRow> {
  const mailbox =
    row.mailbox_id === null
      ? undefined
      : await database.kysely
          .selectFrom('mailbox')
          .selectAll()
          .where('tenant_id', '=', row.tenant_id)
          .where('id', '=', row.mailbox_id)
          .executeTakeFirst();
  if (!mailbox || (mailbox.state === 'disconnected' && row.state === 'sending'))
    throw new AppError('invalid_request', 'The mailbox is no longer connected. Choose another one and send again.', {
      field: 'mailbox',
    });
  return mailbox;
}

async function askAs({ connections, graph }: Needs, row: MailRow, mailbox: MailboxRow): Promise<AskMailbox> {
  const as = await connections.find(row.tenant_id, whoseRight(mailbox, row.object_id));
  if (!as) throw new AppError('sign_in_required', `Connect ${mailbox.address} again, so that this can be sent.`);
  const root = rootOf({ mailbox });
  return (request) => graph.request(as, { ...request, mailbox: mailbox.address, path: `${root}${request.path ?? ''}` });
}
