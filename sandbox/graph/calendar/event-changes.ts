import { isDeepStrictEqual } from 'node:util';
import type { Attendee } from '@microsoft/microsoft-graph-types';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import { entryOf, localDay, neighboursOf, occurrenceAt, type Entry } from '../../tenant/calendar/entries.js';
import { emptyFields, isOrganizer, newUid } from '../../tenant/calendar/new-event.js';
import type { EventFields, StoredEvent } from '../../tenant/calendar/shapes.js';
import { datesOf } from '../../tenant/calendar/recurrence.js';
import { dayNumber, instantOf } from '../../tenant/calendar/zones.js';
import { addressOf } from '../../tenant/mail/shapes.js';
import { readAttachments } from '../mail/message-content.js';
import { bodyOf, type Call } from '../call.js';
import { badRequest, stale } from '../errors.js';
import type { Found } from './access.js';
import { checkTimes, readFields } from './event-content.js';
import { etag } from './event-view.js';
import { takeExtras } from './extended-content.js';
import { keepOrLoseMeeting, refuseOtherProvider, settleOnlineMeeting } from './online.js';
import { firstTimes, readRecurrence } from './recurrence-content.js';

/** Puts a new event into a calendar and invites its people. The same transaction id again gives the event that is there. */
export function createEvent(call: Call, { agenda, calendar }: Found, body = bodyOf(call)): StoredEvent {
  const transactionId = typeof body.transactionId === 'string' ? body.transactionId : null;
  const known = transactionId && agenda.state.events.find((it) => it.transactionId === transactionId);
  if (known) return known;
  const given = readFields(call, agenda, body);
  const { start, end } = given;
  if (!start || !end) throw badRequest('At least one property failed validation.', 'ErrorPropertyValidationFailure');
  const fields: EventFields = { ...emptyFields(agenda.owner, { start, end }), ...given, joinUrl: null };
  if (given.isAllDay && given.showAs === undefined) fields.showAs = 'free';
  checkTimes(fields);
  const isMeeting = fields.attendees.length > 0;
  fields.responseStatus = { response: isMeeting ? 'organizer' : 'none', time: '0001-01-01T00:00:00Z' };
  const series = body.recurrence ? firstTimes(readRecurrence(body.recurrence, start), { start, end }) : undefined;
  if (series) Object.assign(fields, { start: series.start, end: series.end });
  const box = call.tenants.mailboxes.find(agenda.objectId);
  const attachments =
    box && body.attachments ? readAttachments(call, box, 1_000_000 + agenda.state.nextNumber, body.attachments) : [];
  const event = agenda.add({
    uid: newUid(),
    calendarId: calendar.id,
    fields,
    recurrence: series?.recurrence ?? null,
    transactionId,
    attachments,
  });
  takeExtras(event, body);
  settleOnlineMeeting(call, agenda, event, given);
  call.tenants.meetings.invite(agenda, event, { asksAgain: true });
  return event;
}

export function requireUnchanged(call: Call, agenda: Agenda, entry: Entry): void {
  const wanted = call.exchange.headers['if-match'];
  if (wanted && wanted !== '*' && wanted !== etag(agenda, entry)) throw stale();
}

/** What only an organizer may say; an attendee's own copy follows it. */
const organizersOnly = [
  'attendees',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isOnlineMeeting',
  'isDraft',
] as const;

