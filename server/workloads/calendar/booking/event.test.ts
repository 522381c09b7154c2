import { DateTime } from 'luxon';
import fc from 'fast-check';
import type { WishedBooking } from '../../../../contract/api.js';
import { timeIn } from './event.js';
import { writeInvitation } from './invitation.js';

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];

test('M33 a time written in a zone is the instant that was meant, on every hour of the year', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2 * 366 * 48 }), (zone, n) => {
      const ms = Date.UTC(2026, 0, 1) + n * 1_800_000;
      const { dateTime, timeZone } = timeIn(new Date(ms).toISOString(), zone);
      expect(DateTime.fromISO(dateTime, { zone: timeZone }).toMillis()).toBe(ms);
    }),
  );
});

test('M33 the hour that a clock shows twice is said in UTC', () => {
  expect(timeIn('2026-10-25T00:30:00Z', 'Europe/Berlin')).toEqual({ dateTime: '2026-10-25T00:30:00', timeZone: 'UTC' });
  expect(timeIn('2026-10-25T01:30:00Z', 'Europe/Berlin')).toEqual({ dateTime: '2026-10-25T01:30:00', timeZone: 'UTC' });
  expect(timeIn('2026-10-25T02:30:00Z', 'Europe/Berlin').timeZone).toBe('Europe/Berlin');
});

const wish: WishedBooking = {
  subject: 'Talk',
  startDateTime: '2026-11-25T10:00:00Z',
  endDateTime: '2026-11-25T10:30:00Z',
  timeZone: 'Europe/Berlin',
  people: [],
  online: 'none',
  agenda: '',
  files: [],
};

test('M38 the invitation keeps its lines, escapes what looks like markup, and links the files', () => {
  const { text, html } = writeInvitation({
    ...wish,
    agenda: 'First <b>\r\nsecond & third\n\n\n\nlast  ',
    files: [{ name: 'Quote "A".pdf', webUrl: 'https://files.example/q?a=1&b=2' }],
  });
  expect(text).toBe('First <b>\nsecond & third\n\nlast\n\nFiles\nQuote "A".pdf: https://files.example/q?a=1&b=2');
  expect(html).toBe(
    '<p>First &lt;b&gt;<br>second &amp; third</p><p>last</p>' +
      '<p>Files<br><a href="https://files.example/q?a=1&amp;b=2">Quote &quot;A&quot;.pdf</a></p>',
  );
});

test('R-59 a link that was there stands in the invitation once, also when the agenda names it', () => {
  const joinUrl = 'https://lumen.zoom.us/j/123456789?pwd=abc';
  const by = (agenda: string) => writeInvitation({ ...wish, online: 'existing', joinUrl, agenda });
  expect(by('').text).toBe(`Join with Zoom: ${joinUrl}`);
  expect(by(`We meet at ${joinUrl}.`).text).toBe(`We meet at ${joinUrl}.`);
  expect(by('').location).toBe('Zoom');
  expect(writeInvitation({ ...wish, joinUrl, agenda: 'x' }).text).toBe('x'); // not chosen
});
