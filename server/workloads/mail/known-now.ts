import { sql } from 'kysely';
import type { Database, Sql } from '../../db/database.js';
import type { TenantKeys } from '../../identity/tenant-keys.js';
import type { OwnDomains } from '../../records/own-domains.js';
import { isOwn } from '../../records/people.js';
import { addressKey } from './address-key.js';
import { wishStreamsOf } from './rematch.js';

interface Needs {
  database: Database;
  tenantKeys: TenantKeys;
  ownDomains: OwnDomains;
}

/**
 * A history comes newest first, and what explains a mail may stand in an older one: the conversation it continues, or mail on records
 * with a person nobody has a record of. Once it is read, the mails that such facts speak of are marked to be read once more,
 * so that the end is the same in whatever order it came. Goes through the mailbox in parts, so that nobody waits long for the
 * database. Gives their streams.
 */
export async function wantWhatIsKnownNow(
  { database, tenantKeys, ownDomains }: Needs,
  mailbox: { id: number; tenantId: string; address: string },
): Promise<number[]> {
  const key = await tenantKeys.keyOf(mailbox.tenantId);
  const own = { address: mailbox.address, ownDomains: await ownDomains(database.kysely, mailbox.tenantId) };
  const met = new Map<string, Map<string, number>>();
  for await (const part of partsOf(database.kysely, mailbox.id))
    for (const it of await metOnRecords(database.kysely, part)) {
      const records = met.get(it.address) ?? new Map<string, number>();
      records.set(it.record, (records.get(it.record) ?? 0) + it.mails);
      met.set(it.address, records);
    }
  // Of exactly one record, by two mails at least: what `findFacts` counts as context.
  const people = [...met]
    .filter(([, records]) => [...records.values()].filter((mails) => mails > 1).length === 1)
    .map(([address]) => address)
    .filter((it) => !isOwn(it, own));
  const keys = people.map((it) => addressKey(key, it));
  const streams = new Set<number>();
  for await (const part of partsOf(database.kysely, mailbox.id))
    for (const id of await wantPart(database.kysely, part, keys)) streams.add(id);
  return [...streams];
}

const messagesAtOnce = 2_000;
interface Part {
  mailboxId: number;
  after: string;
  upTo: string | null;
}
/** A mailbox's messages, some at a time, in the order of an index. */
async function* partsOf(on: Sql, mailboxId: number): AsyncGenerator<Part> {
  for (let after = ''; ;) {
    const { rows } = await sql<{ graph_id: string }>`select graph_id from mail_message
      where mailbox_id = ${mailboxId} and graph_id > ${after} order by graph_id offset ${messagesAtOnce - 1} limit 1`.execute(
      on,
    );
    const upTo = rows[0]?.graph_id ?? null;
    yield { mailboxId, after, upTo };
    if (upTo === null) return;
    after = upTo;
  }
}
const within = ({ mailboxId, after, upTo }: Part) => sql`m.mailbox_id = ${mailboxId} and m.graph_id > ${after}
  and (${upTo}::text is null or m.graph_id <= ${upTo}::text)`;

/** Who stands in mail that is on records and has no record, with how many mails on each; a mail's copies count once. */
async function metOnRecords(on: Sql, part: Part) {
  const { rows } = await sql<{ address: string; record: string; mails: number }>`
    with here as materialized (
      select m.id, m.tenant_id, m.internet_message_id from mail_message m
      cross join lateral (select min(e.graph_id) as graph_id from mail_message e where e.tenant_id = m.tenant_id
        and e.internet_message_id = m.internet_message_id and e.mailbox_id = m.mailbox_id) first
      where ${within(part)} and m.subject is not null and m.graph_id = first.graph_id),
    met as materialized (
      select h.tenant_id, p.address, l.module_id || ' ' || l.record_id as record from here h
      cross join lateral (select * from mail_link l where l.tenant_id = h.tenant_id and l.internet_message_id = h.internet_message_id
        and coalesce(l.state, '') = 'linked' and l.confidence <> 'low' limit 50) l
      cross join lateral (select * from mail_participant p where p.message_id = h.id limit 1000) p)
    select t.address, t.record, t.mails from (
      select tenant_id, address, record, count(*)::integer as mails from met group by tenant_id, address, record) t
    where not exists (select 1 from record_address a where a.tenant_id = t.tenant_id and a.address = t.address
      offset 0)`.execute(on);
  return rows;
}

/**
 * Every look-up goes by key, one conversation and one message at a time (`limit` and `offset 0` say so): right after a first import the database
 * has no statistics yet and would read whole tables for each message instead.
 */
async function wantPart(on: Sql, part: Part, keys: string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with here as materialized (
      select m.id, m.tenant_id, m.internet_message_id, m.conversation_id, m.received_at, m.subject is null as is_bare, m.address_keys,
        o.graph_id as folder from mail_message m
      cross join lateral (select graph_id from mail_folder o where o.id = m.folder_id and o.is_selected limit 1) o
      where ${within(part)} and m.excluded_by is null and m.gone_at is null),
    threads as materialized (
      select c.conversation_id, f.module_id, f.record_id, b.since from (select distinct tenant_id, conversation_id from here) c
      cross join lateral (select module_id, record_id from followed_thread f where f.tenant_id = c.tenant_id
        and f.conversation_id = c.conversation_id and f.state <> 'stopped' limit 1000) f
      cross join lateral (select received_at as since from mail_link b where b.tenant_id = c.tenant_id and b.module_id = f.module_id
        and b.record_id = f.record_id and b.conversation_id = c.conversation_id and b.state = 'linked'
        order by b.received_at limit 1) b),
    of_threads as (
      select h.id from here h join threads t on t.conversation_id = h.conversation_id and t.since <= h.received_at
      where not exists (select 1 from mail_link l where l.tenant_id = h.tenant_id and l.internet_message_id = h.internet_message_id
          and l.module_id = t.module_id and l.record_id = t.record_id offset 0)
        and not exists (select 1 from filing g where g.tenant_id = h.tenant_id and g.internet_message_id = h.internet_message_id
          and g.module_id = t.module_id and g.record_id = t.record_id offset 0)),
    wanted as (
      update mail_message m set is_wanted = true from here h
      where m.id = h.id and (h.id in (select id from of_threads)
        or (h.is_bare and h.address_keys && ${keys}::bigint[]))
      returning m.mailbox_id, h.folder as graph_id)
    ${wishStreamsOf}`.execute(on);
  return rows.map((it) => it.id);
}
