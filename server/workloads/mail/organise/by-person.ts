import { sql, type Selectable } from 'kysely';
import type { RecordRef } from '../../../../contract/api.js';
import type { MailPlace, OpenMail } from '../../../../contract/mail-place.js';
import type { Audit } from '../../../audit/audit.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../../connections/mailboxes.js';
import type { Queue } from '../../../db/queue.js';
import type { OrganisedMail } from '../../../db/schema-organise.js';
import { keyOf, type StoredRef } from '../../../records/view.js';
import { untouched, type OrganiseNeeds } from './organise.js';
import { Places } from './place.js';

interface Needs extends Pick<OrganiseNeeds, 'database'> {
  records: OrganiseNeeds['records'] & { resolve(tenantId: string, ref: RecordRef): Promise<StoredRef> };
  mailboxes: Pick<Mailboxes, 'row' | 'ask'>;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}
type Row = Selectable<OrganisedMail>;
interface Found {
  graphId: string;
  folderId: string;
  isDraft: boolean;
}
interface RawMessage {
  id: string;
  parentFolderId?: string;
  isDraft?: boolean;
}

/**
 * Moving one mail into the folder of its record by a person's click, whatever the mailbox's settings do by themselves, and taking it
 * back. The row says what is wished; the job that sorts mail does it, so a crash loses nothing. Every call may be repeated.
 */
