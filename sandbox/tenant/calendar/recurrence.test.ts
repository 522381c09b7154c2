import type { DayOfWeek, PatternedRecurrence } from '@microsoft/microsoft-graph-types';
import fc from 'fast-check';
import { occurrencesBetween } from './entries.js';
import { emptyFields } from './new-event.js';
import { datesOf } from './recurrence.js';
import type { StoredEvent } from './shapes.js';
import { dayNumber } from './zones.js';

const week: DayOfWeek[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const indexes = ['first', 'second', 'third', 'fourth', 'last'] as const;

/**
 * Another way to the same answer: every day from the start is asked whether it belongs to the series, by nothing but the calendar
 * of JavaScript. Slow, and shares no step with the expansion.
 */
function daysByAsking({ pattern, range }: PatternedRecurrence, most: number): string[] {
  const start = new Date(`${range?.startDate}T00:00:00Z`);
  const found: string[] = [];
  for (let i = 0; i < 40_000 && found.length < most; i++) {
    const day = new Date(start.getTime() + i * 86_400_000);
    const iso = day.toISOString().slice(0, 10);
    if (range?.type === 'endDate' && iso > (range.endDate ?? '')) break;
    if (range?.type === 'numbered' && found.length >= (range.numberOfOccurrences ?? 0)) break;
    if (belongs(pattern ?? {}, start, day)) found.push(iso);
  }
  return found;
}
function belongs(pattern: NonNullable<PatternedRecurrence['pattern']>, start: Date, day: Date): boolean {
  const interval = pattern.interval ?? 1;
  const days = Math.round((day.getTime() - start.getTime()) / 86_400_000);
  const months = (day.getUTCFullYear() - start.getUTCFullYear()) * 12 + day.getUTCMonth() - start.getUTCMonth();
  const years = day.getUTCFullYear() - start.getUTCFullYear();
  const isNamed = (it: Date) => (pattern.daysOfWeek ?? []).includes(week[it.getUTCDay()] ?? 'sunday');
  const lastOfMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  const isDayOfMonth = day.getUTCDate() === Math.min(pattern.dayOfMonth ?? 1, lastOfMonth);
  const isInMonth = day.getUTCMonth() + 1 === pattern.month;
  const isNth = () => {
    if (!isNamed(day)) return false;
    const month = Array.from(
      { length: lastOfMonth },
      (_, i) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), i + 1)),
    );
    const named = month.filter(isNamed).map((it) => it.getUTCDate());
    const wanted =
      pattern.index === 'last' ? named[named.length - 1] : named[indexes.indexOf(pattern.index ?? 'first')];
    return wanted === day.getUTCDate();
  };
  switch (pattern.type) {
    case 'daily':
      return days % interval === 0;
    case 'weekly': {
      const first = week.indexOf(pattern.firstDayOfWeek ?? 'sunday');
      const weekOf = (it: Date) => Math.floor((it.getTime() / 86_400_000 + 4 - first) / 7);
      return isNamed(day) && (weekOf(day) - weekOf(start)) % interval === 0;
    }
    case 'absoluteMonthly':
      return months % interval === 0 && isDayOfMonth;
    case 'relativeMonthly':
      return months % interval === 0 && isNth();
    case 'absoluteYearly':
      return years % interval === 0 && isInMonth && isDayOfMonth;
    case 'relativeYearly':
      return years % interval === 0 && isInMonth && isNth();
    default:
      return false;
  }
}

const date = fc
  .integer({ min: Date.UTC(2023, 0, 1) / 86_400_000, max: Date.UTC(2029, 0, 1) / 86_400_000 })
  .map((it) => new Date(it * 86_400_000).toISOString().slice(0, 10));
