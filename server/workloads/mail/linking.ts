import { sql } from 'kysely';
import type { Confidence, Reason } from '../../../contract/api.js';
import { newId } from '../../base/ids.js';
import type { Sql } from '../../db/database.js';
import { findFacts, questionOf, type Facts, type Thread } from '../../records/match-facts.js';
import type { OwnDomains } from '../../records/own-domains.js';
import { outsideParties } from '../../records/people.js';
import { rank, type Candidate } from '../../records/rank.js';
import { keyOf } from '../../records/view.js';
import type { MailItem } from './mail-item.js';
import { conversationsOf, followThreads, pauseThreads, type Paused } from './threads.js';

export interface LinkingNeeds {
  ownDomains: OwnDomains;
}
/** The mailbox the messages are in; questions go to `objectId`. */
export interface LinkedMailbox {
  id: number;
  tenantId: string;
  objectId: string;
  address: string;
}
export interface Link {
  moduleId: string;
  recordId: string;
  state: 'linked' | 'suggested';
}
interface Row {
  internetMessageId: string;
  moduleId: string;
  recordId: string;
  state: 'linked' | 'suggested';
  confidence: Confidence;
  reason: Reason & { outside?: string[] };
  conversationId: string;
  receivedAt: string;
}
interface Known {
  internet_message_id: string;
  module_id: string;
  record_id: string;
  state: string;
}

/**
 * Links the messages of one page to their records by rule, and says for each on which records it is or may be. A number of
 * statements that does not grow with the page; the same page again changes nothing. High and Medium are linked; Low, and what only
 * a person can decide, is suggested. A link that was undone, rejected or unfiled never comes back by itself. What
 * was suggested becomes a link when it is answered; a person's own decision is not touched.
 */
export async function linkMessages(
  tx: Sql,
  { ownDomains }: LinkingNeeds,
  mailbox: LinkedMailbox,
  items: readonly MailItem[],
): Promise<Map<string, Link[]>> {
  const { tenantId, objectId, address } = mailbox;
  // Oldest first: a conversation is followed from its first mail on, in whatever order a page brings it.
  const messages = items
    .filter((it) => it.internetMessageId && !it.isDraft)
    .sort((a, b) => Date.parse(a.receivedDateTime) - Date.parse(b.receivedDateTime));
  if (messages.length === 0) return new Map();
  const own = { address, ownDomains: await ownDomains(tx, tenantId) };
  const conversations = await conversationsOf(tx, tenantId, messages);
  const questions = messages.map((it) =>
    questionOf({ ...it, conversations: [it.conversationId, ...conversations(it)] }, own),
  );
  const ids = [...new Set(messages.map((it) => it.internetMessageId))];
  const facts = await findFacts(tx, tenantId, objectId, questions);
  const decided = await decidedOf(tx, tenantId, ids);

  const rows = new Map<string, Row>();
  const paused: Paused[] = [];
  const begun: Thread[] = [];
  for (const [i, question] of questions.entries()) {
    const item = messages[i] as MailItem;
    const ranked = rank(question, facts);
    const candidates = ranked.candidates
      .filter((it) => !decided.has(`${item.internetMessageId} ${keyOf(it)}`))
      .filter((it) => it.state === 'linked' || !item.isBulk); // nobody is asked about what a machine sent to many
    const parties = outsideParties(question.addresses);
    // The oldest conversation names it, so that copies in several mailboxes stand together on the record.
    const known = [...conversations(item), item.conversationId].flatMap((id) => facts.threads(id));
    for (const it of candidates) {
      const thread = known.find((by) => keyOf(by) === keyOf(it));
      put(rows, toRow(item, it, parties, thread?.conversationId ?? item.conversationId));
    }
    for (const it of candidates) if (it.state === 'linked') begin(facts, begun, item, it, parties);
    for (const { thread, kind, value } of item.isBulk ? [] : ranked.questions) {
      if (thread.state !== 'following' || decided.has(`${item.internetMessageId} ${keyOf(thread)}`)) continue;
      thread.state = 'paused';
      paused.push({ thread, question: { kind, value } });
    }
  }
  await followThreads(tx, mailbox, begun);
  await pauseThreads(tx, mailbox, paused);
  await writeLinks(tx, mailbox, [...rows.values()]);
  return linksOf(tx, tenantId, ids, messages);
}

