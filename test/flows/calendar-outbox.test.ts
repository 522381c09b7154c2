import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Event } from '@microsoft/microsoft-graph-types';
import { sql } from 'kysely';
import type { EventChange, EventFields, EventScope } from '../../contract/calendar.js';
import { limitModule, notAllowedOn, unlimited } from '../support/administrator.js';
import { attendee, meeting, time } from '../support/calendar.js';
import { databaseOf } from '../support/followed.js';
import { dayAt, followCalendar, type FollowedCalendar } from '../support/followed-calendar.js';
import { errorsIn } from '../support/judge.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

const traffic = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-calendar-'));
let world: World;
let ada: Caller;
let mine: FollowedCalendar;
const jana = 'jana.novak@lumenworks.example';
beforeAll(async () => {
  world = await startWorld({ trafficLog: path.join(traffic, 'log') });
  ada = await world.as('Ada');
  mine = await followCalendar(world, ada);
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.behaviour.reset();
});
afterAll(async () => {
  await world?.stop();
  fs.rmSync(traffic, { recursive: true, force: true });
});

const utc = (dateTime: string) => time(dateTime, 'UTC');
const hour = (days: number, from: number, length = 1) => {
  const two = (it: number) => String(it).padStart(2, '0');
  return {
    start: `${dayAt(days).slice(0, 10)}T${two(from)}:00`,
    end: `${dayAt(days).slice(0, 10)}T${two(from + length)}:00`,
    zone: 'UTC',
    isAllDay: false,
  };
};
const make = (fields: EventFields & { subject: string; time: NonNullable<EventFields['time']> }, more: object = {}) =>
  ada.call('POST /calendar/events', { body: { id: randomUUID(), fields, ...more } });
const change = async (event: string, fields: EventFields, scope: EventScope = 'one', before: EventFields = {}) =>
  ada.call('POST /calendar/events/:event/change', {
    params: { event },
    body: { id: randomUUID(), scope, fields, before },
  });
const cancelled = (event: string, scope: EventScope = 'one', message?: string) =>
  ada.call('POST /calendar/events/:event/cancel', {
    params: { event },
    body: { id: randomUUID(), scope, ...(message ? { message } : {}) },
  });
const named = async (subject: string, days = 0, length = 60) =>
  (await mine.events(`${dayAt(days, '00:00:00')}Z`, `${dayAt(days + length, '00:00:00')}Z`)).filter(
    (it) => it.subject === subject,
  );
const inView = async (subject: string, days = 0, length = 60): Promise<(Event & { id: string })[]> =>
  (await mine.outlook.view(dayAt(days, '00:00:00'), dayAt(days + length, '00:00:00'))).filter(
    (it) => it.subject === subject,
  );
const done = (it: EventChange) => expect(it).toMatchObject({ state: 'done' });

test('M33 M38 an event that is made here stands in Outlook with its people, its Teams link and its record; twice is once', async () => {
  const body = {
    id: randomUUID(),
    fields: {
      subject: 'Made here',
      time: hour(0, 9),
      location: 'Loft',
      text: 'First line\nSecond & <b>',
      people: [{ address: jana, name: 'Jana', kind: 'required' as const }],
      isOnline: true,
    },
    records: [{ module: 'people', id: 'rec_jana' }],
  };
  const [first, second] = await Promise.all([
    ada.call('POST /calendar/events', { body }),
    ada.call('POST /calendar/events', { body }),
  ]);
  await until(
    async () => (await ada.call('GET /calendar/changes/:change', { params: { change: body.id } })).state,
    (it) => it === 'done',
  );
  expect(first.id).toBe(second.id);
  const there = await inView('Made here');
  expect(there).toHaveLength(1);
  expect(there[0]).toMatchObject({
    location: { displayName: 'Loft' },
    attendees: [{ emailAddress: { address: jana } }],
    isOnlineMeeting: true,
  });
  expect(there[0]?.body?.content).toContain('Second &amp; &lt;b&gt;');
  await mine.sync();
  const [event] = await named('Made here');
  expect(event?.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
  const details = await ada.call('GET /calendar/events/:event', { params: { event: event?.id ?? '' } });
  expect(details.links.map((it) => it.record.id)).toContain('rec_jana');
  expect(details.text).not.toMatch(/Join the meeting/);
});

test('M33 a creation whose answer is lost is made once', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/events',
    times: 1,
    answer: { status: 504 },
  } as never);
  const made = await make({ subject: 'After a silence', time: hour(1, 9) });
  await until(
    async () => (await ada.call('GET /calendar/changes/:change', { params: { change: made.id } })).state,
    (it) => it === 'done',
  );
  expect(await inView('After a silence')).toHaveLength(1);
});

