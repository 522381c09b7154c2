import { sql } from 'kysely';
import type { AskedConversation, Reason, RecordView, Reply, ReviewItem } from '../../../contract/api.js';
import type { Coming } from '../../../contract/shapes.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import { isAllowed } from '../../records/module-limits.js';
import { keyOf, type StoredRef } from '../../records/view.js';
import { copiesOf } from './copies.js';

export interface ReviewNeeds {
  database: Database;
  audit: Audit;
  records: { views(on: Sql, tenantId: string, refs: StoredRef[], what?: Coming): Promise<Map<string, RecordView>> };
}
const pageSize = 50;
/** Open for this person: likely links nobody confirmed, and suggestions. Held mail of a paused conversation is one question elsewhere. */
export const isOpen = ({ tenantId, objectId }: Principal, of = 'mail_link') => {
  const column = (name: string) => sql.ref(`${of}.${name}`);
  return sql`${column('tenant_id')} = ${tenantId} and ${isAllowed(tenantId, column('module_id'), 'mail')} and ${column('object_id')} = ${objectId} and ${column('decided_at')} is null
    and ((${column('state')} = 'linked' and ${column('confidence')} = 'medium')
      or (${column('state')} = 'suggested' and ${column('reason')}->>'kind' <> 'thread'))`;
};
export interface LinkRow {
  id: string;
  internet_message_id: string;
  module_id: string;
  record_id: string;
  state: string;
  confidence: 'high' | 'medium' | 'low';
  reason: Reason;
  received_at: Date;
}
export const ofLink = { moduleId: sql.ref('l.module_id'), recordId: sql.ref('l.record_id') };
export const refOf = (it: LinkRow): StoredRef => ({ moduleId: it.module_id, recordId: it.record_id });