const recurrence: fc.Arbitrary<PatternedRecurrence> = fc
  .record({
    type: fc.constantFrom('daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'),
    interval: fc.integer({ min: 1, max: 5 }),
    month: fc.integer({ min: 1, max: 12 }),
    dayOfMonth: fc.integer({ min: 1, max: 31 }),
    daysOfWeek: fc.subarray(week, { minLength: 1 }),
    firstDayOfWeek: fc.constantFrom(...week),
    index: fc.constantFrom(...indexes),
    startDate: date,
    range: fc.constantFrom('noEnd', 'endDate', 'numbered'),
    days: fc.integer({ min: 0, max: 1500 }),
    count: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ startDate, range, days, count, ...pattern }) => ({
    pattern: pattern,
    range: {
      type: range as 'noEnd',
      startDate,
      endDate: new Date(Date.parse(startDate) + days * 86_400_000).toISOString().slice(0, 10),
      numberOfOccurrences: count,
    },
  }));

test('M30 a series has exactly the days that its pattern and range say, for every pattern and range', () => {
  fc.assert(
    fc.property(recurrence, (series) => {
      const expected = daysByAsking(series, 30);
      const found: string[] = [];
      for (const it of datesOf(series, dayNumber(series.range?.startDate ?? '') + 40_000)) {
        found.push(it);
        if (found.length === 30) break;
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

/** What a wall clock shows at an instant, by the platform's own calendar. */
const wallClock = (ms: number, timeZone: string): string => {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
      .formatToParts(ms)
      .map((it) => [it.type, it.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
};
const zones = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Lisbon',
  'Europe/Athens',
  'Europe/Istanbul',
  'Europe/Moscow',
  'Europe/Dublin',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'America/Halifax',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'America/Mexico_City',
  'Africa/Cairo',
  'Africa/Johannesburg',
  'Africa/Casablanca',
  'Asia/Jerusalem',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Asia/Beirut',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Australia/Brisbane',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Honolulu',
  'Pacific/Kiritimati',
];

test('M30 a series keeps its time of day over every change of the clock, in its own zone, in 35 zones', () => {
  const owner = {
    tenantId: 't',
    objectId: 'o',
    name: 'Ada',
    address: 'ada@alderfinch.example',
    kind: 'person' as const,
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      date,
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom('00', '15', '30', '45'),
      (timeZone, startDate, hour, minute) => {
        const time = `${String(hour).padStart(2, '0')}:${minute}:00`;
        const at = { dateTime: `${startDate}T${time}`, timeZone };
        const event: StoredEvent = {
          number: 1,
          calendarId: 'c',
          uid: 'u',
          version: 1,
          createdDateTime: '',
          lastModifiedDateTime: '',
          changedAt: 1,
          transactionId: null,
          extended: [],
          multiExtended: [],
          extensions: [],
          attachments: [],
          intendedShowAs: 'busy',
          exceptions: {},
          cancelled: [],
          fields: emptyFields(owner, { start: at, end: at }),
          recurrence: {
            pattern: { type: 'daily', interval: 1 },
            range: { type: 'numbered', startDate, numberOfOccurrences: 400 },
          },
        };
        const from = Date.parse(`${startDate}T00:00:00Z`);
        const dates = occurrencesBetween(event, from - 2 * 86_400_000, from + 403 * 86_400_000);
        expect(dates).toHaveLength(400);
        for (const [i, it] of dates.entries()) {
          const day = new Date(from + i * 86_400_000).toISOString().slice(0, 10);
          const shown = wallClock(it.startMs, timeZone);
          // The time itself, or, where the clock skips it, as much later as the clock was put forward: never earlier, never another day's morning.
          if (shown !== `${day}T${time}`) {
            expect(wallClock(it.startMs - 1, timeZone) < `${day}T${time}` || shown > `${day}T${time}`).toBe(true);
            expect(isSkipped(`${day}T${time}`, timeZone)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 25 },
  );
});
/** Whether no instant of the day shows this time. */
function isSkipped(wall: string, timeZone: string): boolean {
  const around = Date.parse(`${wall}Z`);
  for (let ms = around - 16 * 3_600_000; ms <= around + 16 * 3_600_000; ms += 15 * 60_000)
    if (wallClock(ms, timeZone) === wall) return false;
  return true;
}