test('M34 a change keeps the rich text and the way into the meeting', async () => {
  const made = await mine.outlook.create(
    meeting('', '', {
      subject: 'Rich',
      start: utc(dayAt(2, '09:00:00')),
      end: utc(dayAt(2, '10:00:00')),
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      body: { contentType: 'html', content: '<html><body><p><b>Bold</b> agenda</p></body></html>' },
      attendees: [attendee(jana)],
    }),
  );
  await mine.sync();
  const [event] = await named('Rich');
  done(await change(event?.id ?? '', { subject: 'Rich, later', time: hour(2, 11) }));
  const moved = await mine.outlook.get(made.id);
  expect(moved.body?.content).toContain('<b>Bold</b> agenda');
  const joinUrl = moved.onlineMeeting?.joinUrl ?? '';
  expect(joinUrl).toBe(event?.joinUrl);
  done(await change(event?.id ?? '', { text: 'Another agenda' }));
  const rewritten = await mine.outlook.get(made.id);
  expect(rewritten.onlineMeeting?.joinUrl).toBe(joinUrl);
  expect(rewritten.body?.content).toContain('Another agenda');
  expect(rewritten.body?.content).not.toContain('Bold');
  expect(rewritten.body?.content).toContain(joinUrl.replace(/&/g, '&amp;'));
  expect(rewritten.attendees).toHaveLength(1);
});

test('M34 M76 D3 what both sides changed is asked about and nothing is overwritten; each answer is done', async () => {
  const made = await mine.outlook.create(
    meeting('', '', { subject: 'Both', start: utc(dayAt(3, '09:00:00')), end: utc(dayAt(3, '10:00:00')) }),
  );
  await mine.sync();
  const [event] = await named('Both');
  const before = { subject: 'Both', location: '' };
  for (const keep of ['outlook', 'coherence', 'merge'] as const) {
    await mine.outlook.change(made.id, { subject: `Outlook ${keep}`, location: { displayName: 'There' } });
    const asked = await change(event?.id ?? '', { subject: `Here ${keep}`, location: 'Here' }, 'one', before);
    expect(asked).toMatchObject({
      state: 'conflict',
      conflict: {
        ours: { subject: `Here ${keep}`, location: 'Here' },
        theirs: { subject: `Outlook ${keep}`, location: 'There' },
      },
    });
    expect((await mine.outlook.get(made.id)).subject).toBe(`Outlook ${keep}`);
    const answered = await ada.call('POST /calendar/changes/:change/answer', {
      params: { change: asked.id },
      body: { keep, ...(keep === 'merge' ? { fields: { subject: 'Here merge', location: 'There' } } : {}) },
    });
    expect(answered.state).toBe(keep === 'outlook' ? 'dropped' : 'done');
    const now = await mine.outlook.get(made.id);
    const wanted = {
      outlook: ['Outlook outlook', 'There'],
      coherence: ['Here coherence', 'Here'],
      merge: ['Here merge', 'There'],
    }[keep];
    expect([now.subject, now.location?.displayName]).toEqual(wanted);
    await mine.outlook.change(made.id, { subject: 'Both', location: { displayName: '' } });
    await mine.sync();
  }
});

