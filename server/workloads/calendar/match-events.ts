import { sql } from 'kysely';
import type { Confidence, Reason } from '../../../contract/api.js';
import { newId } from '../../base/ids.js';
import type { Sql } from '../../db/database.js';
import { findFacts, questionOf } from '../../records/match-facts.js';
import type { OwnDomains } from '../../records/own-domains.js';
import type { Named } from '../../records/people.js';
import { rank } from '../../records/rank.js';
import { keyOf } from '../../records/view.js';
import type { EventItem } from './event-item.js';

export interface MatchNeeds {
  ownDomains: OwnDomains;
}
/** Whose calendar it is: earlier choices between records are theirs. */
export interface OfMailbox {
  tenantId: string;
  objectId: string;
  address: string;
}
export type Matched = Pick<
  EventItem,
  'uid' | 'occurrence' | 'kind' | 'subject' | 'organizer' | 'attendees' | 'sensitivity' | 'isCancelled'
>;
interface Row {
  uid: string;
  occurrence: string;
  isSeries: boolean;
  moduleId: string;
  recordId: string;
  state: 'linked' | 'suggested';
  confidence: Confidence;
  reason: Reason;
}

/** Who takes part, as matching reads it: the organizer first; rooms are nobody. */
export const partiesOf = ({ organizer, attendees }: Pick<EventItem, 'organizer' | 'attendees'>): Named[] => [
  ...(organizer.address ? [{ role: 'from' as const, address: organizer.address }] : []),
  ...attendees.filter((it) => it.kind !== 'resource').map(({ address }) => ({ role: 'to' as const, address })),
];

/**
 * Puts events on the records of their people by the rules that mail has: High and Medium are linked, Low is suggested to the owner. A series
 * is linked once, for all of its dates. What a person took off or decided is not touched; private events are never linked by rule.
 */
export async function matchEvents(
  on: Sql,
  { ownDomains }: MatchNeeds,
  mailbox: OfMailbox,
  items: readonly Matched[],
): Promise<void> {
  const { tenantId, objectId, address } = mailbox;
  const events = items.filter(
    (it) =>
      it.kind !== 'occurrence' && !it.isCancelled && it.sensitivity !== 'private' && it.sensitivity !== 'confidential',
  );
  if (events.length === 0) return;
  const own = { address, ownDomains: await ownDomains(on, tenantId) };
  const questions = events.map((it) =>
    questionOf({ conversations: [], subject: it.subject, participants: partiesOf(it) }, own),
  );
  const facts = await findFacts(on, tenantId, objectId, questions, 'meetings');
  const uids = [...new Set(events.map((it) => it.uid))];
  const { rows: known } = await sql<{
    ical_uid: string;
    module_id: string;
    record_id: string;
    is_series: boolean;
    state: string;
  }>`
    select ical_uid, module_id, record_id, is_series, state from calendar_link
    where tenant_id = ${tenantId} and ical_uid = any(${uids}::text[]) and is_series`.execute(on);
  const bySeries = new Set(known.map((it) => `${it.ical_uid} ${it.module_id} ${it.record_id}`));
  const rows = new Map<string, Row>();
  for (const [i, question] of questions.entries()) {
    const event = events[i] as Matched;
    for (const it of rank(question, facts).candidates) {
      const key = `${event.uid} ${keyOf(it)}`;
      if (event.occurrence && (bySeries.has(key) || rows.get(`${key} `)?.state === 'linked')) continue;
      const { uid, occurrence, kind } = event;
      const { moduleId, recordId, state, confidence, reason } = it;
      rows.set(`${key} ${occurrence}`, {
        uid,
        occurrence,
        isSeries: kind === 'master',
        moduleId,
        recordId,
        state,
        confidence,
        reason,
      });
    }
  }
  await writeLinks(
    on,
    mailbox,
    [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  );
}

async function writeLinks(on: Sql, { tenantId, objectId }: OfMailbox, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  const text = (of: (it: Row) => string) => sql`${rows.map(of)}::text[]`;
  await sql`
    insert into calendar_link as l (id, tenant_id, ical_uid, occurrence, is_series, module_id, record_id, state, confidence, reason, object_id)
    select t.id, ${tenantId}, t.uid, t.occurrence, t.is_series, t.module, t.record, t.state, t.confidence, t.reason::jsonb, ${objectId}
    from unnest(${text(() => newId())}, ${text((it) => it.uid)}, ${text((it) => it.occurrence)}, ${rows.map((it) => it.isSeries)}::boolean[],
      ${text((it) => it.moduleId)}, ${text((it) => it.recordId)}, ${text((it) => it.state)}, ${text((it) => it.confidence)},
      ${text((it) => JSON.stringify(it.reason))})
      as t (id, uid, occurrence, is_series, module, record, state, confidence, reason)
    on conflict (tenant_id, ical_uid, occurrence, module_id, record_id) do update
      set state = excluded.state, confidence = excluded.confidence, reason = excluded.reason, is_series = excluded.is_series
      where l.decided_at is null and (l.state = 'suggested' or l.is_series <> excluded.is_series
        or (l.state = 'linked' and l.confidence = 'medium' and excluded.confidence = 'high')) and l.state in ('linked', 'suggested')
        and not (l.state = 'linked' and excluded.state = 'suggested')`.execute(on);
}
