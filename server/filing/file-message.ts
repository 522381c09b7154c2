import type { FileRequest, Filing } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import { now } from '../base/clock.js';
import { newId } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import { followThreads } from '../workloads/mail/threads.js';
import { readWithheld } from '../records/module-limits.js';
import { outsideAddresses, outsideParties } from '../records/people.js';
import { findByMessageId } from '../workloads/mail/body.js';
import { readMessage, type Message } from '../workloads/mail/message.js';
import { filingsByIds } from './filings.js';
import type { Needs } from './needs.js';
import { readSetting } from '../workloads/files/root.js';
import { attachmentsBy, wishesOf, wishFiles, type Wish } from './wished-files.js';

type Tx = Parameters<Parameters<Needs['database']['transaction']>[0]>[0];
const checkLimitMs = 1_000;

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
      ...(await records.resolve(tenantId, ref, 'mail')),
      reason: ref.reason ?? { kind: 'search' as const, value: '' },
    })),
  );
  const [message, ...checks] = await Promise.all([
    readOpened(graph, principal, request),
    ...targets.map((it) => records.check(tenantId, it, checkLimitMs).catch(untilItSays)),
  ]);
  if (checks.includes('missing'))
    throw new AppError('not_found', 'This record was deleted or merged in Coherence. Choose another.', {
      source: 'coherence',
      field: `records.${checks.indexOf('missing')}`,
    });
  if (checks.includes('pending')) await requireKnown(needs, tenantId, targets);
  if (message.internetMessageId !== request.internetMessageId)
    throw new AppError('conflict', 'You moved to another message. Nothing was filed; open the message again.', {
      source: 'request',
      field: 'internetMessageId',
    });
  const choice = (await readSetting(database.kysely, tenantId))?.attachments ?? 'ask';
  const kept = attachmentsBy(choice, message, request);
  if (request.saveCopy || request.attachmentIds.length > 0)
    await Promise.all(request.records.map((ref) => records.resolve(tenantId, ref, 'files')));
  const wishes = wishesOf(message, { ...request, attachmentIds: kept });
  // What is kept without having been asked for is left out where no files may come.
  const withheld = await readWithheld(database.kysely, tenantId, 'files');

  const filesFor = (target: Target) => (withheld.has(target.moduleId) ? [] : wishes);
  const ids = await database.transaction(async (tx) => {
    // Everybody takes rows in the same order and the audit chain last, so that two filings never wait for each other.
    const rows = targets
      .map((target, i) => ({ i, target, check: checks[i] === 'ok' ? ('ok' as const) : ('pending' as const) }))
      .sort((a, b) => (keyOf(a.target) < keyOf(b.target) ? -1 : 1));
    const made: { i: number; id: string; isNew: boolean }[] = [];
    for (const { i, target, check } of rows)
      made.push({ i, ...(await fileTo(tx, principal, message, request.mailbox, target, check, filesFor(target))) });
    for (const { i, id, isNew } of made)
      if (isNew) await follow(needs, tx, principal, id, filesFor(targets[i] as Target).length);
    await followConversation(needs, tx, principal, message, targets);
    return made.sort((a, b) => a.i - b.i).map((it) => it.id);
  });
  return filingsByIds(needs, principal, ids);
}

/** The mail that is open; one that was moved meanwhile has another id and is found by its Message-ID. */
async function readOpened(
  graph: Needs['graph'],
  as: Principal,
  { messageId, internetMessageId }: Pick<FileRequest, 'messageId' | 'internetMessageId'>,
): Promise<Message> {
  try {
    return await readMessage(graph, as, messageId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found' || !internetMessageId) throw error;
    const moved = await findByMessageId(graph, as, internetMessageId);
    if (!moved) throw error;
    return readMessage(graph, as, moved.graphId);
  }
}

/** Coherence's silence does not stop a filing: the record is checked by the job. */
function untilItSays(error: unknown): 'pending' {
  if (error instanceof AppError) return 'pending';
  throw error;
}

/** While Coherence is silent, only what is known here can be filed to: a filing without a name could not be shown. */
async function requireKnown({ database, records }: Needs, tenantId: string, targets: Target[]): Promise<void> {
  const known = await records.views(database.kysely, tenantId, targets);
  const unknown = targets.findIndex((it) => !known.has(keyOf(it)));
  if (unknown < 0) return;
  throw new AppError(
    'coherence_unavailable',
    'Coherence is not answering, and this record is not known here yet. Try again in a moment.',
    { source: 'coherence', field: `records.${unknown}` },
  );
}

const keyOf = ({ moduleId, recordId }: { moduleId: string; recordId: string }) => `${moduleId} ${recordId}`;
interface Target {
  moduleId: string;
  recordId: string;
  reason: { kind: string; value: string };
}

/** The ledger row of this message and record: new, revived, or the one that somebody made before. */
export async function fileTo(
  tx: Tx,
  principal: Principal,
  message: Message,
  mailbox: string,
  target: Target,
  recordCheck: 'ok' | 'pending',
  wishes: Wish[],
): Promise<{ id: string; isNew: boolean }> {
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
    diagnosis: null,
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
  if (inserted) {
    await wishFiles(tx, tenantId, id, wishes);
    return { id, isNew: true };
  }
  const there = await tx
    .selectFrom('filing')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('internet_message_id', '=', message.internetMessageId)
    .where('module_id', '=', target.moduleId)
    .where('record_id', '=', target.recordId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (there.state === 'filed') return { id: there.id, isNew: false };
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
  return { id: there.id, isNew: true };
}

/** Later mails of the conversation go to these records too, in mailboxes that are followed, within the parties of this mail. */
async function followConversation(
  { records }: Needs,
  tx: Tx,
  principal: Principal,
  { conversationId, participants }: Message,
  targets: readonly { moduleId: string; recordId: string }[],
): Promise<void> {
  const own = { address: principal.address, ownDomains: await records.ownDomains(tx, principal.tenantId) };
  const parties = outsideParties(outsideAddresses(participants, own));
  if (!conversationId || parties.length === 0) return;
  const thread = { displayName: '', link: null, conversationId, state: 'following', confidence: 'high' } as const;
  await followThreads(
    tx,
    principal,
    targets.map(({ moduleId, recordId }) => ({ ...thread, moduleId, recordId, outside: new Set(parties) })),
  );
}

export async function follow(
  needs: Needs,
  tx: Tx,
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
