import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Fault } from '../../sandbox/base/faults.js';
import { openDatabase } from '../../server/db/database.js';
import { ensureBuilt } from '../support/built.js';
import {
  actOnFolder,
  asGrantee,
  askFor,
  coherenceUser,
  folderAt,
  graphOf,
  onlyFolder,
  settledFolder,
  shareWith,
} from '../support/folder-access.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The server is killed while it repairs a folder: when a permission is gone and nobody wrote it down, when the folder is cut off and the
 * spent link still stands, when somebody was let in and the answer is under way. In the end it is as if nothing had happened.
 */
let world: World;
let child: ChildProcess;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
const deal = { module: 'deals', id: 'rec_d1042' };
beforeAll(async () => {
  ensureBuilt('node');
  world = await startWorld({ inside: false, environment: { WORKER_LEASE_SECONDS: '1' } });
  [ada, ben, cleo] = [await world.as('Ada'), await world.as('Ben'), await world.as('Cleo')];
  await start();
}, 300_000);
afterAll(() => world?.stop());

async function start(): Promise<void> {
  child = await world.spawnServer();
  await until(
    () => ada.call('GET /me', {}),
    (it) => it.modules.length === 6,
    120_000,
  );
}
async function end(): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  world.sandbox.faults.clear();
}
test('M51 killed at each kind of step, a repair ends as if it had never died; every change stands in the audit log once', async () => {
  await until(
    () => ada.ask('GET', `/records/deals/${deal.id}`),
    ({ status }) => status === 200,
    60_000,
  );
  await ada.settled((await ada.file('Quote for the renewal', deal)).id);
  await cleo.call('POST /access/mappings', {
    body: { source: { kind: 'user', id: coherenceUser(world, 'Ada') }, to: asGrantee(ben), role: 'write' },
  });
  await actOnFolder(ada, 'follow', deal);
  const folder = folderAt(world, await onlyFolder(ada, deal));
  expect(folder.roleOf(ben.person.id)).toBe('write');
  const graph = await graphOf(world, ada);
  await graph('POST', `${folder.path}/invite`, shareWith(['jana@lumenworks.example'], 'read'));
  await graph('POST', `${folder.path}/createLink`, { type: 'edit', scope: 'organization' });
  await graph('POST', `${folder.parentPath}/invite`, shareWith(['cleo@alderfinch.example'], 'write'));
  expect((await onlyFolder(ada, deal)).more).toHaveLength(3);

  const kills: Partial<Fault>[] = [
    { method: 'DELETE', path: '/permissions/', holdAfter: true },
    { method: 'DELETE', path: '/permissions/', holdBefore: true, after: 1 },
    { method: 'POST', path: '/createLink$', holdAfter: true },
    { method: 'POST', path: '/invite$', holdAfter: true },
  ];
  const { faults } = world.sandbox;
  let id = faults.add({ service: 'graph', ...kills[0] });
  await askFor(ada, 'repair', deal);
  for (const next of [...kills.slice(1), undefined]) {
    await faults.reached(id, 120_000);
    await end();
    if (next) id = faults.add({ service: 'graph', ...next });
    await start();
  }

  const after = await settledFolder(ada, deal);
  expect(after).toMatchObject({ state: 'even', more: [], less: [], repair: [], isFollowed: true });
  expect(after.openers.map((it) => [it.name, it.from]).sort()).toEqual([
    ['Ada Brandt', 'drive'],
    ['Ben Okafor', 'ours'],
  ]);
  expect(folder.roleOf(ben.person.id)).toBe('write');
  expect(folder.roleOf(cleo.person.id)).toBeUndefined();
  expect(await ada.call('GET /audit/verify')).toMatchObject({ isWhole: true });
  await end();
  const database = await openDatabase({ folder: path.join(world.folder, 'server') });
  try {
    const rows = await database.kysely
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', 'like', 'access.%')
      .orderBy('sequence')
      .execute();
    const counted = new Map<string, number>();
    for (const { action, detail } of rows) {
      const key = `${action} ${JSON.stringify(detail.kind ?? '')}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    expect(Object.fromEntries(counted)).toMatchObject({
      'access.taken "guest"': 1,
      'access.taken "link for organization"': 1,
      'access.taken "person"': 1, // Ben, to be let in again after the cut
      'access.given "person"': 2,
    });
    expect(await database.kysely.selectFrom('access_grant').select(['state', 'role']).execute()).toEqual([
      { state: 'held', role: 'write' },
    ]);
  } finally {
    await database.close();
  }
}, 600_000);
