import { sql } from 'kysely';
import type { Sql } from '../../db/database.js';
import { normaliseAddress } from '../../records/addresses.js';
import type { MailItem } from './mail-item.js';

/** One message as it is kept. Without `content` only ids, times and keyed hashes are (R-33). */
export interface MessageRow {
  item: MailItem;
  folderId: number | null;
  modifiedAt: string;
  /** Why rules keep it out, as `code rule`; null when it is kept. */
  excludedBy: string | null;
  addressKeys: string[];
  hasContent: boolean;
}
interface Mailbox {
  id: number;
  tenantId: string;
}
/** Rows of one statement: with the embedded database on the same thread, more would hold up everybody else. */
const rowsAtOnce = 250;

/** On a record, by rule or by a click, or a question whether it belongs to one. `m` is the message. */
const isOnRecord = sql<boolean>`(exists (select 1 from mail_link l where l.tenant_id = m.tenant_id
    and l.internet_message_id = m.internet_message_id and l.state in ('linked', 'suggested'))
  or exists (select 1 from filing f where f.tenant_id = m.tenant_id
    and f.internet_message_id = m.internet_message_id and f.state <> 'unfiled'))`;

export interface KnownMessage {
  graphId: string;
  changeKey: string;
  folderGraphId: string | null;
  isGone: boolean;
  generation: number;
}
export async function knownMessages(on: Sql, mailbox: Mailbox, graphIds: string[]): Promise<Map<string, KnownMessage>> {
  const { rows } = await sql<{
    graph_id: string;
    change_key: string;
    folder: string | null;
    is_gone: boolean;
    generation: number;
  }>`
    select m.graph_id, m.change_key, f.graph_id as folder, m.gone_at is not null as is_gone, m.generation
    from mail_message m left join mail_folder f on f.id = m.folder_id
    where m.mailbox_id = ${mailbox.id} and m.graph_id = any(${graphIds}::text[])`.execute(on);
  return new Map(
    rows.map((it) => [
      it.graph_id,
      {
        graphId: it.graph_id,
        changeKey: it.change_key,
        folderGraphId: it.folder,
        isGone: it.is_gone,
        generation: it.generation,
      },
    ]),
  );
}

export interface KnownFolder {
  id: number;
  graphId: string;
  isSelected: boolean;
}
export async function foldersByGraphId(on: Sql, mailbox: Mailbox, ids: string[]): Promise<Map<string, KnownFolder>> {
  const rows = await on
    .selectFrom('mail_folder')
    .select(['id', 'graph_id', 'is_selected'])
    .where('mailbox_id', '=', mailbox.id)
    .where(sql<boolean>`graph_id = any(${ids}::text[])`)
    .execute();
  return new Map(rows.map((it) => [it.graph_id, { id: it.id, graphId: it.graph_id, isSelected: it.is_selected }]));
}

/**
 * Writes messages by id; the same again changes nothing, and what is older than what we have is passed over. Gives how many
 * were new, kept and excluded. Content that is there stays when a message comes without.
 */
export async function putMessages(
  on: Sql,
  mailbox: Mailbox,
  generation: number,
  rows: MessageRow[],
): Promise<{ stored: number; excluded: number }> {
  const sorted = [...rows].sort((a, b) => (a.item.graphId < b.item.graphId ? -1 : 1)); // one order: no two pages wait for each other
  const sum = { stored: 0, excluded: 0 };
  for (let from = 0; from < sorted.length; from += rowsAtOnce) {
    const added = await putSome(on, mailbox, generation, sorted.slice(from, from + rowsAtOnce));
    sum.stored += added.stored;
    sum.excluded += added.excluded;
  }
  return sum;
}

