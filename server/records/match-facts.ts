import { sql } from 'kysely';
import type { Confidence } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import type { Sql } from '../db/database.js';
import { companyDomain, withoutTag } from './addresses.js';
import { outsideAddresses, type Named, type OwnSide } from './people.js';
import type { StoredRef } from './view.js';

/** What a mail asks of the index: its outside people, their companies, and the codes its subject names. */
export interface Question {
  addresses: string[];
  domains: string[];
  codes: string[];
  /** Its own conversation first, then those of the mails it answers. */
  conversations: string[];
}
export interface FoundRecord extends StoredRef {
  displayName: string;
  link: string | null;
}
export interface Fact extends FoundRecord {
  kind: 'address' | 'domain' | 'code' | 'choice' | 'thread' | 'filed' | 'context';
  value: string;
}
/** A conversation whose later mails go to a record: `outside` are the parties this was agreed for. */
export interface Thread extends FoundRecord {
  conversationId: string;
  state: 'following' | 'paused' | 'stopped';
  confidence: Confidence;
  outside: Set<string>;
}
export interface Facts {
  of(kind: Fact['kind'], value: string): Fact[];
  threads(conversationId: string): Thread[];
  follow(thread: Thread): void;
}
/** What was found, and what was left out because administrators do not let it come to the module. */
export interface FoundFacts extends Facts {
  /** Modules with records that would have been found, to which this may not come. */
  withheld: ReadonlySet<string>;
  /** Whether an address is on a record of such a module: somebody who is known all the same. */
  isWithheld(address: string): boolean;
}

export function questionOf(
  mail: { conversations: string[]; subject: string; participants: readonly Named[] },
  own: OwnSide,
): Question {
  const addresses = outsideAddresses(mail.participants, own);
  const codes = [...mail.subject.matchAll(/(?<![\p{L}\p{N}])(\p{L}{1,8}-\d{1,10})(?![\p{L}\p{N}])/gu)];
  return {
    addresses,
    domains: [...new Set(addresses.map(companyDomain).filter(Boolean))],
    codes: [...new Set(codes.map((it) => (it[1] ?? '').toUpperCase()))],
    conversations: mail.conversations.filter(Boolean),
  };
}
/** The remembered choice for a domain stands under this name, beside those for addresses. */
export const domainChoice = (domain: string): string => `@${domain}`;

interface Row {
  kind: Fact['kind'];
  value: string;
  module_id: string;
  record_id: string;
  display_name: string;
  link: string | null;
  thread: { state: Thread['state']; confidence: Confidence; outside: string[] } | null;
  is_withheld: boolean;
}
/** Far more than speak for one address or conversation. */
const mostRecords = 10_000;
/** Of somebody without a record, so many of the latest mails tell to which record they belong. */
const contextMails = 200;
const unique = (values: string[]): string[] => [...new Set(values)];

/**
 * Everything the local index knows about any number of mails, in one statement and without a call to anybody. Choices are those of
 * `objectId`. Only records that are there, in modules people may use and to which `what` may come. A person nobody knows counts as context where mail
 * with them is already on a record, twice at least.
 */
