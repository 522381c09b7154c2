import { examine, type InvitationFacts } from './doctor.js';
import { offsetOf } from '../../text/zone.js';
import { wallDayAfter } from './wall-time.js';

const at = (text: string) => Date.parse(text);
const now = at('2026-11-25T12:00:00Z');
const teams = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0';
const zoom = 'https://acme.zoom.us/j/123456?pwd=x';
const quay = { name: 'Quay', address: 'room.quay@alderfinch.example' };
const good: InvitationFacts = {
  role: 'organizer',
  start: at('2026-11-26T09:00:00Z'),
  end: at('2026-11-26T10:00:00Z'),
  isAllDay: false,
  invited: 2,
  html: `<p>Agenda</p><a href="${teams}">Join</a>`,
  places: [{ kind: 'room', ...quay }],
  rooms: [quay, { name: 'Lighthouse', address: 'room.lighthouse@alderfinch.example' }],
};
const found = (facts: Partial<InvitationFacts>) => examine({ ...good, ...facts }, now);
const codes = (facts: Partial<InvitationFacts>) => found(facts).map((it) => it.code);

test('a good invitation has no finding', () => expect(found({})).toEqual([]));

describe('R-59 two_join_links', () => {
  test('a Zoom link beside the one of Teams: either can be kept', () => {
    const [finding] = found({ html: `${good.html} ${zoom}` });
    expect(finding).toMatchObject({ code: 'two_join_links', names: ['Microsoft Teams', 'Zoom'] });
    expect(finding?.fixes).toMatchObject([
      { kind: 'keepLink', keep: { provider: 'Microsoft Teams' }, drop: [{ provider: 'Zoom' }] },
      { kind: 'keepLink', keep: { provider: 'Zoom' }, drop: [{ provider: 'Microsoft Teams' }] },
    ]);
  });
  test('the same link in the text, in the place and beside it is one', () =>
    expect(codes({ joinUrl: teams, places: [{ kind: 'custom', name: teams, address: '' }] })).toEqual([]));
  test('an attendee can only ask', () =>
    expect(found({ role: 'attendee', html: `${good.html} ${zoom}` })[0]?.fixes).toEqual([{ kind: 'askOrganizer' }]));
});

describe('no_join_link', () => {
  const nowhere = { html: '<p>Agenda</p>', places: [] };
  test('people are asked, and there is neither a place nor a link', () =>
    expect(found(nowhere)).toEqual([{ code: 'no_join_link', fixes: [{ kind: 'addTeams' }] }]));
  test('a place that only says online is none', () =>
    expect(codes({ ...nowhere, places: [{ kind: 'custom', name: 'Microsoft Teams Meeting', address: '' }] })).toEqual([
      'no_join_link',
    ]));
  test.each<[string, Partial<InvitationFacts>]>([
    ['nobody else is asked', { ...nowhere, invited: 0 }],
    ['there is a place', { ...nowhere, places: [{ kind: 'custom', name: 'At Lumen Works', address: '' }] }],
    ['it lasts whole days', { ...nowhere, isAllDay: true }],
    ['there is a link of another provider', { ...nowhere, html: zoom }],
    ['Microsoft keeps the link beside the text', { ...nowhere, joinUrl: teams }],
  ])('none when %s', (_why, facts) => expect(codes(facts)).toEqual([]));
});

describe('starts_in_past', () => {
  const gone = { start: at('2026-11-24T09:00:00Z'), end: at('2026-11-24T09:45:00Z') };
  test('moves to the same time of the next day, as long as before', () => {
    const [finding] = found(gone);
    expect(finding?.code).toBe('starts_in_past');
    expect(finding?.fixes).toEqual([
      { kind: 'moveTo', start: at('2026-11-26T09:00:00Z'), end: at('2026-11-26T09:45:00Z') },
    ]);
  });
  test('a meeting that was is no mistake of its attendee; an invitation to it is', () => {
    expect(codes({ ...gone, role: 'attendee' })).toEqual([]);
    expect(codes({ ...gone, role: 'attendee', isRequest: true })).toEqual(['starts_in_past']);
  });
});

