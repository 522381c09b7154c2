import type { Person } from '../company.js';
import { organisations, outsiders } from '../company.js';
import { mix } from '../mail/ids.js';
import { subjects, things } from '../mail/prose.js';
import { dice, pick } from '../mail/threads.js';
import type { Agenda, NewEvent } from './agenda.js';
import { emptyFields } from './new-event.js';
import type { EventFields } from './shapes.js';
import { wallTime } from './zones.js';

export interface GenerateEvents {
  /** Name, address or object id of whose calendar it is. */
  person: string;
  count: number;
  /** The same seed makes the same events. */
  seed?: number;
  /** How many days before and after now they lie in. Default 365. */
  days?: number;
}
const dayMs = 86_400_000;
const quarter = 900_000;

/**
 * Fills a calendar as years of work do: mostly meetings with others in working hours, some whole days, some private things and a
 * few series. They lie in this one calendar only, nobody is notified; the same again adds nothing.
 */
export function generateEvents(agenda: Agenda, { count, seed = 1, days = 365 }: Omit<GenerateEvents, 'person'>): void {
  const uid = (i: number) => `040000008200E00074C5B7101A82E008${hex(seed)}${hex(i)}${'0'.repeat(64)}`;
  if (count <= 0 || agenda.byUid(uid(0))) return;
  const colleagues = organisations.find((it) => it.tenantId === agenda.owner.tenantId)?.people ?? [];
  const noon = Math.floor(agenda.now().getTime() / dayMs) * dayMs;
  agenda.addMany(
    Array.from({ length: count }, (_, i) =>
      make(agenda, { i, seed, uid: uid(i), from: noon - days * dayMs, days: 2 * days, colleagues }),
    ),
  );
}
const hex = (n: number): string => (n >>> 0).toString(16).toUpperCase().padStart(8, '0');

interface Plan {
  i: number;
  seed: number;
  uid: string;
  from: number;
  days: number;
  colleagues: Person[];
}
function make(agenda: Agenda, { i, seed, uid, from, days, colleagues }: Plan): NewEvent {
  const roll = dice(mix(seed, i));
  const zone = agenda.state.settings.timeZone;
  const isAllDay = roll() < 0.04;
  const isPrivate = roll() < 0.04;
  const isSeries = !isAllDay && roll() < 0.01;
  const day = from + Math.floor(roll() * days) * dayMs;
  const begin = isAllDay ? day : day + 7 * 3_600_000 + Math.floor(roll() * 36) * quarter;
  const length = isAllDay ? dayMs * (1 + Math.floor(roll() * 2)) : quarter * (1 + Math.floor(roll() * 6));
  const at = (ms: number) => (isAllDay ? { ...wallTime(ms, 'UTC'), timeZone: zone } : wallTime(ms, zone));
  const [start, end] = [at(begin), at(begin + length)];
  const others = [
    pick(Object.values(outsiders), roll()),
    ...colleagues.map((it) => ({ name: it.name, address: it.userPrincipalName })),
  ];
  const attendees: EventFields['attendees'] = isPrivate
    ? []
    : others
        .filter(() => roll() < 0.4)
        .map(({ name, address }) => ({
          type: 'required',
          emailAddress: { name, address },
          status: { response: 'accepted', time: agenda.now().toISOString() },
        }));
  const subject = pick(subjects, roll())
    .replace('{thing}', pick(things, roll()))
    .replace(/\{\w+\}/g, String(i));
  return {
    uid,
    calendarId: agenda.defaultCalendar.id,
    fields: {
      ...emptyFields(agenda.owner, { start, end }),
      subject,
      isAllDay,
      attendees,
      sensitivity: isPrivate ? 'private' : 'normal',
      showAs: isAllDay ? 'free' : 'busy',
      body: { contentType: 'html', content: `<html><body><p>${subject}</p></body></html>` },
    },
    recurrence: isSeries
      ? {
          pattern: {
            type: 'weekly',
            interval: 1 + Math.floor(roll() * 2),
            daysOfWeek: [weekdayOf(start.dateTime)],
            firstDayOfWeek: 'monday',
            month: 0,
            dayOfMonth: 0,
            index: 'first',
          },
          range: {
            type: 'numbered',
            startDate: start.dateTime.slice(0, 10),
            numberOfOccurrences: 4 + Math.floor(roll() * 20),
            recurrenceTimeZone: zone,
            endDate: '0001-01-01',
          },
        }
      : null,
  };
}
const week = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const weekdayOf = (dateTime: string) => week[new Date(`${dateTime.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? 'monday';
