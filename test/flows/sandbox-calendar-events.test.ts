import type { Calendar, Event } from '@microsoft/microsoft-graph-types';
import {
  calendarScopes,
  create,
  meeting,
  time,
  viewBetween,
  type EventPage,
  type Refusal,
} from '../support/calendar.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

let world: GraphWorld;
let ada: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada', calendarScopes);
});
afterAll(() => world.stop());
const refused = async (method: string, url: string, body?: unknown, headers?: Record<string, string>) => {
  const answer = await ada.ask<Refusal>(method, url, body, headers);
  return [answer.status, answer.body?.error.code];
};

test('M29 calendars have a colour, an owner and the word whether they can be edited; more can be made, coloured and removed', async () => {
  const list = await ada.get<{ value: Calendar[] }>('/me/calendars');
  const main = list.body.value.find((it) => it.isDefaultCalendar);
  expect(main).toMatchObject({
    name: 'Calendar',
    canEdit: true,
    canShare: true,
    owner: { name: 'Ada Brandt', address: 'ada@alderfinch.example' },
    allowedOnlineMeetingProviders: ['teamsForBusiness'],
    defaultOnlineMeetingProvider: 'teamsForBusiness',
  });
  expect((await ada.get<Calendar>('/me/calendar')).body.id).toBe(main?.id);
  const travel = await ada.post<Calendar>('/me/calendars', { name: 'Travel', color: 'lightGreen' });
  expect([travel.status, travel.body.color, travel.body.isDefaultCalendar]).toEqual([201, 'lightGreen', false]);
  expect(await refused('POST', '/me/calendars', { name: 'travel' })).toEqual([409, 'ErrorFolderExists']);
  const changed = await ada.patch<Calendar>(`/me/calendars/${travel.body.id}`, { name: 'Trips', color: 'lightRed' });
  expect([changed.body.name, changed.body.color]).toEqual(['Trips', 'lightRed']);
  const trip = await create(
    ada,
    meeting('2038-03-01T09:00:00', '2038-03-01T10:00:00'),
    `/me/calendars/${travel.body.id}/events`,
  );
  expect((await ada.get<Calendar>(`/me/events/${trip.id}/calendar`)).body).toMatchObject({
    id: travel.body.id,
    name: 'Trips',
  });
  expect((await ada.get<EventPage>(`/me/calendars/${travel.body.id}/events`)).body.value.map((it) => it.id)).toEqual([
    trip.id,
  ]);
  expect(await viewBetween(ada, '2038-03-01T00:00:00Z', '2038-03-02T00:00:00Z')).toEqual([]);
  expect(await refused('DELETE', '/me/calendar')).toEqual([400, 'ErrorDeleteDistinguishedFolder']);
  expect((await ada.remove(`/me/calendars/${travel.body.id}`)).status).toBe(204);
  expect(await refused('GET', `/me/events/${trip.id}`)).toEqual([404, 'ErrorItemNotFound']);
  const groups = await ada.get<{ value: { name: string }[] }>('/me/calendarGroups');
  expect(groups.body.value.map((it) => it.name)).toEqual(['My Calendars', 'Other Calendars']);
});

test('M30 times are answered in UTC, in a Windows zone or in an IANA zone as it is preferred, and what the organizer wrote is kept', async () => {
  const { id } = await create(ada, meeting('2038-02-10T09:00:00', '2038-02-10T10:30:00'));
  const inZone = async (zone?: string) => {
    const { body, headers } = await ada.get<Event>(
      `/me/events/${id}`,
      zone ? { prefer: `outlook.timezone="${zone}"` } : {},
    );
    return [body.start?.dateTime, body.start?.timeZone, body.originalStartTimeZone, headers.get('preference-applied')];
  };
  const own = 'W. Europe Standard Time';
  expect(await inZone()).toEqual(['2038-02-10T08:00:00.0000000', 'UTC', own, null]);
  expect(await inZone('Pacific Standard Time')).toEqual([
    '2038-02-10T00:00:00.0000000',
    'Pacific Standard Time',
    own,
    'outlook.timezone="Pacific Standard Time"',
  ]);
  expect((await inZone('Asia/Kolkata')).slice(0, 2)).toEqual(['2038-02-10T13:30:00.0000000', 'Asia/Kolkata']);
  expect(
    await refused('GET', `/me/events/${id}`, undefined, { prefer: 'outlook.timezone="Greenwich Mean Time"' }),
  ).toEqual([400, 'TimeZoneNotSupportedException']);
  expect(
    await refused('POST', '/me/events', { ...meeting('2038-02-10T09:00:00', ''), end: time('x', 'Nowhere/Land') }),
  ).toEqual([400, 'TimeZoneNotSupportedException']);
});

