import { sql } from 'kysely';
import type { WishedMail } from '../../../../contract/api.js';
import { newId } from '../../../base/ids.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { Sql } from '../../../db/database.js';
import { normaliseAddress } from '../../../records/addresses.js';
import { outsideAddresses, outsideParties } from '../../../records/people.js';
import { addressKeys } from '../address-key.js';
import { writtenHtml } from '../harmless-html.js';
import type { MailItem } from '../mail-item.js';
import { putMessages, putParticipants } from '../store.js';
import { followThreads } from '../threads.js';
import type { Needs } from './needs.js';
import type { MailRow } from './row.js';

const previewLength = 255;

/**
 * Puts a mail that was sent on its record, at once and by the sender's own act: the copy in Sent Items as the sync will find it, the
 * link, and the conversation, so that answers follow. The sync later writes the same row.
 */
export async function putOntoRecord(
  { tenantKeys, ownDomains }: Needs,
  tx: Sql,
  row: MailRow,
  mailbox: MailboxRow,
  mail: WishedMail,
  sentAt: Date,
  fileCount: number,
): Promise<void> {
  const box = { id: mailbox.id, tenantId: row.tenant_id };
  const item = toItem(row, mailbox, mail, sentAt, fileCount);
  const addresses = addressKeys(tenantKeys.known(row.tenant_id), item.participants, normaliseAddress(mailbox.address));
  // Whatever the sync saw of the draft meanwhile is older than this.
  await sql`update mail_message set modified_at = null where mailbox_id = ${box.id} and graph_id = ${item.graphId}`.execute(
    tx,
  );
  const long = new Date(0).toISOString(); // what the sync reads is newer in any case
  await putMessages(tx, box, 0, [
    {
      item,
      folderId: await sentItems(tx, box.id),
      modifiedAt: long,
      excludedBy: null,
      addressKeys: addresses,
      hasContent: true,
    },
  ]);
  await putParticipants(tx, box, [item]);
  const { module_id: moduleId, record_id: recordId } = row;
  if (moduleId === null || recordId === null) return;
  await tx
    .insertInto('mail_link')
    .values({
      id: newId(),
      tenant_id: row.tenant_id,
      internet_message_id: item.internetMessageId,
      module_id: moduleId,
      record_id: recordId,
      state: 'linked',
      confidence: 'high',
      reason: JSON.stringify({ kind: 'sent', value: '' }),
      conversation_id: item.conversationId,
      object_id: row.object_id,
      mailbox_id: mailbox.id,
      received_at: sentAt,
      decided_at: sentAt,
      decided_by: row.object_id,
    })
    .onConflict((on) =>
      on.columns(['tenant_id', 'internet_message_id', 'module_id', 'record_id']).doUpdateSet({
        state: 'linked',
        confidence: 'high',
        reason: JSON.stringify({ kind: 'sent', value: '' }),
        decided_at: sentAt,
        decided_by: row.object_id,
      }),
    )
    .execute();
  const own = { address: mailbox.address, ownDomains: await ownDomains(tx, row.tenant_id) };
  const outside = outsideParties(outsideAddresses(item.participants, own));
  if (!item.conversationId || outside.length === 0) return;
  await followThreads(tx, { tenantId: row.tenant_id, objectId: row.object_id }, [
    {
      moduleId,
      recordId,
      displayName: '',
      link: null,
      conversationId: item.conversationId,
      state: 'following',
      confidence: 'high',
      outside: new Set(outside),
    },
  ]);
}

/** Null where the folder is not known; the sync says where the copy is. */
async function sentItems(tx: Sql, mailboxId: number): Promise<number | null> {
  const folder = await tx
    .selectFrom('mail_folder')
    .select('id')
    .where('mailbox_id', '=', mailboxId)
    .where('well_known', '=', 'sentitems')
    .executeTakeFirst();
  return folder?.id ?? null;
}

function toItem(row: MailRow, mailbox: MailboxRow, mail: WishedMail, sentAt: Date, fileCount: number): MailItem {
  const from = { address: mailbox.address, name: mailbox.display_name };
  const people = (role: 'to' | 'cc' | 'bcc') =>
    mail[role].map(({ address, name }) => ({ role, address: address.trim(), name: name ?? '' }));
  const text = writtenHtml(mail.html)
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
  const at = sentAt.toISOString();
  return {
    graphId: row.graph_id ?? '',
    changeKey: '',
    internetMessageId: row.internet_message_id ?? '',
    conversationId: row.conversation_id ?? '',
    folderGraphId: '',
    receivedDateTime: at,
    sentDateTime: at,
    subject: mail.subject,
    preview: text.slice(0, previewLength),
    from,
    participants: [{ role: 'from', ...from }, ...people('to'), ...people('cc'), ...people('bcc')],
    hasAttachments: fileCount > 0,
    importance: 'normal',
    sensitivity: 'normal',
    categories: [],
    isDraft: false,
    isBulk: false,
    isInvitation: false,
    references: [],
  };
}

/** The copy has another id than the draft had: the row goes with it, unless the sync made one for it already. */
export async function renameCopy(tx: Sql, mailboxId: number, from: string, to: string): Promise<void> {
  await sql`delete from mail_message where mailbox_id = ${mailboxId} and graph_id = ${from}
    and exists (select 1 from mail_message n where n.mailbox_id = ${mailboxId} and n.graph_id = ${to})`.execute(tx);
  await sql`update mail_message set graph_id = ${to}, gone_at = null where mailbox_id = ${mailboxId} and graph_id = ${from}`.execute(
    tx,
  );
}