export async function reviewCount(on: Sql, viewer: Principal): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(distinct (internet_message_id, reason)) as n from mail_link where ${isOpen(viewer)}`.execute(on);
  return Number(rows[0]?.n ?? 0);
}

/** What this person is asked about links of their mail, newest first; the records of one question stand together. */
export async function review(
  needs: ReviewNeeds,
  viewer: Principal,
  { before, of }: { before?: string | undefined; of?: StoredRef | undefined } = {},
): Promise<Reply<'GET /mail/review'>> {
  const { database, records } = needs;
  const on = database.kysely;
  const [at, message] = before?.split('~') ?? [];
  if (before && (!message || Number.isNaN(Date.parse(at ?? ''))))
    throw new AppError('invalid_request', 'The place to go on from is not valid.', {
      source: 'request',
      field: 'before',
    });
  const { rows } = await sql<LinkRow>`
    with page as (
      select received_at, internet_message_id from mail_link where ${isOpen(viewer)}
        and ${of ? sql`module_id = ${of.moduleId} and record_id = ${of.recordId}` : sql`true`}
        and ${at && message ? sql`(received_at, internet_message_id) < (${at}::timestamptz, ${message})` : sql`true`}
      group by received_at, internet_message_id order by received_at desc, internet_message_id desc limit ${pageSize + 1})
    select l.* from mail_link l join page p on p.internet_message_id = l.internet_message_id and p.received_at = l.received_at
    where ${isOpen(viewer, 'l')} order by l.received_at desc, l.internet_message_id desc, l.confidence, l.record_id`.execute(
    on,
  );
  const messages = [...new Set(rows.map((it) => it.internet_message_id))];
  const shown = messages.slice(0, pageSize);
  const [views, copies, count, all, conversations] = await Promise.all([
    records.views(on, viewer.tenantId, rows.map(refOf)),
    copiesOf(on, viewer, shown),
    reviewCount(on, viewer),
    before ? [] : recordsAsked(needs, viewer),
    before ? [] : conversationsAsked(needs, viewer),
  ]);
  const last = rows.find((it) => it.internet_message_id === shown.at(-1));
  return {
    items: toItems(
      rows.filter((it) => shown.includes(it.internet_message_id)),
      views,
      copies,
    ).filter((it) => !of || it.links.some(({ record }) => record.id === of.recordId)),
    count,
    records: all,
    conversations,
    ...(messages.length > pageSize && last
      ? { next: `${new Date(last.received_at).toISOString()}~${last.internet_message_id}` }
      : {}),
  };
}

/** One question for each mail and reason; what is told of the mail is of the person's own copy. */
function toItems(
  rows: LinkRow[],
  views: Map<string, RecordView>,
  copies: Awaited<ReturnType<typeof copiesOf>>,
): ReviewItem[] {
  const items = new Map<string, ReviewItem>();
  for (const row of rows) {
    const record = views.get(keyOf(refOf(row)));
    if (!record) continue;
    const key = `${row.internet_message_id} ${row.reason.kind} ${row.reason.value}`;
    const known = items.get(key);
    const link = { id: row.id, record, confidence: row.confidence };
    if (known) {
      known.links.push(link);
      known.kind = 'choose';
      continue;
    }
    const own = copies.get(row.internet_message_id)?.find((it) => it.isOwn && it.subject !== null);
    const from = own?.people.find((it) => it.role === 'from');
    items.set(key, {
      key,
      dateTime: new Date(row.received_at).toISOString(),
      reason: { kind: row.reason.kind, value: row.reason.value },
      kind: row.state === 'linked' ? 'check' : 'possible',
      links: [link],
      ...(own?.subject ? { subject: own.subject } : {}),
      ...(from ? { from: { name: from.name, address: from.address } } : {}),
    });
  }
  return [...items.values()];
}

const mostRecords = 100;
/** How much each record is asked about; `likely` can be accepted in one go. */
async function recordsAsked({ database, records }: ReviewNeeds, viewer: Principal) {
  const on = database.kysely;
  const { rows } = await sql<{ module_id: string; record_id: string; n: string; likely: string }>`
    select module_id, record_id, count(*) as n, count(*) filter (where state = 'linked') as likely
    from mail_link where ${isOpen(viewer)} group by 1, 2 order by n desc, 1, 2 limit ${mostRecords}`.execute(on);
  const refs = rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  const views = await records.views(on, viewer.tenantId, refs);
  return rows.flatMap((it) => {
    const record = views.get(`${it.module_id} ${it.record_id}`);
    return record ? [{ record, count: Number(it.n), likely: Number(it.likely) }] : [];
  });
}

interface Asked {
  id: string;
  conversation_id: string;
  module_id: string;
  record_id: string;
  question: AskedConversation['question'];
  at: Date;
  waiting: string;
  subject: string | null;
}
/** Conversations of this person that left what was agreed for them, one question for each however many records it is about. */
async function conversationsAsked({ database, records }: ReviewNeeds, viewer: Principal): Promise<AskedConversation[]> {
  const on = database.kysely;
  const { tenantId, objectId } = viewer;
  const { rows } = await sql<Asked>`
    select f.id, f.conversation_id, f.module_id, f.record_id, f.question, h.waiting, coalesce(h.at, f.updated_at) as at,
      (select m.subject from mail_message m join mailbox b on b.id = m.mailbox_id
        where m.tenant_id = f.tenant_id and m.conversation_id = f.conversation_id and m.subject is not null and b.object_id = ${objectId}
        order by m.received_at desc limit 1) as subject
    from followed_thread f
    left join lateral (select count(*) as waiting, max(l.received_at) as at from mail_link l
      where l.tenant_id = f.tenant_id and l.module_id = f.module_id and l.record_id = f.record_id and l.conversation_id = f.conversation_id
        and l.state = 'suggested' and l.decided_at is null and l.reason->>'kind' = 'thread') h on true
    where f.tenant_id = ${tenantId} and f.object_id = ${objectId} and f.state = 'paused' and f.question is not null
      and ${isAllowed(tenantId, sql.ref('f.module_id'), 'mail')}
    order by at desc, f.id limit ${mostRecords}`.execute(on);
  const refs = rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  const views = await records.views(on, tenantId, refs);
  const asked = new Map<string, AskedConversation>();
  for (const it of rows) {
    const record = views.get(`${it.module_id} ${it.record_id}`);
    if (!record) continue;
    const known = asked.get(it.conversation_id);
    if (known) known.records.push(record);
    else
      asked.set(it.conversation_id, {
        id: it.id,
        question: it.question,
        records: [record],
        dateTime: new Date(it.at).toISOString(),
        waiting: Number(it.waiting),
        ...(it.subject ? { subject: it.subject } : {}),
      });
  }
  return [...asked.values()];
}