test('M30 a whole day is midnight to midnight in every zone; anything else is refused', async () => {
  const day = await create(ada, {
    subject: 'Company day',
    isAllDay: true,
    start: time('2038-05-03T00:00:00', 'Pacific Standard Time'),
    end: time('2038-05-04T00:00:00', 'Pacific Standard Time'),
  });
  expect(day.showAs).toBe('free');
  for (const zone of ['UTC', 'Tokyo Standard Time']) {
    const { body } = await ada.get<Event>(`/me/events/${day.id}`, { prefer: `outlook.timezone="${zone}"` });
    expect([body.start?.dateTime, body.end?.dateTime]).toEqual([
      '2038-05-03T00:00:00.0000000',
      '2038-05-04T00:00:00.0000000',
    ]);
  }
  const allDay = (start: unknown, end: unknown) => refused('POST', '/me/events', { isAllDay: true, start, end });
  const wrong = [400, 'ErrorPropertyValidationFailure'];
  expect(await allDay(time('2038-05-03T09:00:00'), time('2038-05-04T00:00:00'))).toEqual(wrong);
  expect(await allDay(time('2038-05-03T00:00:00'), time('2038-05-03T00:00:00'))).toEqual(wrong);
  expect(await allDay(time('2038-05-03T00:00:00', 'UTC'), time('2038-05-04T00:00:00'))).toEqual(wrong);
  expect(await refused('POST', '/me/events', meeting('2038-05-03T09:00:00', '2038-05-03T08:00:00'))).toEqual(wrong);
});

test('M30 a time that the spring clock skips is an hour later, one that the autumn clock shows twice is the second', async () => {
  const startOf = async (at: string) => (await create(ada, meeting(at, at.replace(':30:', ':45:')))).start?.dateTime;
  expect(await startOf('2038-03-28T02:30:00')).toBe('2038-03-28T01:30:00.0000000');
  expect(await startOf('2038-10-31T02:30:00')).toBe('2038-10-31T01:30:00.0000000');
});

test('M33 the same transaction id makes one event, however often it is sent', async () => {
  const wish = meeting('2038-02-11T09:00:00', '2038-02-11T10:00:00', { transactionId: 'f1d2' });
  const [first, second] = [await create(ada, wish), await create(ada, wish)];
  expect(second.id).toBe(first.id);
  expect(await viewBetween(ada, '2038-02-11T00:00:00Z', '2038-02-12T00:00:00Z')).toHaveLength(1);
});

test('M34 a change that was made against an older state is refused, and each change has a key of its own', async () => {
  const { id, changeKey } = await create(ada, meeting('2038-02-12T09:00:00', '2038-02-12T10:00:00'));
  const read = await ada.get<Event & { '@odata.etag': string }>(`/me/events/${id}`);
  expect(read.body['@odata.etag']).toBe(`W/"${changeKey}"`);
  const ifMatch = { 'if-match': read.body['@odata.etag'] };
  const changed = await ada.patch<Event>(
    `/me/events/${id}`,
    { subject: 'Renamed', categories: ['Red category'], sensitivity: 'private' },
    ifMatch,
  );
  expect([changed.status, changed.body.subject, changed.body.categories]).toEqual([200, 'Renamed', ['Red category']]);
  expect(changed.body.changeKey).not.toBe(changeKey);
  expect(await refused('PATCH', `/me/events/${id}`, { subject: 'Late' }, ifMatch)).toEqual([
    412,
    'ErrorIrresolvableConflict',
  ]);
  expect(await refused('DELETE', `/me/events/${id}`, undefined, ifMatch)).toEqual([412, 'ErrorIrresolvableConflict']);
});

test('M32 events are selected, filtered, sorted and paged; what the service does not know is refused', async () => {
  const subjects = ['Alpha', 'Beta', 'Gamma', 'Delta'];
  for (const [i, subject] of subjects.entries())
    await create(
      ada,
      meeting(`2038-06-0${i + 1}T09:00:00`, `2038-06-0${i + 1}T10:00:00`, {
        subject,
        importance: i % 2 ? 'high' : 'normal',
      }),
    );
  const from = "start/dateTime ge '2038-06-01T00:00:00' and start/dateTime lt '2038-06-03T12:00'";
  const page = await ada.get<EventPage>(
    `/me/events?$filter=${from}&$orderby=start/dateTime desc&$select=subject,start&$top=2&$count=true`,
  );
  expect(page.body.value.map((it) => it.subject)).toEqual(['Gamma', 'Beta']);
  expect(Object.keys(page.body.value[0] ?? {}).sort()).toEqual(['@odata.etag', 'id', 'start', 'subject']);
  expect(page.body['@odata.count']).toBe(3);
  const rest = await ada.get<EventPage>(page.body['@odata.nextLink'] ?? '');
  expect(rest.body.value.map((it) => it.subject)).toEqual(['Alpha']);
  const window = 'startDateTime=2038-06-01T00:00:00&endDateTime=2038-06-05T00:00:00';
  const high = await ada.get<EventPage>(
    `/me/calendarView?${window}&$filter=importance eq 'high' and startswith(subject,'B')`,
  );
  expect(high.body.value.map((it) => it.subject)).toEqual(['Beta']);
  expect(await refused('GET', '/me/calendarView')).toEqual([400, 'ErrorInvalidParameter']);
  expect(await refused('GET', '/me/events?$select=nonsense')).toEqual([400, 'RequestBroker--ParseUri']);
  expect(await refused('GET', '/me/events/nonsense')).toEqual([400, 'ErrorInvalidIdMalformed']);
  expect(
    await refused('POST', '/me/events', { ...meeting('2038-06-01T09:00:00', '2038-06-01T10:00:00'), nonsense: 1 }),
  ).toEqual([400, 'RequestBodyRead']);
});

