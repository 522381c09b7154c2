import type { Agenda } from './agenda.js';
import { emptyFields } from './new-event.js';
import type { EventFields, ExceptionPart, StoredEvent } from './shapes.js';

/** What only the organizer says; everybody's copy follows. The rest belongs to whoever has the copy. */
const organizersOwn = [
  'subject',
  'body',
  'importance',
  'sensitivity',
  'isAllDay',
  'location',
  'locations',
  'attendees',
  'organizer',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isCancelled',
  'start',
  'end',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'joinUrl',
] as const satisfies (keyof EventFields)[];

/** The organizer's part of some fields, as one attendee is told it. */
function toldTo(agenda: Agenda, fields: Partial<EventFields>, hidesAttendees: boolean): Partial<EventFields> {
  const told: Partial<EventFields> = {};
  for (const name of organizersOwn)
    if (fields[name] !== undefined) Object.assign(told, { [name]: structuredClone(fields[name]) });
  const isSelf = (address: string | null | undefined) => address?.toLowerCase() === agenda.owner.address.toLowerCase();
  if (told.attendees) {
    if (hidesAttendees) told.attendees = told.attendees.filter((it) => isSelf(it.emailAddress?.address));
    // Only the organizer learns how others answered.
    told.attendees = told.attendees.map((it) => ({
      ...it,
      status: { response: 'none', time: '0001-01-01T00:00:00Z' },
    }));
  }
  return told;
}

/** How an attendee's copy stands before it is answered. */
const unanswered = (event: StoredEvent): Partial<EventFields> => ({
  showAs: event.intendedShowAs === 'free' ? 'free' : 'tentative',
  responseStatus: { response: 'notResponded', time: '0001-01-01T00:00:00Z' },
});

/** Brings an attendee's copy to what the organizer's event says: a new one, or the one that is there. */
export function bringCopy(agenda: Agenda, source: StoredEvent, asksAgain: boolean): StoredEvent {
  const { fields, uid, recurrence, cancelled, attachments, intendedShowAs } = source;
  const told = toldTo(agenda, fields, fields.hideAttendees);
  const exceptions = (known: StoredEvent['exceptions']): StoredEvent['exceptions'] =>
    Object.fromEntries(
      Object.entries(source.exceptions).map(([date, part]): [string, ExceptionPart] => [
        date,
        {
          ...part,
          fields: { ...(asksAgain ? {} : known[date]?.fields), ...toldTo(agenda, part.fields, fields.hideAttendees) },
        },
      ]),
    );
  const copy = agenda.byUid(uid);
  const same = { recurrence: structuredClone(recurrence), attachments: structuredClone(attachments), intendedShowAs };
  if (!copy)
    return agenda.add({
      ...same,
      uid,
      calendarId: agenda.defaultCalendar.id,
      cancelled: [...cancelled],
      exceptions: exceptions({}),
      fields: {
        ...emptyFields(agenda.owner, fields),
        reminderMinutesBeforeStart: fields.reminderMinutesBeforeStart,
        ...told,
        ...unanswered(source),
      },
    });
  // Dates that the attendee declined stay away, unless the series itself is another one now.
  const gone = asksAgain ? cancelled : [...new Set([...cancelled, ...copy.cancelled])];
  Object.assign(copy, same, { exceptions: exceptions(copy.exceptions), cancelled: [...gone] });
  Object.assign(copy.fields, told, asksAgain ? unanswered(source) : {});
  agenda.changed(copy);
  return copy;
}

/** The same for one date of a series that became different. Whoever knows only that date has it as an event of its own. */
export function bringDate(agenda: Agenda, source: StoredEvent, date: string, asksAgain: boolean): StoredEvent {
  const copy = agenda.byUid(source.uid);
  if (!copy?.recurrence) return bringCopy(agenda, source, asksAgain);
  const part = source.exceptions[date];
  const known = copy.exceptions[date];
  copy.exceptions[date] = {
    version: (known?.version ?? 0) + 1,
    lastModifiedDateTime: agenda.now().toISOString(),
    fields: {
      ...known?.fields,
      ...toldTo(agenda, part?.fields ?? {}, source.fields.hideAttendees),
      ...(asksAgain ? unanswered(source) : {}),
    },
  };
  agenda.changed(copy, date);
  return copy;
}

/** The organizer took it back: the copy stays, marked and free, until its owner removes it. */
export function markCancelled(agenda: Agenda, copy: StoredEvent, date?: string): void {
  const mark = (fields: EventFields): Partial<EventFields> => ({
    isCancelled: true,
    showAs: 'free',
    subject: /^Canceled: /.test(fields.subject) ? fields.subject : `Canceled: ${fields.subject}`,
  });
  if (date === undefined || !copy.recurrence) Object.assign(copy.fields, mark(copy.fields));
  else {
    const known = copy.exceptions[date];
    copy.exceptions[date] = {
      version: (known?.version ?? 0) + 1,
      lastModifiedDateTime: agenda.now().toISOString(),
      fields: { ...known?.fields, ...mark({ ...copy.fields, ...known?.fields }) },
    };
  }
  agenda.changed(copy, date);
}
