import type { Reason, RecordRef, Reply, TimelineEntry, TimelineFilter, TimelineOverview } from '../../contract/api.js';
import { sql } from 'kysely';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { isOwn } from '../records/people.js';
import { copiesOf } from '../workloads/mail/copies.js';
import { readPolicy } from '../connections/policy.js';
import { narrowed } from '../records/module-limits.js';
import { noPolicy, reasonFor, showMail } from '../workloads/mail/visibility.js';
import { toFilings } from './filings.js';
import type { Needs } from './needs.js';
import { readPage, type EntryRow, type OfRecord, type Place } from './timeline-page.js';

const pageSize = 50;
type Page = Reply<'GET /records/:module/:id/timeline'>;
export type TimelineWish = TimelineFilter & { before?: string | undefined; after?: string | undefined };
type Reading = Pick<Needs, 'database' | 'records'>;

/**
 * What is on a record, newest first, as this viewer may see it: mail that rules linked, one entry for each mail however many
 * mailboxes hold it, and filings. Goes on in both directions from any entry, also when others came or went meanwhile.
 */
export async function timeline(needs: Reading, viewer: Principal, ref: RecordRef, wish: TimelineWish): Promise<Page> {
  const of = await needs.records.resolve(viewer.tenantId, ref, 'mail');
  const { before, after, ...filter } = wish;
  const on = needs.database.kysely;
  const places = { before: toPlace(before, 'before'), after: before ? undefined : toPlace(after, 'after') };
  const rows = await readPage(on, viewer, of, noPolicy, { filter, ...places, limit: pageSize + 1 });
  const isBack = places.after !== undefined;
  const shown = isBack ? rows.slice(-pageSize) : rows.slice(0, pageSize);
  const hasMore = rows.length > pageSize;
  const [first, last] = [shown[0], shown.at(-1)];
  return {
    entries: await toEntries(needs, viewer, of, shown, filter.conversation !== undefined),
    ...(last && (isBack || hasMore) ? { next: fromPlace(last) } : {}),
    ...(first && (isBack ? hasMore : places.before) ? { previous: fromPlace(first) } : {}),
  };
}

async function toEntries(
  needs: Reading,
  viewer: Principal,
  of: OfRecord,
  rows: EntryRow[],
  isOneConversation: boolean,
): Promise<TimelineEntry[]> {
  const on = needs.database.kysely;
  const { tenantId, objectId } = viewer;
  const ids = <K extends 'link_id' | 'filing_id'>(key: K) => rows.map((it) => it[key]).filter((it) => it !== null);
  const { visibility, modules } = await readPolicy(needs.database.kysely, viewer.tenantId);
  const policy = narrowed(visibility, modules[of.moduleId]);
  const [copies, links, filings, counts, ownDomains] = await Promise.all([
    copiesOf(
      on,
      viewer,
      rows.map((it) => it.message),
    ),
    on
      .selectFrom('mail_link')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ['', ...ids('link_id')])
      .execute(),
    on
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ['', ...ids('filing_id')])
      .execute(),
    isOneConversation ? new Map<string, number>() : countsOf(needs, tenantId, of, rows),
    needs.records.ownDomains(on, tenantId),
  ]);
  const views = await toFilings(needs, viewer, filings);
  const isOurs = (address: string) => isOwn(address, { address: viewer.address, ownDomains });
  return rows.map((row): TimelineEntry => {
    const own = copies.get(row.message) ?? [];
    const link = links.find((it) => it.id === row.link_id);
    const filing = views.find((it) => it.id === row.filing_id);
    return {
      id: row.id,
      kind: filing ? 'filing' : 'mail',
      dateTime: new Date(row.at).toISOString(),
      conversation: { id: row.conversation, count: counts.get(row.conversation) ?? 1 },
      ...(own.length > 0 || !filing ? { mail: showMail(row.level, own, policy, isOurs) } : {}),
      ...(filing ? { filing } : {}),
      ...(link
        ? {
            link: {
              id: link.id,
              confidence: link.confidence,
              reason: withoutNothing(reasonFor(link.reason as Reason, row.level)),
              linkedDateTime: new Date(link.created_at).toISOString(),
              canUndo: row.level >= 4 || link.decided_by === objectId,
            },
          }
        : {}),
    };
  });
}

