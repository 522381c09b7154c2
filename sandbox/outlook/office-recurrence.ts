import type { DayOfWeek, PatternedRecurrence, RecurrencePattern } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import { ianaOf } from '../tenant/calendar/zones.js';

/** A series as office.js knows it: days by three letters, its times in minutes of the day. */
export interface OfficeRecurrence {
  recurrenceType: 'daily' | 'weekday' | 'weekly' | 'monthly' | 'yearly';
  recurrenceProperties?: {
    interval?: number;
    days?: string[];
    dayOfWeek?: string;
    dayOfMonth?: number;
    weekNumber?: string;
    month?: string;
    firstDayOfWeek?: string;
  };
  recurrenceTimeZone?: { name: string; offset?: number };
  seriesTimeJson: {
    startYear: number;
    startMonth: number;
    startDay: number;
    endYear?: number;
    endMonth?: number;
    endDay?: number;
    noEndDate?: boolean;
    startTimeMin: number;
    durationMin: number;
  };
}
const week: DayOfWeek[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const short = (day: string) => day.slice(0, 3);
const long = (day: string): DayOfWeek => week.find((it) => it.startsWith(day.slice(0, 3).toLowerCase())) ?? 'monday';
const numbered = ['first', 'second', 'third', 'fourth', 'last'] as const;
const workdays = week.slice(1, 6);

export function toOffice(
  { pattern, range }: PatternedRecurrence,
  start: { dateTime: string; timeZone: string },
  durationMin: number,
): OfficeRecurrence {
  const [year = 0, month = 0, day = 0] = (range?.startDate ?? start.dateTime.slice(0, 10)).split('-').map(Number);
  const [endYear = 0, endMonth = 0, endDay = 0] = (range?.endDate ?? '').split('-').map(Number);
  const [hour = 0, minute = 0] = start.dateTime.slice(11).split(':').map(Number);
  const kind = pattern?.type ?? 'daily';
  const zone = ianaOf(start.timeZone) ?? 'UTC';
  return {
    recurrenceType: kind.endsWith('onthly') ? 'monthly' : kind.endsWith('early') ? 'yearly' : (kind as 'daily'),
    recurrenceProperties: {
      interval: pattern?.interval ?? 1,
      ...(kind === 'weekly'
        ? { days: (pattern?.daysOfWeek ?? []).map(short), firstDayOfWeek: short(pattern?.firstDayOfWeek ?? 'sunday') }
        : {}),
      ...(kind.startsWith('absolute') ? { dayOfMonth: pattern?.dayOfMonth ?? 1 } : {}),
      ...(kind.startsWith('relative')
        ? { dayOfWeek: short(pattern?.daysOfWeek?.[0] ?? 'monday'), weekNumber: pattern?.index ?? 'first' }
        : {}),
      ...(kind.endsWith('early') ? { month: months[(pattern?.month ?? 1) - 1] ?? 'jan' } : {}),
    },
    recurrenceTimeZone: { name: start.timeZone, offset: DateTime.fromISO(start.dateTime, { zone }).offset },
    seriesTimeJson: {
      startYear: year,
      startMonth: month,
      startDay: day,
      ...(range?.type === 'endDate' ? { endYear, endMonth, endDay } : { noEndDate: true }),
      startTimeMin: hour * 60 + minute,
      durationMin,
    },
  };
}

export function fromOffice(
  { recurrenceType, recurrenceProperties: wanted = {}, recurrenceTimeZone, seriesTimeJson: time }: OfficeRecurrence,
  timeZone: string,
): PatternedRecurrence {
  const date = (year: number, month: number, day: number) =>
    `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const interval = wanted.interval ?? 1;
  const index = numbered.find((it) => it === wanted.weekNumber) ?? 'first';
  const month = Math.max(0, months.indexOf(wanted.month ?? 'jan')) + 1;
  const byNumber = wanted.dayOfMonth !== undefined;
  const named = byNumber
    ? { dayOfMonth: wanted.dayOfMonth ?? 1 }
    : { daysOfWeek: [long(wanted.dayOfWeek ?? 'mon')], index };
  const patterns: Record<OfficeRecurrence['recurrenceType'], RecurrencePattern> = {
    daily: { type: 'daily', interval },
    weekday: { type: 'weekly', interval: 1, daysOfWeek: workdays },
    weekly: {
      type: 'weekly',
      interval,
      daysOfWeek: (wanted.days ?? []).map(long),
      firstDayOfWeek: long(wanted.firstDayOfWeek ?? 'sun'),
    },
    monthly: { type: byNumber ? 'absoluteMonthly' : 'relativeMonthly', interval, ...named },
    yearly: { type: byNumber ? 'absoluteYearly' : 'relativeYearly', interval, month, ...named },
  };
  const { endYear, endMonth, endDay } = time;
  const hasEnd = !time.noEndDate && endYear !== undefined;
  return {
    pattern: { firstDayOfWeek: 'sunday', index: 'first', month: 0, dayOfMonth: 0, ...patterns[recurrenceType] },
    range: {
      type: hasEnd ? 'endDate' : 'noEnd',
      startDate: date(time.startYear, time.startMonth, time.startDay),
      endDate: hasEnd ? date(endYear, endMonth ?? 1, endDay ?? 1) : '0001-01-01',
      recurrenceTimeZone: recurrenceTimeZone?.name ?? timeZone,
      numberOfOccurrences: 0,
    },
  };
}
