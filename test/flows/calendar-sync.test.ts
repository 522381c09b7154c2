import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { beside } from '../support/appointment.js';
import { attendee, meeting, time } from '../support/calendar.js';
import { connectOutlook } from '../support/connect.js';
import { databaseOf } from '../support/followed.js';
import { dayAt, followCalendar, withCalendar, type FollowedCalendar } from '../support/followed-calendar.js';
import { errorsIn } from '../support/judge.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

const traffic = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-calendar-'));
let world: World;
let ada: Caller;
let ben: Caller;
let mine: FollowedCalendar;
let bens: FollowedCalendar;
beforeAll(async () => {
  world = await startWorld({ trafficLog: path.join(traffic, 'log') });
  [ada, ben] = [await world.as('Ada'), await world.as('Ben')];
  mine = await followCalendar(world, ada);
  bens = await followCalendar(world, ben);
});
afterEach(() => world.sandbox.behaviour.reset());
afterAll(async () => {
  await world?.stop();
  fs.rmSync(traffic, { recursive: true, force: true });
});

const utc = (dateTime: string) => time(dateTime, 'UTC');
const at = (days: number, from = '09:00:00', to = '10:00:00', more: Record<string, unknown> = {}) =>
  meeting('', '', { start: utc(dayAt(days, from)), end: utc(dayAt(days, to)), ...more });
const around = (days: number, length = 1) =>
  [`${dayAt(days, '00:00:00')}Z`, `${dayAt(days + length, '00:00:00')}Z`] as const;
