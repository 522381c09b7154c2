import { sql, type RawBuilder } from 'kysely';
import type { TimelineFilter } from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { normaliseAddress } from '../records/addresses.js';
import { mailsWithWords } from '../workloads/mail/words.js';
import { fitsWords, isOwnCopy, seenLevel, type VisibilityPolicy } from '../workloads/mail/visibility.js';

export interface OfRecord {
  moduleId: string;
  recordId: string;
}
/** One mail on a record: by rule, by a click, or both. */
export interface EntryRow {
  id: string;
  at: Date;
  message: string;
  conversation: string;
  link_id: string | null;
  filing_id: string | null;
  level: number;
}
export interface Place {
  at: string;
  id: string;
}
export interface Wish {
  filter: TimelineFilter;
  before?: Place | undefined;
  after?: Place | undefined;
  limit: number;
}

/**
 * A page of a record's timeline. Without a filter only the latest mail of each conversation, found by an index walk from the place on,
 * so that the hundredth page costs what the first does. A filter looks only at what this viewer may see.
 */
export async function readPage(
  on: Sql,
  viewer: Principal,
  of: OfRecord,
  policy: VisibilityPolicy,
  { filter, before, after, limit }: Wish,
): Promise<EntryRow[]> {
  const { tenantId } = viewer;
  const { moduleId, recordId } = of;
  const found = filter.search === undefined ? undefined : await withWords(on, viewer, of, filter.search);
  const side = (alias: 'l' | 'f'): RawBuilder<unknown> => {
    const at = sql.ref(`${alias}.received_at`);
    const id = sql.ref(`${alias}.id`);
    const parts: RawBuilder<unknown>[] = [
      sql`${sql.ref(`${alias}.tenant_id`)} = ${tenantId} and ${sql.ref(`${alias}.module_id`)} = ${moduleId} and ${sql.ref(`${alias}.record_id`)} = ${recordId}`,
      alias === 'l' ? sql`l.state = 'linked'` : sql`f.state <> 'unfiled' and not exists (${linkOfFiling(of)})`,
    ];
    if (before) parts.push(sql`(${at}, ${id}) < (${before.at}::timestamptz, ${before.id})`);
    if (after) parts.push(sql`(${at}, ${id}) > (${after.at}::timestamptz, ${after.id})`);
    parts.push(...narrowed(viewer, of, policy, filter, alias));
    if (found) parts.push(sql`${sql.ref(`${alias}.internet_message_id`)} = any(${found}::text[])`);
    if (isPlain(filter)) parts.push(isLatest(of, alias));
    return sql.join(parts, sql` and `);
  };
  const direction = after ? sql`asc` : sql`desc`;
  const { rows } = await sql<EntryRow>`
    select e.*, ${seenLevel(viewer, of, policy, sql.ref('e.message'))} as level from (
      select * from (
        (select l.id, l.received_at as at, l.internet_message_id as message, l.conversation_id as conversation, l.id as link_id,
            (select g.id from filing g where g.tenant_id = ${tenantId} and g.internet_message_id = l.internet_message_id
              and g.module_id = ${moduleId} and g.record_id = ${recordId} and g.state <> 'unfiled') as filing_id
          from mail_link l where ${side('l')} order by l.received_at ${direction}, l.id ${direction} limit ${limit})
        union all
        (select f.id, f.received_at, f.internet_message_id, coalesce(f.conversation_id, ''), null, f.id
          from filing f where ${side('f')} order by f.received_at ${direction}, f.id ${direction} limit ${limit})
      ) u order by at ${direction}, id ${direction} limit ${limit}
    ) e order by e.at desc, e.id desc`.execute(on);
  return rows;
}

/** The mails among which words of a search are, and filings on this record with them; what of it the viewer may see is decided after. */
async function withWords(on: Sql, { tenantId }: Principal, { moduleId, recordId }: OfRecord, words: string) {
  const mails = await mailsWithWords(on, tenantId, words);
  if (!mails) return undefined;
  const like = contains(words);
  const { rows } = await sql<{
    id: string;
  }>`select g.internet_message_id as id from filing g where g.tenant_id = ${tenantId}
    and g.module_id = ${moduleId} and g.record_id = ${recordId} and g.state <> 'unfiled'
    and (g.from_name ilike ${like} or g.from_address ilike ${like} or g.subject ilike ${like})`.execute(on);
  return [...mails, ...rows.map((it) => it.id)];
}
const contains = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

const isPlain = ({ conversation, ...filter }: TimelineFilter): boolean =>
  conversation === undefined && Object.values(filter).every((it) => it === undefined);

