import type { EventType } from '@microsoft/microsoft-graph-types';
import { datesOf } from './recurrence.js';
import type { EventFields, StoredEvent } from './shapes.js';
import { dateOf, dayNumber, instantOf, wallTime, type ZonedTime } from './zones.js';

/** One line of a calendar: a single event, a series as such, or one date of a series. */
export interface Entry {
  event: StoredEvent;
  type: EventType;
  /** The date on which the series has it. */
  date?: string;
  fields: EventFields;
  startMs: number;
  endMs: number;
}

const dayMs = 86_400_000;
/** No zone is further from UTC than this. */
const furthest = 16 * 3_600_000;

/** A single event, or a series as such: with the times of its first date. */
export const entryOf = (event: StoredEvent): Entry => ({
  event,
  type: event.recurrence ? 'seriesMaster' : 'singleInstance',
  fields: event.fields,
  startMs: instantOf(event.fields.start),
  endMs: instantOf(event.fields.end),
});

/** One date of a series as it is now; undefined when the series has no such date, or not any more. */
export function occurrenceAt(event: StoredEvent, date: string): Entry | undefined {
  if (!event.recurrence || event.cancelled.includes(date) || !hasDate(event, date)) return undefined;
  return occurrence(event, date);
}
export function hasDate({ recurrence }: StoredEvent, date: string): boolean {
  if (!recurrence) return false;
  for (const it of datesOf(recurrence, dayNumber(date))) if (it === date) return true;
  return false;
}

/** What of a calendar's events lies within the time, dates of series each by itself, in order of time. */
export function entriesBetween(events: Iterable<StoredEvent>, fromMs: number, toMs: number): Entry[] {
  const found: Entry[] = [];
  for (const event of events) {
    if (event.recurrence) {
      for (const it of occurrencesBetween(event, fromMs, toMs)) found.push(it);
      continue;
    }
    const it = entryOf(event);
    if (isWithin(it, fromMs, toMs)) found.push(it);
  }
  return found.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || a.event.number - b.event.number);
}

/** The dates of one series within the time; one that was moved counts where it is now. */
export function occurrencesBetween(event: StoredEvent, fromMs: number, toMs: number): Entry[] {
  if (!event.recurrence) return [];
  const lengthMs = dayMs * (dayNumber(event.fields.end.dateTime) - dayNumber(event.fields.start.dateTime) + 1);
  const [firstDay, lastDay] = [
    Math.floor((fromMs - furthest - lengthMs) / dayMs),
    Math.ceil((toMs + furthest) / dayMs),
  ];
  const moved = Object.keys(event.exceptions).map(dayNumber);
  const found: Entry[] = [];
  for (const date of datesOf(event.recurrence, Math.max(lastDay, ...moved))) {
    const day = dayNumber(date);
    if (event.cancelled.includes(date)) continue;
    if (!event.exceptions[date] && (day < firstDay || day > lastDay)) continue;
    const it = occurrence(event, date);
    if (isWithin(it, fromMs, toMs)) found.push(it);
  }
  return found;
}

export const isWithin = ({ startMs, endMs }: Pick<Entry, 'startMs' | 'endMs'>, fromMs: number, toMs: number): boolean =>
  startMs < toMs && (endMs > fromMs || (endMs === startMs && startMs >= fromMs));

/** The series' own times on another date. An end that the spring clock swallows is moved behind the start. */
function occurrence(event: StoredEvent, date: string): Entry {
  const exception = event.exceptions[date];
  const shift = dayNumber(date) - dayNumber(event.fields.start.dateTime);
  const own = { start: shifted(event.fields.start, shift), end: shifted(event.fields.end, shift) };
  const fields: EventFields = { ...event.fields, ...own, ...exception?.fields };
  const startMs = instantOf(fields.start);
  const endMs = Math.max(instantOf(fields.end), startMs);
  return { event, type: exception ? 'exception' : 'occurrence', date, fields, startMs, endMs };
}
const shifted = ({ dateTime, timeZone }: ZonedTime, days: number): ZonedTime => ({
  dateTime: `${dateOf(dayNumber(dateTime) + days)}${dateTime.slice(10)}`,
  timeZone,
});

/** Where whole days begin and end. */
export const isMidnight = ({ dateTime }: ZonedTime): boolean => dateTime.slice(11) === '00:00:00';

/** Dates of a series that stand next to one, as far as they were not cancelled. */
export function neighboursOf(event: StoredEvent, date: string): { before?: Entry; after?: Entry } {
  let before: string | undefined;
  if (!event.recurrence) return {};
  let isBehind = false;
  for (const it of datesOf(event.recurrence)) {
    if (event.cancelled.includes(it)) continue;
    if (isBehind) return { ...(before ? { before: occurrence(event, before) } : {}), after: occurrence(event, it) };
    if (it === date) isBehind = true;
    else if (it > date) break;
    else before = it;
  }
  return before ? { before: occurrence(event, before) } : {};
}

/** The day a time is on, as its own zone's calendar shows it. */
export const localDay = (ms: number, timeZone: string): number => dayNumber(wallTime(ms, timeZone).dateTime);
