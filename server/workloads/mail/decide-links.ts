import { sql } from 'kysely';
import type { Reply } from '../../../contract/api.js';
import { AppError } from '../../base/errors.js';
import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { DecidedBefore } from '../../db/schema-mail.js';
import { isAllowed } from '../../records/module-limits.js';
import type { StoredRef } from '../../records/view.js';
import { setChoice } from './choices.js';
import { forgetUnlinked, stopFollowing } from './links.js';
import { wantAgain } from './rematch.js';
import { isOpen, reviewCount, type LinkRow, type ReviewNeeds } from './review.js';

export interface LinkDecided {
  id: string;
  decision: 'accept' | 'reject' | 'other';
  /** With `other`: where the mail belongs instead, by its name. */
  record?: StoredRef & { displayName: string };
}
type Decided = Reply<'POST /mail/review'>;
type Link = LinkRow & { conversation_id: string; mailbox_id: number | null; decided_at: Date | null };
/** Older decisions are no mishaps any more. */
const undoHours = 24;

/**
 * A person's word on links of their mail. Accepting one of several rejects the others, remembers the choice for the address, and
 * answers what else waits for the same address. Rejecting ends the rule of the conversation where nothing else of it is on the record.
 * All of it can be taken back by the id that is given. Twice is once.
 */
export async function decideLinks(
  needs: ReviewNeeds,
  principal: Principal,
  decisions: LinkDecided[],
  remember = true,
): Promise<Decided> {
  const { database, audit } = needs;
  const { tenantId, objectId } = principal;
  const undo = newId();
  const decided = await database.transaction(async (tx) => {
    let count = 0;
    const before: DecidedBefore = { links: [], added: [], choices: [], threads: [] };
    for (const { id, decision, record } of decisions) {
      const { rows } = await sql<Link>`
        select * from mail_link where tenant_id = ${tenantId} and object_id = ${objectId} and id = ${id}
          and ${isAllowed(tenantId, sql.ref('module_id'), 'mail')} for update`.execute(tx);
      const link = rows[0];
      if (!link)
        throw new AppError('not_found', 'This link is not there any more.', { source: 'request', field: 'decisions' });
      if (link.decided_at !== null) continue;
      count += 1;
      await settle(tx, principal, before, [link.id], decision === 'accept' ? 'linked' : 'rejected');
      if (decision === 'accept' && link.state === 'suggested') await answer(tx, principal, before, link, remember);
      if (record) await linkInstead(tx, principal, before, link, record);
      if (decision !== 'accept') {
        before.threads.push(
          ...(await stopFollowing(tx, tenantId, {
            moduleId: link.module_id,
            recordId: link.record_id,
            conversationId: link.conversation_id,
          })),
        );
        await forgetUnlinked(tx, tenantId, [link.internet_message_id]);
      }
      const action = decision === 'accept' ? 'link.accepted' : 'link.rejected';
      await audit.append(tx, { tenantId, actor: objectId, action, target: id });
    }
    if (count > 0) await remind(tx, principal, undo, before);
    return count;
  });
  return { decided, count: await reviewCount(database.kysely, principal), ...(decided > 0 ? { undo } : {}) };
}

