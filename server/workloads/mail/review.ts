import { sql } from 'kysely';
import type {
  Followed,
  MailQuestion,
  Participant,
  Reason,
  RecordView,
  ReviewItem,
  RuleLink,
} from '../../../contract/api.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import { keyOf, type StoredRef } from '../../records/view.js';
import { copiesOf } from './copies.js';
import { forgetUnlinked } from './links.js';
import { noPolicy, reasonFor, seenLevel } from './visibility.js';

export interface ReviewNeeds {
  database: Database;
  audit: Audit;
  records: { views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>> };
}
const pageSize = 50;
/** Open for this person: likely links nobody confirmed, and suggestions. Held mail of a paused conversation is one question elsewhere. */
const isOpen = ({ tenantId, objectId }: Principal, of = 'mail_link') => {
  const column = (name: string) => sql.ref(`${of}.${name}`);
  return sql`${column('tenant_id')} = ${tenantId} and ${column('object_id')} = ${objectId} and ${column('decided_at')} is null
    and ((${column('state')} = 'linked' and ${column('confidence')} = 'medium')
      or (${column('state')} = 'suggested' and ${column('reason')}->>'kind' <> 'thread'))`;
};
interface Row {
  id: string;
  internet_message_id: string;
  module_id: string;
  record_id: string;
  state: string;
  confidence: 'high' | 'medium' | 'low';
  reason: Reason;
  received_at: Date;
}
const ofLink = { moduleId: sql.ref('l.module_id'), recordId: sql.ref('l.record_id') };
const refOf = (it: Row): StoredRef => ({ moduleId: it.module_id, recordId: it.record_id });

