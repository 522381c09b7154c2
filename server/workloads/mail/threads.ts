import { sql } from 'kysely';
import { newId } from '../../base/ids.js';
import type { Sql } from '../../db/database.js';
import type { Thread } from '../../records/match-facts.js';
import { keyOf } from '../../records/view.js';
import type { MailItem } from './mail-item.js';

/*
 * Following a conversation is a rule with a scope: the outside parties it began with. A branch that loses them all, or gains a
 * new one, pauses and asks once; mail within the scope goes on meanwhile.
 */

export interface Paused {
  thread: Thread;
  question: { kind: 'internal' | 'new_domain'; value: string };
}
interface Owner {
  tenantId: string;
  objectId: string;
}

/** The conversations of the mails a message answers, as far as we know those mails: in this page, in a mailbox, or filed. */
export async function conversationsOf(
  tx: Sql,
  tenantId: string,
  messages: readonly MailItem[],
): Promise<(item: MailItem) => string[]> {
  const answered = [...new Set(messages.flatMap((it) => it.references))];
  const known = new Map<string, Set<string>>();
  const put = (id: string, conversation: string) => known.set(id, (known.get(id) ?? new Set()).add(conversation));
  for (const it of messages) if (it.conversationId) put(it.internetMessageId, it.conversationId);
  if (answered.length > 0) {
    const { rows } = await sql<{ internet_message_id: string; conversation_id: string }>`
      select internet_message_id, conversation_id from mail_message
        where tenant_id = ${tenantId} and internet_message_id = any(${answered}::text[])
      union select internet_message_id, conversation_id from filing
        where tenant_id = ${tenantId} and internet_message_id = any(${answered}::text[]) and conversation_id is not null`.execute(
      tx,
    );
    for (const it of rows) put(it.internet_message_id, it.conversation_id);
  }
  return ({ references, conversationId }) => {
    const all = references.flatMap((it) => [...(known.get(it) ?? [])]);
    return [...new Set(all)].filter((it) => it !== conversationId);
  };
}

/** Follows conversations from now on; one that is followed, paused or stopped already stays as it is. */
export async function followThreads(tx: Sql, { tenantId, objectId }: Owner, begun: Thread[]): Promise<void> {
  if (begun.length === 0) return;
  const threads = inOneOrder(begun);
  await sql`
    insert into followed_thread (id, tenant_id, conversation_id, module_id, record_id, state, confidence, outside_domains, object_id)
    select t.id, ${tenantId}, t.conversation, t.module, t.record, 'following', t.confidence, string_to_array(t.outside, ' '), ${objectId}
    from unnest(${threads.map(() => newId())}::text[], ${threads.map((it) => it.conversationId)}::text[],
      ${threads.map((it) => it.moduleId)}::text[], ${threads.map((it) => it.recordId)}::text[],
      ${threads.map((it) => it.confidence)}::text[], ${threads.map((it) => [...it.outside].join(' '))}::text[])
      as t (id, conversation, module, record, confidence, outside)
    on conflict (tenant_id, conversation_id, module_id, record_id) do nothing`.execute(tx);
}

/** Pauses conversations that left their scope. Who is asked is the person in whose mailbox that mail is. */
export async function pauseThreads(tx: Sql, { tenantId, objectId }: Owner, paused: Paused[]): Promise<void> {
  if (paused.length === 0) return;
  const of = new Map(paused.map((it) => [it.thread, JSON.stringify(it.question)]));
  const threads = inOneOrder([...of.keys()]);
  await sql`
    update followed_thread f set state = 'paused', question = t.question::jsonb, object_id = ${objectId}, updated_at = now()
    from unnest(${threads.map((it) => it.conversationId)}::text[], ${threads.map((it) => it.moduleId)}::text[],
      ${threads.map((it) => it.recordId)}::text[], ${threads.map((it) => of.get(it) ?? '')}::text[]) as t (conversation, module, record, question)
    where f.tenant_id = ${tenantId} and f.conversation_id = t.conversation and f.module_id = t.module
      and f.record_id = t.record and f.state = 'following'`.execute(tx);
}

const inOneOrder = (threads: Thread[]): Thread[] =>
  [...threads].sort((a, b) => (`${a.conversationId} ${keyOf(a)}` < `${b.conversationId} ${keyOf(b)}` ? -1 : 1));
