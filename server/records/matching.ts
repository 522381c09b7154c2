import type { Matches, Participant, ParticipantMatch, RecordView, Suggestion } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { normaliseAddress } from './addresses.js';
import { findFacts, questionOf, type FoundRecord } from './match-facts.js';
import { notAllowed } from './module-limits.js';
import type { OwnDomains } from './own-domains.js';
import { isOwn } from './people.js';
import { rank } from './rank.js';
import { keyOf, type Views } from './view.js';
import type { Workspaces } from './workspaces.js';

export interface MatchRequest {
  conversationId?: string | undefined;
  subject: string;
  participants: Participant[];
}
const mostSuggestions = 3;

/**
 * The records a mail belongs to, each with its reason, and who of its people is known, for the person who has it open. Costs one
 * query of the local index and no call to anybody. The order is that of `rank`, as for links made by rule; a record
 * where mail of the same conversation was filed stands first even when its conversation is not followed.
 */
export function createMatching(database: Database, workspaces: Workspaces, views: Views, ownDomains: OwnDomains) {
  return async (
    viewer: Principal,
    { conversationId = '', subject, participants }: MatchRequest,
    what: Coming = 'mail',
  ): Promise<Pick<Matches, 'suggestions' | 'people' | 'isIndexing' | 'notAllowed'>> => {
    const { tenantId, objectId, address } = viewer;
    const known = await ownDomains(database.kysely, tenantId);
    const own = { address, ownDomains: new Set([...known, address.split('@')[1] ?? '']) };
    const question = questionOf({ conversations: [conversationId], subject, participants }, own);
    const [modules, appUrl, isIndexed, facts, waiting] = await Promise.all([
      workspaces.modules(tenantId),
      workspaces.appUrl(tenantId),
      workspaces.isIndexed(tenantId),
      findFacts(database.kysely, tenantId, objectId, [question], what),
      waitingFor(database, tenantId, question.addresses),
    ]);
    const view = ({ moduleId, recordId, displayName, link }: FoundRecord): RecordView[] => {
      const module = modules.find((it) => it.moduleId === moduleId);
      return module ? [views.from(module, appUrl, { id: recordId, displayName, link })] : [];
    };

    const { candidates } = rank(question, facts);
    const followed = candidates.filter((it) => it.reason.kind === 'thread' && it.state === 'linked');
    const filed = facts.of('filed', conversationId).filter((it) => !followed.some((by) => keyOf(by) === keyOf(it)));
    const earlier = filed.map((it) => ({
      ...it,
      confidence: 'high' as const,
      reason: { kind: 'thread' as const, value: '' },
    }));
    const rest = candidates.filter((it) => !earlier.some((by) => keyOf(by) === keyOf(it)) && !followed.includes(it));
    const suggestions = [...followed, ...earlier, ...rest].flatMap((it): Suggestion[] =>
      view(it).map((record) => ({ record, confidence: it.confidence, reason: it.reason })),
    );

    const stateOf = (key: string, records: RecordView[]): ParticipantMatch['state'] => {
      if (key === address) return 'self';
      if (isOwn(key, own)) return 'colleague';
      if (records.length > 0) return records.length > 1 ? 'several' : 'known';
      if (facts.isWithheld(key)) return 'known';
      return waiting.has(key) ? 'queued' : 'unknown';
    };
    const withheld = modules.filter((it) => facts.withheld.has(it.moduleId)).map((it) => it.plural);
    return {
      ...(isIndexed ? {} : { isIndexing: true as const }),
      ...(suggestions.length === 0 && withheld.length > 0 ? { notAllowed: notAllowed(what, withheld) } : {}),
      suggestions: suggestions.slice(0, mostSuggestions),
      people: once(participants).map(({ key, ...it }): ParticipantMatch => {
        const records = facts.of('address', key).flatMap(view);
        const meant = new Set(facts.of('choice', key).map((choice) => choice.recordId));
        const chosen = records.length > 1 ? records.find((record) => meant.has(record.id)) : undefined;
        return { ...it, state: stateOf(key, records), records, ...(chosen ? { chosen } : {}) };
      }),
    };
  };
}

/** Addresses for which a new record waits for Coherence. */
async function waitingFor(database: Database, tenantId: string, addresses: string[]): Promise<Set<string>> {
  const rows = await database.kysely
    .selectFrom('intent')
    .select('natural_key')
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'queued')
    .where('natural_key', 'in', ['', ...addresses])
    .execute();
  return new Set(rows.map((it) => it.natural_key));
}

/** The same address once, in its most important role. */
function once(participants: Participant[]): (Participant & { key: string })[] {
  const order: Participant['role'][] = ['from', 'to', 'cc', 'bcc'];
  const byKey = new Map<string, Participant & { key: string }>();
  for (const it of [...participants].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))) {
    const key = normaliseAddress(it.address);
    if (!byKey.has(key || it.address)) byKey.set(key || it.address, { ...it, key });
  }
  return [...byKey.values()];
}
