import type { Event } from '@microsoft/microsoft-graph-types';
import { calendarScopes, create, meeting, time, type Refusal } from '../support/calendar.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { until } from '../support/until.js';

type Changed = Event & { id: string; '@removed'?: { reason: string }; '@odata.type': string };
interface Page {
  value: Changed[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}
const window = '/me/calendarView/delta?startDateTime=2038-05-01T00:00:00Z&endDateTime=2038-06-01T00:00:00Z';
let world: GraphWorld;
let ada: GraphCaller;
let receiver: Receiver;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada', calendarScopes);
  receiver = await startReceiver();
});
afterEach(() => world.sandbox.behaviour.reset());
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});
async function round(link = window, size = 50): Promise<{ items: Changed[]; next: string; pages: number }> {
  const items: Changed[] = [];
  for (let pages = 1; ; pages++) {
    const { body, status } = await ada.get<Page>(link, { prefer: `odata.maxpagesize=${size}` });
    if (status !== 200) throw new Error(JSON.stringify(body));
    items.push(...body.value);
    const { '@odata.nextLink': more, '@odata.deltaLink': next } = body;
    if (next) return { items, next, pages };
    link = more ?? '';
  }
}
const series = (startDate: string) =>
  meeting(`${startDate}T09:00:00`, `${startDate}T10:00:00`, {
    subject: 'Daily',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate, numberOfOccurrences: 5 },
    },
  });

test('M30 a window is followed: single events whole, dates of a series with nothing but their times, then only what changed', async () => {
  const single = await create(ada, meeting('2038-05-03T09:00:00', '2038-05-03T10:00:00', { subject: 'Single' }));
  const outside = await create(ada, meeting('2038-07-03T09:00:00', '2038-07-03T10:00:00'));
  const master = await create(ada, series('2038-05-10'));
  const first = await round();
  const of = (items: Changed[], id: string | undefined) =>
    items.filter((it) => it.id === id || it.seriesMasterId === id);
  expect(first.items.find((it) => it.id === single.id)).toMatchObject({ subject: 'Single', type: 'singleInstance' });
  expect(of(first.items, outside.id)).toEqual([]);
  const dates = of(first.items, master.id);
  expect(dates.map((it) => it.type)).toEqual(['seriesMaster', ...Array.from({ length: 5 }, () => 'occurrence')]);
  expect(Object.keys(dates[1] ?? {}).sort()).toEqual([
    '@odata.etag',
    '@odata.type',
    'end',
    'id',
    'seriesMasterId',
    'start',
    'type',
  ]);
  const quiet = await round(first.next);
  expect(quiet.items).toEqual([]);

  const third = dates[3]?.id ?? '';
  await ada.patch(`/me/events/${third}`, { subject: 'Other' });
  await ada.remove(`/me/events/${dates[1]?.id}`);
  await ada.patch(`/me/events/${single.id}`, { start: time('2038-08-03T09:00:00'), end: time('2038-08-03T10:00:00') });
  const second = await round(quiet.next);
  expect(of(second.items, single.id)).toMatchObject([{ '@removed': { reason: 'deleted' } }]);
  // The whole series comes again; the date that is gone is simply not among it.
  const again = of(second.items, master.id);
  expect(again.map((it) => it.type)).toEqual(['seriesMaster', 'occurrence', 'exception', 'occurrence', 'occurrence']);
  expect(again.find((it) => it.type === 'exception')).toMatchObject({ id: third, subject: 'Other' });
  expect(second.items.some((it) => it.id === dates[1]?.id)).toBe(false);

  await ada.remove(`/me/events/${master.id}`);
  const last = await round(second.next);
  expect(last.items.map((it) => [it.id, it['@removed']?.reason])).toEqual([[master.id, 'deleted']]);
});

test('M30 pages hold as many events as are wanted and all of them come, also from a series that is longer than a page', async () => {
  const master = await create(ada, series('2038-05-20'));
  const whole = await round(window, 50);
  const small = await round(window, 2);
  expect(small.pages).toBeGreaterThan(2);
  expect(small.items.map((it) => it.id)).toEqual(whole.items.map((it) => it.id));
  expect(small.items.filter((it) => it.seriesMasterId === master.id)).toHaveLength(5);
});

test('what a stream of changes does not take is refused, and forgotten states are gone', async () => {
  const code = async (url: string) => {
    const { status, body } = await ada.get<Refusal>(url);
    return [status, body.error?.code];
  };
  expect(await code('/me/calendarView/delta')).toEqual([400, 'ErrorInvalidParameter']);
  expect(await code(`${window}&$select=subject`)).toEqual([400, 'ErrorInvalidUrlQuery']);
  const { next } = await round();
  world.sandbox.tenants.agendas.ofPerson('Ada').forgetSyncStates();
  expect(await code(next)).toEqual([410, 'SyncStateNotFound']);
  expect(await code(`${next}x`)).toEqual([400, 'SyncStateInvalid']);
});

test('M30 the bad habits: events come twice, pages are empty, and a round that never ends', async () => {
  for (const day of ['04', '05', '06'])
    await create(ada, meeting(`2038-05-${day}T09:00:00`, `2038-05-${day}T10:00:00`));
  const plain = await round(window, 3);
  world.sandbox.behaviour.change({ delta: { repeats: true, emptyPages: true } });
  const repeated = await round(window, 3);
  expect(repeated.items.length).toBeGreaterThan(plain.items.length);
  expect(new Set(repeated.items.map((it) => it.id))).toEqual(new Set(plain.items.map((it) => it.id)));
  world.sandbox.behaviour.reset();
  world.sandbox.behaviour.change({ delta: { endless: 'same-page' } });
  const pages: Page[] = [];
  for (let link = window; pages.length < 4;) {
    const { body } = await ada.get<Page>(link);
    pages.push(body);
    expect(body['@odata.deltaLink']).toBeUndefined();
    link = body['@odata.nextLink'] ?? '';
  }
  expect(new Set(pages.map((it) => it['@odata.nextLink'])).size).toBe(4);
  expect(new Set(pages.map((it) => it.value[0]?.id)).size).toBe(1);
});

test('M30 whoever subscribes to events is told of new, changed and deleted ones, with nothing but their ids', async () => {
  const made = await ada.post<{ id: string }>('/subscriptions', {
    changeType: 'created,updated,deleted',
    notificationUrl: `${receiver.url}/events`,
    resource: 'me/events',
    clientState: 'secret',
    expirationDateTime: new Date(world.sandbox.clock.now().getTime() + 3_600_000).toISOString(),
  });
  expect(made.status).toBe(201);
  const { id } = await create(ada, meeting('2038-05-04T09:00:00', '2038-05-04T10:00:00'));
  await ada.patch(`/me/events/${id}`, { subject: 'Changed' });
  await ada.remove(`/me/events/${id}`);
  await until(
    () => receiver.all().filter((it) => it.changeType === 'deleted').length,
    (count) => count > 0,
  );
  const told = receiver.all().filter((it) => it.resourceData?.id === id);
  expect([...new Set(told.map((it) => it.changeType))]).toEqual(['created', 'updated', 'deleted']);
  expect(told[0]).toMatchObject({ clientState: 'secret', resourceData: { '@odata.type': '#Microsoft.Graph.Event' } });
  expect(Object.keys(told[0]?.resourceData ?? {}).sort()).toEqual(['@odata.etag', '@odata.id', '@odata.type', 'id']);
});
