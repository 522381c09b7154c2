import type { DayOfWeek, PatternedRecurrence, RecurrencePattern } from '@microsoft/microsoft-graph-types';
import { dateOf, dayNumber } from './zones.js';

const week: DayOfWeek[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const indexes = ['first', 'second', 'third', 'fourth'];
/** A series without an end goes on; nobody looks further than this many periods. */
const mostPeriods = 40_000;

const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7; // 1 January 1970 was a Thursday
const daysOf = (names: DayOfWeek[] | null | undefined): number[] =>
  (names ?? []).map((it) => week.indexOf(it)).sort((a, b) => a - b);
/** Months counted from the year 0, so that they can be added to. */
const monthOf = (day: number): number => {
  const [year = 0, month = 1] = dateOf(day).split('-').map(Number);
  return year * 12 + month - 1;
};
const firstOf = (month: number): number => Math.round(Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000);
const lastOf = (month: number): number => firstOf(month + 1) - 1;

/**
 * The dates of a series in order, as its own zone's calendar shows them; exceptions and cancelled dates are not known here. A day
 * that a month does not have is its last day, as in Outlook. Stops after `until` (a day number) or the end of the range.
 */
export function* datesOf({ pattern, range }: PatternedRecurrence, until = Infinity): Generator<string> {
  const first = dayNumber(range?.startDate ?? '1970-01-01');
  const end = range?.type === 'endDate' ? dayNumber(range.endDate ?? '1970-01-01') : Infinity;
  const most = range?.type === 'numbered' ? (range.numberOfOccurrences ?? 0) : Infinity;
  let count = 0;
  for (let period = 0; period < mostPeriods; period++) {
    const days = daysInPeriod(pattern ?? {}, first, period);
    for (const day of days) {
      if (day < first) continue;
      if (day > end || day > until || count >= most) return;
      count += 1;
      yield dateOf(day);
    }
  }
}

function daysInPeriod(pattern: RecurrencePattern, first: number, period: number): number[] {
  const step = period * Math.max(1, pattern.interval ?? 1);
  switch (pattern.type) {
    case 'daily':
      return [first + step];
    case 'weekly': {
      const begin = pattern.firstDayOfWeek ? week.indexOf(pattern.firstDayOfWeek) : 0;
      const monday = first - ((weekdayOf(first) - begin + 7) % 7) + step * 7;
      return daysOf(pattern.daysOfWeek)
        .map((it) => monday + ((it - begin + 7) % 7))
        .sort((a, b) => a - b);
    }
    case 'absoluteMonthly':
      return [dayOfMonth(monthOf(first) + step, pattern.dayOfMonth ?? 1)];
    case 'relativeMonthly':
      return nthOf(monthOf(first) + step, pattern);
    case 'absoluteYearly':
      return [dayOfMonth(monthInYear(first, step, pattern), pattern.dayOfMonth ?? 1)];
    case 'relativeYearly':
      return nthOf(monthInYear(first, step, pattern), pattern);
    default:
      return [];
  }
}

const monthInYear = (first: number, step: number, { month }: RecurrencePattern): number =>
  (Math.floor(monthOf(first) / 12) + step) * 12 + (month ?? 1) - 1;
const dayOfMonth = (month: number, wanted: number): number => Math.min(firstOf(month) + wanted - 1, lastOf(month));

/** The first, second, .. or last day of a month that is one of the named weekdays. */
function nthOf(month: number, { daysOfWeek, index }: RecurrencePattern): number[] {
  const wanted = daysOf(daysOfWeek);
  const fitting: number[] = [];
  for (let day = firstOf(month); day <= lastOf(month); day++) if (wanted.includes(weekdayOf(day))) fitting.push(day);
  const found = index === 'last' ? fitting.at(-1) : fitting[Math.max(0, indexes.indexOf(index ?? 'first'))];
  return found === undefined ? [] : [found];
}
