import { sql, type RawBuilder } from 'kysely';
import type { Principal } from '../../base/principal.js';

/*
 * The one place that decides what a viewer sees of an event, for the calendar page, timelines, search and export. Who has a copy in a
 * mailbox of theirs sees everything; in a calendar that somebody shares with them, what Microsoft shows them there. Of a private or confidential event, or one a rule never files, everybody else sees that there is
 * something at this time, and no more. Others see an event only where it is on a record, as much as the mailboxes with a copy allow
 * (people, + subject, everything), as with mail (R-40), within floor and ceiling of the organisation and of the modules it is on: of
 * several modules the one that reveals least decides, also where it is looked at from another.
 */

/** `busy`: a time and nothing else. */
export type EventSeen = 'busy' | 'people' | 'subject' | 'everything' | 'own';
const levels: EventSeen[] = ['busy', 'people', 'subject', 'everything', 'own'];
/** Levels as numbers, for SQL and for comparing. */
export const eventLevel = { busy: 0, people: 1, subject: 2, everything: 3, own: 4 } as const satisfies Record<
  EventSeen,
  number
>;
export const eventSeenAt = (level: number): EventSeen => levels[level] ?? 'busy';

/** Mailboxes a person may open: their own, or a shared one they are a member of. `b` is the mailbox. */
export const isOwnMailbox = (
  objectId: string,
): RawBuilder<boolean> => sql<boolean>`(b.object_id = ${objectId} or exists (
  select 1 from mailbox_member o where o.mailbox_id = b.id and o.object_id = ${objectId}))`;

/** The level at which `viewer` sees event `e` of a statement, were it shown to them. */
export const eventSeenLevel = ({
  tenantId,
  objectId,
}: Pick<Principal, 'tenantId' | 'objectId'>): RawBuilder<number> => sql<number>`(
  select case
    when max(case when v.is_own then v.seen else 0 end) = 4 then 4
    when max(case when v.is_own then v.seen else 0 end) > 0 then max(case when v.is_own then v.seen else 0 end)
    when e.sensitivity in ('private', 'confidential') or e.is_never_filed then 0
    when coalesce(bool_and(v.is_private), true) then 0
    else coalesce(max(case when v.is_private or v.seen < 4 then 0 else least(greatest(
      case v.visibility when 'everything' then 3 when 'subject' then 2 else 1 end, ${decidedFor(tenantId, 'floor')}), ${decidedFor(tenantId, 'ceiling')}) end), 0) end
  from (select ${isOwnMailbox(objectId)} as is_own, b.visibility, c.is_private, c.seen
    from calendar_copy c join mailbox b on b.id = c.mailbox_id
    where c.tenant_id = ${tenantId} and c.event_id = e.id) v)`;

/** Floor or ceiling for event `e`: the organisation's, and those of the modules it stands on records of. */
function decidedFor(tenantId: string, part: 'floor' | 'ceiling'): RawBuilder<number> {
  const level = (it: RawBuilder<unknown>) =>
    sql`case ${it} when 'everything' then 3 when 'subject' then 2 when 'people' then 1 end`;
  const narrowest = part === 'floor' ? sql`max` : sql`min`;
  return sql<number>`coalesce((select ${narrowest}(d.level) from (
    select ${level(sql`p.policy -> 'visibility' ->> ${part}::text`)} as level from policy p where p.tenant_id = ${tenantId}
    union all select ${level(sql`p.policy #>> array['modules', l.module_id, ${part}::text]`)} from policy p
      join calendar_link l on l.tenant_id = p.tenant_id and l.ical_uid = e.ical_uid and l.state = 'linked'
      where p.tenant_id = ${tenantId} and p.policy -> 'modules' is not null) d), ${part === 'floor' ? 1 : 3}::int)`;
}

/** What stands in an event, as far as it may be cut down. */
export interface EventContent {
  subject: string;
  bodyText: string;
  location: string;
  joinUrl: string | null;
  organizer: { address: string; name: string };
  people: { address: string; name: string; kind: string; response: string }[];
  zone: string;
}

/** Of an event, what a viewer at this level gets; everything else stays here. Times and whether it is a whole day are always told. */
export function showEvent(level: number, it: EventContent): EventContent {
  const nobody = { address: '', name: '' };
  return {
    subject: level >= 2 ? it.subject : '',
    bodyText: level >= 3 ? it.bodyText : '',
    location: level >= 3 ? it.location : '',
    joinUrl: level >= 3 ? it.joinUrl : null,
    organizer: level >= 1 ? it.organizer : nobody,
    people: level >= 1 ? it.people : [],
    zone: level >= 1 ? it.zone : '',
  };
}

/** Whether words stand in what is seen of event `e` at a level: people, then subject, then place and text (a date's is its master's). */
export function fitsWords(level: RawBuilder<number>, words: string): RawBuilder<boolean> {
  const like = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`((${level} >= 2 and e.subject ilike ${like})
    or (${level} >= 3 and (e.location ilike ${like} or e.body_text ilike ${like} or exists (
      select 1 from calendar_event m where e.kind = 'occurrence' and m.id = e.master_id and m.body_text ilike ${like})))
    or (${level} >= 1 and (e.organizer_name ilike ${like} or e.organizer_address ilike ${like} or exists (
      select 1 from calendar_person p where p.event_id = e.id and (p.name ilike ${like} or p.address ilike ${like})))))`;
}