async function putSome(on: Sql, { id, tenantId }: Mailbox, generation: number, rows: MessageRow[]) {
  const text = (of: (it: MessageRow) => string | null) => sql`${rows.map(of)}::text[]`;
  const content = <T>(of: (it: MailItem) => T) => rows.map((it) => (it.hasContent ? of(it.item) : null));
  const { rows: written } = await sql<{ is_new: boolean; is_kept: boolean }>`
    insert into mail_message as m (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id,
      received_at, folder_id, generation, excluded_by, modified_at, address_keys,
      subject, preview, sent_at, has_attachments, importance, sensitivity, categories, is_draft)
    select ${tenantId}, ${id}::bigint, t.graph_id, t.change_key, t.internet_id, t.conversation, t.received::timestamptz, t.folder,
      ${generation}::integer, t.excluded, t.modified::timestamptz, t.keys::bigint[],
      t.subject, t.preview, t.sent::timestamptz, t.attachments, t.importance, t.sensitivity, t.categories::text[], t.draft
    from unnest(${text((it) => it.item.graphId)}, ${text((it) => it.item.changeKey)}, ${text((it) => it.item.internetMessageId)},
      ${text((it) => it.item.conversationId)}, ${text((it) => it.item.receivedDateTime)}, ${rows.map((it) => it.folderId)}::bigint[],
      ${text((it) => it.excludedBy)}, ${text((it) => it.modifiedAt)}, ${text((it) => `{${it.addressKeys.join(',')}}`)},
      ${content((it) => it.subject)}::text[], ${content((it) => it.preview)}::text[], ${content((it) => it.sentDateTime)}::text[],
      ${content((it) => it.hasAttachments)}::boolean[], ${content((it) => it.importance)}::text[],
      ${content((it) => it.sensitivity)}::text[], ${content((it) => arrayOf(it.categories))}::text[], ${content((it) => it.isDraft)}::boolean[])
      as t (graph_id, change_key, internet_id, conversation, received, folder, excluded, modified, keys,
        subject, preview, sent, attachments, importance, sensitivity, categories, draft)
    on conflict (mailbox_id, graph_id) do update set
      change_key = excluded.change_key, internet_message_id = excluded.internet_message_id,
      conversation_id = excluded.conversation_id, received_at = excluded.received_at, folder_id = excluded.folder_id,
      generation = greatest(m.generation, excluded.generation), excluded_by = excluded.excluded_by,
      modified_at = excluded.modified_at, address_keys = excluded.address_keys, gone_at = null,
      subject = coalesce(excluded.subject, m.subject), preview = coalesce(excluded.preview, m.preview),
      sent_at = coalesce(excluded.sent_at, m.sent_at), has_attachments = coalesce(excluded.has_attachments, m.has_attachments),
      importance = coalesce(excluded.importance, m.importance), sensitivity = coalesce(excluded.sensitivity, m.sensitivity),
      categories = coalesce(excluded.categories, m.categories), is_draft = coalesce(excluded.is_draft, m.is_draft)
    where (m.change_key is distinct from excluded.change_key or m.folder_id is distinct from excluded.folder_id
      or m.excluded_by is distinct from excluded.excluded_by
      or m.gone_at is not null or (m.subject is null and excluded.subject is not null))
      and (m.modified_at is null or m.modified_at <= excluded.modified_at)
    returning xmax = 0 as is_new, excluded_by is null as is_kept`.execute(on);
  const added = written.filter((it) => it.is_new);
  const stored = added.filter((it) => it.is_kept).length;
  return { stored, excluded: added.length - stored };
}

/** As addresses are compared everywhere; what is none (an Exchange name of a colleague who left) stays as it is. */
const storedAddress = (address: string): string => normaliseAddress(address) || address.toLowerCase();

/** The people of messages whose content is kept. */
export async function putParticipants(on: Sql, { id, tenantId }: Mailbox, items: MailItem[]): Promise<void> {
  const people = items.flatMap((it) => [
    ...new Map(
      it.participants
        .map((p) => ({ ...p, graphId: it.graphId, address: storedAddress(p.address) }))
        .map((p) => [`${p.role} ${p.address}`, p]),
    ).values(),
  ]);
  for (let from = 0; from < people.length; from += 4 * rowsAtOnce) {
    const some = people.slice(from, from + 4 * rowsAtOnce);
    await sql`
      insert into mail_participant (message_id, tenant_id, role, address, name)
      select m.id, ${tenantId}, t.role, t.address, t.name
      from unnest(${some.map((it) => it.graphId)}::text[], ${some.map((it) => it.role)}::text[],
        ${some.map((it) => it.address)}::text[], ${some.map((it) => it.name)}::text[]) as t (graph_id, role, address, name)
      join mail_message m on m.mailbox_id = ${id} and m.graph_id = t.graph_id
      on conflict (message_id, role, address) do update set name = excluded.name
        where mail_participant.name is distinct from excluded.name`.execute(on);
  }
}

