import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Booking } from '../../contract/api.js';
import type { Fault } from '../../sandbox/base/faults.js';
import { allowBooking, book, eventsOf, nextTimes, plan, rooms, settled, undo } from '../support/booking.js';
import { ensureBuilt } from '../support/built.js';
import { lying } from '../support/compose.js';
import { dealt, isItsTurn, isLong } from '../support/depth.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The server is killed (SIGKILL) at each step of booking. One kill tries several: of the people who book at the same time each is held
 * at another step, whoever comes to it first. What was on its way is there whole afterwards, and what was being taken back is gone.
 */
const before = (method: string, path: string, after = 0): Partial<Fault> => ({ method, path, holdBefore: true, after });
const after = (method: string, path: string, passed = 0): Partial<Fault> => ({
  method,
  path,
  holdAfter: true,
  after: passed,
});
const one = '/events/[^/]+$';
const rounds: [string, Partial<Fault>[]][] = [
  [
    'while events are made',
    [before('POST', '/events$'), after('POST', '/events$'), after('GET', one), before('PATCH', one)],
  ],
  [
    'while people are invited',
    [after('PATCH', one), after('GET', one, 4), before('POST', '/getSchedule$'), after('GET', one, 6)],
  ],
];

describe.each(['embedded', 'postgres'] as const)('the server is killed on %s', (kind) => {
  let world: World;
  let people: Caller[];
  let child: ChildProcess;
  beforeAll(async () => {
    ensureBuilt('node');
    world = await startWorld({ kind, inside: false, environment: { WORKER_LEASE_SECONDS: '1' } });
    people = await Promise.all(['Ada', 'Ben', 'Cleo', 'Dario'].map((name) => world.as(name)));
    allowBooking(world);
    await start();
  }, 240_000);
  afterAll(() => world?.stop());

  async function start(): Promise<void> {
    child = await world.spawnServer();
    await until(
      () => people[0]!.call('GET /me', {}),
      (it) => it.modules.length === 6,
    );
  }
  async function holdAndKill(steps: Partial<Fault>[], work: () => Promise<unknown>): Promise<void> {
    const { faults } = world.sandbox;
    const holds = steps.map((it) => faults.add({ service: 'graph', ...it }));
    await work();
    await Promise.all(holds.map((id) => faults.reached(id, 120_000)));
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    faults.clear();
    await start();
  }
  const next = (i: number) => people[(i + 1) % people.length]!;
  const eventOf = (i: number, { wish }: Booking) => eventsOf(world, people[i]!.person.userPrincipalName, wish.subject);

  async function planned(name: string, skip: number): Promise<Booking[]> {
    const times = await nextTimes(people[0]!, { room: rooms.lighthouse.address, skip });
    return Promise.all(
      people.map((caller, i) => {
        return plan(caller, {
          ...times[i],
          subject: `${name}, ${caller.person.name}`,
          people: [{ address: next(i).person.userPrincipalName, kind: 'required' }],
          room: rooms.lighthouse,
        });
      }),
    );
  }
  async function expectWhole(i: number, booking: Booking): Promise<void> {
    const done = await settled(people[i]!, booking);
    expect(done.state).toBe('booked');
    const [event, ...others] = eventOf(i, booking);
    expect(others).toEqual([]);
    expect(event?.fields.joinUrl).toBe(done.joinUrl);
    expect(event?.fields.attendees.map((it) => it.type)).toEqual(['required', 'resource']);
    expect(lying(next(i), booking.wish.subject).map((it) => it.folder)).toEqual(['inbox']);
    expect(eventsOf(world, next(i).person.userPrincipalName, booking.wish.subject)).toHaveLength(1);
    await until(
      () => settled(people[i]!, booking),
      (it) => it.roomAnswer === 'accepted',
    );
  }

  test.each(dealt(rounds, kind))(
    'M33 M106 %s: each meeting is there once and whole',
    async (name, steps) => {
      for (let round = 0; round < (isLong ? 4 : 1); round += 1) {
        const all = await planned(`${name} ${round}`, 3 + round);
        await holdAndKill(steps, () => Promise.all(all.map((it, i) => book(people[i]!, it))));
        for (const [i, it] of all.entries()) await expectWhole(i, it);
      }
      expect(await people[0]!.call('GET /audit/verify')).toMatchObject({ isWhole: true });
    },
    480_000,
  );

  if (isItsTurn(kind, 'postgres'))
    test('M106 while meetings are taken back: each is gone, and nobody keeps it', async () => {
      const all = await planned('Back', 9);
      for (const [i, it] of all.entries()) await book(people[i]!, it);
      for (const [i, it] of all.entries()) await expectWhole(i, it);
      await holdAndKill([before('POST', '/cancel$'), after('POST', '/cancel$')], () =>
        Promise.all(all.map((it, i) => undo(people[i]!, it))),
      );
      for (const [i, it] of all.entries()) {
        await until(
          () => settled(people[i]!, it),
          ({ state }) => state === 'undone',
        );
        expect(eventOf(i, it)).toEqual([]);
        const guest = eventsOf(world, next(i).person.userPrincipalName, it.wish.subject);
        expect(guest.filter((event) => !event.fields.isCancelled)).toEqual([]);
      }
    }, 480_000);
});
