import { once } from 'node:events';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { openDatabase } from '../../server/db/database.js';
import { ensureBuilt } from '../support/built.js';
import { databaseOf, follow, unsettled, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Stopped in an orderly way in the middle of its work: it is handed back, nothing is lost, and whoever comes next goes on. */
jest.setTimeout(400_000);
let world: World;
beforeAll(() => ensureBuilt('node'));
afterEach(() => world?.stop());

const generate = (count: number) =>
  world.sandbox.tenants.mailboxes.generate({ person: 'Ada', count, days: 80, bodyBytes: 200, withFolders: false });
const ninetyDays = (settings: Parameters<NonNullable<Parameters<typeof follow>[2]>>[0]) => {
  settings.range = { kind: 'days', days: 90 };
};
async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
/** Until pages of mail were asked for, so that a stop meets work. */
const untilAtWork = (ada: Caller) => {
  const before = world.sandbox.graph.mailboxRequests(ada.person.id);
  return until(
    () => world.sandbox.graph.mailboxRequests(ada.person.id),
    (now) => now >= before + 3,
    120_000,
  );
};
const progress = (ada: Caller, { mailbox }: Followed) =>
  ada.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: mailbox.id } });

test('M108 SIGTERM in the middle of a history: the turn ends with its page, the next start goes on from there', async () => {
  world = await startWorld({ inside: false, environment: { SYNC_POLL_SECONDS: '5' } });
  const ada = await world.as('Ada');
  generate(1_200);
  const child = await world.spawnServer();
  world.sandbox.behaviour.change({ timing: { requestMs: 700, itemMs: 0 } });
  const followed = await follow(world, ada, ninetyDays, () => {
    throw new Error('The server runs elsewhere.');
  });
  await untilAtWork(ada);
  await stop(child);
  expect(child.exitCode).toBe(0);
  const folder = path.join(world.folder, 'server');
  const between = await openDatabase({ folder });
  const rows = await between.kysely.selectFrom('sync_state').selectAll().execute();
  expect(rows.map((it) => [it.lease_by, it.lease_until])).toEqual(rows.map(() => [null, null])); // handed back
  expect(await unsettled(between, followed.mailbox.id)).not.toEqual([]); // and not done
  await between.close();
  world.sandbox.behaviour.reset();
  const next = await world.spawnServer();
  await until(
    () => progress(ada, followed),
    (it) => it.isLive && it.folders.every((f) => f.stage === 'live'),
    120_000,
  );
  await stop(next);
  expect(next.exitCode).toBe(0);
  const after = await openDatabase({ folder });
  try {
    const kept = await after.kysely
      .selectFrom('mail_message')
      .select('internet_message_id')
      .where('excluded_by', 'is', null)
      .execute();
    const listing = ada.mailbox.messages.filter((it) =>
      ['inbox', 'sentitems'].some((name) => ada.mailbox.folder(name)?.id === it.folderId),
    );
    expect(kept.length).toBe(new Set(kept.map((it) => it.internet_message_id)).size);
    expect(kept.length).toBe(listing.filter((it) => it.graph.isDraft !== true).length);
  } finally {
    await after.close();
  }
});

test('M108 of two workers on PostgreSQL one is stopped in the middle: the other goes on at once', async () => {
  world = await startWorld({
    kind: 'postgres',
    environment: { ROLE: 'web', SYNC_POLL_SECONDS: '60', WORKER_LEASE_SECONDS: '300' },
  });
  const ada = await world.as('Ada');
  generate(1_200);
  const start = () => world.spawnServer({ ROLE: 'worker' });
  const first = await start();
  world.sandbox.behaviour.change({ timing: { requestMs: 700, itemMs: 0 } });
  const followed = await follow(world, ada, ninetyDays);
  await untilAtWork(ada);
  const second = await start();
  await stop(first); // a lease that was not handed back would hold the mailbox for five minutes
  expect(first.exitCode).toBe(0);
  world.sandbox.behaviour.reset();
  await until(
    () => unsettled(databaseOf(world), followed.mailbox.id),
    (left) => left.length === 0,
    200_000,
  );
  expect(await followed.kept()).toEqual(await followed.listing());
  await stop(second);
  expect(second.exitCode).toBe(0);
});
