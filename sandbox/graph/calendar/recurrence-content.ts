import type {
  DayOfWeek,
  PatternedRecurrence,
  RecurrencePattern,
  RecurrenceRange,
} from '@microsoft/microsoft-graph-types';
import { datesOf } from '../../tenant/calendar/recurrence.js';
import { dateOf, dayNumber, ianaOf, inZone, type ZonedTime } from '../../tenant/calendar/zones.js';
import { badRequest } from '../errors.js';

const week: DayOfWeek[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const types = ['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'];
const indexes = ['first', 'second', 'third', 'fourth', 'last'];
const most = 999;
const invalid = (what: string) => badRequest(`The recurrence is not valid: ${what}.`, 'ErrorPropertyValidationFailure');

/** A series as a body gives it, with every member that the service fills in. */
export function readRecurrence(value: unknown, start: ZonedTime): PatternedRecurrence {
  const { pattern, range } = (value ?? {}) as PatternedRecurrence;
  if (!pattern || !range) throw badRequest("Cannot read the value of property 'recurrence'.", 'RequestBodyRead');
  const read: PatternedRecurrence = { pattern: readPattern(pattern, start), range: readRange(range, start) };
  if (datesOf(read, dayNumber(read.range?.startDate ?? '') + 366 * 100).next().done)
    throw badRequest('The recurring series has no occurrence.', 'ErrorRecurrenceHasNoOccurrence');
  return read;
}

function readPattern(pattern: RecurrencePattern, start: ZonedTime): RecurrencePattern {
  const { type, interval = 1, firstDayOfWeek = 'sunday', index = 'first' } = pattern;
  const date = start.dateTime.slice(0, 10);
  const dayOfMonth = pattern.dayOfMonth ?? 0;
  const month = pattern.month ?? 0;
  const daysOfWeek = (pattern.daysOfWeek ?? []).map((it) => it.toLowerCase() as DayOfWeek);
  if (!type || !types.includes(type)) throw invalid(`'${type}' is no type of a pattern`);
  if (!Number.isInteger(interval) || (interval ?? 0) < 1 || (interval ?? 0) > most) throw invalid('the interval');
  if (daysOfWeek.some((it) => !week.includes(it))) throw invalid('a day of the week');
  if (!week.includes((firstDayOfWeek ?? 'sunday').toLowerCase() as DayOfWeek)) throw invalid('firstDayOfWeek');
  const byDays = ['weekly', 'relativeMonthly', 'relativeYearly'].includes(type);
  const byNumber = ['absoluteMonthly', 'absoluteYearly'].includes(type);
  const yearly = type.endsWith('Yearly');
  if (byDays && daysOfWeek.length === 0) throw invalid('daysOfWeek is missing');
  if (byNumber && pattern.dayOfMonth !== undefined && (dayOfMonth < 1 || dayOfMonth > 31)) throw invalid('dayOfMonth');
  if (yearly && pattern.month !== undefined && (month < 1 || month > 12)) throw invalid('month');
  if (!indexes.includes(index ?? 'first')) throw invalid('index');
  return {
    type,
    interval: interval ?? 1,
    month: yearly ? month || Number(date.slice(5, 7)) : 0,
    dayOfMonth: byNumber ? dayOfMonth || Number(date.slice(8, 10)) : 0,
    ...(byDays ? { daysOfWeek } : {}),
    firstDayOfWeek: (firstDayOfWeek ?? 'sunday').toLowerCase() as DayOfWeek,
    index: index ?? 'first',
  };
}

function readRange(range: RecurrenceRange, start: ZonedTime): RecurrenceRange {
  const type = range.type ?? 'noEnd';
  const isDate = (it: unknown): it is string =>
    typeof it === 'string' && /^\d{4}-\d\d-\d\d$/.test(it) && !Number.isNaN(Date.parse(it));
  const startDate = range.startDate ?? start.dateTime.slice(0, 10);
  const zone = range.recurrenceTimeZone ?? start.timeZone;
  if (!isDate(startDate)) throw invalid('startDate');
  if (ianaOf(zone) === undefined) throw invalid('recurrenceTimeZone');
  const common = { type, startDate, recurrenceTimeZone: zone };
  switch (type) {
    case 'endDate':
      if (!isDate(range.endDate)) throw invalid('endDate');
      if (range.endDate < startDate)
        throw badRequest('The end date is earlier than the start date.', 'ErrorCalendarEndDateIsEarlierThanStartDate');
      return { ...common, endDate: range.endDate, numberOfOccurrences: 0 };
    case 'numbered': {
      const number = range.numberOfOccurrences ?? 0;
      if (!Number.isInteger(number) || number < 1 || number > most) throw invalid('numberOfOccurrences');
      return { ...common, endDate: '0001-01-01', numberOfOccurrences: number };
    }
    case 'noEnd':
      return { ...common, endDate: '0001-01-01', numberOfOccurrences: 0 };
    default:
      throw invalid(`'${String(type)}' is no type of a range`);
  }
}

/** The times of a series' first date: in its own zone, on the first day that fits the pattern. */
export function firstTimes(
  recurrence: PatternedRecurrence,
  { start, end }: { start: ZonedTime; end: ZonedTime },
): { start: ZonedTime; end: ZonedTime; recurrence: PatternedRecurrence } {
  const zone = recurrence.range?.recurrenceTimeZone ?? start.timeZone;
  const [from, to] = [inZone(start, zone), inZone(end, zone)];
  const first = datesOf(recurrence).next().value as string;
  const shift = dayNumber(first) - dayNumber(from.dateTime);
  const moved = ({ dateTime }: ZonedTime): ZonedTime => ({
    dateTime: `${dateOf(dayNumber(dateTime) + shift)}${dateTime.slice(10)}`,
    timeZone: zone,
  });
  return {
    start: moved(from),
    end: moved(to),
    recurrence: { ...recurrence, range: { ...recurrence.range, startDate: first } },
  };
}