const count = async (table: string, where = sql`true`) =>
  Number(
    (
      await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where ${where}`.execute(
        databaseOf(world).kysely,
      )
    ).rows[0]?.n,
  );

test('M27 M28 one sign-in connects mail and calendar, and nothing is read before it is chosen', async () => {
  const cleo = await world.as('Cleo');
  await connectOutlook(world, cleo, withCalendar);
  const { services } = await cleo.call('GET /connection');
  expect(services.filter((it) => it.service === 'mail' || it.service === 'calendar').map((it) => it.state)).toEqual([
    'connected',
    'connected',
  ]);
  const { accounts } = await cleo.call('GET /calendar/settings');
  expect(accounts).toMatchObject([{ state: 'ready', isConfigured: false, lacks: [] }]);
  expect(await count('calendar_copy', sql`mailbox_id = ${Number(accounts[0]?.mailbox.id)}`)).toBe(0);
});

test('M13 whoever keeps their calendar to themselves loses nothing else; it is asked for when calendars are chosen', async () => {
  const erin = await world.as('Erin');
  await connectOutlook(world, erin, { ...withCalendar, permissions: ['mail'] });
  const states = async () =>
    Object.fromEntries((await erin.call('GET /connection')).services.map((it) => [it.service, it.state]));
  expect(await states()).toMatchObject({ mail: 'connected', calendar: 'not_connected' });
  const account = async () => (await erin.call('GET /calendar/settings')).accounts[0]!;
  const { mailbox, settings, version, state } = await account();
  expect(state).toBe('not_allowed');
  const save = () =>
    erin.call('PUT /calendar/settings/:mailbox', { params: { mailbox: mailbox.id }, body: { settings, version } });
  await expect(save()).rejects.toMatchObject({ problem: { code: 'consent_required' } });
  expect(
    (await erin.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: mailbox.id } })).folders,
  ).toBeDefined();
  await connectOutlook(world, erin, withCalendar);
  expect(await states()).toMatchObject({ mail: 'connected', calendar: 'connected' });
  expect((await account()).state).toBe('ready');
});

test('M29 calendars are listed with colour, owner and rights; one that may only be read cannot take new events', async () => {
  const account = await mine.account();
  const own = account.calendars.find((it) => it.isDefault);
  expect(own).toMatchObject({
    canEdit: true,
    isOwn: true,
    hasTeams: true,
    owner: { address: ada.person.userPrincipalName.toLowerCase() },
  });
  const readOnly = account.calendars.find((it) => !it.canEdit);
  expect(readOnly).toBeDefined();
  await expect(mine.save((settings) => Object.assign(settings, { primary: readOnly?.id }))).rejects.toThrow(
    /not change it/,
  );
  await expect(
    ada.call('PUT /calendar/settings/:mailbox', {
      params: { mailbox: mine.mailboxId },
      body: { settings: account.settings, version: account.version - 1 },
    }),
  ).rejects.toThrow(/changed meanwhile/);
});

test('M29 a calendar that a colleague shares can be chosen, once that is allowed; what is private stays theirs, and who may edit edits', async () => {
  const dario = await world.as('Dario');
  const { agendas } = world.sandbox.tenants;
  const agenda = agendas.ofPerson('Ben');
  agendas.share(agenda, agenda.defaultCalendar, {
    emailAddress: { address: dario.person.userPrincipalName, name: 'Dario' },
    role: 'write',
  });
  const shared = await bens.outlook.create(at(20, '09:00:00', '10:00:00', { subject: 'Shared with Dario' }));
  await bens.outlook.create(at(20, '11:00:00', '12:00:00', { subject: 'Ben’s secret', sensitivity: 'private' }));
  await connectOutlook(world, dario, withCalendar);
  const account = async () => (await dario.call('GET /calendar/settings')).accounts[0]!;
  const his = ({ calendars }: Awaited<ReturnType<typeof account>>) => calendars.find((it) => !it.isOwn)!;
  const before = await account();
  expect(his(before)).toMatchObject({
    isAllowed: false,
    canEdit: true,
    owner: { address: ben.person.userPrincipalName.toLowerCase() },
  });
  const choose = ({ mailbox, settings, version }: typeof before) =>
    dario.call('PUT /calendar/settings/:mailbox', {
      params: { mailbox: mailbox.id },
      body: { settings: { ...settings, calendars: [...settings.calendars, his(before).id] }, version },
    });
  await expect(choose(before)).rejects.toMatchObject({
    problem: {
      code: 'consent_required',
      field: 'calendars',
      consentUrl: expect.stringContaining('Calendars.ReadWrite.Shared') as string,
    },
  });
  expect((await account()).isConfigured).toBe(false);
  await connectOutlook(world, dario, { ...withCalendar, permissions: ['mail', 'calendar', 'sharedCalendars'] });
  expect(his(await account()).isAllowed).toBe(true);
  await choose(await account());
  const [from, to] = around(20);
  const seen = await until(
    async () => (await dario.call('POST /calendar/events/search', { body: { from, to } })).events,
    (events) => events.length >= 2,
  );
  expect(seen.map((it) => [it.subject, it.seen, it.isPrivate, it.canEdit])).toEqual([
    ['Shared with Dario', 'own', false, true],
    [undefined, 'busy', true, false],
  ]);
  const done = await dario.call('POST /calendar/events/:event/change', {
    params: { event: seen[0]?.id ?? '' },
    body: { id: randomUUID(), scope: 'one', fields: { subject: 'Changed by Dario' }, before: {} },
  });
  expect(done).toMatchObject({ state: 'done' });
  expect((await bens.outlook.get(shared.id)).subject).toBe('Changed by Dario');
  const mailbox = (await account()).mailbox.id;
  await dario.call('POST /mailboxes/:mailbox/disconnect', { params: { mailbox }, body: { links: 'keep' } });
});

test('M30 events, dates of series with what became different on them, and whole days are read, and follow what happens in Outlook', async () => {
  const single = await mine.outlook.create(at(0, '09:00:00', '10:00:00', { subject: 'One' }));
  await mine.outlook.create(
    at(1, '00:00:00', '00:00:00', { subject: 'Whole day', isAllDay: true, end: utc(dayAt(2, '00:00:00')) }),
  );
  const series = await mine.outlook.create(
    at(2, '14:00:00', '15:00:00', {
      subject: 'Daily',
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: dayAt(2).slice(0, 10), numberOfOccurrences: 4 },
      },
    }),
  );
  await mine.sync();
  const [from, to] = around(0, 7);
  const names = (await mine.events(from, to)).filter((it) => ['One', 'Whole day', 'Daily'].includes(it.subject ?? ''));
  expect(names.map((it) => [it.subject, it.kind, it.startDateTime])).toEqual([
    ['One', 'single', `${dayAt(0)}.000Z`],
    ['Whole day', 'single', `${dayAt(1, '00:00:00')}.000Z`],
    ...[2, 3, 4, 5].map((day) => ['Daily', 'occurrence', `${dayAt(day, '14:00:00')}.000Z`]),
  ]);
  const dates = await mine.outlook.view(dayAt(2, '00:00:00'), dayAt(7, '00:00:00'));
  const ofSeries = dates.filter((it) => it.seriesMasterId === series.id);
  await mine.outlook.change(ofSeries[1]?.id ?? '', {
    subject: 'Daily, moved',
    start: utc(dayAt(3, '16:00:00')),
    end: utc(dayAt(3, '17:00:00')),
  });
  await mine.outlook.remove(ofSeries[2]?.id ?? '');
  await mine.outlook.change(single.id, { subject: 'One, renamed' });
  await mine.sync();
  const now = (await mine.events(from, to)).filter((it) => /^(One|Daily)/.test(it.subject ?? ''));
  expect(now.map((it) => [it.subject, it.kind, it.startDateTime])).toEqual([
    ['One, renamed', 'single', `${dayAt(0)}.000Z`],
    ['Daily', 'occurrence', `${dayAt(2, '14:00:00')}.000Z`],
    ['Daily, moved', 'exception', `${dayAt(3, '16:00:00')}.000Z`],
    ['Daily', 'occurrence', `${dayAt(5, '14:00:00')}.000Z`],
  ]);
  await mine.outlook.remove(series.id);
  await mine.outlook.remove(single.id);
  await mine.sync();
  expect((await mine.events(from, to)).filter((it) => /^(One|Daily)/.test(it.subject ?? ''))).toEqual([]);
});

test('M30 one meeting that two colleagues have is one event, and each sees their own answer', async () => {
  await mine.outlook.create(
    at(10, '09:00:00', '10:00:00', { subject: 'Together', attendees: [attendee(ben.person.userPrincipalName)] }),
  );
  await mine.sync();
  await bens.sync();
  const [from, to] = around(10);
  const [hers] = (await mine.events(from, to)).filter((it) => it.subject === 'Together');
  const [his] = (await bens.events(from, to)).filter((it) => it.subject === 'Together');
  expect(hers).toMatchObject({ seen: 'own', isOrganizer: true, response: 'organizer' });
  expect(his).toMatchObject({ id: hers?.id, seen: 'own', isOrganizer: false, response: 'notResponded' });
  expect(his?.people).toMatchObject([{ address: ben.person.userPrincipalName.toLowerCase(), kind: 'required' }]);
});

test('M31 people of an event are known by the index of records, and their records have the event; rooms are nobody', async () => {
  await mine.outlook.create(
    at(11, '09:00:00', '10:00:00', {
      subject: 'With Jana',
      attendees: [
        attendee('jana.novak@lumenworks.example'),
        attendee('unknown@nowhere.example', 'optional'),
        attendee(ben.person.userPrincipalName),
      ],
    }),
  );
  await mine.sync();
  const [event] = (await mine.events(...around(11))).filter((it) => it.subject === 'With Jana');
  const details = await ada.call('GET /calendar/events/:event', { params: { event: event?.id ?? '' } });
  const states = Object.fromEntries((details.people ?? []).map((it) => [it.address, it.state]));
  expect(states).toMatchObject({
    'unknown@nowhere.example': 'unknown',
    [ben.person.userPrincipalName.toLowerCase()]: 'colleague',
  });
  expect(details.links.length).toBeGreaterThan(0);
  const { record, id } = details.links[0]!;
  const of = { params: { module: record.module, id: record.id } };
  expect((await ben.call('GET /records/:module/:id/events', of)).upcoming.map((it) => it.id)).toContain(event?.id);
  await ada.call('POST /calendar/links/:link/undo', { params: { link: id } });
  expect((await ada.call('GET /records/:module/:id/events', of)).upcoming.map((it) => it.id)).not.toContain(event?.id);
  await mine.sync();
  expect((await ada.call('GET /records/:module/:id/events', of)).upcoming.map((it) => it.id)).not.toContain(event?.id);
});

test('M30 C8 a stream that Microsoft forgot is read anew: what went meanwhile is let go, the rest stays', async () => {
  const stays = await mine.outlook.create(at(12, '09:00:00', '10:00:00', { subject: 'Stays' }));
  const goes = await mine.outlook.create(at(12, '11:00:00', '12:00:00', { subject: 'Goes' }));
  await mine.sync();
  await mine.outlook.remove(goes.id);
  world.sandbox.tenants.agendas.find(ada.person.id)!.state.generation += 1; // what it remembers is forgotten
  await mine.sync();
  const [from, to] = around(12);
  expect((await mine.events(from, to)).map((it) => it.subject)).toEqual(['Stays']);
  await mine.outlook.remove(stays.id);
  await mine.sync();
});

test('M30 the window moves on with the months: what comes into it is read, and what was seen stays', async () => {
  await sql`update sync_state set covered_from = covered_from - interval '40 days', covered_to = covered_to - interval '40 days'
    where mailbox_id = ${Number(mine.mailboxId)} and workload = 'calendar'`.execute(databaseOf(world).kysely);
  const before = await count('calendar_copy', sql`mailbox_id = ${Number(mine.mailboxId)}`);
  await until(
    async () =>
      (
        await sql<{
          generation: number;
        }>`select generation from sync_state s where mailbox_id = ${Number(mine.mailboxId)} and workload = 'calendar'
        and covered_to > now() + interval '12 months'`.execute(databaseOf(world).kysely)
      ).rows,
    (rows) => rows.length > 0,
  );
  await mine.settled();
  expect(await count('calendar_copy', sql`mailbox_id = ${Number(mine.mailboxId)}`)).toBe(before);
});

test('M30 Microsoft tells of a change, and it is there without anybody asking', async () => {
  await until(
    () =>
      count(
        'subscription',
        sql`mailbox_id = ${Number(mine.mailboxId)} and resource in (select graph_id from calendar)`,
      ),
    (n) => n > 0,
  );
  await mine.outlook.create(at(13, '09:00:00', '10:00:00', { subject: 'Told' }));
  await until(
    () => mine.events(...around(13)),
    (events) => events.some((it) => it.subject === 'Told'),
  );
});

test('M29 M75 what the settings keep out is let go, and the open event says why; it comes back when they let it in', async () => {
  const secret = await mine.outlook.create(
    at(14, '09:00:00', '10:00:00', { subject: 'Secret', sensitivity: 'private' }),
  );
  await mine.outlook.create(
    at(14, '00:00:00', '00:00:00', { subject: 'Fair', isAllDay: true, end: utc(dayAt(15, '00:00:00')) }),
  );
  await mine.sync();
  const shown = async () => (await mine.events(...around(14))).map((it) => it.subject).sort();
  const leftOut = async () =>
    (await ada.call('POST /appointments/look', { body: beside(ada, secret) })).meeting?.leftOut;
  expect([await shown(), await leftOut()]).toEqual([['Fair', 'Secret'], undefined]);
  await mine.save((settings) => Object.assign(settings, { takesPrivate: false, takesAllDay: false }));
  await mine.settled();
  expect([await shown(), await leftOut()]).toEqual([
    [],
    { cause: 'event.excluded', about: 'private events are not taken in', mailbox: mine.mailboxId },
  ]);
  await mine.save((settings) => Object.assign(settings, { takesPrivate: true, takesAllDay: true }));
  await mine.settled();
  expect(await shown()).toEqual(['Fair', 'Secret']);
});

test('M32 words are looked for in subject, text, place and people', async () => {
  await mine.outlook.create(
    at(15, '09:00:00', '10:00:00', {
      subject: 'Planning',
      body: { contentType: 'html', content: '<p>The aquamarine budget</p>' },
      location: { displayName: 'Observatory' },
      attendees: [attendee('zacharias@nowhere.example')],
    }),
  );
  await mine.sync();
  for (const words of ['plann', 'aquamarine', 'observatory', 'zacharias'])
    expect((await mine.events(...around(15), words)).map((it) => it.subject)).toEqual(['Planning']);
  expect(await mine.events(...around(15), 'chartreuse')).toEqual([]);
});

test('M31 M27 who becomes known has their events on their record; and disconnecting lets go of everything but what is on records', async () => {
  const address = 'late.comer@nowhere.example';
  await mine.outlook.create(
    at(16, '09:00:00', '10:00:00', { subject: 'Before they were known', attendees: [attendee(address)] }),
  );
  await mine.sync();
  const made = await ada.call('POST /records', {
    body: { module: 'people', fields: { fld_first_name: 'Late', fld_last_name: 'Comer', fld_email: address } },
  });
  if (made.state !== 'created') throw new Error('not created');
  const params = { module: made.record.module, id: made.record.id };
  await until(
    async () => (await ada.call('GET /records/:module/:id/events', { params })).upcoming.map((it) => it.subject),
    (names) => names.includes('Before they were known'),
  );
  const of = sql`mailbox_id = ${Number(bens.mailboxId)}`;
  expect(await count('calendar_copy', of)).toBeGreaterThan(0);
  await ben.call('POST /mailboxes/:mailbox/disconnect', {
    params: { mailbox: bens.mailboxId },
    body: { links: 'keep' },
  });
  for (const table of ['calendar_copy', 'calendar', 'calendar_setting'])
    expect([table, await count(table, of)]).toEqual([table, 0]);
});

test('M27 M29 M30 M112 what was said to Microsoft Graph for following calendars is as its description has it, at most four requests at a time', () => {
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
  const judged = errorsIn(traffic);
  if (!judged) return;
  expect(judged.errors).toEqual([]);
  expect(judged.exchanges).toBeGreaterThan(50);
});
