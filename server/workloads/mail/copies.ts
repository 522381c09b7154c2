import { sql } from 'kysely';
import type { TimelineMail } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { Visibility } from '../../db/schema-mail.js';
import { isOwnCopy, type Copy } from './visibility.js';

interface Row {
  internet_message_id: string;
  mailbox_id: string | number;
  display_name: string;
  address: string;
  visibility: Visibility;
  is_own: boolean;
  excluded_by: string | null;
  sensitivity: string | null;
  subject: string | null;
  preview: string | null;
  sent_at: Date | null;
  has_attachments: boolean | null;
  importance: string | null;
  gone_at: Date | null;
  people: TimelineMail['people'] | null;
}

/** Every stored copy of these mails, by internet message id; what of them a viewer gets, `showMail` decides. */
export async function copiesOf(
  on: Sql,
  { tenantId, objectId }: Principal,
  internetMessageIds: string[],
): Promise<Map<string, Copy[]>> {
  if (internetMessageIds.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select m.internet_message_id, m.mailbox_id, b.display_name, b.address, b.visibility, ${isOwnCopy(objectId)} as is_own, m.excluded_by,
      m.sensitivity, m.subject, m.preview, m.sent_at, m.has_attachments, m.importance, m.gone_at,
      (select jsonb_agg(jsonb_build_object('role', p.role, 'address', p.address, 'name', p.name)
          order by array_position(array['from', 'to', 'cc', 'bcc'], p.role), p.name, p.address)
        from mail_participant p where p.message_id = m.id) as people
    from mail_message m join mailbox b on b.id = m.mailbox_id
    where m.tenant_id = ${tenantId} and m.internet_message_id = any(${internetMessageIds}::text[])
    order by m.id`.execute(on);
  const copies = new Map<string, Copy[]>();
  for (const it of rows) {
    const copy: Copy = {
      isOwn: it.is_own,
      isExcluded: it.excluded_by !== null,
      mailbox: { id: String(it.mailbox_id), name: it.display_name, address: it.address },
      visibility: it.visibility,
      sensitivity: it.sensitivity,
      subject: it.subject,
      preview: it.preview,
      sentAt: it.sent_at,
      hasAttachments: it.has_attachments,
      importance: it.importance,
      goneAt: it.gone_at,
      people: it.people ?? [],
    };
    copies.set(it.internet_message_id, [...(copies.get(it.internet_message_id) ?? []), copy]);
  }
  return copies;
}