/** The link that already shows a filed mail on this record. */
const linkOfFiling = ({ moduleId, recordId }: OfRecord) => sql`
  select 1 from mail_link d where d.tenant_id = f.tenant_id and d.internet_message_id = f.internet_message_id
    and d.module_id = ${moduleId} and d.record_id = ${recordId} and d.state = 'linked'`;

/** Nothing newer of the same conversation is on the record. */
function isLatest({ moduleId, recordId }: OfRecord, alias: 'l' | 'f'): RawBuilder<unknown> {
  const own = sql.ref(`${alias}.conversation_id`);
  const place = sql`(${sql.ref(`${alias}.received_at`)}, ${sql.ref(`${alias}.id`)})`;
  const tenant = sql.ref(`${alias}.tenant_id`);
  return sql`(coalesce(${own}, '') = '' or not (exists (
      select 1 from mail_link n where n.tenant_id = ${tenant} and n.module_id = ${moduleId} and n.record_id = ${recordId}
        and n.conversation_id = ${own} and n.state = 'linked' and (n.received_at, n.id) > ${place})
    or exists (
      select 1 from filing n where n.tenant_id = ${tenant} and n.module_id = ${moduleId} and n.record_id = ${recordId}
        and n.conversation_id = ${own} and n.state <> 'unfiled' and (n.received_at, n.id) > ${place}
        and not exists (select 1 from mail_link d where d.tenant_id = n.tenant_id and d.internet_message_id = n.internet_message_id
          and d.module_id = ${moduleId} and d.record_id = ${recordId} and d.state = 'linked'))))`;
}

function narrowed(
  viewer: Principal,
  of: OfRecord,
  policy: VisibilityPolicy,
  { kind, person, mailbox, withFiles, from, to, search, conversation }: TimelineFilter,
  alias: 'l' | 'f',
): RawBuilder<unknown>[] {
  const { tenantId, objectId } = viewer;
  const message = sql.ref(`${alias}.internet_message_id`);
  const level = seenLevel(viewer, of, policy, message);
  const copy = (where: RawBuilder<unknown>) => sql`exists (
    select 1 from mail_message m join mailbox b on b.id = m.mailbox_id
    where m.tenant_id = ${tenantId} and m.internet_message_id = ${message} and ${where})`;
  const filed = (where: RawBuilder<unknown>) => sql`exists (
    select 1 from filing g where g.tenant_id = ${tenantId} and g.internet_message_id = ${message}
      and g.module_id = ${of.moduleId} and g.record_id = ${of.recordId} and g.state <> 'unfiled' and ${where})`;
  const isSent = sql`exists (select 1 from mail_participant p
    where p.message_id = m.id and p.role = 'from' and (p.address = b.address or exists (
      select 1 from connection c where c.tenant_id = ${tenantId} and c.address = p.address)))`;
  const parts: RawBuilder<unknown>[] = [];
  if (conversation) parts.push(sql`${sql.ref(`${alias}.conversation_id`)} = ${conversation}`);
  if (from) parts.push(sql`${sql.ref(`${alias}.received_at`)} >= ${from}::timestamptz`);
  if (to) parts.push(sql`${sql.ref(`${alias}.received_at`)} < ${to}::timestamptz`);
  if (kind === 'filed') parts.push(filed(sql`true`));
  if (kind === 'sent') parts.push(copy(isSent));
  if (kind === 'received') parts.push(sql`not ${copy(isSent)}`);
  if (mailbox !== undefined) parts.push(copy(sql`m.mailbox_id = ${mailbox}::bigint`));
  if (person) {
    const key = normaliseAddress(person);
    // From the person to their mails, by index: a question for each mail of the record would be read from all of them.
    const theirs = sql`${message} in (select m.internet_message_id from mail_participant p join mail_message m on m.id = p.message_id
      join mailbox b on b.id = m.mailbox_id
      where p.tenant_id = ${tenantId} and p.address = ${key} and (p.role <> 'bcc' or ${isOwnCopy(objectId)}))`;
    parts.push(sql`(${theirs} or ${filed(sql`g.from_address = ${key}`)})`);
  }
  if (withFiles) {
    const hasFile = sql`exists (select 1 from filing_file x where x.filing_id = g.id and x.kind = 'attachment') and ${level} >= 2`;
    parts.push(sql`((${copy(sql`m.has_attachments`)} and ${level} >= 3) or ${filed(hasFile)})`);
  }
  if (search) {
    const like = contains(search);
    const filedAs = sql`(g.from_name ilike ${like} or g.from_address ilike ${like} or (g.subject ilike ${like} and ${level} >= 2))`;
    parts.push(sql`(${fitsWords(viewer, level, message, search)} or ${filed(filedAs)})`);
  }
  return parts;
}
