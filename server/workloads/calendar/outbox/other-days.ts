import type { DayOfWeek, PatternedRecurrence, RecurrencePattern } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import { AppError } from '../../../base/errors.js';

/** A series on other days, and to which date each of its dates goes. */
export interface OtherDays {
  recurrence: PatternedRecurrence;
  dateOf(date: string): string;
}

const week: DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const;
type Pattern = RecurrencePattern;
const day = (date: string): DateTime<true> => DateTime.fromISO(date, { zone: 'utc' }) as DateTime<true>;
const monthsIn = (it: DateTime): number => it.year * 12 + it.month - 1;
const named = (it: DateTime): DayOfWeek => week[it.weekday - 1] ?? 'monday';

/**
 * The series when one date of it goes to another: days and weeks move along by as many days, months and years take the new day of the
 * month, or the same weekday of it. Throws where a pattern names several weekdays of a month, which no single date speaks for.
 */
export function onOtherDays({ pattern, range }: PatternedRecurrence, from: string, to: string): OtherDays {
  const days = Math.round(day(to).diff(day(from), 'days').days);
  const by = pattern ?? {};
  const isByMonth = /(Monthly|Yearly)$/.test(by.type ?? '');
  const other = isByMonth ? onOtherDayOfMonth(by, day(from), day(to)) : onOtherWeekdays(by, days);
  const months = monthsIn(day(to)) - monthsIn(day(from));
  const dateOf = (date: string): string =>
    isByMonth ? inMonth(other, monthsIn(day(date)) + months) : day(date).plus({ days }).toISODate();
  return {
    dateOf,
    recurrence: {
      pattern: other,
      range: {
        ...range,
        startDate: dateOf(range?.startDate ?? from),
        ...(range?.type === 'endDate' && range.endDate
          ? { endDate: day(range.endDate).plus({ days }).toISODate() }
          : {}),
      },
    },
  };
}

/** A week that begins on another day keeps those days together that were in one. */
function onOtherWeekdays(pattern: Pattern, days: number): Pattern {
  const moved = (it: DayOfWeek): DayOfWeek => week[(((week.indexOf(it) + days) % 7) + 7) % 7] ?? it;
  if (pattern.type !== 'weekly') return pattern;
  return {
    ...pattern,
    daysOfWeek: (pattern.daysOfWeek ?? []).map(moved),
    firstDayOfWeek: moved(pattern.firstDayOfWeek ?? 'sunday'),
  };
}

function onOtherDayOfMonth(pattern: Pattern, from: DateTime, to: DateTime): Pattern {
  const month = /Yearly$/.test(pattern.type ?? '')
    ? { month: (((((pattern.month ?? from.month) - 1 + monthsIn(to) - monthsIn(from)) % 12) + 12) % 12) + 1 }
    : {};
  if (pattern.type?.startsWith('absolute')) return { ...pattern, ...month, dayOfMonth: to.day };
  if ((pattern.daysOfWeek ?? []).length !== 1)
    throw new AppError(
      'invalid_request',
      'This series is on a day of the month that several weekdays share. Change its days in Outlook, or move this one date only.',
      { source: 'request', field: 'time' },
    );
  const isLast = to.day + 7 > (to.daysInMonth ?? 31);
  const nth = Math.ceil(to.day / 7) - 1;
  const index = isLast && (pattern.index === 'last' || nth > 3) ? 'last' : (indexes[nth] ?? 'last');
  return { ...pattern, ...month, daysOfWeek: [named(to)], index };
}

/** The date of a pattern in a month; a day that a month does not have is its last. */
function inMonth(pattern: Pattern, months: number): string {
  const first = DateTime.utc(Math.floor(months / 12), (months % 12) + 1, 1);
  const last = first.endOf('month').startOf('day');
  if (pattern.type?.startsWith('absolute'))
    return DateTime.min(first.plus({ days: (pattern.dayOfMonth ?? 1) - 1 }), last).toISODate() ?? '';
  const weekday = week.indexOf(pattern.daysOfWeek?.[0] ?? 'monday') + 1;
  if (pattern.index === 'last') return last.minus({ days: (last.weekday - weekday + 7) % 7 }).toISODate() ?? '';
  const weeks = Math.max(0, indexes.indexOf(pattern.index ?? 'first'));
  return first.plus({ days: ((weekday - first.weekday + 7) % 7) + weeks * 7 }).toISODate() ?? '';
}
