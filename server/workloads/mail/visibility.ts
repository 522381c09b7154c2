import { sql, type RawBuilder } from 'kysely';
import type { Reason, TimelineMail } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';
import type { Visibility } from '../../db/schema-mail.js';
import { decidedLevel } from '../../records/module-limits.js';

/*
 * The one place that decides what a viewer sees of a mail on a record. Who has a copy, in their own mailbox or in a shared one they
 * are a member of, sees everything. Others see the most that the mailboxes with a copy allow, within floor and ceiling of the
 * organisation; a private or confidential mail never more than people and time. A click of filing is the owner's word for
 * people, time and subject on that record. Floor and ceiling of a record's module stand beside those of the organisation: what reveals
 * less wins (records/module-limits.ts).
 */

/** What an administrator allows at least and at most. */
export interface VisibilityPolicy {
  floor: Visibility;
  ceiling: Visibility;
}
export const noPolicy: VisibilityPolicy = { floor: 'people', ceiling: 'everything' };
export type Seen = TimelineMail['seen'];

const order: Visibility[] = ['people', 'subject', 'everything'];
/** Levels as numbers, for SQL and for comparing: 1 people, 2 subject, 3 everything, 4 own copy; 0 for nothing at all. */
export const levelOf = (it: Seen): number => (it === 'own' ? 4 : order.indexOf(it) + 1);
export const seenAt = (level: number): Seen => (level >= 4 ? 'own' : (order[level - 1] ?? 'people'));

/** What one mailbox lets colleagues see of a mail. */
export function grantedBy(
  visibility: Visibility,
  isPrivate: boolean,
  { floor, ceiling }: VisibilityPolicy,
): Visibility {
  if (isPrivate) return 'people';
  const wished = Math.max(order.indexOf(visibility), order.indexOf(floor));
  return order[Math.min(wished, order.indexOf(ceiling))] ?? 'people';
}

/** The record: its keys, or expressions of a statement that give them. */
interface OfRecord {
  moduleId: string | RawBuilder<unknown>;
  recordId: string | RawBuilder<unknown>;
}
/**
 * The level at which `viewer` sees the mail named by `message`, an SQL expression, on a record. One expression for
 * timeline, search and everything else, so that nothing is found that is not shown.
 */
export function seenLevel(
  { tenantId, objectId }: Principal,
  { moduleId, recordId }: OfRecord,
  { floor, ceiling }: VisibilityPolicy,
  message: RawBuilder<unknown>,
): RawBuilder<number> {
  // What administrators decided stands in the statement itself, so that nobody who asks can forget it.
  const decided = (
    part: 'floor' | 'ceiling',
    otherwise: number,
  ) => sql`coalesce((select case p.policy -> 'visibility' ->> ${part}
      when 'everything' then 3 when 'subject' then 2 when 'people' then 1 end from policy p where p.tenant_id = ${tenantId}), ${otherwise}::int)`;
  const lowest = sql`greatest(${levelOf(floor)}::int, ${decided('floor', 1)}, ${decidedLevel(tenantId, moduleId, 'floor', 1)})`;
  const highest = sql`least(${levelOf(ceiling)}::int, ${decided('ceiling', 3)}, ${decidedLevel(tenantId, moduleId, 'ceiling', 3)})`;
  return sql<number>`greatest(
    (select coalesce(max(case when c.is_own then 4 when c.is_private or c.excluded_by is not null then 1
        else least(greatest(case c.visibility when 'everything' then 3 when 'subject' then 2 else 1 end, ${lowest}), ${highest}) end), 1)
      from (select ${isOwnCopy(objectId)} as is_own, b.visibility, m.excluded_by,
          bool_or(coalesce(m.sensitivity, 'normal') <> 'normal') over () as is_private
        from mail_message m join mailbox b on b.id = m.mailbox_id
        where m.tenant_id = ${tenantId} and m.internet_message_id = ${message}) c),
    (select coalesce(max(case when g.object_id = ${objectId} then 4 else least(2, ${highest}) end), 0) from filing g
      where g.tenant_id = ${tenantId} and g.internet_message_id = ${message} and g.module_id = ${moduleId}
        and g.record_id = ${recordId} and g.state <> 'unfiled'))`;
}

