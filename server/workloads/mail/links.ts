import { sql } from 'kysely';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import { noPolicy, seenLevel } from './visibility.js';

export interface LinksNeeds {
  database: Database;
  audit: Audit;
}

/**
 * Takes a mail off a record; the rule does not put it back. Who has a copy may, and who put it there by an answer. Its conversation
 * is followed no longer when nothing else of it is on the record. Twice is once.
 */
export async function undoLink({ database, audit }: LinksNeeds, principal: Principal, id: string): Promise<void> {
  const { tenantId, objectId } = principal;
  await database.transaction(async (tx) => {
    const link = await tx
      .selectFrom('mail_link')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!link || link.state === 'rejected') throw new AppError('not_found', 'This link is not there any more.');
    const of = { moduleId: link.module_id, recordId: link.record_id };
    const { rows } = await sql<{ level: number }>`
      select ${seenLevel(principal, of, noPolicy, sql`${link.internet_message_id}::text`)} as level`.execute(tx);
    if ((rows[0]?.level ?? 0) < 4 && link.decided_by !== objectId)
      throw new AppError('access_denied', 'Only somebody who has this email can take it off the record.', {
        source: 'request',
      });
    if (link.state === 'undone') return;
    await tx
      .updateTable('mail_link')
      .set({ state: 'undone', decided_at: sql<Date>`now()`, decided_by: objectId })
      .where('id', '=', id)
      .execute();
    await stopFollowing(tx, tenantId, { ...of, conversationId: link.conversation_id });
    await forgetUnlinked(tx, tenantId, [link.internet_message_id]);
    await audit.append(tx, { tenantId, actor: objectId, action: 'link.undone', target: id });
  });
}

/** Ends the rule of a conversation on a record once nothing of it is on that record; gives the ids of the rules that ended. */
export async function stopFollowing(
  tx: Sql,
  tenantId: string,
  { moduleId, recordId, conversationId }: { moduleId: string; recordId: string; conversationId: string },
): Promise<string[]> {
  if (!conversationId) return [];
  const { rows } = await sql<{
    id: string;
  }>`update followed_thread set state = 'stopped', question = null, updated_at = now()
    where tenant_id = ${tenantId} and module_id = ${moduleId} and record_id = ${recordId} and conversation_id = ${conversationId}
      and state <> 'stopped' and not exists (select 1 from mail_link l where l.tenant_id = ${tenantId} and l.module_id = ${moduleId}
        and l.record_id = ${recordId} and l.conversation_id = ${conversationId} and l.state = 'linked')
      and not exists (select 1 from filing f where f.tenant_id = ${tenantId} and f.module_id = ${moduleId}
        and f.record_id = ${recordId} and f.conversation_id = ${conversationId} and f.state = 'filed')
    returning id`.execute(tx);
  return rows.map((it) => it.id);
}

/** What is on no record any more, and about which nobody is asked, is not kept (R-33): only ids, time and hashes stay. */
export async function forgetUnlinked(tx: Sql, tenantId: string, internetMessageIds: string[]): Promise<void> {
  const isLeft = sql`m.tenant_id = ${tenantId} and m.internet_message_id = any(${internetMessageIds}::text[])
    and not exists (select 1 from mail_link l where l.tenant_id = m.tenant_id and l.internet_message_id = m.internet_message_id
      and l.state in ('linked', 'suggested'))
    and not exists (select 1 from filing f where f.tenant_id = m.tenant_id and f.internet_message_id = m.internet_message_id
      and f.state = 'filed')`;
  await sql`delete from mail_participant p using mail_message m where p.message_id = m.id and ${isLeft}`.execute(tx);
  await sql`update mail_message m set subject = null, preview = null, sent_at = null, has_attachments = null, importance = null,
    sensitivity = null, categories = null, is_draft = null where ${isLeft}`.execute(tx);
}

/**
 * Of these mails, those a person wrote on a record: their own act puts them there, whatever the mailbox's rules say of mail that comes
 * by itself. Only a never-file rule is above it (R-32).
 */
export async function writtenOnRecords(on: Sql, tenantId: string, internetMessageIds: string[]): Promise<Set<string>> {
  if (internetMessageIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select distinct internet_message_id as id from mail_link
    where tenant_id = ${tenantId} and internet_message_id = any(${internetMessageIds}::text[]) and state = 'linked'
      and reason->>'kind' = 'sent'`.execute(on);
  return new Set(rows.map((it) => it.id));
}