/** PATCH of an event, a series or one date of a series. What an organizer changes goes to the attendees. */
export function changeEvent(call: Call, { agenda, entry }: Found & { entry: Entry }): Entry {
  requireUnchanged(call, agenda, entry);
  const body = bodyOf(call);
  const { event, date } = entry;
  const wanted = readFields(call, agenda, body);
  const isOwn = isOrganizer(agenda.owner, entry.fields);
  if (!isOwn)
    for (const name of [...organizersOnly, 'recurrence'])
      if (name in body)
        throw badRequest(
          `Set action is invalid for property '${name}'. Only the organizer can change it.`,
          'ErrorInvalidPropertySet',
        );
  refuseOtherProvider(entry.fields, wanted);
  if (wanted.body) Object.assign(wanted, keepOrLoseMeeting(call, agenda, entry.fields, wanted.body));
  if (wanted.attendees) wanted.attendees = mergedAttendees(entry.fields.attendees, wanted.attendees);
  const before: Entry = structuredClone(entry);
  if (date === undefined) changeWhole(agenda, event, wanted, body);
  else changeDate(agenda, entry, date, wanted, body);
  takeExtras(event, body);
  if (date === undefined) settleOnlineMeeting(call, agenda, event, { ...event.fields, ...wanted });
  if (wanted.showAs && isOwn) event.intendedShowAs = date === undefined ? wanted.showAs : event.intendedShowAs;
  const now = (date === undefined ? entryOf(event) : occurrenceAt(event, date)) ?? entry;
  agenda.changed(event, date);
  if (isOwn) tellAttendees(call, agenda, before, now, 'recurrence' in body);
  return now;
}

function changeWhole(
  agenda: Agenda,
  event: StoredEvent,
  wanted: Partial<EventFields>,
  body: Record<string, unknown>,
): void {
  const { fields } = event;
  const next: EventFields = { ...fields, ...wanted };
  checkTimes(next);
  const recurrence =
    'recurrence' in body ? (body.recurrence ? readRecurrence(body.recurrence, next.start) : null) : event.recurrence;
  const timesChanged = !isDeepStrictEqual(
    [fields.start, fields.end, fields.isAllDay],
    [next.start, next.end, next.isAllDay],
  );
  if (recurrence && (timesChanged || 'recurrence' in body)) {
    const moved =
      'recurrence' in body
        ? recurrence
        : { ...recurrence, range: { ...recurrence.range, startDate: next.start.dateTime.slice(0, 10) } };
    const series = firstTimes(moved, next);
    // Another pattern or other times make another series: what was different on single dates is gone. A longer or shorter one keeps it.
    const isSameSeries =
      !timesChanged &&
      isDeepStrictEqual(event.recurrence?.pattern, series.recurrence.pattern) &&
      event.recurrence?.range?.startDate === series.recurrence.range?.startDate;
    Object.assign(next, { start: series.start, end: series.end });
    event.recurrence = series.recurrence;
    if (isSameSeries) dropDatesBeyond(event);
    else Object.assign(event, { exceptions: {}, cancelled: [] });
  } else if (!recurrence && event.recurrence) Object.assign(event, { recurrence: null, exceptions: {}, cancelled: [] });
  if (next.attendees.length > 0 && isOrganizer(agenda.owner, next) && next.responseStatus.response === 'none')
    next.responseStatus = { ...next.responseStatus, response: 'organizer' };
  event.fields = next;
}
function dropDatesBeyond(event: StoredEvent): void {
  if (!event.recurrence) return;
  const known = [...Object.keys(event.exceptions), ...event.cancelled];
  const last = Math.max(0, ...known.map(dayNumber));
  const dates = new Set(datesOf(event.recurrence, last));
  for (const date of Object.keys(event.exceptions)) if (!dates.has(date)) delete event.exceptions[date];
  event.cancelled = event.cancelled.filter((it) => dates.has(it));
}

