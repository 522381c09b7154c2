import type { Resource } from '../rooms.js';
import type { Agenda } from './agenda.js';
import { entriesBetween, entryOf, isWithin, occurrenceAt, occurrencesBetween, type Entry } from './entries.js';
import type { StoredEvent } from './shapes.js';

export interface BookingAnswer {
  response: 'accepted' | 'declined';
  /** Why, as the room writes it to the organizer. */
  comment: string;
}
const dayMs = 86_400_000;

/** Whether a room or a thing takes a meeting that lies in its calendar, unanswered. A series is taken whole or not at all. */
export function decideBooking(
  { policy, capacity, bookingType, name }: Resource,
  agenda: Agenda,
  event: StoredEvent,
  date?: string,
): BookingAnswer {
  const declined = (comment: string): BookingAnswer => ({ response: 'declined', comment });
  const now = agenda.now().getTime();
  const horizon = now + policy.horizonDays * dayMs;
  if (bookingType === 'reserved') return declined(`${name} cannot be booked by an invitation.`);
  if (event.recurrence && date === undefined) {
    if (!policy.allowsSeries) return declined(`${name} does not take recurring meetings.`);
    const { range } = event.recurrence;
    const isEndless = range?.type === 'noEnd';
    const beyond = occurrencesBetween(event, horizon, horizon + 20 * 365 * dayMs);
    if (isEndless || beyond.length > 0)
      return declined(`The series goes on for longer than ${policy.horizonDays} days, the booking window of ${name}.`);
  }
  const wanted = datesOfBooking(event, date, now, horizon);
  if (wanted.some((it) => it.startMs > horizon))
    return declined(
      `The meeting is more than ${policy.horizonDays} days ahead, outside the booking window of ${name}.`,
    );
  if (wanted.some((it) => it.endMs - it.startMs > policy.longestMinutes * 60_000))
    return declined(`The meeting is longer than the ${policy.longestMinutes} minutes that ${name} can be booked for.`);
  const people = 1 + event.fields.attendees.filter((it) => it.type !== 'resource').length;
  if (policy.enforcesCapacity && capacity !== null && people > capacity)
    return declined(`${name} seats ${capacity}; ${people} people are expected.`);
  const clash = wanted.find((it) => takenBy(agenda, it).length > 0);
  if (clash) return declined(`${name} is already booked at that time.`);
  return { response: 'accepted', comment: 'Your request was accepted.' };
}

const datesOfBooking = (event: StoredEvent, date: string | undefined, now: number, horizon: number): Entry[] => {
  if (!event.recurrence) return [entryOf(event)];
  if (date === undefined) return occurrencesBetween(event, now, horizon);
  const one = occurrenceAt(event, date);
  return one ? [one] : [];
};
const takenBy = (agenda: Agenda, wanted: Entry): Entry[] =>
  entriesBetween(agenda.eventsIn(agenda.defaultCalendar.id), wanted.startMs, wanted.endMs).filter(
    (it) =>
      it.event.uid !== wanted.event.uid &&
      !it.fields.isCancelled &&
      it.fields.showAs !== 'free' &&
      ['accepted', 'organizer', 'none'].includes(it.fields.responseStatus.response ?? 'none') &&
      isWithin(it, wanted.startMs, wanted.endMs),
  );
