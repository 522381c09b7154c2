import { nextBusinessDay } from './business-day.js';

test.each([
  ['a Wednesday', '2026-11-25T12:00:00Z', 'Europe/Berlin', '2026-11-26'],
  ['a Thursday', '2026-11-26T12:00:00Z', 'Europe/Berlin', '2026-11-27'],
  ['a Friday', '2026-11-27T12:00:00Z', 'Europe/Berlin', '2026-11-30'],
  ['a Saturday', '2026-11-28T12:00:00Z', 'Europe/Berlin', '2026-11-30'],
  ['a Sunday', '2026-11-29T12:00:00Z', 'Europe/Berlin', '2026-11-30'],
  ['Friday in Berlin that is Thursday in New York', '2026-11-27T02:00:00Z', 'America/New_York', '2026-11-27'],
  ['Friday in Berlin that is Saturday in Auckland', '2026-11-27T12:00:00Z', 'Pacific/Auckland', '2026-11-30'],
  ['the night in which clocks go forward', '2027-03-26T23:30:00Z', 'Europe/Berlin', '2027-03-29'],
  ['a day whose midnight does not exist', '2026-09-04T12:00:00Z', 'America/Santiago', '2026-09-07'],
  ['the last day of a year', '2026-12-31T12:00:00Z', 'UTC', '2027-01-01'],
])('M105 the next business day after %s', (_what, now, zone, expected) => {
  expect(nextBusinessDay(new Date(now), zone)).toBe(expected);
});
