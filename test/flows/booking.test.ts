import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { alder } from '../../sandbox/tenant/company.js';
import {
  allowBooking,
  book,
  eventsOf,
  jana,
  leftOfBooking,
  look,
  nextTime,
  nothing,
  plan,
  rooms,
  settled,
  whole,
  type BookingWorld,
} from '../support/booking.js';
import { limitModule, notAllowedOn, unlimited } from '../support/administrator.js';
import { lying } from '../support/compose.js';
import { errorsIn } from '../support/judge.js';
import { until } from '../support/until.js';
import { startWorld } from '../support/world.js';
import { whatItBeginsWith } from './booking/beginning.js';
import { howItIsJoined } from './booking/online.js';
import { whereItCanBe } from './booking/rooms.js';
import { howItIsTakenBack } from './booking/taken-back.js';
import { whenItCanBe } from './booking/times.js';

/*
 * A meeting booked in one go: who is free and why a time is not offered, rooms, the invitation, and the whole of it in one confirm; what
 * is asked twice is one meeting, what cannot be whole is none, and it can be taken back. One world for all of it.
 */
const traffic = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-booking-'));
const at = {} as BookingWorld;
beforeAll(async () => {
  at.world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '1' }, trafficLog: path.join(traffic, 'log') });
  const [ada, ben, cleo] = await Promise.all(['Ada', 'Ben', 'Cleo'].map((it) => at.world.as(it)));
  Object.assign(at, { ada, ben, cleo });
  allowBooking(at.world);
}, 240_000);
afterAll(async () => {
  await at.world?.stop();
  fs.rmSync(traffic, { recursive: true, force: true });
});
afterEach(() => {
  at.world.sandbox.faults.clear();
  at.world.sandbox.behaviour.reset();
});

describe('what a meeting begins with', () => whatItBeginsWith(at));
describe('times', () => whenItCanBe(at));
describe('rooms', () => whereItCanBe(at));
describe('links to join', () => howItIsJoined(at));
describe('taking back', () => howItIsTakenBack(at));

test('M33 M41 M106 one confirm makes event, Teams link, invitation, room, record link and audit row', async () => {
  const time = await nextTime(at.ada, {
    people: [at.ben.person.userPrincipalName],
    room: rooms.loom.address,
    skip: 10,
  });
  const planned = await plan(at.ada, { ...time, subject: 'Whole', room: rooms.loom });
  expect(planned).toMatchObject({
    state: 'draft',
    invitation: { subject: 'Whole', text: 'What is open', location: 'Loom' },
    record: { id: 'rec_jana' },
    outside: [],
  });
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing); // showing the invitation sends nothing
  await book(at.ada, planned);
  const done = await settled(at.ada, planned);
  expect(done.state).toBe('booked');
  expect(done.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(whole());
  const answered = await until(
    () => look(at.ada, planned),
    (it) => it.roomAnswer === 'accepted',
  );
  expect(answered.problem).toBeUndefined();
  const [own] = eventsOf(at.world, 'Ada', 'Whole');
  expect(own?.fields.body.content).toContain('What is open');
  expect(own?.fields.body.content).toContain('Microsoft Teams meeting');
  expect(own?.fields.location).toMatchObject({ displayName: 'Loom', locationType: 'conferenceRoom' });
  expect(lying(at.ben, 'Whole').map((it) => it.folder)).toEqual(['inbox']); // one invitation
  const { rows } = await at.world.server!.database.executeSql(
    `select e.subject, c.response from calendar_link l
     join calendar_event e on e.tenant_id = l.tenant_id and e.ical_uid = l.ical_uid and e.occurrence = l.occurrence
     join calendar_copy c on c.event_id = e.id where l.record_id = $1 and e.subject = 'Whole'`,
    [jana.id],
  );
  expect(rows).toEqual([{ subject: 'Whole', response: 'organizer' }]);
});

test('M33 the same request twice, and twenty at once, make one meeting', async () => {
  const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 11 })), subject: 'Once' });
  await Promise.all(Array.from({ length: 20 }, () => book(at.ada, planned)));
  await settled(at.ada, planned);
  await book(at.ada, planned);
  await plan(at.ada, planned.wish, planned.id);
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(whole({ room: 0 }));
  expect(lying(at.ben, 'Once')).toHaveLength(1);
});

test('M33 of a booking that was changed in another window nothing is booked', async () => {
  const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 11 })), subject: 'Two windows' });
  await plan(at.ada, { ...planned.wish, agenda: 'Another' }, planned.id).catch(() => undefined);
  await at.ada.call('PUT /bookings/:id', {
    params: { id: planned.id },
    body: { ...planned.wish, agenda: 'Changed', version: planned.version },
  });
  await expect(book(at.ada, planned)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
});

test('M38 a booking is its person’s alone', async () => {
  const planned = await plan(at.ada, await nextTime(at.ada, { skip: 18 }));
  await expect(look(at.ben, planned)).rejects.toMatchObject({ problem: { code: 'not_found' } });
  await expect(book(at.ben, planned)).rejects.toMatchObject({ problem: { code: 'not_found' } });
  await expect(look(at.ada, { id: randomUUID() })).rejects.toMatchObject({ problem: { code: 'not_found' } });
});

test('M106 what a booking says and who is invited cannot be read in its row', async () => {
  const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 19 })), subject: 'Confidential words' });
  const { rows } = await at.world.server!.database.executeSql('select * from booking where id = $1', [planned.id]);
  expect(JSON.stringify(rows)).not.toMatch(/Confidential|alderfinch\.example|What is open/);
  expect(alder.tenantId).toBe((rows[0] as { tenant_id: string }).tenant_id);
});

test('M117 M38 a module that takes no meetings: none is begun, planned or booked on its records, one without a record is; all of it goes again afterwards', async () => {
  const time = await nextTime(at.ada, { skip: 24 });
  const planned = await plan(at.ada, { ...time, subject: 'Planned before' });
  const count = async () => (await at.world.server!.database.executeSql('select id from booking', [])).rows.length;
  const kept = await count();
  const refusal = { problem: notAllowedOn('meetings') };
  await limitModule(at.cleo, 'people', { meetings: false });
  await expect(at.ada.call('POST /bookings/prepare', { body: { record: jana } })).rejects.toMatchObject(refusal);
  await expect(plan(at.ada, { ...time, subject: 'Planned now' })).rejects.toMatchObject(refusal);
  await expect(book(at.ada, planned)).rejects.toMatchObject(refusal);
  expect(await count()).toBe(kept);
  expect((await look(at.ada, planned)).state).toBe('draft');
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
  const elsewhere = await plan(at.ada, { ...time, subject: 'On no record', record: undefined });
  expect(elsewhere.state).toBe('draft');
  await limitModule(at.cleo, 'people', unlimited);
  await book(at.ada, planned);
  expect((await settled(at.ada, planned)).state).toBe('booked');
  expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(whole({ room: 0 }));
});

test('M36 M37 M41 M112 what was said to Microsoft Graph for all of this is as its description has it', () => {
  const judged = errorsIn(traffic);
  if (!judged) return;
  expect(judged.errors).toEqual([]);
  expect(judged.exchanges).toBeGreaterThan(100);
});
