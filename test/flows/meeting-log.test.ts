import { logMeetings } from '../../server/workloads/calendar/appointment/log.js';
import { beside, guest, minutesFrom, openCalendar, type Calendar, type GraphEvent } from '../support/appointment.js';
import { databasesOf } from '../support/depth.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

const minute = 60_000;
const day = 24 * 60;
const jana = 'jana@lumenworks.example';

describe.each(databasesOf('postgres'))('M39 meetings that are over come to their records, on %s', (kind) => {
  let world: World;
  let ada: Caller;
  let ben: Caller;
  let adas: Calendar;
  let bens: Calendar;
  let number = 0;
  beforeAll(async () => {
    world = await startWorld({ kind, environment: { SYNC_POLL_SECONDS: '3' } });
    [ada, ben] = [await world.as('Ada'), await world.as('Ben')];
    [adas, bens] = [await openCalendar(world, ada), await openCalendar(world, ben)];
  });
  afterAll(() => world?.stop());

  /** A meeting of Ada's with Ben and Jana, from now in minutes; its subject is its own. */
  const meet = async (from: number, to: number, more: object = {}): Promise<GraphEvent> =>
    adas.create({
      subject: `Meeting ${(number += 1)}`,
      start: minutesFrom(world, from),
      end: minutesFrom(world, to),
      attendees: [guest('ben@alderfinch.example'), guest(jana)],
      ...more,
    });
  const link = (event: GraphEvent, scope: 'one' | 'series' = 'one', caller = ada) =>
    caller.call('POST /appointments/link', {
      body: { ...beside(caller, event), record: { module: 'people', id: 'rec_jana' }, scope },
    });
  const record = { module: 'people', id: 'rec_jana' };
  const logged = async (caller = ada) =>
    (await caller.call('GET /records/:module/:id/meetings/logged', { params: record, query: {} })).meetings;
  const named = async ({ subject }: GraphEvent, caller = ada) =>
    (await logged(caller)).filter((it) => it.subject === subject);
  /** Microsoft says something to the server, and with it what time it is there. */
  const hear = async (): Promise<void> => {
    const { connections, graph } = world.server!.meetings;
    const person = await connections.find(ada.mailbox.tenantId, ada.mailbox.objectId);
    await graph.request(person!, { path: '/me/calendar', query: { $select: 'id' } });
  };
  /** Runs once, as the job does. */
  const look = async (): Promise<void> => {
    await hear();
    await logMeetings(world.server!.meetings);
  };
  let moved = 0;
  const move = (minutes: number): void => {
    world.sandbox.clock.advance(minutes * minute);
    moved += minutes;
  };
  const pass = async (minutes: number): Promise<void> => {
    move(minutes);
    await look();
  };
  // People’s own sign-ins end by the sandbox’s clock: each test begins at the same time.
  afterEach(async () => {
    move(-moved);
    await hear();
  });

  test('by themselves, once, with the time and the people; those who were there are asked for notes', async () => {
    const event = await meet(3, 6);
    await link(event);
    await pass(4);
    expect(await named(event)).toEqual([]);
    move(5);
    await hear();
    const [entry] = await until(
      () => named(event),
      (it) => it.length > 0,
    );
    expect(entry).toMatchObject({
      startDateTime: new Date(`${event.start?.dateTime?.slice(0, 19)}Z`).toISOString(),
      people: [{ address: 'ada@alderfinch.example' }, { address: 'ben@alderfinch.example' }, { address: jana }],
      notes: { isAsked: true, others: [] },
    });
    await look();
    await look();
    expect(await named(event)).toHaveLength(1);
    expect(
      (await ada.call('POST /appointments/look', { body: beside(ada, event) })).meeting?.loggedDateTime,
    ).toBeDefined();
  });

  test('notes are kept for colleagues to read, who are asked for theirs; who writes none is not asked again', async () => {
    const event = await meet(5, 10);
    await link(event);
    await link(await bens.find(event.subject ?? ''), 'one', ben);
    await pass(15);
    const [entry] = await named(event);
    const params = { id: entry?.id ?? '' };
    expect(
      await ada.call('PUT /meetings/:id/notes', { params, body: { text: 'They want two more sites.' } }),
    ).toMatchObject({
      own: { text: 'They want two more sites.' },
      isAsked: false,
    });
    expect((await named(event, ben))[0]?.notes).toMatchObject({
      others: [{ text: 'They want two more sites.' }],
      isAsked: true,
    });
    await ben.call('PUT /meetings/:id/notes', { params, body: { text: ' ' } });
    expect((await named(event, ben))[0]?.notes).toMatchObject({ isAsked: false });
    expect((await named(event, ben))[0]?.notes).not.toHaveProperty('own');
  });

  test('late, when nobody was there at the time, and with its own time', async () => {
    const event = await meet(10, 20);
    await link(event);
    await pass(6 * day);
    expect(await named(event)).toMatchObject([
      { endDateTime: new Date(`${event.end?.dateTime?.slice(0, 19)}Z`).toISOString() },
    ]);
  });

  test('also when it is put on the record after its end', async () => {
    const event = await meet(-120, -90);
    await look();
    expect(await named(event)).toEqual([]);
    await link(event);
    await look();
    expect(await named(event)).toHaveLength(1);
  });

  test('when it was moved: not at the time it had, but at the one it has; one that goes on after all is withdrawn until it is over', async () => {
    const event = await meet(2, 4);
    await link(event);
    await adas.change(event.id, { start: minutesFrom(world, 10), end: minutesFrom(world, 12) });
    await pass(6);
    expect(await named(event)).toEqual([]);
    await pass(8);
    expect(await named(event)).toHaveLength(1);
    const longer = minutesFrom(world, 6);
    await adas.change(event.id, { end: longer });
    await link(event); // reads it anew
    await look();
    expect(await named(event)).toEqual([]);
    await pass(10);
    expect(await named(event)).toMatchObject([{ endDateTime: new Date(`${longer.dateTime}Z`).toISOString() }]);
  });

  test.each<[string, (event: GraphEvent) => Promise<unknown>]>([
    ['cancelled', (event) => adas.act(event.id, 'cancel')],
    ['deleted', (event) => adas.remove(event.id)],
    ['made private', (event) => adas.change(event.id, { sensitivity: 'private' })],
  ])('never when it was %s', async (_what, change) => {
    const event = await meet(10, 20);
    await link(event);
    await change(event);
    await pass(30);
    expect(await named(event)).toEqual([]);
  });

  test('never one that was private from the beginning, and no question about one that was declined', async () => {
    const secret = await meet(10, 20, { sensitivity: 'private' });
    await link(secret);
    const declined = await meet(10, 20);
    await link(await bens.find(declined.subject ?? ''), 'one', ben);
    await link(declined);
    await bens.act((await bens.find(declined.subject ?? '')).id, 'decline');
    await pass(30);
    expect(await named(secret)).toEqual([]);
    expect((await named(declined))[0]?.notes.isAsked).toBe(true);
    expect((await named(declined))[0]?.people.map((it) => it.address)).not.toContain('ben@alderfinch.example');
  });

  test('one that only its guest put on a record and then declined is none', async () => {
    const event = await meet(10, 20);
    const own = await bens.find(event.subject ?? '');
    await link(own, 'one', ben);
    await bens.act(own.id, 'decline');
    await pass(30);
    expect(await named(event, ben)).toEqual([]);
  });

  test('each date of a series, at its own time, but not those that were taken off or cancelled', async () => {
    const start = minutesFrom(world, 10);
    const master = await meet(10, 20, {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: {
          type: 'numbered',
          startDate: start.dateTime.slice(0, 10),
          numberOfOccurrences: 5,
          recurrenceTimeZone: 'UTC',
        },
      },
    });
    const [first, second, third, fourth] = await adas.instances(
      master.id,
      world.sandbox.clock.now(),
      new Date(world.sandbox.clock.now().getTime() + 6 * day * minute),
    );
    const answer = await link(first!, 'series');
    expect(answer.links).toMatchObject([{ scope: 'series', record: { id: 'rec_jana' } }]);
    await ada.call('POST /appointments/unlink', {
      body: { ...beside(ada, second!), link: answer.links[0]?.id ?? '', scope: 'one' },
    });
    await adas.remove(third!.id);
    await adas.change(fourth!.id, { start: minutesFrom(world, 3 * day + 60), end: minutesFrom(world, 3 * day + 90) });
    await pass(25);
    expect(await named(master)).toHaveLength(1);
    await pass(day);
    await pass(day);
    expect(await named(master)).toHaveLength(1);
    await pass(day);
    expect(await named(master)).toHaveLength(1);
    await pass(90);
    await pass(day);
    const dates = (await named(master)).map((it) => it.startDateTime.slice(0, 10));
    expect(new Set(dates).size).toBe(3);
    expect(dates).toHaveLength(3);
  });

  test('several workers at once log it once', async () => {
    const event = await meet(10, 20);
    await link(event);
    move(30);
    await hear();
    await Promise.all([look(), look(), look()]);
    expect(await named(event)).toHaveLength(1);
    expect(await ada.call('GET /audit/verify')).toMatchObject({ isWhole: true });
  });
});
