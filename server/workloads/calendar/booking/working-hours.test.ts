import { DateTime } from 'luxon';
import { isWithinHours, readWorkingHours } from './working-hours.js';

const office = {
  daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  startTime: '08:00:00.0000000',
  endTime: '17:00:00.0000000',
  timeZone: { name: 'W. Europe Standard Time' },
};
const ms = (iso: string) => Date.parse(iso);
const within = (raw: Parameters<typeof readWorkingHours>[0], from: string, to: string) => {
  const hours = readWorkingHours(raw);
  if (!hours) throw new Error('no hours');
  return isWithinHours(hours, ms(from), ms(to));
};

test.each([
  ['2026-11-25T07:00:00Z', '2026-11-25T08:00:00Z', true, 'the first hour'],
  ['2026-11-25T06:45:00Z', '2026-11-25T07:45:00Z', false, 'begins before'],
  ['2026-11-25T15:30:00Z', '2026-11-25T16:00:00Z', true, 'ends with the day'],
  ['2026-11-25T15:30:00Z', '2026-11-25T16:30:00Z', false, 'ends after'],
  ['2026-11-28T09:00:00Z', '2026-11-28T10:00:00Z', false, 'is on a Saturday'],
  ['2026-07-01T06:00:00Z', '2026-07-01T07:00:00Z', true, 'is the first hour in summer'],
  ['2026-11-25T09:00:00Z', '2026-11-26T09:00:00Z', false, 'goes over night'],
])('M36 from %s to %s in Berlin: %s, it %s', (from, to, expected) => {
  expect(within(office, from, to)).toBe(expected);
});

test('M36 somebody who works past midnight works on the day it began', () => {
  const night = { ...office, startTime: '22:00:00', endTime: '06:00:00', timeZone: { name: 'UTC' } };
  expect(within(night, '2026-11-27T23:00:00Z', '2026-11-28T01:00:00Z')).toBe(true); // Friday into Saturday
  expect(within(night, '2026-11-28T22:30:00Z', '2026-11-28T23:00:00Z')).toBe(false); // Saturday
  expect(within(night, '2026-11-30T05:00:00Z', '2026-11-30T06:00:00Z')).toBe(false); // Sunday into Monday
});

test('M36 a zone that somebody made up is read by its bias, an unknown one is UTC', () => {
  const custom = { ...office, timeZone: { name: 'Customized Time Zone', bias: -330 } };
  expect(within(custom, '2026-11-25T02:30:00Z', '2026-11-25T03:00:00Z')).toBe(true);
  expect(within(custom, '2026-11-25T02:15:00Z', '2026-11-25T03:00:00Z')).toBe(false);
  expect(readWorkingHours({ ...office, timeZone: { name: 'Nowhere' } })?.zone).toBe('UTC');
});

test('M36 a working day that ends at midnight has no hour cut off, whatever the clock does on it', () => {
  const late = { ...office, daysOfWeek: ['sunday'], endTime: '00:00:00', timeZone: { name: 'Europe/Berlin' } };
  const day = DateTime.fromISO('2026-10-25', { zone: 'Europe/Berlin' }); // has 25 hours
  const hours = readWorkingHours(late);
  expect(hours && isWithinHours(hours, day.plus({ hours: 24 }).toMillis(), day.plus({ days: 1 }).toMillis())).toBe(
    true,
  );
});

test.each([
  [undefined],
  [{ ...office, daysOfWeek: [] }],
  [{ ...office, startTime: null }],
  [{ ...office, endTime: '08:00' }],
])('M36 hours that say nothing exclude nothing', (raw) => {
  expect(readWorkingHours(raw)).toBeUndefined();
});