test('immutable ids lead to the same event as the default ones', async () => {
  const { id } = await create(ada, meeting('2038-02-13T09:00:00', '2038-02-13T10:00:00'));
  const other = await ada.get<Event>(`/me/events/${id}`, { prefer: 'IdType="ImmutableId"' });
  expect(other.body.id).not.toBe(id);
  expect((await ada.get<Event>(`/me/events/${other.body.id}`)).body.id).toBe(id);
});

test('applications keep their own properties, extensions and files on an event and find events by them', async () => {
  const name = 'String {8ece3f9d-6f0e-4b5f-9d35-1a1b2c3d4e5f} Name CoherenceRecord';
  const { id } = await create(
    ada,
    meeting('2038-02-14T09:00:00', '2038-02-14T10:00:00', {
      singleValueExtendedProperties: [{ id: name, value: 'rec_jana' }],
    }),
  );
  const found = await ada.get<EventPage>(
    `/me/events?$filter=${encodeURIComponent(`singleValueExtendedProperties/any(ep: ep/id eq '${name}' and ep/value eq 'rec_jana')`)}`,
  );
  expect(found.body.value.map((it) => it.id)).toEqual([id]);
  const read = await ada.get<Event>(
    `/me/events/${id}?$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${name}')`)}`,
  );
  expect(read.body.singleValueExtendedProperties).toEqual([{ id: name, value: 'rec_jana' }]);
  const extension = {
    '@odata.type': 'microsoft.graph.openTypeExtension',
    extensionName: 'com.example.record',
    record: 'rec_jana',
  };
  expect((await ada.post(`/me/events/${id}/extensions`, extension)).status).toBe(201);
  expect((await ada.get<{ record: string }>(`/me/events/${id}/extensions/com.example.record`)).body.record).toBe(
    'rec_jana',
  );
  const file = {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'Agenda.txt',
    contentType: 'text/plain',
    contentBytes: Buffer.from('1. Hello').toString('base64'),
  };
  const attached = await ada.post<{ id: string }>(`/me/events/${id}/attachments`, file);
  expect(attached.status).toBe(201);
  expect((await ada.get(`/me/events/${id}/attachments/${attached.body.id}/$value`)).text).toBe('1. Hello');
  expect((await ada.get<Event>(`/me/events/${id}`)).body.hasAttachments).toBe(true);
});

test('M28 each call needs its scope, and the limit of four at a time counts for calendars too', async () => {
  const reader = await world.as('Ben', ['User.Read', 'Calendars.Read']);
  expect((await reader.get('/me/events')).status).toBe(200);
  expect((await reader.post('/me/events', meeting('2038-02-14T09:00:00', '2038-02-14T10:00:00'))).status).toBe(403);
  const basic = await world.as('Dario', ['User.Read', 'Calendars.ReadBasic']);
  const [seen] = (await basic.get<EventPage>('/me/events?$expand=attachments')).body.value;
  expect(seen?.subject).toBeDefined();
  for (const name of ['body', 'bodyPreview', 'attachments']) expect(seen).not.toHaveProperty(name);
  const mailOnly = await world.as('Cleo', ['User.Read', 'Mail.Read']);
  expect(
    (await mailOnly.get<Refusal>('/me/calendarView?startDateTime=2038-01-01&endDateTime=2038-01-02')).body.error.code,
  ).toBe('ErrorAccessDenied');
  const held = Array.from({ length: 4 }, () =>
    world.sandbox.faults.add({ service: 'graph', path: '/me/events$', holdBefore: true }),
  );
  const waiting = held.map(() => ada.get('/me/events'));
  for (const id of held) await world.sandbox.faults.reached(id);
  expect(await refused('GET', '/me/events')).toEqual([429, 'ApplicationThrottled']);
  for (const id of held) world.sandbox.faults.release(id);
  expect((await Promise.all(waiting)).map((it) => it.status)).toEqual([200, 200, 200, 200]);
});
