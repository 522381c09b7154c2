import type { CalendarEvent } from '../../../contract/calendar.js';
import { t } from '../../text/calendar-text.js';
import { locale } from '../../text/text.js';
import { instantOf, readersZone, wallTimeOf } from '../../text/zone.js';

/*
 * When events are, in the reader's own zone. Whole days have no zone: they are the same dates wherever one looks from, so they are
 * read from UTC and never moved. Days are yyyy-mm-dd, and are counted without any zone.
 */

type Times = Pick<CalendarEvent, 'startDateTime' | 'endDateTime' | 'isAllDay'>;
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const dayMs = 86_400_000;

/** The day of the reader on which an instant is. */
export const dayOf = (date: Date): string => wallTimeOf(date.getTime()).slice(0, 10);
/** When a day of the reader begins. */
export const startOf = (day: string): Date => new Date(instantOf(`${day}T00:00`));
export const addDays = (day: string, days: number): string =>
  new Date(noon(day).getTime() + days * dayMs).toISOString().slice(0, 10);

/** The days of the reader an event lies on, at most those of half a year. */
export function daysOf({ startDateTime, endDateTime, isAllDay }: Times): string[] {
  const first = isAllDay ? startDateTime.slice(0, 10) : dayOf(new Date(startDateTime));
  // It does not lie on the day at whose beginning it ends.
  const end = new Date(Math.max(Date.parse(endDateTime) - 1, Date.parse(startDateTime)));
  const last = isAllDay ? new Date(end).toISOString().slice(0, 10) : dayOf(end);
  const days = [first];
  for (let day = addDays(first, 1); day <= last && days.length < 190; day = addDays(day, 1)) days.push(day);
  return days;
}

export const clock = (iso: string, timeZone = readersZone()): string =>
  new Date(iso).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', timeZone });
/** A moment of the reader's, with its date. */
export const momentOf = (iso: string): string => `${shortDay(dayOf(new Date(iso)))}, ${clock(iso)}`;
const inWords = (day: string, options: Intl.DateTimeFormatOptions): string =>
  noon(day).toLocaleDateString(locale(), { ...options, timeZone: 'UTC' });
export const longDay = (day: string): string =>
  inWords(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDay = (day: string): string => inWords(day, { weekday: 'short', day: 'numeric', month: 'short' });
export const monthOf = (day: string): string => inWords(day, { month: 'long', year: 'numeric' });
/** Names of the days of a week that begins on Monday. */
export const weekdays = (form: 'long' | 'short'): string[] =>
  Array.from({ length: 7 }, (_it, i) => new Date(2024, 0, 1 + i).toLocaleDateString(locale(), { weekday: form }));

/** Day and times, as a line. */
export function whenOf(event: Times): string {
  const days = daysOf(event);
  const [first = '', last = first] = [days[0], days.at(-1)];
  if (event.isAllDay)
    return first === last
      ? `${longDay(first)}, ${t('all.day')}`
      : t('until.day', { from: longDay(first), to: longDay(last) });
  return first === last
    ? `${longDay(first)}, ${clock(event.startDateTime)} – ${clock(event.endDateTime)}`
    : `${longDay(first)}, ${clock(event.startDateTime)} – ${longDay(last)}, ${clock(event.endDateTime)}`;
}
export const timesOf = (event: Times): string =>
  event.isAllDay ? t('all.day') : `${clock(event.startDateTime)} – ${clock(event.endDateTime)}`;

/** The Monday of the week of a day, and the six weeks that show a month. */
export const mondayOf = (day: string): string => addDays(day, -((noon(day).getUTCDay() + 6) % 7));
export const weekOf = (day: string): string[] => Array.from({ length: 7 }, (_it, i) => addDays(mondayOf(day), i));
export function monthGrid(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const monday = mondayOf(first);
  return Array.from({ length: 6 }, (_row, week) =>
    Array.from({ length: 7 }, (_it, i) => addDays(monday, week * 7 + i)),
  ).filter((week) => week[0]?.slice(0, 7) === day.slice(0, 7) || week[6]?.slice(0, 7) === day.slice(0, 7));
}
export const addMonths = (day: string, months: number): string => {
  const date = noon(`${day.slice(0, 8)}01`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
};

/** Events by the days they lie on, whole days first. */
export function byDay<T extends Times>(events: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const it of events) for (const day of daysOf(it)) map.set(day, [...(map.get(day) ?? []), it]);
  for (const list of map.values())
    list.sort(
      (a, b) =>
        Number(b.isAllDay) - Number(a.isAllDay) ||
        (a.startDateTime < b.startDateTime ? -1 : a.startDateTime > b.startDateTime ? 1 : 0),
    );
  return map;
}
