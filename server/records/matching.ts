import { sql } from 'kysely';
import type {
  Confidence,
  Matches,
  Participant,
  ParticipantMatch,
  Reason,
  RecordView,
  Suggestion,
} from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { companyDomain, normaliseAddress } from './addresses.js';
import { keyOf, type Views } from './view.js';
import type { Workspaces } from './workspaces.js';

export interface MatchRequest {
  conversationId?: string | undefined;
  subject: string;
  participants: Participant[];
}
type Found = {
  kind: 'address' | 'domain' | 'code' | 'thread';
  value: string;
  module_id: string;
  record_id: string;
  display_name: string;
  link: string | null;
};

/**
 * The records a mail belongs to, each with its reason, and who of its people is known. Costs one query of the local
 * index and no call to anybody. Order: the thread was filed there, a record code in the subject, a known address (the
 * sender's first), the domain of an account. Resemblance of subjects is no reason.
 */
export function createMatching(database: Database, workspaces: Workspaces, views: Views) {
  const ownDomains = new Map<string, { domains: Promise<Set<string>>; until: number }>();

  async function readOwnDomains(tenantId: string): Promise<Set<string>> {
    const rows = await database.kysely
      .selectFrom('connection')
      .select(sql<string>`distinct split_part(address, '@', 2)`.as('domain'))
      .where('tenant_id', '=', tenantId)
      .execute();
    return new Set(rows.map((it) => it.domain).filter(Boolean));
  }
  function domainsOf(tenantId: string): Promise<Set<string>> {
    const known = ownDomains.get(tenantId);
    if (known && known.until > Date.now()) return known.domains;
    const domains = readOwnDomains(tenantId);
    ownDomains.set(tenantId, { domains, until: Date.now() + 60_000 });
    return domains;
  }

  return async (
    viewer: Principal,
    { conversationId = '', subject, participants }: MatchRequest,
  ): Promise<Pick<Matches, 'suggestions' | 'people'>> => {
    const { tenantId } = viewer;
    const own = new Set([...(await domainsOf(tenantId)), viewer.address.split('@')[1] ?? '']);
    const people = unique(participants).map((it) => ({ ...it, key: normaliseAddress(it.address) }));
    const isOwn = (key: string) => own.has(key.split('@')[1] ?? '');
    const outside = people.filter((it) => it.key && !isOwn(it.key));
    const domainOf = new Map(outside.map((it) => [it.key, companyDomain(it.key)]));
    const codes = [
      ...new Set(
        [...subject.matchAll(/(?<![\p{L}\p{N}])(\p{L}{1,8}-\d{1,10})(?![\p{L}\p{N}])/gu)].map((it) =>
          (it[1] ?? '').toUpperCase(),
        ),
      ),
    ];
    const [modules, appUrl, { rows }, waiting] = await Promise.all([
      workspaces.modules(tenantId),
      workspaces.appUrl(tenantId),
      query(
        database,
        tenantId,
        outside.map((it) => it.key),
        [...new Set(domainOf.values())].filter(Boolean),
        codes,
        conversationId,
      ),
      database.kysely
        .selectFrom('intent')
        .select('natural_key')
        .where('tenant_id', '=', tenantId)
        .where('state', '=', 'queued')
        .where('natural_key', 'in', ['', ...outside.map((it) => it.key)])
        .execute(),
    ]);
    const view = (it: Found): RecordView[] => {
      const module = modules.find((m) => m.moduleId === it.module_id);
      return module
        ? [views.from(module, appUrl, { id: it.record_id, displayName: it.display_name, link: it.link })]
        : [];
    };
    const byAddress = (key: string) => rows.filter((it) => it.kind === 'address' && it.value === key);
    const queued = new Set(waiting.map((it) => it.natural_key));

    const suggestions: Suggestion[] = [];
    const suggest = (found: Found[], confidence: (it: Found) => Confidence, reason: (it: Found) => Reason) => {
      for (const it of found)
        for (const record of view(it))
          if (!suggestions.some((known) => known.record.module === record.module && known.record.id === record.id))
            suggestions.push({ record, confidence: confidence(it), reason: reason(it) });
    };
    suggest(
      rows.filter((it) => it.kind === 'thread'),
      () => 'high',
      (it) => ({ kind: 'thread', value: it.value.slice(0, 400) }),
    );
    suggest(
      rows.filter((it) => it.kind === 'code'),
      () => 'high',
      (it) => ({ kind: 'code', value: it.value }),
    );
    for (const { key } of [...outside].sort((a, b) => rank(a.role) - rank(b.role))) {
      const found = byAddress(key);
      suggest(
        found,
        () => (distinct(found) > 1 ? 'medium' : 'high'),
        () => ({ kind: 'address', value: key }),
      ); // on several records a person decides
    }
    suggest(
      rows.filter((it) => it.kind === 'domain'),
      () => 'medium',
      (it) => ({ kind: 'domain', value: it.value }),
    );

    return {
      suggestions: suggestions.slice(0, 3),
      people: people.map(({ key, ...it }): ParticipantMatch => {
        const records = byAddress(key).flatMap(view);
        const state =
          key === viewer.address
            ? 'self'
            : isOwn(key)
              ? 'colleague'
              : records.length > 1
                ? 'several'
                : records.length === 1
                  ? 'known'
                  : queued.has(key)
                    ? 'queued'
                    : 'unknown';
        return { ...it, state, records };
      }),
    };
  };
}

const query = (
  database: Database,
  tenantId: string,
  addresses: string[],
  domains: string[],
  codes: string[],
  conversationId: string,
) =>
  sql<Found>`
  select f.kind, f.value, r.module_id, r.record_id, r.display_name, r.link from (
    select 'address' as kind, address as value, module_id, record_id from record_address where tenant_id = ${tenantId} and address = any(${addresses}::text[])
    union all select 'domain', domain, module_id, record_id from record_domain where tenant_id = ${tenantId} and domain = any(${domains}::text[])
    union all select 'code', code, module_id, record_id from record_index where tenant_id = ${tenantId} and code is not null and upper(code) = any(${codes}::text[])
    union all select 'thread', subject, module_id, record_id from (select distinct on (module_id, record_id) subject, module_id, record_id, filed_at from filing where tenant_id = ${tenantId} and conversation_id = ${conversationId} and state = 'filed' order by module_id, record_id, filed_at desc) t
  ) f join record_index r on r.tenant_id = ${tenantId} and r.module_id = f.module_id and r.record_id = f.record_id where not r.is_gone`.execute(
    database.kysely,
  );

const rank = (role: Participant['role']): number => ['from', 'to', 'cc', 'bcc'].indexOf(role);
const distinct = (found: Found[]): number =>
  new Set(found.map((it) => keyOf({ moduleId: it.module_id, recordId: it.record_id }))).size;
/** The same address once, in its most important role. */
function unique(participants: Participant[]): Participant[] {
  const byKey = new Map<string, Participant>();
  for (const it of [...participants].sort((a, b) => rank(a.role) - rank(b.role))) {
    const key = normaliseAddress(it.address) || it.address;
    if (!byKey.has(key)) byKey.set(key, it);
  }
  return [...byKey.values()];
}
