import { randomUUID } from 'node:crypto';
import { beside, guest, minutesFrom, openCalendar, type Calendar, type GraphEvent } from '../support/appointment.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
let adas: Calendar;
let bens: Calendar;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben, cleo] = [await world.as('Ada'), await world.as('Ben'), await world.as('Cleo')];
  [adas, bens] = [await openCalendar(world, ada), await openCalendar(world, ben)];
});
afterAll(() => world?.stop());

const record = { module: 'people', id: 'rec_jana' };
let number = 0;
const meet = (more: object = {}): Promise<GraphEvent> =>
  adas.create({
    subject: `Talk ${(number += 1)}`,
    start: minutesFrom(world, 60),
    end: minutesFrom(world, 90),
    attendees: [guest('ben@alderfinch.example'), guest('jana.novak@lumenworks.example')],
    ...more,
  });
const teams = (caller: Caller, key: string) =>
  caller.call('POST /appointments/teams', {
    body: {
      key,
      subject: 'Talk',
      startDateTime: new Date().toISOString(),
      endDateTime: new Date(Date.now() + 9e5).toISOString(),
    },
  });

test('R-10 one meeting seen by two colleagues is one on the record: who looks second sees who put it there', async () => {
  const event = await meet();
  await ada.call('POST /appointments/link', { body: { ...beside(ada, event), record, scope: 'one' } });
  const own = await bens.find(event.subject ?? '');
  expect((await ben.call('POST /appointments/look', { body: beside(ben, own) })).links).toMatchObject([
    { record: { id: 'rec_jana' }, linkedBy: { name: 'Ada Brandt', isYou: false } },
  ]);
  const again = await ben.call('POST /appointments/link', { body: { ...beside(ben, own), record, scope: 'one' } });
  expect(again.links).toHaveLength(1);
  const { rows } = await world.server!.database.executeSql(
    'select count(*)::int as n from calendar_event where subject = $1',
    [event.subject],
  );
  expect(rows).toEqual([{ n: 1 }]);
});

test('M25 a meeting’s records are suggested from its people, each with the reason', async () => {
  const { suggestions } = await ada.call('POST /appointments/look', {
    body: {
      mailbox: ada.person.userPrincipalName,
      subject: 'New',
      people: [{ role: 'to', address: 'jana.novak@lumenworks.example', name: 'Jana' }],
    },
  });
  expect(suggestions[0]).toMatchObject({ record: { id: 'rec_jana' }, confidence: 'high', reason: { kind: 'address' } });
});

test('M41 the same form gets the same Teams meeting however often it asks; another one another', async () => {
  const key = randomUUID();
  const [first, second, other] = [await teams(ada, key), await teams(ada, key), await teams(ada, randomUUID())];
  expect(first.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
  expect(second).toEqual(first);
  expect(other.joinUrl).not.toBe(first.joinUrl);
});

test('M5 a permission that is missing is named, with Microsoft’s page for it; it takes nothing from the rest', async () => {
  const problem = async (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (thrown: { problem: { code: string; consentUrl?: string } }) => thrown.problem,
    );
  const event = await meet();
  const looked = await problem(cleo.call('POST /appointments/look', { body: beside(cleo, event) }));
  expect(looked).toMatchObject({ code: 'consent_required' });
  expect(looked?.consentUrl).toContain('Calendars.ReadWrite');
  const asked = await problem(teams(cleo, randomUUID()));
  expect(asked?.consentUrl).toContain('OnlineMeetings.ReadWrite');
  const unsaved = { mailbox: cleo.person.userPrincipalName, subject: 'New', people: [] };
  expect((await cleo.call('POST /appointments/look', { body: unsaved })).links).toEqual([]);
});

test('only meetings of one’s own calendar are looked at, and notes are for those who may see the meeting', async () => {
  const secret = await meet({ sensitivity: 'private', attendees: [] });
  await ada.call('POST /appointments/link', { body: { ...beside(ada, secret), record, scope: 'one' } });
  const known = await ada.call('POST /appointments/look', { body: beside(ada, secret) });
  expect(known.meeting?.isPrivate).toBe(true);
  const params = { id: known.meeting?.id ?? '' };
  await expect(ben.call('PUT /meetings/:id/notes', { params, body: { text: 'x' } })).rejects.toMatchObject({
    problem: { code: 'not_found' },
  });
  await expect(
    ben.call('POST /appointments/look', { body: { ...beside(ben, secret), mailbox: ada.person.userPrincipalName } }),
  ).rejects.toMatchObject({ problem: { code: 'access_denied', field: 'mailbox' } });
  await expect(ben.call('POST /appointments/look', { body: beside(ben, secret) })).rejects.toMatchObject({
    problem: { code: 'not_found' },
  });
});
