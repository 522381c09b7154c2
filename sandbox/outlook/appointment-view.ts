import type { Agenda } from '../tenant/calendar/agenda.js';
import type { Entry } from '../tenant/calendar/entries.js';
import { isOrganizer } from '../tenant/calendar/new-event.js';
import { instantOf } from '../tenant/calendar/zones.js';
import { addressOf } from '../tenant/mail/shapes.js';
import type { Mailbox } from '../tenant/mailboxes.js';
import { toOffice } from './office-recurrence.js';

/** A line of the week view. */
export const brief = (agenda: Agenda, { event, date, fields, startMs, endMs, type }: Entry) => ({
  id: agenda.ids.of(event.number, date, false),
  subject: fields.subject,
  start: startMs,
  end: endMs,
  isAllDay: fields.isAllDay,
  showAs: fields.showAs,
  isCancelled: fields.isCancelled,
  isOrganizer: isOrganizer(agenda.owner, fields),
  isMeeting: fields.attendees.length > 0,
  isPrivate: fields.sensitivity === 'private',
  isOnline: fields.joinUrl !== null,
  response: fields.responseStatus.response,
  location: fields.location.displayName ?? '',
  type,
});

/** Everything the form, the card and office.js show of one appointment. */
export function whole(agenda: Agenda, box: Mailbox, entry: Entry) {
  const { event, date, fields } = entry;
  const people = (type: string) =>
    fields.attendees
      .filter((it) => it.type === type)
      .map((it) => ({ ...addressOf(it), response: it.status?.response ?? 'none' }));
  const durationMin = Math.round((instantOf(fields.end) - instantOf(fields.start)) / 60_000);
  return {
    ...brief(agenda, entry),
    html: fields.body.content ?? '',
    organizer: addressOf(fields.organizer),
    required: people('required'),
    optional: people('optional'),
    rooms: people('resource'),
    locations: fields.locations.map((it) => ({
      id: it.locationEmailAddress ?? it.displayName ?? '',
      type: it.locationEmailAddress ? 'room' : 'custom',
      displayName: it.displayName ?? '',
      emailAddress: it.locationEmailAddress ?? '',
    })),
    joinUrl: fields.joinUrl,
    sensitivity: fields.sensitivity,
    isDraft: fields.isDraft,
    iCalUId: event.uid,
    seriesId: date === undefined ? null : agenda.ids.of(event.number, undefined, false),
    recurrence: event.recurrence ? toOffice(event.recurrence, event.fields.start, durationMin) : null,
    categories: fields.categories.map((name) => ({
      name,
      color: box.categories.find((it) => it.displayName === name)?.color ?? 'none',
    })),
    master: box.categories,
    attachments: event.attachments.map(({ blob: _blob, ...it }) => it),
    created: event.createdDateTime,
    modified: event.lastModifiedDateTime,
  };
}
