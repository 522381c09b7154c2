import { once } from 'node:events';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { openDatabase, type Database } from '../../server/db/database.js';
import { isLong } from './depth.js';
import { databaseOf, follow, unsettled, type Followed } from './followed.js';
import { until } from './until.js';
import { startWorld, type Caller, type World } from './world.js';

/*
 * The worker is killed at random moments while Graph refuses, forgets and delays at random. In the end our rows are exactly the
 * mailbox's messages of the range, none twice. `npm run test:long` takes the full size.
 */
const size = isLong ? { messages: 10_000, kills: 50 } : { messages: 600, kills: 3 };
const days = 200;

let world: World;

const pause = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
const halfAYear = (settings: Parameters<NonNullable<Parameters<typeof follow>[2]>>[0]) => {
  settings.range = { kind: 'months', months: 6 };
};

/** A service on a bad day: slow, busy, and now and then it forgets every stream. */
function badDay({ sandbox }: World, ada: Caller): () => void {
  sandbox.behaviour.change({
    timing: { requestMs: 30, itemMs: 2 },
    random: { share: 0.06, statuses: [429, 503, 504], retryAfterSeconds: 1 },
  });
  let turn = 0;
  return () => {
    turn += 1;
    if (turn % 3 === 0) ada.mailbox.generation += 1; // 410 for everybody who comes back with an old link
    sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
      subject: `While it was killed ${turn}`,
      html: '<p>Hello</p>',
    });
  };
}
/** Waits until mail is asked for, so that the kill meets work and not a process that only starts; then a moment more. */
async function untilAtWork({ sandbox }: World, ada: Caller): Promise<boolean> {
  const before = sandbox.graph.mailboxRequests(ada.person.id);
  const isAtWork = await until(
    () => sandbox.graph.mailboxRequests(ada.person.id),
    (now) => now > before,
    60_000,
  ).then(
    () => true,
    () => false,
  );
  await pause(Math.random() * 400);
  return isAtWork;
}
/** Waits until the mailbox is not asked for a while: only then is it worth stopping the server to look at its rows. */
async function untilQuiet({ sandbox }: World, ada: Caller): Promise<void> {
  let [asked, since] = [-1, 0];
  await until(
    () => {
      const now = sandbox.graph.mailboxRequests(ada.person.id);
      if (now !== asked) [asked, since] = [now, Date.now()];
      return Date.now() - since;
    },
    (quietMs) => quietMs > 3_000,
    20_000,
  ).catch(() => undefined);
}
const fill = ({ sandbox }: World) =>
  sandbox.tenants.mailboxes.generate({ person: 'Ada', count: size.messages, days, bodyBytes: 500, withFolders: false });

async function compare(followed: Followed, kills: number, atWork: number, began: number): Promise<void> {
  const [kept, listing] = [await followed.kept(), await followed.listing()];
  process.stdout.write(
    `${JSON.stringify({ kill: world.kind, messages: size.messages, inRange: listing.length, kept: kept.length, twice: kept.length - new Set(kept).size, kills, atWork, requests: world.sandbox.graph.mailboxRequests((await world.as('Ada')).person.id), peakInFlight: world.sandbox.graph.peakInFlight(), seconds: Math.round((Date.now() - began) / 1000) })}\n`,
  );
  expect(listing.length).toBeGreaterThan(size.messages / 2);
  expect(kept).toEqual(listing);
  expect(atWork).toBeGreaterThanOrEqual(kills * 0.8);
}

/** One test for each kind of database, in a file of its own: a worker of Jest takes one file at a time. */
export function testKillsOfSync(kind: World['kind']): void {
  jest.setTimeout(isLong ? 30 * 60_000 : 8 * 60_000);
  afterEach(() => world?.stop());
  if (kind === 'embedded') testOneProcess();
  else testThreeWorkers();
}

function testOneProcess(): void {
  test('M19 M108 one process with the embedded database, killed again and again: nothing is lost, nothing is doubled', async () => {
    const began = Date.now();
    world = await startWorld({ inside: false, environment: { WORKER_LEASE_SECONDS: '2', SYNC_POLL_SECONDS: '2' } });
    const ada = await world.as('Ada');
    fill(world);
    let database: Database | undefined;
    let child = await world.spawnServer();
    const followed = await follow(world, ada, halfAYear, () => database as Database);
    const worse = badDay(world, ada);
    let kills = 0;
    let atWork = 0;
    for (; kills < size.kills; kills += 1) {
      if (await untilAtWork(world, ada)) atWork += 1;
      await end(child, 'SIGKILL');
      worse();
      child = await world.spawnServer();
    }
    world.sandbox.behaviour.reset();
    // It ends in an orderly way now; then the rows are looked at. What is not read yet goes on after the next start.
    for (const last = Date.now() + 240_000; ;) {
      await untilQuiet(world, ada);
      await end(child, 'SIGTERM');
      expect(child.exitCode).toBe(0);
      database = await openDatabase({ folder: path.join(world.folder, 'server') });
      const left = await unsettled(database, followed.mailbox.id);
      if (left.length === 0) break;
      if (Date.now() > last) throw new Error(`It did not come to an end: ${JSON.stringify(left)}`);
      await database.close();
      child = await world.spawnServer();
    }
    await compare(followed, kills, atWork, began);
    await database.close();
  });
}

function testThreeWorkers(): void {
  test('M19 M108 three worker processes on PostgreSQL, killed one after the other: nothing is lost, nothing is doubled', async () => {
    const began = Date.now();
    world = await startWorld({
      kind: 'postgres',
      environment: { ROLE: 'web', WORKER_LEASE_SECONDS: '2', SYNC_POLL_SECONDS: '2' },
    });
    const ada = await world.as('Ada');
    fill(world);
    const start = () => world.spawnServer({ ROLE: 'worker' });
    const workers = await Promise.all([start(), start(), start()]);
    const followed = await follow(world, ada, halfAYear);
    const worse = badDay(world, ada);
    let kills = 0;
    let atWork = 0;
    for (; kills < size.kills; kills += 1) {
      if (await untilAtWork(world, ada)) atWork += 1;
      const victim = kills % workers.length;
      await end(workers[victim] as ChildProcess, 'SIGKILL');
      worse();
      workers[victim] = await start();
    }
    world.sandbox.behaviour.reset();
    await until(
      () => unsettled(databaseOf(world), followed.mailbox.id),
      (left) => left.length === 0,
      240_000,
    );
    await compare(followed, kills, atWork, began);
    expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
    for (const worker of workers) {
      await end(worker, 'SIGTERM');
      expect(worker.exitCode).toBe(0);
    }
  });
}
