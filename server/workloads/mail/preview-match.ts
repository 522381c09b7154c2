import { sql } from 'kysely';
import type { Database, Sql } from '../../db/database.js';
import type { StoredRef } from '../../records/view.js';
import { linkMessages, type Link, type LinkedMailbox, type LinkingNeeds } from './linking.js';
import type { MailItem } from './mail-item.js';
import { putParticipants } from './store.js';

export interface Matched {
  /** By Graph's id of the message. */
  links: Map<string, Link[]>;
  conflicts: { value: string; messages: number; records: StoredRef[] }[];
}
const atOnce = 1_000;
/** Carries the result out of a transaction that must not stay. */
class NotKept extends Error {
  constructor(readonly matched: Matched) {
    super('a dry run keeps nothing');
  }
}

/** Links messages as the history does, by the very same function, in a transaction that is taken back whole. */
export async function matchWithoutKeeping(
  database: Database,
  needs: LinkingNeeds,
  mailbox: LinkedMailbox,
  items: MailItem[],
): Promise<Matched> {
  try {
    await database.transaction(async (tx) => {
      const links: Matched['links'] = new Map();
      const link = async (some: MailItem[]) => {
        for (let from = 0; from < some.length; from += atOnce)
          for (const [id, found] of await linkMessages(tx, needs, mailbox, some.slice(from, from + atOnce)))
            links.set(id, found);
      };
      // Oldest first, as conversations grow; then what mail on records tells of people nobody has a record of.
      await link([...items].sort((a, b) => Date.parse(a.receivedDateTime) - Date.parse(b.receivedDateTime)));
      await writePeople(
        tx,
        mailbox,
        items.filter((it) => links.get(it.graphId)?.some((by) => by.state === 'linked')),
      );
      await link(items.filter((it) => !links.has(it.graphId)));
      throw new NotKept({ links, conflicts: await conflictsOf(tx, mailbox.tenantId, items) });
    });
  } catch (thrown) {
    if (thrown instanceof NotKept) return thrown.matched;
    throw thrown;
  }
  throw new Error('a dry run was kept');
}

/** Who is in mail on records, as the history would write it down; mail that is kept already has its people. */
async function writePeople(tx: Sql, { id, tenantId }: LinkedMailbox, items: MailItem[]): Promise<void> {
  for (let from = 0; from < items.length; from += atOnce) {
    const some = items.slice(from, from + atOnce);
    await sql`
      insert into mail_message (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id, received_at, address_keys, generation)
      select ${tenantId}, ${id}::bigint, t.graph_id, '', t.message, t.conversation, t.at::timestamptz, '{}', 0
      from unnest(${some.map((it) => it.graphId)}::text[], ${some.map((it) => it.internetMessageId)}::text[],
        ${some.map((it) => it.conversationId)}::text[], ${some.map((it) => it.receivedDateTime)}::text[]) as t (graph_id, message, conversation, at)
      on conflict (mailbox_id, graph_id) do nothing`.execute(tx);
    await putParticipants(tx, { id, tenantId }, some);
  }
}

/** Addresses and companies that several records share, so that nothing is decided in silence. */
async function conflictsOf(tx: Sql, tenantId: string, items: MailItem[]): Promise<Matched['conflicts']> {
  const ids = [...new Set(items.map((it) => it.internetMessageId))];
  const { rows } = await sql<{ value: string; messages: number; modules: string[]; records: string[] }>`
    select q.value, max(q.n)::int as messages, array_agg(q.module_id order by q.record_id) as modules,
      array_agg(q.record_id order by q.record_id) as records
    from (select reason->>'value' as value, module_id, record_id, count(*) as n from mail_link
      where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state = 'suggested'
        and reason->>'kind' in ('address', 'domain') group by 1, 2, 3) q
    group by q.value having count(*) > 1 order by 2 desc, 1 limit 50`.execute(tx);
  return rows.map((it) => ({
    value: it.value,
    messages: it.messages,
    records: it.records.map((recordId, at) => ({ recordId, moduleId: it.modules[at] ?? '' })),
  }));
}