function changeDate(
  agenda: Agenda,
  entry: Entry,
  date: string,
  wanted: Partial<EventFields>,
  body: Record<string, unknown>,
): void {
  const { event, fields } = entry;
  if (body.recurrence)
    throw badRequest('The recurrence of a single occurrence cannot be set.', 'ErrorCalendarCannotUseIdForOccurrenceId');
  const next = { ...fields, ...wanted };
  checkTimes(next);
  refuseCrossing(event, date, next);
  const known = event.exceptions[date];
  event.exceptions[date] = {
    version: known?.version ?? 0,
    lastModifiedDateTime: agenda.now().toISOString(),
    fields: { ...known?.fields, ...wanted },
  };
}
/** A date of a series stays between its neighbours, and not on their days. */
function refuseCrossing(event: StoredEvent, date: string, { start, end }: EventFields): void {
  const { before, after } = neighboursOf(event, date);
  const [from, to] = [instantOf(start), instantOf(end)];
  const zone = event.fields.start.timeZone;
  const isCrossing =
    (before !== undefined && (from < before.endMs || localDay(from, zone) <= localDay(before.startMs, zone))) ||
    (after !== undefined && (to > after.startMs || localDay(from, zone) >= localDay(after.startMs, zone)));
  if (isCrossing)
    throw badRequest(
      'Modified occurrence is crossing or overlapping adjacent occurrence.',
      'ErrorOccurrenceCrossingBoundary',
    );
}

/** A new list takes the old one's place; those who stay on it keep their answers. */
function mergedAttendees(known: Attendee[], wanted: Attendee[]): Attendee[] {
  return wanted.map((it) => {
    const same = known.find((other) => isSame(other, it));
    return same?.status ? { ...it, status: same.status } : it;
  });
}
const isSame = (a: Attendee, b: Attendee): boolean =>
  addressOf(a).address.toLowerCase() === addressOf(b).address.toLowerCase();

/** Those who are new on the list are asked, those who are no longer on it are told, and the others learn what changed. */
function tellAttendees(call: Call, agenda: Agenda, before: Entry, now: Entry, isOtherSeries: boolean): void {
  const { meetings } = call.tenants;
  const { event, date } = now;
  const [old, list] = [before.fields.attendees, now.fields.attendees];
  const left = before.fields.isDraft ? [] : old.filter((it) => !list.some((other) => isSame(it, other)));
  if (left.length > 0) meetings.cancel(agenda, now, '', left);
  const stayed = list.filter((it) => old.some((other) => isSame(it, other)));
  const added = list.filter((it) => !stayed.includes(it));
  const on = date === undefined ? {} : { date };
  const addresses = (some: Attendee[]) => some.map((it) => addressOf(it).address.toLowerCase());
  const asksAgain = isOtherSeries || before.startMs !== now.startMs || before.endMs !== now.endMs;
  const isNews = (Object.keys(now.fields) as (keyof EventFields)[]).some(
    (name) => told.includes(name) && !isDeepStrictEqual(before.fields[name], now.fields[name]),
  );
  if (stayed.length > 0 && !before.fields.isDraft && (asksAgain || isNews)) {
    // Whoever has to answer again has not answered.
    if (asksAgain) {
      const unanswered = list.map((it) => ({
        ...it,
        status: { response: 'none' as const, time: '0001-01-01T00:00:00Z' },
      }));
      const part = date === undefined ? undefined : event.exceptions[date];
      (part?.fields ?? event.fields).attendees = unanswered;
    }
    meetings.invite(agenda, event, { ...on, before, asksAgain, only: addresses(stayed) });
  }
  const asked = before.fields.isDraft && !now.fields.isDraft ? list : added;
  if (asked.length > 0) meetings.invite(agenda, event, { ...on, asksAgain: true, only: addresses(asked) });
}
const told: (keyof EventFields)[] = [
  'subject',
  'body',
  'importance',
  'sensitivity',
  'location',
  'locations',
  'attendees',
  'isAllDay',
  'start',
  'end',
  'joinUrl',
];

/** DELETE: an organizer's takes it back from everybody, an attendee's takes only their own copy away. */
export function deleteEvent(call: Call, { agenda, entry }: Found & { entry: Entry }, comment = ''): void {
  requireUnchanged(call, agenda, entry);
  const { event, date } = entry;
  if (isOrganizer(agenda.owner, entry.fields)) call.tenants.meetings.cancel(agenda, entry, comment);
  if (date === undefined) agenda.remove(event);
  else agenda.cancelDate(event, date);
}