/** Accepts all likely links of this person's mail to one record. */
export async function acceptAll(
  { database, audit }: ReviewNeeds,
  principal: Principal,
  { moduleId, recordId }: StoredRef,
): Promise<Decided> {
  const { tenantId, objectId } = principal;
  const undo = newId();
  const decided = await database.transaction(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from mail_link where ${isOpen(principal)} and state = 'linked' and module_id = ${moduleId} and record_id = ${recordId}
      order by id for update`.execute(tx);
    if (rows.length === 0) return 0;
    const before: DecidedBefore = { links: [], added: [], choices: [], threads: [] };
    const ids = rows.map((it) => it.id);
    await settle(tx, principal, before, ids, 'linked');
    await remind(tx, principal, undo, before);
    const detail = { links: ids.length };
    await audit.append(tx, { tenantId, actor: objectId, action: 'link.accepted', target: recordId, detail });
    return rows.length;
  });
  return { decided, count: await reviewCount(database.kysely, principal), ...(decided > 0 ? { undo } : {}) };
}

/** Everything one request decided is as it was; mail whose content was let go of is read again. Twice is once. */
export async function undoDecision(
  { database, audit }: ReviewNeeds,
  principal: Principal,
  undo: string,
): Promise<{ count: number; streams: number[] }> {
  const { tenantId, objectId } = principal;
  const streams = await database.transaction(async (tx) => {
    const made = await tx
      .deleteFrom('link_decision')
      .where('id', '=', undo)
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .returning('before')
      .executeTakeFirst();
    if (!made) return [];
    const { links, added, choices, threads } = made.before;
    await sql`delete from mail_link where tenant_id = ${tenantId} and id = any(${added}::text[])`.execute(tx);
    const { rows } = await sql<{ internet_message_id: string }>`
      update mail_link l set state = t.state, confidence = t.confidence, decided_at = null, decided_by = null
      from unnest(${links.map((it) => it.id)}::text[], ${links.map((it) => it.state)}::text[],
        ${links.map((it) => it.confidence)}::text[]) as t (id, state, confidence)
      where l.tenant_id = ${tenantId} and l.id = t.id and l.decided_by = ${objectId} returning l.internet_message_id`.execute(
      tx,
    );
    for (const { address, record } of choices) await setChoice(tx, principal, address, record);
    await sql`update followed_thread set state = 'following', updated_at = now()
      where tenant_id = ${tenantId} and id = any(${threads}::text[]) and state = 'stopped'`.execute(tx);
    await audit.append(tx, { tenantId, actor: objectId, action: 'link.reopened', target: undo });
    return wantAgain(
      tx,
      tenantId,
      rows.map((it) => it.internet_message_id),
    );
  });
  return { count: await reviewCount(database.kysely, principal), streams };
}

/** Sets links that nobody decided yet, and remembers how they were. A chosen one of several is certain. */
async function settle(
  tx: Sql,
  { objectId }: Principal,
  before: DecidedBefore,
  ids: string[],
  state: 'linked' | 'rejected',
  confidence?: 'high',
): Promise<void> {
  const { rows } = await sql<DecidedBefore['links'][number]>`
    update mail_link l set state = ${state}, confidence = coalesce(${confidence ?? null}::text, l.confidence),
      decided_at = now(), decided_by = ${objectId}
    from (select id, state, confidence from mail_link where id = any(${ids}::text[]) and decided_at is null for update) o
    where l.id = o.id returning o.id, o.state, o.confidence`.execute(tx);
  before.links.push(...rows);
}

/** One of several was meant: the others of the question are rejected, and with it what else waits for the same answer. */
async function answer(
  tx: Sql,
  principal: Principal,
  before: DecidedBefore,
  link: Link,
  remember: boolean,
): Promise<void> {
  const { tenantId, objectId } = principal;
  const { kind, value } = link.reason;
  const isRemembered = remember && (kind === 'address' || kind === 'domain');
  const { rows } = await sql<{ id: string; is_chosen: boolean }>`
    select id, module_id = ${link.module_id} and record_id = ${link.record_id} as is_chosen from mail_link
    where tenant_id = ${tenantId} and object_id = ${objectId} and state = 'suggested' and decided_at is null
      and reason->>'kind' = ${kind} and reason->>'value' = ${value}
      and (${isRemembered} or internet_message_id = ${link.internet_message_id})`.execute(tx);
  const ids = (isChosen: boolean) => rows.filter((it) => it.is_chosen === isChosen).map((it) => it.id);
  await settle(tx, principal, before, ids(true), 'linked', 'high');
  await settle(tx, principal, before, ids(false), 'rejected');
  if (!isRemembered) return;
  const address = kind === 'domain' ? `@${value}` : value;
  const record = { moduleId: link.module_id, recordId: link.record_id };
  before.choices.push({ address, record: await setChoice(tx, principal, address, record) });
}

/** The mail belongs elsewhere, by this person's word. */
async function linkInstead(
  tx: Sql,
  { tenantId, objectId }: Principal,
  before: DecidedBefore,
  link: Link,
  { moduleId, recordId, displayName }: NonNullable<LinkDecided['record']>,
): Promise<void> {
  const reason = JSON.stringify({ kind: 'search', value: displayName });
  const known = await sql<DecidedBefore['links'][number] & { decided_at: Date | null }>`
    select id, state, confidence, decided_at from mail_link where tenant_id = ${tenantId}
      and internet_message_id = ${link.internet_message_id} and module_id = ${moduleId} and record_id = ${recordId} for update`.execute(
    tx,
  );
  const [there] = known.rows;
  if (there) {
    before.links.push({ id: there.id, state: there.state, confidence: there.confidence });
    await sql`update mail_link set state = 'linked', confidence = 'high', reason = ${reason}::jsonb, decided_at = now(),
      decided_by = ${objectId} where id = ${there.id}`.execute(tx);
    return;
  }
  const id = newId();
  before.added.push(id);
  await sql`
    insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id,
      object_id, mailbox_id, received_at, decided_at, decided_by)
    values (${id}, ${tenantId}, ${link.internet_message_id}, ${moduleId}, ${recordId}, 'linked', 'high', ${reason}::jsonb,
      ${link.conversation_id}, ${objectId}, ${link.mailbox_id}, ${link.received_at}, now(), ${objectId})`.execute(tx);
}

async function remind(tx: Sql, { tenantId, objectId }: Principal, id: string, before: DecidedBefore): Promise<void> {
  await sql`delete from link_decision where tenant_id = ${tenantId} and object_id = ${objectId}
    and at < now() - make_interval(hours => ${undoHours})`.execute(tx);
  await sql`insert into link_decision (id, tenant_id, object_id, before)
    values (${id}, ${tenantId}, ${objectId}, ${JSON.stringify(before)}::jsonb)`.execute(tx);
}
