import type { Event } from '@microsoft/microsoft-graph-types';
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

const weekly = (startDate: string, more: object = {}, range: object = { type: 'numbered', numberOfOccurrences: 6 }) =>
  meeting(`${startDate}T09:00:00`, `${startDate}T10:00:00`, {
    subject: 'Weekly',
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
      range: { startDate, recurrenceTimeZone: 'W. Europe Standard Time', ...range },
    },
    ...more,
  });
const instances = async (id: string, from = '2038-01-01', to = '2040-12-31', more = '') =>
  (await ada.get<EventPage>(`/me/events/${id}/instances?startDateTime=${from}&endDateTime=${to}&$top=100${more}`)).body
    .value;
const starts = (events: Event[]) => events.map((it) => it.start?.dateTime?.slice(0, 16));

test('M30 a series is one event in the list and each of its dates in a view, at the same time of day over the change of the clock', async () => {
  const master = await create(ada, weekly('2038-03-15'));
  expect([master.type, master.seriesMasterId]).toEqual(['seriesMaster', null]);
  expect(master.recurrence).toMatchObject({
    pattern: { type: 'weekly', interval: 1 },
    range: { type: 'numbered', numberOfOccurrences: 6 },
  });
  const view = await viewBetween(ada, '2038-03-14T00:00:00Z', '2038-04-11T00:00:00Z');
  expect(starts(view)).toEqual(['2038-03-15T08:00', '2038-03-22T08:00', '2038-03-29T07:00', '2038-04-05T07:00']);
  expect(view.map((it) => [it.type, it.seriesMasterId, it.recurrence, it.subject])).toEqual(
    view.map(() => ['occurrence', master.id, null, 'Weekly']),
  );
  const listed = await ada.get<EventPage>(`/me/events?$filter=iCalUId eq '${master.iCalUId}'`);
  expect(listed.body.value.map((it) => it.id)).toEqual([master.id]);
  expect(new Set(view.map((it) => it.iCalUId)).size).toBe(4);
  const again = await viewBetween(ada, '2038-03-21T00:00:00Z', '2038-03-30T00:00:00Z');
  expect(again.map((it) => it.id)).toEqual(view.slice(1, 3).map((it) => it.id));
});

test('M34 one date of a series is changed by itself and keeps its id; the rest of the series stays', async () => {
  const master = await create(ada, weekly('2038-06-07'));
  const [, second, third] = await instances(master.id);
  const moved = await ada.patch<Event>(`/me/events/${second?.id}`, {
    subject: 'Weekly, moved',
    start: time('2038-06-15T14:00:00'),
    end: time('2038-06-15T15:00:00'),
  });
  expect([moved.status, moved.body.id, moved.body.type, moved.body.originalStart]).toEqual([
    200,
    second?.id,
    'exception',
    '2038-06-14T07:00:00Z',
  ]);
  expect((await ada.remove(`/me/events/${third?.id}`)).status).toBe(204);
  const after = await instances(master.id);
  expect(starts(after)).toEqual([
    '2038-06-07T07:00',
    '2038-06-15T12:00',
    '2038-06-28T07:00',
    '2038-07-05T07:00',
    '2038-07-12T07:00',
  ]);
  expect((await ada.get<Refusal>(`/me/events/${third?.id}`)).body.error.code).toBe('ErrorItemNotFound');
  const read = await ada.get<Event>(
    `/me/events/${master.id}?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences`,
  );
  expect(read.body.cancelledOccurrences).toEqual([`OID.${master.id}.2038-06-21`]);
  expect(read.body.exceptionOccurrences?.map((it) => it.id)).toEqual([second?.id]);
});

test('M34 a date of a series cannot be moved past its neighbours nor to their days', async () => {
  const master = await create(ada, weekly('2038-08-02'));
  const [, second] = await instances(master.id);
  const moveTo = async (day: string) => {
    const { status, body } = await ada.patch<Refusal>(`/me/events/${second?.id}`, {
      start: time(`${day}T18:00:00`),
      end: time(`${day}T19:00:00`),
    });
    return status === 200 ? 200 : body.error.code;
  };
  expect(await moveTo('2038-08-02')).toBe('ErrorOccurrenceCrossingBoundary');
  expect(await moveTo('2038-08-16')).toBe('ErrorOccurrenceCrossingBoundary');
  expect(await moveTo('2038-08-20')).toBe('ErrorOccurrenceCrossingBoundary');
  expect(await moveTo('2038-08-13')).toBe(200);
});

