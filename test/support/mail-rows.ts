import { randomUUID } from 'node:crypto';
import type { Sql } from '../../server/db/database.js';
import { normaliseAddress } from '../../server/records/addresses.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';

/** Rows as the engine writes them, for tests of what reads them. */

interface MailboxRow {
  visibility?: 'people' | 'subject' | 'everything';
  kind?: 'own' | 'shared';
  members?: string[];
}

export async function storeMailbox(
  on: Sql,
  tenantId: string,
  objectId: string,
  address: string,
  { visibility = 'subject', kind = 'own', members = [] }: MailboxRow = {},
): Promise<number> {
  const { id } = await on
    .insertInto('mailbox')
    .values({
      tenant_id: tenantId,
      kind,
      address,
      display_name: address,
      object_id: objectId,
      state: 'following',
      time_zone: 'Europe/Berlin',
      visibility,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const member of members)
    await on
      .insertInto('mailbox_member')
      .values({ mailbox_id: id, tenant_id: tenantId, object_id: member, can_send: false })
      .execute();
  return id;
}

/** A link as the rule makes it. */
export async function storeLink(
  on: Sql,
  tenantId: string,
  mailboxId: number,
  item: MailItem,
  record: { moduleId: string; recordId: string },
): Promise<string> {
  const id = randomUUID();
  await on
    .insertInto('mail_link')
    .values({
      id,
      tenant_id: tenantId,
      internet_message_id: item.internetMessageId,
      module_id: record.moduleId,
      record_id: record.recordId,
      state: 'linked',
      confidence: 'high',
      reason: JSON.stringify({ kind: 'address', value: item.from?.address ?? '' }),
      conversation_id: item.conversationId,
      mailbox_id: mailboxId,
      received_at: item.receivedDateTime,
    })
    .execute();
  return id;
}

/** A message whose content is known, because it belongs to a record. */
export async function storeMail(
  on: Sql,
  tenantId: string,
  mailboxId: number,
  item: MailItem,
  { excludedBy = null }: { excludedBy?: string | null } = {},
): Promise<number> {
  const { id } = await on
    .insertInto('mail_message')
    .values({
      tenant_id: tenantId,
      mailbox_id: mailboxId,
      graph_id: item.graphId,
      change_key: item.changeKey,
      internet_message_id: item.internetMessageId,
      conversation_id: item.conversationId,
      received_at: item.receivedDateTime,
      address_keys: [],
      generation: 1,
      excluded_by: excludedBy,
      subject: item.subject,
      preview: item.preview,
      sent_at: item.sentDateTime,
      has_attachments: item.hasAttachments,
      importance: item.importance,
      sensitivity: item.sensitivity,
      categories: item.categories,
      is_draft: item.isDraft,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const people = new Map(
    item.participants.map((it) => [`${it.role} ${it.address}`, { ...it, key: normaliseAddress(it.address) }]),
  );
  const rows = [...people.values()].filter((it) => it.key);
  if (rows.length > 0)
    await on
      .insertInto('mail_participant')
      .values(
        rows.map((it) => ({ message_id: id, tenant_id: tenantId, role: it.role, address: it.key, name: it.name })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  return id;
}