test('M34 what the other side changed elsewhere is left alone, and is not asked about', async () => {
  const made = await mine.outlook.create(
    meeting('', '', {
      subject: 'Aside',
      start: utc(dayAt(4, '09:00:00')),
      end: utc(dayAt(4, '10:00:00')),
      attendees: [attendee(jana)],
    }),
  );
  await mine.sync();
  const [event] = await named('Aside');
  await mine.outlook.change(made.id, {
    location: { displayName: 'Elsewhere' },
    attendees: [attendee(jana), attendee('lee@nowhere.example')],
  });
  done(
    await change(
      event?.id ?? '',
      {
        subject: 'Aside, renamed',
        people: [
          { address: jana, kind: 'required' },
          { address: 'kim@nowhere.example', kind: 'optional' },
        ],
      },
      'one',
      { subject: 'Aside', people: [{ address: jana, kind: 'required' }] }, // what was seen: Lee may be known here by now
    ),
  );
  const now = await mine.outlook.get(made.id);
  expect([now.subject, now.location?.displayName]).toEqual(['Aside, renamed', 'Elsewhere']);
  expect(now.attendees?.map((it) => it.emailAddress?.address).sort()).toEqual([
    jana,
    'kim@nowhere.example',
    'lee@nowhere.example',
  ]);
});

test('M35 a meeting is cancelled with a word to its guests, and its record remembers it; what is gone already is done', async () => {
  const made = await make(
    { subject: 'Called off', time: hour(5, 9), people: [{ address: jana, kind: 'required' }] },
    { records: [{ module: 'people', id: 'rec_jana' }] },
  );
  done(made);
  const [event] = await named('Called off');
  done(await cancelled(event?.id ?? '', 'one', 'Another time'));
  expect(await inView('Called off')).toEqual([]);
  const { upcoming } = await ada.call('GET /records/:module/:id/events', {
    params: { module: 'people', id: 'rec_jana' },
  });
  expect(upcoming.find((it) => it.id === event?.id)).toMatchObject({ isCancelled: true, isGone: true });
  const twice = await make({ subject: 'Gone', time: hour(5, 14) });
  const [gone] = await named('Gone');
  await mine.outlook.remove((await inView('Gone'))[0]?.id ?? '');
  done(await cancelled(gone?.id ?? ''));
  done(twice);
});

const daily = (subject: string, days: number, times = 5) =>
  mine.outlook.create(
    meeting('', '', {
      subject,
      start: utc(dayAt(days, '09:00:00')),
      end: utc(dayAt(days, '10:00:00')),
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      attendees: [attendee(jana)],
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: dayAt(days).slice(0, 10), numberOfOccurrences: times },
      },
    }),
  );
const timesOf = (list: (Event & { id: string })[]) => list.map((it) => it.start?.dateTime?.slice(0, 16)).sort();

test('R-46 one date, and all of a series: other times for all keep what is different on single dates, and those that were taken out', async () => {
  const master = await daily('Series', 7);
  await mine.sync();
  const dates = await named('Series', 7, 7);
  expect(dates).toHaveLength(5);
  done(await change(dates[1]?.id ?? '', { time: hour(8, 15) }));
  done(await cancelled(dates[3]?.id ?? ''));
  done(await change(dates[4]?.id ?? '', { location: 'Elsewhere' }));
  await mine.sync();
  done(await change(dates[0]?.id ?? '', { time: hour(7, 11, 2) }, 'all'));
  await mine.sync();
  const now = (await mine.outlook.view(dayAt(7, '00:00:00'), dayAt(13, '00:00:00'))).filter(
    (it) => it.seriesMasterId === master.id,
  );
  expect(timesOf(now)).toEqual([hour(7, 11).start, hour(8, 15).start, hour(9, 11).start, hour(11, 11).start]);
  expect(now.find((it) => it.start?.dateTime?.startsWith(dayAt(11).slice(0, 10)))?.location?.displayName).toBe(
    'Elsewhere',
  );
  const joinUrl = (await mine.outlook.get(master.id)).onlineMeeting?.joinUrl;
  expect(now.map((it) => it.onlineMeeting?.joinUrl)).toEqual(now.map(() => joinUrl));
  expect((await named('Series', 7, 7)).map((it) => it.startDateTime.slice(0, 16))).toEqual(timesOf(now));
});

