import { sql } from 'kysely';
import type { RecordRef } from '../../contract/api.js';
import type { MailboxHits } from '../../contract/mailbox-search.js';
import type { Principal } from '../base/principal.js';
import { searchMailbox } from '../workloads/mail/search-mailbox.js';
import type { Needs } from './needs.js';

/** What the viewer's own mailbox has with these words, beside what is on the record; says of each whether it is there already. */
export async function searchBesideRecord(
  { database, records, graph }: Pick<Needs, 'database' | 'records' | 'graph'>,
  viewer: Principal,
  ref: RecordRef,
  search: string,
): Promise<MailboxHits> {
  const { tenantId } = viewer;
  const { moduleId, recordId } = await records.resolve(tenantId, ref, 'mail');
  const { hits, hasMore } = await searchMailbox(graph, viewer, search);
  const ids = hits.map((it) => it.internetMessageId);
  const { rows } = await sql<{ id: string }>`
    select internet_message_id as id from mail_link where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[])
      and module_id = ${moduleId} and record_id = ${recordId} and state = 'linked'
    union select internet_message_id from filing where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[])
      and module_id = ${moduleId} and record_id = ${recordId} and state = 'filed'`.execute(database.kysely);
  const onRecord = new Set(rows.map((it) => it.id));
  return {
    mailbox: viewer.address,
    hits: hits.map((it) => ({ ...it, isOnRecord: onRecord.has(it.internetMessageId) })),
    hasMore,
  };
}
