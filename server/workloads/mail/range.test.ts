import { AppError } from '../../base/errors.js';
import { rangeOf } from './range.js';

const from = (now: string, timeZone: string, range: Parameters<typeof rangeOf>[0]) =>
  rangeOf(range, new Date(now), timeZone).from.toISOString();

test.each([
  [
    'M16 30 days, where summer time began meanwhile',
    '2026-04-10T08:00:00Z',
    'Europe/Berlin',
    30,
    '2026-03-10T23:00:00.000Z',
  ],
  ['M16 30 days, where it ended meanwhile', '2026-11-10T08:00:00Z', 'Europe/Berlin', 30, '2026-10-10T22:00:00.000Z'],
  [
    'M16 an evening in California is still the day before',
    '2026-07-02T04:00:00Z',
    'America/Los_Angeles',
    30,
    '2026-06-01T07:00:00.000Z',
  ],
  [
    'M16 a morning in Auckland is already the next day',
    '2026-07-01T13:00:00Z',
    'Pacific/Auckland',
    30,
    '2026-06-01T12:00:00.000Z',
  ],
  [
    'M16 a day without a midnight begins when it begins',
    '2026-05-24T10:00:00Z',
    'Africa/Cairo',
    30,
    '2026-04-23T22:00:00.000Z',
  ],
  ['M17 90 days', '2026-06-01T12:00:00Z', 'UTC', 90, '2026-03-03T00:00:00.000Z'],
  ['M17 90 days in a zone of half hours', '2026-06-01T12:00:00Z', 'Asia/Kolkata', 90, '2026-03-02T18:30:00.000Z'],
] as const)('%s', (_name, now, timeZone, days, expected) => {
  expect(from(now, timeZone, { kind: 'days', days })).toBe(expected);
});

test.each([
  ['31 August goes back to the end of February', '2026-08-31T10:00:00Z', 'UTC', '2026-02-28T00:00:00.000Z'],
  ['in a leap year to the 29th', '2028-08-31T10:00:00Z', 'UTC', '2028-02-29T00:00:00.000Z'],
  [
    'months are months of the calendar, not 30 days',
    '2026-09-15T10:00:00Z',
    'Europe/Berlin',
    '2026-03-14T23:00:00.000Z',
  ],
  ['the day is that of the mailbox', '2026-08-30T23:30:00Z', 'Europe/Berlin', '2026-02-27T23:00:00.000Z'],
])('M18 %s', (_name, now, timeZone, expected) => {
  expect(from(now, timeZone, { kind: 'months', months: 6 })).toBe(expected);
});

test('M19 a range of one’s own holds its whole first and its whole last day, over a change of clocks', () => {
  const window = rangeOf(
    { kind: 'custom', from: '2026-03-28', to: '2026-03-29' },
    new Date('2026-06-01T00:00:00Z'),
    'Europe/Berlin',
  );
  expect([window.from.toISOString(), window.to?.toISOString()]).toEqual([
    '2026-03-27T23:00:00.000Z',
    '2026-03-29T21:59:59.999Z',
  ]);
});

test('M19 without a last day it goes on; today and a single day can be chosen', () => {
  const now = new Date('2026-06-01T22:30:00Z'); // already the 2nd in Berlin
  expect(rangeOf({ kind: 'custom', from: '2026-06-02' }, now, 'Europe/Berlin')).toEqual({
    from: new Date('2026-06-01T22:00:00Z'),
  });
  expect(rangeOf({ kind: 'custom', from: '2026-06-02', to: '2026-06-02' }, now, 'Europe/Berlin')).toEqual({
    from: new Date('2026-06-01T22:00:00Z'),
    to: new Date('2026-06-02T21:59:59.999Z'),
  });
});

test.each([
  ['a first day in the future', { from: '2026-06-03' }, 'range.from', /yet to come/],
  ['a last day in the future', { from: '2026-06-01', to: '2026-06-03' }, 'range.to', /yet to come/],
  ['a last day before the first', { from: '2026-05-02', to: '2026-05-01' }, 'range.to', /before the first/],
])('M19 %s is refused at its field', (_name, days, field, sentence) => {
  const refused = () => rangeOf({ kind: 'custom', ...days }, new Date('2026-06-01T22:30:00Z'), 'Europe/Berlin');
  expect(refused).toThrow(AppError);
  expect(refused).toThrow(sentence);
  expect(refused).toThrow(expect.objectContaining({ code: 'invalid_request', field }));
});
