import { sql } from 'kysely';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import { isAllowed } from '../../records/module-limits.js';
import { amongOurselves, beyondScope } from '../../records/rank.js';
import { forgetUnlinked, type LinksNeeds } from './links.js';

interface Held {
  id: string;
  internet_message_id: string;
  reason: { outside?: string[] };
}

/**
 * The answer to a conversation that left its scope, for all its records that ask. Going on widens the scope by what was asked about and
 * links the mail that waited; what is still beyond it asks again. Stopping ends the rule and lets the waiting mail be.
 */
export async function answerThread(
  { database, audit }: LinksNeeds,
  principal: Principal,
  id: string,
  answer: 'go_on' | 'stop',
): Promise<'following' | 'paused' | 'stopped'> {
  const { tenantId, objectId } = principal;
  return database.transaction(async (tx) => {
    const asked = await tx
      .selectFrom('followed_thread')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where(isAllowed(tenantId, sql.ref('module_id'), 'mail'))
      .forUpdate()
      .executeTakeFirst();
    if (!asked) throw new AppError('not_found', 'This conversation is not followed any more.');
    if (asked.object_id !== objectId)
      throw new AppError('access_denied', 'The question about this conversation was put to somebody else.', {
        source: 'request',
      });
    const threads = await tx
      .selectFrom('followed_thread')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('conversation_id', '=', asked.conversation_id)
      .where('object_id', '=', objectId)
      .where((eb) => eb.or([eb('id', '=', id), eb('state', '=', 'paused')]))
      .where(isAllowed(tenantId, sql.ref('module_id'), 'mail'))
      .orderBy('id')
      .forUpdate()
      .execute();
    let state = asked.state;
    for (const thread of threads) {
      const added = thread.question
        ? [thread.question.kind === 'internal' ? amongOurselves : thread.question.value]
        : [];
      const outside = new Set([...thread.outside_domains, ...added]);
      const next = answer === 'stop' ? 'stopped' : await release(tx, tenantId, { ...thread, outside });
      if (thread.id === id) state = next;
      await audit.append(tx, { tenantId, actor: objectId, action: `thread.${answer}`, target: thread.id });
      if (answer === 'stop') await stop(tx, tenantId, objectId, thread);
    }
    return state;
  });
}

type Thread = { id: string; conversation_id: string; module_id: string; record_id: string; confidence: string };
const heldOf = (tenantId: string, { conversation_id, module_id, record_id }: Thread) => sql`
  tenant_id = ${tenantId} and module_id = ${module_id} and record_id = ${record_id} and conversation_id = ${conversation_id}
  and state = 'suggested' and decided_at is null and reason->>'kind' = 'thread'`;

/** Links what waited and is within the wider scope; gives the state the conversation has then. */
async function release(
  tx: Sql,
  tenantId: string,
  thread: Thread & { outside: Set<string> },
): Promise<'following' | 'paused'> {
  const { rows } = await sql<Held>`select id, internet_message_id, reason from mail_link
    where ${heldOf(tenantId, thread)} order by received_at, id for update`.execute(tx);
  const scope = {
    moduleId: thread.module_id,
    recordId: thread.record_id,
    displayName: '',
    link: null,
    conversationId: thread.conversation_id,
    state: 'following' as const,
    confidence: 'high' as const,
    outside: thread.outside,
  };
  const within = rows.filter((it) => !beyondScope(scope, it.reason.outside ?? []));
  const next = rows.map((it) => beyondScope(scope, it.reason.outside ?? [])).find((it) => it !== undefined);
  await sql`update mail_link set state = 'linked', confidence = ${thread.confidence}, reason = reason - 'outside'
    where id = any(${within.map((it) => it.id)}::text[])`.execute(tx);
  const question = next ? JSON.stringify({ kind: next.kind, value: next.value }) : null;
  await sql`update followed_thread set state = ${next ? 'paused' : 'following'}, question = ${question}::jsonb,
    outside_domains = ${[...thread.outside]}::text[], updated_at = now() where id = ${thread.id}`.execute(tx);
  return next ? 'paused' : 'following';
}

async function stop(tx: Sql, tenantId: string, objectId: string, thread: Thread): Promise<void> {
  const { rows } = await sql<Held>`update mail_link set state = 'rejected', decided_at = now(), decided_by = ${objectId}
    where ${heldOf(tenantId, thread)} returning id, internet_message_id, reason`.execute(tx);
  await sql`update followed_thread set state = 'stopped', question = null, updated_at = now() where id = ${thread.id}`.execute(
    tx,
  );
  await forgetUnlinked(
    tx,
    tenantId,
    rows.map((it) => it.internet_message_id),
  );
}