test('R-46 this and later ones become a series of their own; the old one ends the day before, and both are on the record', async () => {
  await daily('Split', 21);
  await mine.sync();
  const dates = await named('Split', 21, 7);
  const event = dates[2]?.id ?? '';
  await ada.call('POST /calendar/events/:event/links', {
    params: { event },
    body: { record: { module: 'people', id: 'rec_owen' }, isSeries: true },
  });
  done(await change(dates[4]?.id ?? '', { subject: 'Split, last' }));
  await mine.sync();
  done(await change(event, { subject: 'Later', time: hour(23, 14) }, 'following'));
  await mine.sync();
  expect(timesOf(await inView('Split', 21, 7))).toEqual([hour(21, 9).start, hour(22, 9).start]);
  expect(timesOf(await inView('Later', 21, 7))).toEqual([hour(23, 14).start, hour(24, 14).start]);
  expect(timesOf(await inView('Split, last', 21, 7))).toEqual([hour(25, 14).start]);
  const { upcoming } = await ada.call('GET /records/:module/:id/events', {
    params: { module: 'people', id: 'rec_owen' },
  });
  const onRecord = upcoming.filter((it) => it.startDateTime >= dayAt(21) && it.startDateTime < dayAt(27));
  expect(onRecord.map((it) => it.startDateTime.slice(0, 16))).toEqual([
    hour(21, 9).start,
    hour(22, 9).start,
    hour(23, 14).start,
    hour(24, 14).start,
    hour(25, 14).start,
  ]);
  const later = await named('Later', 21, 7);
  done(await cancelled(later[1]?.id ?? '', 'following'));
  await mine.sync();
  expect(timesOf(await inView('Later', 21, 7))).toEqual([hour(23, 14).start]);
  expect(await inView('Split, last', 21, 7)).toEqual([]);
});

test('R-46 a series goes to other days: what is different on single dates, and what is on a record, goes along', async () => {
  const master = await mine.outlook.create(
    meeting('', '', {
      subject: 'Weekly',
      start: utc(dayAt(42, '09:00:00')),
      end: utc(dayAt(42, '10:00:00')),
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' },
        range: { type: 'numbered', startDate: dayAt(42).slice(0, 10), numberOfOccurrences: 6 },
      },
    }),
  );
  await mine.sync();
  const ofSeries = async () =>
    (await mine.outlook.view(dayAt(41, '00:00:00'), dayAt(70, '00:00:00'))).filter(
      (it) => it.seriesMasterId === master.id,
    );
  const dates = await named('Weekly', 41, 28);
  expect(dates.map((it) => it.startDateTime.slice(0, 10))).toEqual(
    [42, 46, 49, 53, 56, 60].map((it) => dayAt(it).slice(0, 10)),
  );
  const params = { event: dates[4]?.id ?? '' };
  await ada.call('POST /calendar/events/:event/links', {
    params,
    body: { record: { module: 'people', id: 'rec_owen' }, isSeries: false },
  });
  done(await change(dates[1]?.id ?? '', { subject: 'Weekly, at three', time: hour(46, 15) }));
  done(await cancelled(dates[3]?.id ?? ''));
  await mine.sync();
  // From Monday to Wednesday, so from Friday to Sunday; at eight instead of nine.
  done(await change(dates[2]?.id ?? '', { time: hour(51, 8) }, 'all'));
  await mine.sync();
  const wanted = [hour(44, 8).start, hour(48, 15).start, hour(51, 8).start, hour(58, 8).start, hour(62, 8).start];
  expect(timesOf(await ofSeries())).toEqual(wanted);
  const here = [...(await named('Weekly', 41, 28)), ...(await named('Weekly, at three', 41, 28))];
  expect(here.map((it) => it.startDateTime.slice(0, 16)).sort()).toEqual(wanted);
  const of = { params: { module: 'people', id: 'rec_owen' } };
  const onRecord = (await ada.call('GET /records/:module/:id/events', of)).upcoming.filter(
    (it) => it.subject === 'Weekly',
  );
  expect(onRecord.map((it) => it.startDateTime.slice(0, 16))).toEqual([hour(58, 8).start]);
  const joinUrl = (await mine.outlook.get(master.id)).onlineMeeting?.joinUrl;
  expect((await ofSeries()).map((it) => it.onlineMeeting?.joinUrl)).toEqual(wanted.map(() => joinUrl));
  // This one and later ones, a day on: the record goes with its date into the new series.
  const [, , , fourth] = await named('Weekly', 41, 28);
  done(await change((await named('Weekly', 41, 28))[2]?.id ?? '', { time: hour(59, 8) }, 'following'));
  expect(fourth?.startDateTime.slice(0, 16)).toBe(hour(62, 8).start);
  await mine.sync();
  expect((await named('Weekly', 41, 28)).map((it) => it.startDateTime.slice(0, 16))).toEqual([
    hour(44, 8).start,
    hour(51, 8).start,
    hour(59, 8).start,
    hour(63, 8).start,
  ]);
  const moved = (await ada.call('GET /records/:module/:id/events', of)).upcoming.filter(
    (it) => it.subject === 'Weekly',
  );
  expect(moved.map((it) => it.startDateTime.slice(0, 16))).toEqual([hour(59, 8).start]);
});