export async function findFacts(
  on: Sql,
  tenantId: string,
  objectId: string,
  questions: readonly Question[],
  what: Coming = 'mail',
): Promise<FoundFacts> {
  const addresses = unique(questions.flatMap((it) => it.addresses.flatMap((key) => [key, withoutTag(key)]))).filter(
    Boolean,
  );
  const domains = unique(questions.flatMap((it) => it.domains));
  const choices = [...addresses, ...domains.map(domainChoice)];
  const codes = unique(questions.flatMap((it) => it.codes));
  const conversations = unique(questions.flatMap((it) => it.conversations));
  // `limit` and `offset 0` keep each look one look-up by key for each fact found, also where the database has gathered no
  // statistics yet (as in the middle of a first import) and would read whole tables instead. `coalesce` keeps out the partial indexes
  // of records' timelines, which then look just as good for a mail, and are not.
  const { rows } = await sql<Row>`
    with unknown as materialized (
      select address from unnest(${addresses}::text[]) u (address) where not exists (
        select 1 from record_address a where a.tenant_id = ${tenantId} and a.address = u.address offset 0)),
    f as materialized (
      select 'address' as kind, u.address as value, r.module_id, r.record_id, null::jsonb as thread
        from unnest(${addresses}::text[]) u (address) cross join lateral (select module_id, record_id from record_address r
          where r.tenant_id = ${tenantId} and r.address = u.address limit ${mostRecords}) r
      union all select 'domain', u.domain, r.module_id, r.record_id, null
        from unnest(${domains}::text[]) u (domain) cross join lateral (select module_id, record_id from record_domain r
          where r.tenant_id = ${tenantId} and r.domain = u.domain limit ${mostRecords}) r
      union all select 'code', upper(code), module_id, record_id, null from record_index
        where tenant_id = ${tenantId} and code is not null and upper(code) = any(${codes}::text[])
      union all select 'choice', address, module_id, record_id, null from mail_choice
        where tenant_id = ${tenantId} and object_id = ${objectId} and address = any(${choices}::text[])
      union all select 'thread', u.id, f.module_id, f.record_id,
          jsonb_build_object('state', f.state, 'confidence', f.confidence, 'outside', f.outside_domains)
        from unnest(${conversations}::text[]) u (id) cross join lateral (select * from followed_thread f
          where f.tenant_id = ${tenantId} and f.conversation_id = u.id limit ${mostRecords}) f
      union all select distinct 'filed', u.id, f.module_id, f.record_id, null::jsonb
        from unnest(${conversations}::text[]) u (id) cross join lateral (select module_id, record_id from filing f
          where f.tenant_id = ${tenantId} and f.conversation_id = u.id and coalesce(f.state, '') = 'filed' limit ${mostRecords}) f
      union all select 'context', u.address, l.module_id, l.record_id, null from unknown u
        cross join lateral (select message_id from mail_participant p where p.tenant_id = ${tenantId} and p.address = u.address
          order by message_id desc limit ${contextMails}) p
        cross join lateral (select internet_message_id from mail_message m where m.id = p.message_id limit 1) m
        cross join lateral (select module_id, record_id from mail_link l where l.tenant_id = ${tenantId}
          and l.internet_message_id = m.internet_message_id and coalesce(l.state, '') = 'linked' and l.confidence <> 'low' limit 50) l
        group by u.address, l.module_id, l.record_id having count(distinct m.internet_message_id) > 1
    ),
    withheld as materialized (select e.key as module_id from policy p, jsonb_each(p.policy -> 'modules') e
      where p.tenant_id = ${tenantId} and e.value ->> ${what}::text = 'false')
    select f.kind, f.value, r.module_id, r.record_id, r.display_name, r.link, f.thread,
      f.module_id in (select module_id from withheld) as is_withheld from f
    cross join lateral (
      select * from record_index i
        where i.tenant_id = ${tenantId} and i.module_id = f.module_id and i.record_id = f.record_id limit 1) r
    join module m on m.tenant_id = r.tenant_id and m.module_id = r.module_id and m.is_enabled
    where not r.is_gone order by r.display_name, r.record_id`.execute(on);
  return indexFacts(rows);
}

function indexFacts(rows: readonly Row[]): FoundFacts {
  const facts = new Map<string, Fact[]>();
  const threads = new Map<string, Thread[]>();
  const withheld = new Set<string>();
  const known = new Set<string>();
  const put = <T>(map: Map<string, T[]>, key: string, it: T) => {
    const list = map.get(key);
    if (list) list.push(it);
    else map.set(key, [it]);
  };
  for (const { kind, value, thread, is_withheld: isWithheld, ...row } of rows) {
    if (isWithheld) {
      withheld.add(row.module_id);
      if (kind === 'address') known.add(value);
      continue;
    }
    const record = {
      moduleId: row.module_id,
      recordId: row.record_id,
      displayName: row.display_name,
      link: row.link,
    };
    if (thread) put(threads, value, { ...record, ...thread, conversationId: value, outside: new Set(thread.outside) });
    else put(facts, `${kind} ${value}`, { ...record, kind, value });
  }
  return {
    of: (kind, value) => facts.get(`${kind} ${value}`) ?? [],
    threads: (conversationId) => threads.get(conversationId) ?? [],
    follow: (thread) => put(threads, thread.conversationId, thread),
    withheld,
    isWithheld: (address) => known.has(address),
  };
}