export async function reviewCount(on: Sql, viewer: Principal): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(distinct (internet_message_id, reason)) as n from mail_link where ${isOpen(viewer)}`.execute(on);
  return Number(rows[0]?.n ?? 0);
}

/** What this person is asked about links of their mail, newest first; the records of one question stand together. */
export async function review(
  { database, records }: ReviewNeeds,
  viewer: Principal,
  before?: string,
): Promise<{ items: ReviewItem[]; next?: string; count: number }> {
  const on = database.kysely;
  const [at, message] = before?.split('~') ?? [];
  if (before && (!message || Number.isNaN(Date.parse(at ?? ''))))
    throw new AppError('invalid_request', 'The place to go on from is not valid.', {
      source: 'request',
      field: 'before',
    });
  const { rows } = await sql<Row>`
    with page as (
      select received_at, internet_message_id from mail_link where ${isOpen(viewer)}
        and ${at && message ? sql`(received_at, internet_message_id) < (${at}::timestamptz, ${message})` : sql`true`}
      group by received_at, internet_message_id order by received_at desc, internet_message_id desc limit ${pageSize + 1})
    select l.* from mail_link l join page p on p.internet_message_id = l.internet_message_id and p.received_at = l.received_at
    where ${isOpen(viewer, 'l')} order by l.received_at desc, l.internet_message_id desc, l.confidence, l.record_id`.execute(
    on,
  );
  const messages = [...new Set(rows.map((it) => it.internet_message_id))];
  const shown = messages.slice(0, pageSize);
  const [views, copies, count] = await Promise.all([
    records.views(on, viewer.tenantId, rows.map(refOf)),
    copiesOf(on, viewer, shown),
    reviewCount(on, viewer),
  ]);
  const items = new Map<string, ReviewItem>();
  for (const row of rows.filter((it) => shown.includes(it.internet_message_id))) {
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
  const last = rows.find((it) => it.internet_message_id === shown.at(-1));
  return {
    items: [...items.values()],
    count,
    ...(messages.length > pageSize && last
      ? { next: `${new Date(last.received_at).toISOString()}~${last.internet_message_id}` }
      : {}),
  };
}

/**
 * A person's word on links of their mail. Accepting one of several rejects the others, remembers the choice for the address (R-12), and
 * answers what else waits for the same address. Twice is once.
 */
export async function decideLinks(
  { database, audit }: ReviewNeeds,
  principal: Principal,
  decisions: { id: string; decision: 'accept' | 'reject' }[],
): Promise<{ decided: number; count: number }> {
  const { tenantId, objectId } = principal;
  let decided = 0;
  await database.transaction(async (tx) => {
    for (const { id, decision } of decisions) {
      const { rows } = await sql<Row>`
        select * from mail_link where tenant_id = ${tenantId} and object_id = ${objectId} and id = ${id} for update`.execute(
        tx,
      );
      const link = rows[0];
      if (!link)
        throw new AppError('not_found', 'This link is not there any more.', { source: 'request', field: 'decisions' });
      const to = decision === 'accept' ? 'linked' : 'rejected';
      const isMade = await sql`update mail_link set state = ${to}, decided_at = now(), decided_by = ${objectId}
        where id = ${id} and decided_at is null`.execute(tx);
      if (isMade.numAffectedRows === 0n) continue;
      decided += 1;
      if (decision === 'accept' && link.state === 'suggested') await answer(tx, principal, link);
      if (decision === 'reject') await forgetUnlinked(tx, tenantId, [link.internet_message_id]);
      await audit.append(tx, { tenantId, actor: objectId, action: `link.${decision}ed`, target: id });
    }
  });
  return { decided, count: await reviewCount(database.kysely, principal) };
}

async function answer(tx: Sql, { tenantId, objectId }: Principal, link: Row): Promise<void> {
  const { kind, value } = link.reason;
  const chosen = sql`module_id = ${link.module_id} and record_id = ${link.record_id}`;
  const open = sql`tenant_id = ${tenantId} and object_id = ${objectId} and state = 'suggested' and decided_at is null
    and reason->>'kind' = ${kind} and reason->>'value' = ${value}`;
  if (kind !== 'address' && kind !== 'domain') {
    await sql`update mail_link set state = 'rejected', decided_at = now(), decided_by = ${objectId}
      where ${open} and internet_message_id = ${link.internet_message_id}`.execute(tx);
    return;
  }
  await sql`insert into mail_choice (tenant_id, object_id, address, module_id, record_id)
    values (${tenantId}, ${objectId}, ${kind === 'domain' ? `@${value}` : value}, ${link.module_id}, ${link.record_id})
    on conflict (tenant_id, object_id, address) do update
      set module_id = excluded.module_id, record_id = excluded.record_id, chosen_at = now()`.execute(tx);
  await sql`update mail_link set state = case when ${chosen} then 'linked' else 'rejected' end,
      confidence = case when ${chosen} then 'high' else confidence end, decided_at = now(), decided_by = ${objectId}
    where ${open}`.execute(tx);
}

interface OpenMail {
  internetMessageId: string;
  conversationId?: string | undefined;
  subject?: string;
  participants?: Participant[];
}
/** For the mail that is open: the records it is on by rule, what is asked about it, and how its conversation is followed. */
export async function linksOfMail(
  { database, records }: ReviewNeeds,
  viewer: Principal,
  { internetMessageId, conversationId, subject = '', participants = [] }: OpenMail,
): Promise<{ links: RuleLink[]; questions: MailQuestion[]; followed?: Followed }> {
  const { tenantId, objectId } = viewer;
  const on = database.kysely;
  const [{ rows }, threads] = await Promise.all([
    sql<Row & { decided_at: Date | null; object_id: string | null; level: number }>`
      select l.*, ${seenLevel(viewer, ofLink, noPolicy, sql.ref('l.internet_message_id'))} as level from mail_link l where l.tenant_id = ${tenantId} and l.internet_message_id = ${internetMessageId}
        and l.state in ('linked', 'suggested') and not exists (select 1 from filing f where f.tenant_id = l.tenant_id
          and f.internet_message_id = l.internet_message_id and f.module_id = l.module_id and f.record_id = l.record_id
          and f.state <> 'unfiled')
      order by l.confidence, l.created_at, l.id`.execute(on),
    conversationId
      ? on
          .selectFrom('followed_thread')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', conversationId)
          .orderBy('created_at')
          .execute()
      : [],
  ]);
  const views = await records.views(on, tenantId, [
    ...rows.map(refOf),
    ...threads.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
  ]);
  const said = [subject, ...participants.map((it) => it.address)].join(' ').toLowerCase();
  const links: RuleLink[] = [];
  const questions = new Map<string, MailQuestion>();
  for (const row of rows) {
    const record = views.get(keyOf(refOf(row)));
    if (!record) continue;
    if (row.state === 'linked')
      links.push({
        id: row.id,
        record,
        confidence: row.confidence,
        reason: reasonFor(row.reason, row.level, said),
        isDecided: row.decided_at !== null,
      });
    else if (row.object_id === objectId && row.reason.kind !== 'thread') {
      const reason = { kind: row.reason.kind, value: row.reason.value };
      const key = `${reason.kind} ${reason.value}`;
      const known = questions.get(key) ?? { reason, choices: [] };
      known.choices.push({ id: row.id, record });
      questions.set(key, known);
    }
  }
  const seen = threads.flatMap((it) => {
    const record = views.get(`${it.module_id} ${it.record_id}`);
    return record ? [{ ...it, record }] : [];
  });
  const asked = seen.find((it) => it.state === 'paused' && it.object_id === objectId && it.question);
  const main = asked ?? seen.find((it) => it.state === 'following') ?? seen[0];
  return {
    links,
    questions: [...questions.values()],
    ...(main
      ? {
          followed: {
            id: main.id,
            state: main.state,
            records: seen.filter((it) => it.state === main.state).map((it) => it.record),
            ...(asked?.question ? { question: asked.question } : {}),
          },
        }
      : {}),
  };
}
