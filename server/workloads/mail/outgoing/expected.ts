import { sql } from 'kysely';
import type { Body, Reply } from '../../../../contract/api.js';
import { newId } from '../../../base/ids.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import type { TenantKeys } from '../../../identity/tenant-keys.js';
import { normaliseAddress } from '../../../records/addresses.js';
import { isAllowed } from '../../../records/module-limits.js';
import { addressKey } from '../address-key.js';
import type { MailItem } from '../mail-item.js';
import type { Needs } from './needs.js';
import { addressesOf } from './prepare.js';

type NewMail = 'POST /records/:module/:id/new-mail';
/** A mail begun in Outlook and not sent by then was given up. */
const waitsHours = 24;

/**
 * A mail for a record is about to be written in Outlook's own window: gives whom it goes to, and remembers the record, so that the mail
 * is put there once it lies in Sent Items. Only keyed hashes of the addresses are kept. Asked again, the later one counts.
 */
export async function expectMail(
  needs: Needs,
  { tenantId, objectId }: Principal,
  ref: { module: string; id: string },
  { people }: Body<NewMail>,
): Promise<Reply<NewMail>> {
  const { moduleId, recordId } = await needs.records.resolve(tenantId, ref, 'mail');
  const own = await addressesOf(needs, tenantId, { moduleId, recordId });
  const to = own.length > 0 ? own.slice(0, 1) : people.map((address) => ({ address, name: '' }));
  const key = await needs.tenantKeys.keyOf(tenantId);
  const addresses = [...to.map((it) => it.address), ...people].flatMap((it) => normaliseAddress(it) || []);
  const keys = [...new Set(addresses)].map((it) => addressKey(key, it));
  await needs.database.transaction(async (tx) => {
    await sql`delete from expected_mail where tenant_id = ${tenantId} and object_id = ${objectId}
      and (created_at < now() - make_interval(hours => ${2 * waitsHours}) or (internet_message_id is null and address_keys && ${keys}::bigint[]))`.execute(
      tx,
    );
    if (keys.length > 0)
      await sql`insert into expected_mail (id, tenant_id, object_id, module_id, record_id, address_keys)
        values (${newId()}, ${tenantId}, ${objectId}, ${moduleId}, ${recordId}, ${keys}::bigint[])`.execute(tx);
  });
  return { to };
}

interface Expected {
  id: string;
  module_id: string;
  record_id: string;
  address_keys: string[];
  created_at: Date;
}
/**
 * Mails of a page that their sender began for a record are put on it, as their own act. Each expectation is met once, by the first
 * mail from this mailbox to one of its people that was sent after it; twice is once.
 */
export async function meetExpectations(
  tx: Sql,
  { tenantKeys }: { tenantKeys: TenantKeys },
  mailbox: { id: number; tenantId: string; objectId: string; address: string },
  items: readonly MailItem[],
): Promise<void> {
  const { tenantId, objectId } = mailbox;
  const own = normaliseAddress(mailbox.address);
  const sent = items
    .filter((it) => !it.isDraft && it.internetMessageId && it.from && normaliseAddress(it.from.address) === own)
    .sort((a, b) => Date.parse(a.sentDateTime) - Date.parse(b.sentDateTime));
  if (sent.length === 0) return;
  const { rows } = await sql<Expected>`
    select id, module_id, record_id, address_keys::text[] as address_keys, created_at from expected_mail
    where tenant_id = ${tenantId} and object_id = ${objectId} and internet_message_id is null
      and ${isAllowed(tenantId, sql.ref('module_id'), 'mail')} order by created_at for update`.execute(tx);
  const key = tenantKeys.known(tenantId);
  for (const it of rows) {
    const begun = it.created_at.getTime();
    const mail = sent.find((item) => {
      const age = Date.parse(item.sentDateTime) - begun;
      const keys = item.participants.map((p) => addressKey(key, normaliseAddress(p.address)));
      // Microsoft tells the second only.
      return age > -1_000 && age < waitsHours * 3_600_000 && keys.some((one) => it.address_keys.includes(one));
    });
    if (!mail) continue;
    sent.splice(sent.indexOf(mail), 1);
    await sql`update expected_mail set internet_message_id = ${mail.internetMessageId} where id = ${it.id}`.execute(tx);
    await sql`
      insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id,
        object_id, mailbox_id, received_at, decided_at, decided_by)
      values (${newId()}, ${tenantId}, ${mail.internetMessageId}, ${it.module_id}, ${it.record_id}, 'linked', 'high',
        '{"kind":"sent","value":""}', ${mail.conversationId}, ${objectId}, ${mailbox.id}, ${mail.receivedDateTime}::timestamptz, now(), ${objectId})
      on conflict (tenant_id, internet_message_id, module_id, record_id) do update set state = 'linked', confidence = 'high',
        reason = excluded.reason, decided_at = excluded.decided_at, decided_by = excluded.decided_by`.execute(tx);
  }
}
