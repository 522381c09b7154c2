import type { Booking } from '../../contract/api.js';
import type { Fault } from '../../sandbox/base/faults.js';
import {
  allowBooking,
  book,
  leftOf,
  nextTimes,
  nothing,
  plan,
  rooms,
  rowsOf,
  settled,
  undo,
  whole,
} from '../support/booking.js';
import { lying } from '../support/compose.js';
import { databasesOf } from '../support/depth.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * A fault at every step of booking and of taking back, as many meetings at once as there are steps: each fault strikes one of them. In the
 * end each meeting is there with everything that belongs to it (event, Teams link, room, invitation, record link, audit row), or nothing is.
 */
const steps: Pick<Fault, 'method' | 'path' | 'after'>[] = [
  { method: 'POST', path: '/getSchedule$' },
  { method: 'POST', path: '/events$' },
  { method: 'GET', path: '/events/[^/]+$' },
  { method: 'PATCH', path: '/events/' },
  { method: 'GET', path: '/events/[^/]+$', after: 6 },
  { method: 'GET', path: '/events/[^/]+$', after: 12 },
];
const stepsBack: typeof steps = [
  { method: 'GET', path: '/events/[^/]+$' },
  { method: 'POST', path: '/cancel$' },
];
const kinds: [string, Partial<Fault>][] = [
  ['is not answered in time before anything is done', { answer: { status: 503 } }],
  ['is done, and its answer is lost', { lateAnswer: { status: 504 } }],
  ['is done, and the connection breaks', { dropConnection: true }],
  ['comes too often', { answer: { status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 1 } }],
];

describe.each(databasesOf('postgres'))('booking on %s', (kind) => {
  let world: World;
  let ada: Caller;
  let ben: Caller;
  beforeAll(async () => {
    world = await startWorld({ kind, environment: { WORKER_LEASE_SECONDS: '1' } });
    [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
    allowBooking(world);
  }, 240_000);
  afterAll(() => world?.stop());
  afterEach(() => world.sandbox.faults.clear());

  const left = (booking: Booking) => leftOf(world, rowsOf(world.server!.database), ada, booking);
  const arm = (all: typeof steps, fault: Partial<Fault>) =>
    all.forEach((it) => world.sandbox.faults.add({ service: 'graph', ...it, ...fault }));
  /** Meetings of different hours, so that they do not stand in each other’s way. */
  async function planned(count: number, name: string): Promise<Booking[]> {
    const times = await nextTimes(ada, { room: rooms.lighthouse.address, skip: 7 });
    return Promise.all(
      times.slice(0, count).map((time, i) => plan(ada, { ...time, subject: `${name} ${i}`, room: rooms.lighthouse })),
    );
  }
  const expectEach = async (all: Booking[], wanted: ReturnType<typeof whole>) => {
    for (const it of all) expect({ ...it.wish, left: await left(it) }).toEqual({ ...it.wish, left: wanted });
  };

  test.each(kinds)(
    'M33 M106 when a step %s, each meeting is made once and whole, and taken back whole',
    async (name, fault) => {
      const all = await planned(steps.length, name);
      arm(steps, fault);
      for (const it of all) await book(ada, it);
      for (const it of all) expect((await settled(ada, it)).state).toBe('booked');
      await expectEach(all, whole());
      for (const { wish } of all) expect(lying(ben, wish.subject)).toHaveLength(1);
      world.sandbox.faults.clear();
      arm(stepsBack, fault);
      for (const it of all) await undo(ada, it);
      for (const it of all)
        await until(
          () => settled(ada, it),
          ({ state }) => state === 'undone',
        );
      await expectEach(all, nothing);
    },
    240_000,
  );

  test('M33 M106 when a step is refused for good, nothing of that meeting is left and nobody heard of it', async () => {
    const refused = steps.slice(0, 4);
    const all = await planned(refused.length, 'Refused');
    for (const [i, it] of all.entries()) {
      arm([refused[i]!], { answer: { status: 400, code: 'ErrorInvalidRequest', message: 'Your request is invalid.' } });
      await book(ada, it);
      expect(await settled(ada, it)).toMatchObject({ state: 'failed', problem: { code: 'invalid_request' } });
      world.sandbox.faults.clear();
    }
    await expectEach(all, nothing);
    for (const { wish } of all) expect(lying(ben, wish.subject)).toEqual([]);
  }, 240_000);

  test('M106 the audit chain is whole after all of it', async () => {
    expect(await ada.call('GET /audit/verify')).toMatchObject({ isWhole: true });
  });
});