describe('room_not_booked', () => {
  const custom = (name: string) => ({ kind: 'custom' as const, name, address: '' });
  test.each(['Quay', 'quay', 'Room Quay, 2nd floor', 'Quay (6)'])('a room that only stands in the text: %s', (name) =>
    expect(found({ places: [custom(name)] })).toMatchObject([
      { code: 'room_not_booked', names: ['Quay'], fixes: [{ kind: 'bookRoom', room: quay, instead: name }] },
    ]),
  );
  test.each([
    [[custom('Quayside Hotel')]],
    [[custom('Canteen')]],
    [[custom('Quay'), { kind: 'room' as const, ...quay }]],
  ])('no finding for %j', (places) => expect(codes({ places })).toEqual([]));
});

describe('time_zone_mismatch', () => {
  test('planned at three in Tokyo by somebody in Berlin: three in Berlin was meant', () => {
    const start = at('2026-11-26T06:00:00Z');
    const [finding] = found({ start, end: start + 3_600_000, zones: { planned: 'Asia/Tokyo', own: 'Europe/Berlin' } });
    expect(finding).toMatchObject({ code: 'time_zone_mismatch' });
    expect(finding?.fixes).toEqual([
      { kind: 'moveTo', start: at('2026-11-26T14:00:00Z'), end: at('2026-11-26T15:00:00Z') },
    ]);
  });
  test('a guest is told of a zone somebody lives in, and not of UTC, in which programs plan', () => {
    const guest = { role: 'attendee' as const };
    expect(codes({ ...guest, zones: { planned: 'UTC', own: 'Europe/Berlin' } })).toEqual([]);
    expect(codes({ ...guest, zones: { planned: 'Asia/Tokyo', own: 'Europe/Berlin' } })).toEqual(['time_zone_mismatch']);
  });
  test('two names for the same time are no mismatch, and neither is a name nobody knows', () => {
    expect(codes({ zones: { planned: 'Europe/Paris', own: 'Europe/Berlin' } })).toEqual([]);
    expect(codes({ zones: { planned: 'Customized Time Zone', own: 'Europe/Berlin' } })).toEqual([]);
  });
  test('zones that agree in winter only are told apart by the day of the meeting', () => {
    const zones = { planned: 'Africa/Lagos', own: 'Europe/Berlin' };
    expect(codes({ zones })).toEqual([]);
    expect(codes({ zones, start: at('2027-07-01T09:00:00Z'), end: at('2027-07-01T10:00:00Z') })).toEqual([
      'time_zone_mismatch',
    ]);
  });
});

describe('occurrence_changed', () => {
  const series = { by: 'series' as const, start: good.start - 86_400_000, end: good.end - 86_400_000, id: 'master' };
  test('one date of a series at another time: back to it, or the series is opened', () =>
    expect(found({ announced: series })).toMatchObject([
      {
        code: 'occurrence_changed',
        fixes: [
          { kind: 'moveTo', start: series.start },
          { kind: 'open', id: 'master' },
        ],
      },
    ]));
  test('an invitation that says another time than the calendar: the appointment is opened', () =>
    expect(
      found({ role: 'attendee', isRequest: true, announced: { ...series, by: 'request', id: 'event' } }),
    ).toMatchObject([{ code: 'occurrence_changed', fixes: [{ kind: 'open', id: 'event' }] }]));
  test('a date as it was announced has none', () =>
    expect(codes({ announced: { ...series, start: good.start, end: good.end } })).toEqual([]));
});

test('offsets follow the day, and a time of day is moved by the calendar', () => {
  expect(offsetOf('Europe/Berlin', at('2026-07-01T00:00:00Z')) / 3_600_000).toBe(2);
  expect(offsetOf('Asia/Kolkata', at('2026-07-01T00:00:00Z')) / 60_000).toBe(330);
  expect(offsetOf('America/New_York', at('2026-01-01T00:00:00Z')) / 3_600_000).toBe(-5);
  expect(wallDayAfter(at('2026-11-25T11:00:00Z'), now)).toBe(at('2026-11-26T11:00:00Z'));
  expect(wallDayAfter(at('2026-11-20T13:00:00Z'), now)).toBe(at('2026-11-25T13:00:00Z'));
});