/** Marks as seen in this generation. In the first one there is nothing that could be missed. */
export async function stampMessages(on: Sql, { id }: Mailbox, generation: number, graphIds: string[]): Promise<void> {
  if (generation <= 1 || graphIds.length === 0) return;
  await sql`update mail_message set generation = ${generation}
    where mailbox_id = ${id} and graph_id = any(${graphIds}::text[]) and generation < ${generation}`.execute(on);
}

export interface Place {
  graphId: string;
  folderId: number | null;
  changeKey: string;
}
/** Where messages are now, when nothing else about them is taken in. What we do not have is not added. */
export async function placeMessages(on: Sql, { id }: Mailbox, generation: number, places: Place[]): Promise<void> {
  if (places.length === 0) return;
  await sql`update mail_message m set folder_id = t.folder, change_key = t.change_key, generation = ${generation}, gone_at = null
    from unnest(${places.map((it) => it.graphId)}::text[], ${places.map((it) => it.folderId)}::bigint[],
      ${places.map((it) => it.changeKey)}::text[]) as t (graph_id, folder, change_key)
    where m.mailbox_id = ${id} and m.graph_id = t.graph_id`.execute(on);
}

/** Messages that are deleted in the mailbox: on a record they are marked, others are let go. */
export async function markGone(on: Sql, mailbox: Mailbox, generation: number, graphIds: string[]): Promise<void> {
  if (graphIds.length === 0) return;
  await letGoOfUnlinked(on, mailbox, graphIds);
  await sql`update mail_message set gone_at = now(), generation = ${generation}
    where mailbox_id = ${mailbox.id} and graph_id = any(${graphIds}::text[]) and gone_at is null`.execute(on);
}
/** What is on no record was only ids and hashes, kept for finding it later. */
export const letGoOfUnlinked = (on: Sql, { id }: Mailbox, graphIds: string[]) =>
  sql`delete from mail_message m where m.mailbox_id = ${id} and m.graph_id = any(${graphIds}::text[]) and not ${isOnRecord}`.execute(
    on,
  );

interface Window {
  from: Date;
  to?: Date;
}
const unseenIn = (mailbox: Mailbox, folderGraphId: string, generation: number, window: Window | undefined) => sql`
  m.mailbox_id = ${mailbox.id} and m.generation < ${generation} and m.gone_at is null
  and (${window?.from ?? null}::timestamptz is null or m.received_at >= ${window?.from ?? null}::timestamptz)
  and (${window?.to ?? null}::timestamptz is null or m.received_at <= ${window?.to ?? null}::timestamptz)
  and m.folder_id = (select id from mail_folder where mailbox_id = ${mailbox.id} and graph_id = ${folderGraphId})`;

/**
 * Lets go of messages that a reading of the folder, or of a window of it, did not show; those on a record are given back, to be
 * looked at one by one.
 */
export async function dropUnseen(
  on: Sql,
  mailbox: Mailbox,
  folderGraphId: string,
  generation: number,
  window: Window | undefined,
): Promise<string[]> {
  const where = unseenIn(mailbox, folderGraphId, generation, window);
  await sql`delete from mail_message m where ${where} and not ${isOnRecord}`.execute(on);
  const { rows } = await sql<{
    graph_id: string;
  }>`select m.graph_id from mail_message m where ${where} limit 200`.execute(on);
  return rows.map((it) => it.graph_id);
}

/** A folder that is not followed any more: what is on no record was only ids and hashes, kept for finding it later. */
export const forgetFolder = (on: Sql, mailboxId: number, folderGraphIds: string[]) =>
  sql`delete from mail_message m using mail_folder f where f.mailbox_id = ${mailboxId} and f.graph_id = any(${folderGraphIds}::text[])
    and m.folder_id = f.id and not ${isOnRecord}`.execute(on);

export async function countMessages(on: Sql, mailbox: Mailbox, folderGraphId: string) {
  const { rows } = await sql<{ stored: number; excluded: number }>`
    select count(*) filter (where excluded_by is null)::integer as stored, count(*) filter (where excluded_by is not null)::integer as excluded
    from mail_message where gone_at is null
      and folder_id = (select id from mail_folder where mailbox_id = ${mailbox.id} and graph_id = ${folderGraphId})`.execute(
    on,
  );
  return rows[0] ?? { stored: 0, excluded: 0 };
}

/** A list as PostgreSQL writes it, so that lists of different lengths stand in one array of texts. */
const arrayOf = (values: string[]): string =>
  `{${values.map((it) => `"${it.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`).join(',')}}`;