test('M34 a new subject or end of a series keeps what single dates became; other times or another pattern do not', async () => {
  const master = await create(ada, weekly('2038-09-06'));
  const [first, second] = await instances(master.id);
  await ada.patch(`/me/events/${second?.id}`, { location: { displayName: 'Elsewhere' } });
  await ada.remove(`/me/events/${first?.id}`);
  await ada.patch(`/me/events/${master.id}`, { subject: 'Renamed' });
  const renamed = await instances(master.id);
  expect(renamed.map((it) => it.subject)).toEqual(Array.from({ length: 5 }, () => 'Renamed'));
  expect([renamed[0]?.type, renamed[0]?.location?.displayName]).toEqual(['exception', 'Elsewhere']);
  const { recurrence } = master;
  await ada.patch(`/me/events/${master.id}`, {
    recurrence: { ...recurrence, range: { ...recurrence?.range, numberOfOccurrences: 4 } },
  });
  expect((await instances(master.id)).map((it) => it.type)).toEqual(['exception', 'occurrence', 'occurrence']);
  await ada.patch(`/me/events/${master.id}`, { start: time('2038-09-06T11:00:00'), end: time('2038-09-06T12:00:00') });
  const other = await instances(master.id);
  expect(other.map((it) => it.type)).toEqual(['occurrence', 'occurrence', 'occurrence', 'occurrence']);
  expect(starts(other)[0]).toBe('2038-09-06T09:00');
});

test('M30 every pattern and range is taken, in the zone of the series; what makes no series is refused', async () => {
  const series = (pattern: object, range: object, startDate = '2038-01-31') =>
    meeting(`${startDate}T20:00:00`, `${startDate}T21:00:00`, {
      recurrence: { pattern, range: { startDate, ...range } },
    });
  const datesOf = async (pattern: object, range: object, startDate?: string) =>
    (await instances((await create(ada, series(pattern, range, startDate))).id)).map((it) =>
      it.start?.dateTime?.slice(0, 10),
    );
  expect(
    await datesOf(
      { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
      { type: 'numbered', numberOfOccurrences: 3 },
    ),
  ).toEqual(['2038-01-31', '2038-02-28', '2038-03-31']);
  expect(
    await datesOf(
      { type: 'relativeMonthly', interval: 2, daysOfWeek: ['friday'], index: 'last' },
      { type: 'endDate', endDate: '2038-06-30' },
    ),
  ).toEqual(['2038-03-26', '2038-05-28']);
  expect(
    await datesOf(
      { type: 'absoluteYearly', interval: 1, month: 2, dayOfMonth: 29 },
      { type: 'numbered', numberOfOccurrences: 2 },
      '2039-01-31',
    ),
  ).toEqual(['2039-02-28', '2040-02-29']);
  expect(await datesOf({ type: 'daily', interval: 10 }, { type: 'noEnd' }, '2040-12-01')).toEqual([
    '2040-12-01',
    '2040-12-11',
    '2040-12-21',
  ]);
  const refused = async (pattern: object, range: object) =>
    (await ada.post<Refusal>('/me/events', series(pattern, range))).body.error.code;
  expect(await refused({ type: 'weekly', interval: 1 }, { type: 'noEnd' })).toBe('ErrorPropertyValidationFailure');
  expect(await refused({ type: 'daily', interval: 0 }, { type: 'noEnd' })).toBe('ErrorPropertyValidationFailure');
  expect(await refused({ type: 'daily', interval: 1 }, { type: 'endDate', endDate: '2026-01-01' })).toBe(
    'ErrorCalendarEndDateIsEarlierThanStartDate',
  );
});

test('M30 the seeded weekly of the sales team has a moved date, a changed one and one that does not take place', async () => {
  const { body } = await ada.get<EventPage>("/me/events?$filter=subject eq 'Sales weekly'");
  const [master] = body.value;
  expect(master).toMatchObject({
    type: 'seriesMaster',
    isOnlineMeeting: true,
    isOrganizer: true,
    location: { displayName: 'Lighthouse' },
  });
  const ben = await world.as('Ben', calendarScopes);
  const copy = (await ben.get<EventPage>("/me/events?$filter=subject eq 'Sales weekly'")).body.value[0];
  expect([copy?.iCalUId, copy?.isOrganizer, copy?.responseStatus?.response]).toEqual([
    master?.iCalUId,
    false,
    'accepted',
  ]);
  expect(copy?.id).not.toBe(master?.id);
  const dates = await instances(master?.id ?? '', '2026-01-01', '2030-01-01');
  expect(dates.filter((it) => it.type === 'exception')).toHaveLength(2);
  expect(dates).toHaveLength(20);
});
