import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { bareLoopOf, requestsToGraph } from '../support/bare-folders.js';
import { isLong } from '../support/depth.js';
import { administeredBy, runUntil, saveFiles } from '../support/folders.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Folders for a whole module while Graph refuses at random and workers are killed in the middle of a trip. In the end each record
 * has one folder, none has two, and the report says so. `npm run test:long` takes the full size.
 */
const size = isLong ? { records: 1_000, kills: 8 } : { records: 100, kills: 1 };
jest.setTimeout(isLong ? 30 * 60_000 : 8 * 60_000);

let world: World;
let scratch: string;
beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-folders-'));
});
afterEach(async () => {
  await world?.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
const start = (options: Parameters<typeof startWorld>[0]) =>
  startWorld({
    ...options,
    environment: { ...administeredBy('Ada'), ...options?.environment },
    trafficLog: path.join(scratch, 'traffic'),
  });

function furnish(): void {
  const { workspaces } = world.sandbox.coherence;
  const workspace = workspaces.of('Alder & Finch');
  workspace.records = workspace.records.filter((it) => it.moduleId !== 'mod_leads');
  // Every tenth is called as the one before it, in capitals.
  for (let i = 0; i < size.records; i += 1)
    workspaces.add(workspace, 'mod_leads', i % 10 === 9 ? `ENQUIRY ${i - 1}` : `Enquiry ${i}`, {});
}
/** Slow, busy, and now and then a folder is made although the answer says it was not. */
function badDay(): void {
  world.sandbox.behaviour.change({
    timing: { requestMs: 20, itemMs: 0 },
    random: { share: 0.04, statuses: [429, 503], retryAfterSeconds: 1 },
  });
  const lateAnswer = { status: 503, code: 'serviceNotAvailable', message: 'Later.' };
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/children',
    after: 40,
    times: size.records / 20,
    lateAnswer,
  });
}
const driveOf = (ada: Caller) => world.sandbox.tenants.drives.ofPerson(ada.person.id)!;
function folders(ada: Caller): string[] {
  const drive = driveOf(ada);
  const { drives } = world.sandbox.tenants;
  const top = drives.child(drive, drive.rootId, 'Coherence');
  const module = top && drives.child(drive, top.id, 'Leads');
  return module ? drives.children(drive, module.id).map((it) => it.name) : [];
}

/** Holds a trip in which a folder is just being made: asked for before whoever goes on it starts, or the run may be over first. */
const holdTrip = (after: number, when: 'holdBefore' | 'holdAfter') =>
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/children', after, [when]: true });
/** Kills workers in a trip: some of it is done, some is not, and nobody has noted any of it. */
async function killInTrip(hold: string, victims: ChildProcess[]): Promise<void> {
  await world.sandbox.faults.reached(hold, 120_000);
  await Promise.all(victims.map(kill));
  world.sandbox.faults.remove(hold);
}

async function compare(ada: Caller, id: string, kills: number, began: number): Promise<void> {
  const seconds = (Date.now() - began) / 1000;
  const run = await ada.call('GET /files/runs/:run', { params: { run: id } });
  const made = folders(ada);
  const requests = requestsToGraph(world, scratch);
  const bare = await bareLoopOf(world, ada, size.records); // in the same bad service, without being killed
  process.stdout.write(
    `${JSON.stringify({ folders: world.kind, records: size.records, made: made.length, twice: made.length - new Set(made.map((it) => it.toLowerCase())).size, kills, report: { created: run.created, existed: run.existed, failed: run.failed, open: run.open }, requests, seconds: Math.round(seconds * 10) / 10, bareLoopOfTheSameDay: bare })}\n`,
  );
  expect(run).toMatchObject({ total: size.records, created: size.records, existed: 0, renamed: 0, failed: 0, open: 0 });
  expect(made).toHaveLength(size.records);
  expect(new Set(made.map((it) => it.toLowerCase())).size).toBe(size.records);
  const { items } = await ada.call('POST /files/runs/:run/items', { params: { run: id }, body: {} });
  for (const it of items) expect(made).toContain(it.folderName);
  const { csv } = await ada.call('POST /files/runs/:run/csv', { params: { run: id }, body: {} });
  expect(csv.split('\r\n').filter((it) => it.includes(',created,'))).toHaveLength(size.records);
}

if (isLong)
  test('M49 M109 one process with the embedded database, killed in the middle of trips: a folder for each record, none twice', async () => {
    world = await start({ inside: false, environment: { WORKER_LEASE_SECONDS: '2' } });
    furnish();
    const ada = await world.as('Ada');
    let child = await world.spawnServer();
    const records = () =>
      ada.call('GET /files/settings').then((it) => it.modules.find((m) => m.slug === 'leads')?.records);
    await until(records, (n) => n === size.records);
    await saveFiles(ada);
    badDay();
    const began = Date.now();
    const next = (i: number) => holdTrip(7 + i, i % 2 ? 'holdBefore' : 'holdAfter');
    let hold = next(0);
    const { id } = await ada.call('POST /files/runs', { body: { module: 'leads' } });
    for (let i = 0; i < size.kills; i += 1) {
      await killInTrip(hold, [child]);
      if (i + 1 < size.kills) hold = next(i + 1);
      child = await world.spawnServer();
    }
    await runUntil(ada, id, undefined, 300_000);
    await compare(ada, id, size.kills, began);
  });

test('M49 M109 two workers on PostgreSQL, killed in the middle of trips: a folder for each record, none twice', async () => {
  world = await start({ kind: 'postgres', environment: { ROLE: 'web', WORKER_LEASE_SECONDS: '2' } });
  furnish();
  const ada = await world.as('Ada');
  for (const tenantId of [world.sandbox.client.tenant]) await world.server!.records.refreshIndex(tenantId);
  await saveFiles(ada);
  const worker = () => world.spawnServer({ ROLE: 'worker' });
  const workers = await Promise.all([worker(), worker()]);
  badDay();
  const began = Date.now();
  let hold = holdTrip(11, 'holdAfter');
  const { id } = await ada.call('POST /files/runs', { body: { module: 'leads' } });
  for (let i = 0; i < size.kills; i += 1) {
    await killInTrip(hold, workers); // which of them is at work nobody knows: both go, and the trip with them
    if (i + 1 < size.kills) hold = holdTrip(12 + i, 'holdAfter');
    workers.splice(0, 2, ...(await Promise.all([worker(), worker()])));
  }
  await runUntil(ada, id, undefined, 300_000);
  await compare(ada, id, size.kills * 2, began);
});