export function createMailPlace(needs: Needs) {
  const { database, records, mailboxes, audit, queue } = needs;

  const placesOf = (mailbox: MailboxRow) =>
    new Places(database, mailbox, (it) => mailboxes.ask(mailbox, { ...it, priority: 'person' }));

  async function of(viewer: Principal, mail: OpenMail): Promise<MailPlace> {
    const mailbox = await mailboxOf(viewer, mail.mailbox);
    if (!mailbox) return { isConnected: false, organization: 'off', by: 'record' };
    const row = await rowOf(mailbox, mail);
    const wished = wishOf(mailbox);
    if (row?.state === 'wished') return { isConnected: true, ...wished, moved: await movedOf(viewer, row) };
    const places = placesOf(mailbox);
    const found = await find(mailbox, mail, row);
    const stays = await staysBecause(places, found);
    return {
      isConnected: true,
      ...wished,
      folder: await places.path(found.folderId),
      ...(stays ? { stays } : {}),
      ...(row ? { moved: await movedOf(viewer, row, found) } : {}),
    };
  }

  async function move(principal: Principal, { record, ...mail }: OpenMail & { record: RecordRef }): Promise<MailPlace> {
    const { tenantId, objectId } = principal;
    const mailbox = await connectedMailbox(principal, mail);
    const { moduleId, recordId } = await records.resolve(tenantId, record);
    if (!(await isOnRecord(tenantId, mail.internetMessageId, { moduleId, recordId })))
      throw new AppError('invalid_request', 'This email is not on that record. File it there first, then move it.', {
        source: 'request',
        field: 'record',
      });
    const found = await find(mailbox, mail, await rowOf(mailbox, mail));
    const places = placesOf(mailbox);
    if (await staysBecause(places, found))
      throw new AppError('invalid_request', 'Emails in this folder stay where they are: nothing is moved from it.', {
        source: 'request',
        field: 'messageId',
      });
    await database.transaction(async (tx) => {
      // What was moved before keeps the place it came from, for the way back.
      await sql`
        insert into organised_mail as o (tenant_id, mailbox_id, graph_id, internet_message_id, module_id, record_id, kind, grouped_by,
          wish, state, is_by_person)
        values (${tenantId}, ${mailbox.id}, ${found.graphId}, ${mail.internetMessageId}, ${moduleId}, ${recordId}, 'move',
          ${wishOf(mailbox).by}, 'put', 'wished', true)
        on conflict (mailbox_id, graph_id, kind) do update set wish = 'put', state = 'wished', is_by_person = true,
          module_id = excluded.module_id, record_id = excluded.record_id, grouped_by = excluded.grouped_by, attempts = 0,
          next_attempt_at = null, problem = null, updated_at = now(), to_folder = null,
          from_folder = case when o.wish = 'put' and o.state = 'done' and o.to_folder = ${found.folderId} then o.from_folder end`.execute(
        tx,
      );
      await audit.append(tx, { tenantId, actor: objectId, action: 'mail.moved', target: found.graphId });
      await queue.add('organise-mail', {}, { key: 'organise-mail', tx });
    });
    return of(principal, mail);
  }

  async function undo(principal: Principal, mail: OpenMail): Promise<MailPlace> {
    const { tenantId, objectId } = principal;
    const mailbox = await connectedMailbox(principal, mail);
    const row = await rowOf(mailbox, mail);
    if (row?.wish === 'put')
      await database.transaction(async (tx) => {
        await tx
          .updateTable('organised_mail')
          .set({ wish: 'back', state: 'wished', is_by_person: true, attempts: 0, next_attempt_at: null, problem: null })
          .where('id', '=', row.id)
          .where('wish', '=', 'put')
          .execute();
        await audit.append(tx, { tenantId, actor: objectId, action: 'mail.moved_back', target: row.graph_id });
        await queue.add('organise-mail', {}, { key: 'organise-mail', tx });
      });
    return of(principal, mail);
  }

  async function mailboxOf(viewer: Principal, address: string): Promise<MailboxRow | undefined> {
    const known = await database.kysely
      .selectFrom('mailbox')
      .select('id')
      .where('tenant_id', '=', viewer.tenantId)
      .where('address', '=', address.toLowerCase())
      .executeTakeFirst();
    if (!known) return undefined;
    return mailboxes.row(viewer, String(known.id)).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    });
  }
  async function connectedMailbox(viewer: Principal, { mailbox }: OpenMail): Promise<MailboxRow> {
    const row = await mailboxOf(viewer, mailbox);
    if (!row)
      throw new AppError('not_found', 'Connect this mailbox in the settings first, so that its mail can be moved.');
    return row;
  }

  /** The row of the open copy; after a move it is known by the mail's own id. */
  async function rowOf(mailbox: MailboxRow, { messageId, internetMessageId }: OpenMail): Promise<Row | undefined> {
    const rows = await database.kysely
      .selectFrom('organised_mail')
      .selectAll()
      .where('mailbox_id', '=', mailbox.id)
      .where('tenant_id', '=', mailbox.tenant_id)
      .where('internet_message_id', '=', internetMessageId)
      .where('kind', '=', 'move')
      .orderBy('updated_at', 'desc')
      .execute();
    return rows.find((it) => it.graph_id === messageId) ?? rows[0];
  }

  /** The mail by the id Outlook gave, or by the one it keeps wherever it is moved. */
  async function find(mailbox: MailboxRow, { messageId }: OpenMail, row: Row | undefined): Promise<Found> {
    const read = async (id: string): Promise<Found> => {
      const raw = await mailboxes.ask<RawMessage>(mailbox, {
        path: `/messages/${encodeURIComponent(id)}`,
        query: { $select: 'id,parentFolderId,isDraft' },
      });
      return { graphId: raw.id, folderId: raw.parentFolderId ?? '', isDraft: raw.isDraft ?? false };
    };
    try {
      return await read(messageId);
    } catch (error) {
      if (!row || !(error instanceof AppError) || !['not_found', 'invalid_request'].includes(error.code)) throw error;
      return read(row.graph_id);
    }
  }

  async function isOnRecord(tenantId: string, internetMessageId: string, of: StoredRef): Promise<boolean> {
    const { rows } = await sql`
      select 1 from mail_link where tenant_id = ${tenantId} and internet_message_id = ${internetMessageId}
        and module_id = ${of.moduleId} and record_id = ${of.recordId} and state = 'linked'
      union all select 1 from filing where tenant_id = ${tenantId} and internet_message_id = ${internetMessageId}
        and module_id = ${of.moduleId} and record_id = ${of.recordId} and state = 'filed'`.execute(database.kysely);
    return rows.length > 0;
  }

  async function movedOf(viewer: Principal, row: Row, found?: Found): Promise<NonNullable<MailPlace['moved']>> {
    const ref = { moduleId: row.module_id, recordId: row.record_id };
    const record = (await records.views(database.kysely, viewer.tenantId, [ref])).get(keyOf(ref));
    const isThere = row.wish === 'put' && row.state === 'done' && row.from_folder && row.to_folder === found?.folderId;
    return {
      ...(record ? { record } : {}),
      state: row.state === 'wished' ? (row.wish === 'put' ? 'moving' : 'going_back') : isThere ? 'moved' : 'left',
      ...(row.state === 'wished' && row.problem ? { problem: row.problem } : {}),
    };
  }

  return { of, move, undo };
}

function wishOf({ settings }: MailboxRow): Pick<MailPlace, 'organization' | 'by'> {
  const organization = settings?.organization ?? { kind: 'off' as const };
  return { organization: organization.kind, by: organization.kind === 'move' ? organization.by : 'record' };
}

async function staysBecause(places: Places, { folderId, isDraft }: Found): Promise<MailPlace['stays']> {
  if (isDraft) return 'draft';
  const place = await places.within(folderId);
  return untouched.find((it) => it === place);
}