test('M29 a calendar that is read only here is not changed', async () => {
  await mine.save((settings) => Object.assign(settings, { direction: 'read' }));
  await expect(make({ subject: 'Not here', time: hour(6, 9) })).rejects.toThrow(/Read only/);
  await mine.save((settings) => Object.assign(settings, { direction: 'both' }));
  await mine.settled();
  expect(await inView('Not here')).toEqual([]);
});

test('M117 M38 a module that takes no meetings: no event is made or put on its records, and nothing is written; both go again afterwards', async () => {
  const cleo = await world.as('Cleo');
  const record = { module: 'people', id: 'rec_jana' };
  const before = await make({ subject: 'There before', time: hour(7, 9) });
  await until(
    async () => (await ada.call('GET /calendar/changes/:change', { params: { change: before.id } })).state,
    (it) => it === 'done',
  );
  await mine.sync();
  const [event] = await named('There before');
  const rows = async () =>
    (
      await sql`select id from calendar_change union all select id from calendar_link where state = 'linked' order by 1`.execute(
        databaseOf(world).kysely,
      )
    ).rows;
  const put = () =>
    ada.call('POST /calendar/events/:event/links', {
      params: { event: event?.id ?? '' },
      body: { record, isSeries: false },
    });
  await limitModule(cleo, 'people', { meetings: false });
  const kept = await rows();
  const made = () => make({ subject: 'On her record', time: hour(7, 11) }, { records: [record] });
  await expect(made()).rejects.toMatchObject({ problem: notAllowedOn('meetings') });
  await expect(put()).rejects.toMatchObject({ problem: notAllowedOn('meetings') });
  expect(await rows()).toEqual(kept);
  expect(await inView('On her record')).toEqual([]);
  await limitModule(cleo, 'people', unlimited);
  expect((await put()).links.map((it) => it.record.id)).toContain('rec_jana');
  const { id } = await made();
  await until(
    async () => (await ada.call('GET /calendar/changes/:change', { params: { change: id } })).state,
    (it) => it === 'done',
  );
  expect(await inView('On her record')).toHaveLength(1);
});

test('M34 a crash after a step of several leaves a series whole: another worker goes on from what was written down', async () => {
  const master = await daily('Crash', 35);
  await mine.sync();
  const dates = await named('Crash', 35, 7);
  done(await change(dates[2]?.id ?? '', { time: hour(37, 16) }));
  await mine.sync();
  // The answer to the change of the whole series comes, and what follows it fails: the row waits and is taken up again.
  world.sandbox.faults.add({
    service: 'graph',
    method: 'GET',
    path: '/instances',
    times: 4,
    answer: { status: 503 },
  } as never);
  const begun = await change(dates[0]?.id ?? '', { time: hour(35, 8) }, 'all');
  await until(
    async () => (await ada.call('GET /calendar/changes/:change', { params: { change: begun.id } })).state,
    (it) => it === 'done',
  );
  const now = (await mine.outlook.view(dayAt(35, '00:00:00'), dayAt(41, '00:00:00'))).filter(
    (it) => it.seriesMasterId === master.id,
  );
  expect(timesOf(now)).toEqual(
    [35, 36, 38, 39]
      .map((day) => hour(day, 8).start)
      .concat(hour(37, 16).start)
      .sort(),
  );
  const left = await sql<{
    n: number;
  }>`select count(*)::integer as n from calendar_change where state in ('wished', 'failed')`.execute(
    databaseOf(world).kysely,
  );
  expect(left.rows[0]?.n).toBe(0);
});

test('M33 M34 M35 M112 what was said to Microsoft Graph for changing calendars is as its description has it, at most four requests at a time', () => {
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
  const judged = errorsIn(traffic);
  if (!judged) return;
  expect(judged.errors).toEqual([]);
  expect(judged.exchanges).toBeGreaterThan(50);
});