/** Whether a copy `m` in mailbox `b` is the person's own: their mailbox, or a shared one they may open. */
export const isOwnCopy = (objectId: string): RawBuilder<boolean> => sql<boolean>`(b.object_id = ${objectId} or exists (
  select 1 from mailbox_member o where o.mailbox_id = b.id and o.object_id = ${objectId}))`;

/**
 * Whether words stand in what is seen of a mail at a level: names and addresses, then subject, then preview. As in
 * `showMail`, a copy that a rule keeps out gives its text to nobody but those whose copy it is.
 */
export function fitsWords(
  { tenantId, objectId }: Principal,
  level: RawBuilder<number>,
  message: RawBuilder<unknown>,
  words: string,
): RawBuilder<boolean> {
  const like = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`exists (
    select 1 from mail_message m join mailbox b on b.id = m.mailbox_id
    where m.tenant_id = ${tenantId} and m.internet_message_id = ${message} and (
      ((m.excluded_by is null or ${isOwnCopy(objectId)})
        and ((m.subject ilike ${like} and ${level} >= 2) or (m.preview ilike ${like} and ${level} >= 3)))
      or exists (select 1 from mail_participant p where p.message_id = m.id and (p.name ilike ${like} or p.address ilike ${like})
        and (p.role <> 'bcc' or ${isOwnCopy(objectId)}))))`;
}

/**
 * Why a mail is on a record. The words of a reason come from the mail: whoever does not see the mail gets them only where they named
 * them themselves, as with a mail that is open before them.
 */
export const reasonFor = ({ kind, value }: Reason, level: number, ownWords = ''): Reason => ({
  kind,
  value: level >= 4 || kind === 'search' || kind === 'created' || ownWords.includes(value.toLowerCase()) ? value : '',
});

/** One copy of a mail in one mailbox, as it is stored. */
export interface Copy {
  isOwn: boolean;
  isExcluded: boolean;
  mailbox: { id: string; name: string; address: string };
  visibility: Visibility;
  sensitivity: string | null;
  subject: string | null;
  preview: string | null;
  sentAt: Date | null;
  hasAttachments: boolean | null;
  importance: string | null;
  goneAt: Date | null;
  people: TimelineMail['people'];
}

/** Of the copies of a mail, what a viewer at this level gets; everything else stays here. */
export function showMail(
  level: number,
  copies: readonly Copy[],
  policy: VisibilityPolicy,
  isOurs: (address: string) => boolean,
): TimelineMail {
  const kept = copies.filter((it) => it.isOwn || !it.isExcluded);
  const own = kept.filter((it) => it.isOwn && it.subject !== null);
  const best = own[0] ?? kept.find((it) => it.subject !== null);
  const people = own.some((it) => it.people.length > 0)
    ? own.flatMap((it) => it.people)
    : kept.flatMap((it) => it.people).filter((it) => it.role !== 'bcc');
  const isPrivate = copies.some((it) => it.sensitivity !== null && it.sensitivity !== 'normal');
  const granted = kept.map((it) => grantedBy(it.visibility, isPrivate, policy));
  const wished = kept.map((it) => grantedBy(it.visibility, isPrivate, noPolicy));
  const from = people.find((it) => it.role === 'from');
  return {
    seen: seenAt(level),
    people: once(people),
    isOutgoing: from !== undefined && isOurs(from.address),
    isPrivate,
    mailboxes: kept.map((it) => ({ ...it.mailbox, isYours: it.isOwn })),
    colleagues: { see: most(granted), byPolicy: most(granted) !== most(wished) },
    isGone: copies.every((it) => it.goneAt !== null),
    ...(best?.sentAt ? { sentDateTime: best.sentAt.toISOString() } : {}),
    ...(best?.subject !== undefined && best.subject !== null && level >= 2 ? { subject: best.subject } : {}),
    ...(best && level >= 3
      ? {
          ...(best.preview === null ? {} : { preview: best.preview }),
          ...(best.hasAttachments === null ? {} : { hasAttachments: best.hasAttachments }),
          ...(best.importance === null ? {} : { importance: best.importance }),
        }
      : {}),
  };
}
const most = (levels: Visibility[]): Visibility =>
  levels.reduce<Visibility>((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), 'people');
const once = (people: TimelineMail['people']): TimelineMail['people'] => [
  ...new Map(people.map((it) => [`${it.role} ${it.address}`, it])).values(),
];