const withoutNothing = ({ kind, value }: Reason) => (value ? { kind, value } : { kind });

/** How many mails each conversation of a page has on this record. */
async function countsOf({ database }: Reading, tenantId: string, { moduleId, recordId }: OfRecord, rows: EntryRow[]) {
  const conversations = [...new Set(rows.map((it) => it.conversation))].filter(Boolean);
  if (conversations.length === 0) return new Map<string, number>();
  const { rows: counted } = await sql<{ conversation_id: string; n: string }>`
    select conversation_id, count(distinct internet_message_id) as n from (
      select conversation_id, internet_message_id from mail_link where tenant_id = ${tenantId} and module_id = ${moduleId}
        and record_id = ${recordId} and conversation_id = any(${conversations}::text[]) and state = 'linked'
      union all select conversation_id, internet_message_id from filing where tenant_id = ${tenantId} and module_id = ${moduleId}
        and record_id = ${recordId} and conversation_id = any(${conversations}::text[]) and state <> 'unfiled'
    ) e group by conversation_id`.execute(database.kysely);
  return new Map(counted.map((it) => [it.conversation_id, Number(it.n)]));
}

const lately = 300;
/** How much is on a record, in whose mailboxes, and with whom its latest mail was. */
export async function timelineOverview(needs: Reading, viewer: Principal, ref: RecordRef): Promise<TimelineOverview> {
  const { moduleId, recordId } = await needs.records.resolve(viewer.tenantId, ref, 'mail');
  const { tenantId } = viewer;
  const on = needs.database.kysely;
  const mine = sql`tenant_id = ${tenantId} and module_id = ${moduleId} and record_id = ${recordId}`;
  const latest = sql`select internet_message_id from mail_link where ${mine} and state = 'linked' order by received_at desc, id desc limit ${lately}`;
  const [counts, mailboxes, people] = await Promise.all([
    sql<{ mails: string; conversations: string; filings: string }>`
      select (select count(*) from mail_link where ${mine} and state = 'linked')
          + (select count(*) from filing f where ${mine} and f.state <> 'unfiled' and not exists (select 1 from mail_link d
            where d.tenant_id = f.tenant_id and d.internet_message_id = f.internet_message_id and d.module_id = f.module_id
              and d.record_id = f.record_id and d.state = 'linked')) as mails,
        (select count(distinct conversation_id) from mail_link where ${mine} and state = 'linked') as conversations,
        (select count(*) from filing where ${mine} and state <> 'unfiled') as filings`.execute(on),
    sql<{ id: string; name: string; address: string }>`
      select distinct b.id, b.display_name as name, b.address from mailbox b join mail_message m on m.mailbox_id = b.id
      where b.tenant_id = ${tenantId} and m.internet_message_id in (${latest}) order by name`.execute(on),
    sql<{ address: string; name: string }>`
      select p.address, max(p.name) as name from mail_participant p join mail_message m on m.id = p.message_id
      where m.tenant_id = ${tenantId} and p.role <> 'bcc' and m.internet_message_id in (${latest})
      group by p.address order by count(*) desc, p.address limit 30`.execute(on),
  ]);
  const [count] = counts.rows;
  return {
    mails: Number(count?.mails ?? 0),
    conversations: Number(count?.conversations ?? 0),
    filings: Number(count?.filings ?? 0),
    mailboxes: mailboxes.rows.map((it) => ({ ...it, id: String(it.id) })),
    people: people.rows,
  };
}

const fromPlace = ({ at, id }: EntryRow): string => `${new Date(at).toISOString()}~${id}`;
function toPlace(text: string | undefined, field: string): Place | undefined {
  if (text === undefined) return undefined;
  const [at = '', id = ''] = text.split('~');
  if (!id || !/^\d{4}-/.test(at) || Number.isNaN(Date.parse(at)))
    throw new AppError('invalid_request', 'The place to go on from is not valid.', { source: 'request', field });
  return { at, id };
}
