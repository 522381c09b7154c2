import { sql, type Transaction } from 'kysely';
import type { Sql } from '../../db/database.js';
import type { Tables } from '../../db/schema.js';
import { neverFilePattern } from '../../records/never-file.js';
import type { Applied, Scope } from '../../sync/workload.js';
import { isShared } from './calendars.js';
import type { EventItem } from './event-item.js';
import { putEvents } from './event-rows.js';
import { doubtDates, letGo, stamp } from './let-go.js';
import { matchEvents, partiesOf, type MatchNeeds } from './match-events.js';
import type { EventChange } from './read.js';

/**
 * Brings our rows to a page of changes: what the settings let in is kept and linked to its records, what they keep out or what is gone is
 * let go. A number of statements that does not grow with the page; the same page again changes nothing.
 */
export async function applyEvents(
  needs: MatchNeeds,
  tx: Transaction<Tables>,
  scope: Scope,
  all: readonly EventChange[],
): Promise<Applied> {
  const { mailbox, generation, resource } = scope;
  const changes = [...new Map(all.map((it) => [it.graphId, it])).values()];
  const here = changes.flatMap((it) => (it.kind === 'here' ? [it.item] : []));
  const chosen = await chosenCalendar(tx, mailbox.id, resource);
  if (!chosen) return { stored: 0, excluded: 0 };
  const kept = here.filter((it) => fits(it, chosen));
  const out = here.filter((it) => !fits(it, chosen)).map((it) => it.graphId);
  await doubtDates(
    tx,
    mailbox,
    kept.filter((it) => it.kind === 'master').map((it) => it.graphId),
  );
  const sharedBy = isShared(chosen, mailbox)
    ? { canViewPrivate: chosen.can_view_private, canEdit: chosen.can_edit }
    : undefined;
  await putEvents(tx, mailbox, { calendarId: chosen.id, generation, ...(sharedBy ? { sharedBy } : {}) }, kept);
  await stamp(tx, mailbox, generation, [
    ...kept.map((it) => it.graphId),
    ...changes.filter((it) => it.kind === 'seen').map((it) => it.graphId),
  ]);
  const own = { address: mailbox.address, ownDomains: await needs.ownDomains(tx, mailbox.tenantId) };
  const isNever = (it: EventItem) =>
    mailbox.settings !== null &&
    neverFilePattern({ from: it.organizer, participants: partiesOf(it) }, mailbox.settings.rules, own) !== undefined;
  const never = kept.filter(isNever);
  await markNeverFiled(tx, mailbox.tenantId, never);
  await matchEvents(
    tx,
    needs,
    mailbox,
    kept.filter((it) => !never.includes(it)),
  );
  await letGo(tx, mailbox, [...out, ...changes.filter((it) => it.kind === 'gone').map((it) => it.graphId)]);
  return { stored: kept.length, excluded: out.length };
}

/** What a mailbox takes of its calendars. */
export interface Taken {
  takes_private: boolean;
  takes_declined: boolean;
  takes_all_day: boolean;
}
interface Chosen extends Taken {
  id: number;
  owner_address: string;
  can_view_private: boolean;
  can_edit: boolean;
}
/** The calendar with what its mailbox takes of it; undefined once it is not chosen any more. */
async function chosenCalendar(on: Sql, mailboxId: number, graphId: string): Promise<Chosen | undefined> {
  return on
    .selectFrom('calendar')
    .innerJoin('calendar_setting', 'calendar_setting.mailbox_id', 'calendar.mailbox_id')
    .select(['id', 'owner_address', 'can_view_private', 'can_edit', 'takes_private', 'takes_declined', 'takes_all_day'])
    .where('calendar.mailbox_id', '=', mailboxId)
    .where('graph_id', '=', graphId)
    .where('is_chosen', '=', true)
    .executeTakeFirst();
}
/** What the settings keep out an event by; undefined when they take it. */
export function ruleAgainst(it: EventItem, of: Taken): 'private' | 'declined' | 'allDay' | undefined {
  if (!of.takes_private && it.sensitivity !== 'normal' && it.sensitivity !== 'personal') return 'private';
  if (!of.takes_declined && it.response === 'declined') return 'declined';
  return !of.takes_all_day && it.isAllDay ? 'allDay' : undefined;
}
const fits = (it: EventItem, of: Chosen): boolean => ruleAgainst(it, of) === undefined;

/** A rule of one mailbox closes the event to everybody who does not have it; the dates of a series with it. */
async function markNeverFiled(on: Sql, tenantId: string, items: EventItem[]): Promise<void> {
  if (items.length === 0) return;
  await sql`update calendar_event set is_never_filed = true
    where tenant_id = ${tenantId} and ical_uid = any(${[...new Set(items.map((it) => it.uid))]}::text[]) and not is_never_filed`.execute(
    on,
  );
}
