import { browserZone, instantOf, isAlike, showTimesIn, wallTimeOf } from '../../text/zone.js';
import { addDays, addMonths, dayOf, daysOf, mondayOf, monthGrid, startOf } from './when.js';

afterEach(() => showTimesIn(undefined));

test('M74 days and times are those of the zone that was chosen, whatever the browser’s is', () => {
  const late = '2026-07-01T22:30:00Z';
  showTimesIn('Asia/Tokyo');
  expect([dayOf(new Date(late)), wallTimeOf(Date.parse(late))]).toEqual(['2026-07-02', '2026-07-02T07:30']);
  showTimesIn('America/New_York');
  expect([dayOf(new Date(late)), wallTimeOf(Date.parse(late))]).toEqual(['2026-07-01', '2026-07-01T18:30']);
  expect(startOf('2026-07-01').toISOString()).toBe('2026-07-01T04:00:00.000Z');
});

test.each([
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 24.5],
  ['Asia/Kolkata', '2026-03-29', '2026-03-28T18:30:00.000Z', 24],
])('M74 in %s the day %s begins and lasts as its clocks say', (zone, day, begins, hours) => {
  showTimesIn(zone);
  const start = startOf(day);
  expect(start.toISOString()).toBe(begins);
  expect((startOf(addDays(day, 1)).getTime() - start.getTime()) / 3_600_000).toBe(hours);
  expect(dayOf(start)).toBe(day);
  expect(dayOf(new Date(start.getTime() - 1))).toBe(addDays(day, -1));
});

test('M74 a time that clocks skip is an hour later; every other one is told back as it was', () => {
  expect(new Date(instantOf('2026-03-29T02:30', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'])
    for (const wall of ['2026-01-15T00:00', '2026-07-15T23:59', '2026-11-01T09:00'])
      expect(wallTimeOf(instantOf(wall, zone), zone)).toBe(wall);
});

test('M30 whole days have no zone, and an event does not lie on the day at whose beginning it ends', () => {
  showTimesIn('Pacific/Auckland');
  const whole = { startDateTime: '2026-05-04T00:00:00Z', endDateTime: '2026-05-06T00:00:00Z', isAllDay: true };
  expect(daysOf(whole)).toEqual(['2026-05-04', '2026-05-05']);
  showTimesIn('Europe/Berlin');
  const night = { startDateTime: '2026-05-04T20:00:00Z', endDateTime: '2026-05-04T22:00:00Z', isAllDay: false };
  expect(daysOf(night)).toEqual(['2026-05-04']);
});

test('months and weeks are counted without a zone', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-01');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(mondayOf('2026-11-29')).toBe('2026-11-23');
  expect(monthGrid('2026-02-10').map((it) => it[0])).toEqual([
    '2026-01-26',
    '2026-02-02',
    '2026-02-09',
    '2026-02-16',
    '2026-02-23',
  ]);
});

test('M74 zones are alike when their clocks show the same all year long', () => {
  expect(isAlike('Europe/Berlin', 'Europe/Paris')).toBe(true);
  expect(isAlike('Europe/Berlin', 'Africa/Lagos')).toBe(false);
  expect(isAlike(browserZone(), browserZone())).toBe(true);
});
