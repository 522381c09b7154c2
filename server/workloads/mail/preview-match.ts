import { sql } from 'kysely';
import type { Database, Sql } from '../../db/database.js';
import type { StoredRef } from '../../records/view.js';
import { linkMessages, type Link, type LinkedMailbox, type LinkingNeeds } from './linking.js';
import type { MailItem } from './mail-item.js';

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
      for (let from = 0; from < items.length; from += atOnce)
        for (const [id, found] of await linkMessages(tx, needs, mailbox, items.slice(from, from + atOnce)))
          links.set(id, found);
      throw new NotKept({ links, conflicts: await conflictsOf(tx, mailbox.tenantId, items) });
    });
  } catch (thrown) {
    if (thrown instanceof NotKept) return thrown.matched;
    throw thrown;
  }
  throw new Error('a dry run was kept');
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
