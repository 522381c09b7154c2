import type { FileRequest, Filing } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import { now } from '../base/clock.js';
import { newId } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { readMessage, type AttachmentHeader, type Message } from '../workloads/mail/message.js';
import { filingsByIds } from './filings.js';
import type { Needs } from './needs.js';

const largestBytes = 150 * 1024 * 1024;
const checkLimitMs = 1_000;
interface Wish {
  kind: 'message' | 'attachment';
  attachmentId: string | null;
  name: string;
  sizeBytes: number;
}

/**
 * Files a mail to records: one read at Graph (the pane's copy is not trusted), one transaction. Twice, or by twenty people at
 * once, is one ledger row per record. Files and category follow as a job. Throws before anything is written when the mail, a
 * record or an attachment is gone.
 */
export async function fileMessage(needs: Needs, principal: Principal, request: FileRequest): Promise<Filing[]> {
  const { database, records, graph } = needs;
  const { tenantId } = principal;
  if (request.mailbox.toLowerCase() !== principal.address)
    throw new AppError('access_denied', 'For now, only mail of your own mailbox can be filed.', {
      source: 'request',
      field: 'mailbox',
    });
  const targets = await Promise.all(
    request.records.map(async (ref) => ({
      ...(await records.resolve(tenantId, ref)),
      reason: ref.reason ?? { kind: 'search' as const, value: '' },
    })),
  );
  const [message, ...checks] = await Promise.all([
    readMessage(graph, principal, request.messageId),
    ...targets.map((it) => records.check(tenantId, it, checkLimitMs)),
  ]);
  if (checks.includes('missing'))
    throw new AppError('not_found', 'This record was deleted or merged in Coherence. Choose another.', {
      source: 'coherence',
      field: `records.${checks.indexOf('missing')}`,
    });
  if (message.internetMessageId !== request.internetMessageId)
    throw new AppError('conflict', 'You moved to another message. Nothing was filed; open the message again.', {
      source: 'request',
      field: 'internetMessageId',
    });
  const wishes = wishesOf(message, request);

  const ids = await database.transaction(async (tx) => {
    const made: string[] = [];
    for (const [i, target] of targets.entries())
      made.push(
        await fileTo(
          needs,
          tx,
          principal,
          message,
          request.mailbox,
          target,
          checks[i] === 'ok' ? 'ok' : 'pending',
          wishes,
        ),
      );
    return made;
  });
  return filingsByIds(needs, principal, ids);
}

interface Target {
  moduleId: string;
  recordId: string;
  reason: { kind: string; value: string };
}

/** The ledger row of this message and record: new, revived, or the one that somebody made before. Gives its id. */
async function fileTo(
  needs: Needs,
  tx: Parameters<Parameters<Needs['database']['transaction']>[0]>[0],
  principal: Principal,
  message: Message,
  mailbox: string,
  target: Target,
  recordCheck: 'ok' | 'pending',
  wishes: Wish[],
): Promise<string> {
  const { tenantId, objectId } = principal;
  const facts = {
    state: 'filed',
    reason: JSON.stringify(target.reason),
    object_id: objectId,
    filed_by_name: principal.name,
    filed_at: now(),
    mailbox: mailbox.toLowerCase(),
    message_id: message.id,
    conversation_id: message.conversationId || null,
    subject: message.subject,
    from_name: message.fromName,
    from_address: message.fromAddress,
    received_at: message.receivedDateTime,
    category_state: 'pending',
    record_check: recordCheck,
    notice: null,
    is_working: true,
    attempts: 0,
    next_attempt_at: null,
    updated_at: now(),
  };
  const key = {
    tenant_id: tenantId,
    internet_message_id: message.internetMessageId,
    module_id: target.moduleId,
    record_id: target.recordId,
  };
  const id = newId();
  const inserted = await tx
    .insertInto('filing')
    .values({ id, ...key, ...facts, lease_until: null, lease_by: null })
    .onConflict((on) => on.columns(['tenant_id', 'internet_message_id', 'module_id', 'record_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted) await wishFiles(tx, tenantId, id, wishes);
  else {
    const there = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('internet_message_id', '=', message.internetMessageId)
      .where('module_id', '=', target.moduleId)
      .where('record_id', '=', target.recordId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (there.state === 'filed') return there.id;
    if (there.state === 'unfiling')
      throw new AppError('conflict', `${there.filed_by_name} is just taking this filing back. Try again in a moment.`, {
        source: 'server',
      });
    await tx
      .updateTable('filing')
      .set((eb) => ({ ...facts, generation: eb('generation', '+', 1) }))
      .where('id', '=', there.id)
      .execute();
    await tx.deleteFrom('filing_file').where('filing_id', '=', there.id).execute();
    await wishFiles(tx, tenantId, there.id, wishes);
    await follow(needs, tx, principal, there.id, wishes.length);
    return there.id;
  }
  await follow(needs, tx, principal, id, wishes.length);
  return id;
}

async function follow(
  needs: Needs,
  tx: Parameters<Parameters<Needs['database']['transaction']>[0]>[0],
  { tenantId, objectId }: Principal,
  filingId: string,
  files: number,
): Promise<void> {
  await needs.audit.append(tx, {
    tenantId,
    actor: objectId,
    action: 'filing.created',
    target: filingId,
    detail: { files },
  });
  await needs.queue.add('settle-filing', { tenantId, filingId }, { key: filingId, tx });
}

async function wishFiles(tx: Sql, tenantId: string, filingId: string, wishes: Wish[]): Promise<void> {
  if (wishes.length === 0) return;
  await tx
    .insertInto('filing_file')
    .values(
      wishes.map((it) => ({
        id: newId(),
        tenant_id: tenantId,
        filing_id: filingId,
        kind: it.kind,
        attachment_id: it.attachmentId,
        name: it.name,
        size_bytes: it.sizeBytes,
        state: 'pending',
        problem: null,
        stored_file_id: null,
      })),
    )
    .execute();
}

/** What is to be kept besides the link; refuses what cannot be, by name, before anything is written. */
function wishesOf(message: Message, { attachmentIds, saveCopy }: FileRequest): Wish[] {
  const chosen = [...new Set(attachmentIds)].map((id): AttachmentHeader => {
    const found = message.attachments.find((it) => it.id === id || toRest(it.id) === toRest(id));
    if (!found)
      throw new AppError(
        'not_found',
        'An attachment that was ticked is no longer in this email. Open the email again and choose anew.',
        { source: 'graph', field: 'attachmentIds' },
      );
    if (found.sizeBytes > largestBytes)
      throw new AppError('too_large', `"${found.name}" is larger than 150 MB. Leave it out, or save a link instead.`, {
        source: 'request',
        field: 'attachmentIds',
      });
    if (found.kind === 'reference')
      throw new AppError(
        'invalid_request',
        `"${found.name}" is a link to a file, not a file. Leave it out; it stays in the email.`,
        { source: 'request', field: 'attachmentIds' },
      );
    return found;
  });
  const attachments = chosen.map((it): Wish => ({
    kind: 'attachment',
    attachmentId: it.id,
    name: it.kind === 'item' && !/\.\w+$/.test(it.name) ? `${it.name}.eml` : it.name,
    sizeBytes: it.sizeBytes,
  }));
  return saveCopy
    ? [{ kind: 'message', attachmentId: null, name: `${message.subject || 'Email'}.eml`, sizeBytes: 0 }, ...attachments]
    : attachments;
}

/** Office.js gives ids in the form of EWS; Graph writes the same with other letters. */
const toRest = (id: string): string => id.replace(/\//g, '-').replace(/\+/g, '_');