const toRow = (item: MailItem, it: Candidate, outside: string[], conversationId: string): Row => ({
  internetMessageId: item.internetMessageId,
  moduleId: it.moduleId,
  recordId: it.recordId,
  state: it.state,
  confidence: it.confidence,
  // A mail that waits for an answer about its conversation remembers who it was with.
  reason: it.reason.kind === 'thread' && it.state === 'suggested' ? { ...it.reason, outside } : it.reason,
  conversationId,
  receivedAt: item.receivedDateTime,
});

/** The same message may stand twice in a page, as copies in two folders. */
function put(rows: Map<string, Row>, row: Row): void {
  const key = `${row.internetMessageId} ${keyOf(row)}`;
  const known = rows.get(key);
  if (!known || (known.state === 'suggested' && row.state === 'linked')) rows.set(key, row);
}

/** From here on the conversation goes to this record too, as far as the parties of this mail. */
function begin(
  facts: Facts,
  begun: Thread[],
  { conversationId, isBulk }: MailItem,
  it: Candidate,
  parties: string[],
): void {
  if (!conversationId || isBulk || parties.length === 0) return;
  if (facts.threads(conversationId).some((thread) => keyOf(thread) === keyOf(it))) return;
  const thread = { ...it, conversationId, state: 'following' as const, outside: new Set(parties) };
  facts.follow(thread);
  begun.push(thread);
}

/** Pairs of message and record that a person, or a filing, already speaks for. */
async function decidedOf(tx: Sql, tenantId: string, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<Known>`
    select internet_message_id, module_id, record_id from filing
      where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[])
    union all select internet_message_id, module_id, record_id from mail_link
      where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state in ('undone', 'rejected')`.execute(
    tx,
  );
  return new Set(rows.map((it) => `${it.internet_message_id} ${it.module_id} ${it.record_id}`));
}

/** New links, and suggestions that became certain. Rows are written in one order, so that two pages never wait for each other. */
async function writeLinks(tx: Sql, { id, tenantId, objectId }: LinkedMailbox, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const keyed = rows.map((row) => [`${row.internetMessageId} ${keyOf(row)}`, row] as const);
  const sorted = keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await sql`
    insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id, object_id, mailbox_id, received_at)
    select t.id, ${tenantId}, t.message, t.module, t.record, t.state, t.confidence, t.reason::jsonb, t.conversation, ${objectId}, ${id}, t.at::timestamptz
    from unnest(${sorted.map(() => newId())}::text[], ${sorted.map((it) => it.internetMessageId)}::text[],
      ${sorted.map((it) => it.moduleId)}::text[], ${sorted.map((it) => it.recordId)}::text[], ${sorted.map((it) => it.state)}::text[],
      ${sorted.map((it) => it.confidence)}::text[], ${sorted.map((it) => JSON.stringify(it.reason))}::text[],
      ${sorted.map((it) => it.conversationId)}::text[], ${sorted.map((it) => it.receivedAt)}::text[])
      as t (id, message, module, record, state, confidence, reason, conversation, at)
    on conflict (tenant_id, internet_message_id, module_id, record_id) do update
      set state = excluded.state, confidence = excluded.confidence, reason = excluded.reason
      where mail_link.decided_at is null and excluded.state = 'linked' and (mail_link.state = 'suggested'
        or (mail_link.state = 'linked' and mail_link.confidence = 'medium' and excluded.confidence = 'high'))`.execute(
    tx,
  );
}

/** Where the messages stand now: by rule, by answer, or filed by a click. */
async function linksOf(
  tx: Sql,
  tenantId: string,
  ids: string[],
  messages: readonly MailItem[],
): Promise<Map<string, Link[]>> {
  const { rows } = await sql<Known>`
    select internet_message_id, module_id, record_id, state from mail_link
      where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state in ('linked', 'suggested')
    union select internet_message_id, module_id, record_id, 'linked' from filing
      where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state = 'filed'
    order by internet_message_id, module_id, record_id`.execute(tx);
  const byMessage = new Map<string, Link[]>();
  for (const it of rows) {
    const link = { moduleId: it.module_id, recordId: it.record_id, state: it.state as Link['state'] };
    const list = byMessage.get(it.internet_message_id) ?? [];
    if (!list.some((known) => keyOf(known) === keyOf(link))) byMessage.set(it.internet_message_id, [...list, link]);
  }
  return new Map(
    messages.flatMap((it) => {
      const links = byMessage.get(it.internetMessageId);
      return links ? [[it.graphId, links] as const] : [];
    }),
  );
}
