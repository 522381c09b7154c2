import type { PatternedRecurrence, RecurrencePattern } from '@microsoft/microsoft-graph-types';
import { onOtherDays } from './other-days.js';

const series = (pattern: RecurrencePattern, startDate: string, endDate = '2027-06-30'): PatternedRecurrence => ({
  pattern: { interval: 1, ...pattern },
  range: { type: 'endDate', startDate, endDate },
});

test('R-46 a weekly series moves all of its days by as many, and its week with them', () => {
  const { recurrence, dateOf } = onOtherDays(
    series({ type: 'weekly', daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' }, '2027-01-04'),
    '2027-01-11',
    '2027-01-14',
  );
  expect(recurrence.pattern).toMatchObject({ daysOfWeek: ['thursday', 'monday'], firstDayOfWeek: 'thursday' });
  expect(recurrence.range).toMatchObject({ startDate: '2027-01-07', endDate: '2027-07-03' });
  expect([dateOf('2027-01-04'), dateOf('2027-01-08')]).toEqual(['2027-01-07', '2027-01-11']);
});

test('R-46 a monthly series takes the new day of the month; one that a month does not have is its last', () => {
  const monthly = series({ type: 'absoluteMonthly', dayOfMonth: 15 }, '2027-01-15');
  const { recurrence, dateOf } = onOtherDays(monthly, '2027-03-15', '2027-03-31');
  expect(recurrence.pattern).toMatchObject({ type: 'absoluteMonthly', dayOfMonth: 31 });
  expect(recurrence.range?.startDate).toBe('2027-01-31');
  expect([dateOf('2027-02-15'), dateOf('2027-04-15')]).toEqual(['2027-02-28', '2027-04-30']);
  const next = onOtherDays(monthly, '2027-03-15', '2027-04-02');
  expect([next.recurrence.range?.startDate, next.dateOf('2027-12-15')]).toEqual(['2027-02-02', '2028-01-02']);
});

test.each([
  ['2027-03-01', '2027-03-03', { daysOfWeek: ['wednesday'], index: 'first' }, '2027-04-07'],
  ['2027-03-01', '2027-03-26', { daysOfWeek: ['friday'], index: 'fourth' }, '2027-04-23'],
  ['2027-03-01', '2027-03-30', { daysOfWeek: ['tuesday'], index: 'last' }, '2027-04-27'],
] as const)('R-46 the first Monday of the month, moved from %s to %s', (from, to, wanted, april) => {
  const { recurrence, dateOf } = onOtherDays(
    series({ type: 'relativeMonthly', daysOfWeek: ['monday'], index: 'first' }, '2027-01-04'),
    from,
    to,
  );
  expect(recurrence.pattern).toMatchObject(wanted);
  expect(dateOf('2027-04-05')).toBe(april);
});

test('R-46 a yearly series moves over the turn of the year', () => {
  const yearly = series({ type: 'absoluteYearly', month: 12, dayOfMonth: 30 }, '2026-12-30', '2029-12-31');
  const { recurrence, dateOf } = onOtherDays(yearly, '2027-12-30', '2028-01-02');
  expect(recurrence.pattern).toMatchObject({ month: 1, dayOfMonth: 2 });
  expect([recurrence.range?.startDate, dateOf('2028-12-30')]).toEqual(['2027-01-02', '2029-01-02']);
});

test('R-46 the first working day of a month is nobody’s to guess', () => {
  const pattern: RecurrencePattern = { type: 'relativeMonthly', daysOfWeek: ['monday', 'tuesday'], index: 'first' };
  expect(() => onOtherDays(series(pattern, '2027-01-04'), '2027-02-01', '2027-02-03')).toThrow(/several weekdays/);
});
