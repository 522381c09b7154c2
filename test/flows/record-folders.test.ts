import { alder } from '../../sandbox/tenant/company.js';
import { limitModule, notAllowedOn, unlimited } from '../support/administrator.js';
import { folderTree } from '../support/folder-tree.js';
import { administeredBy, runUntil, saveFiles } from '../support/folders.js';
import { until } from '../support/until.js';
import { takenFolders } from './folders/taken.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: { ...administeredBy('Ada', 'Ben'), WORKER_LEASE_SECONDS: '3' } });
  ada = await world.as('Ada');
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.behaviour.reset();
});
afterAll(() => world?.stop());

const { tenantId } = alder;
const workspace = () => world.sandbox.coherence.workspaces.of('Alder & Finch');
const addRecord = (name: string, module = 'mod_leads') =>
  world.sandbox.coherence.workspaces.add(workspace(), module, name, {});
const refresh = () => world.server!.records.refreshIndex(tenantId);
const { drive, below, namesIn, rename, remove } = folderTree(
  () => world,
  () => ada,
);
const begin = (module: string) => ada.call('POST /files/runs', { body: { module } });
const report = async (run: string) =>
  (await ada.call('POST /files/runs/:run/items', { params: { run }, body: {} })).items;
test('M49 before a place is chosen no run begins, and that is said', async () => {
  await expect(begin('leads')).rejects.toMatchObject({
    problem: { code: 'conflict', detail: 'Choose first where record folders are kept, and save it.' },
  });
});

test('M43 M45 a place is chosen, and what was chosen is there again, with who chose it', async () => {
  const saved = await saveFiles(ada);
  expect(saved).toMatchObject({
    version: 1,
    place: { name: 'OneDrive of Ada Brandt', chosenBy: { name: 'Ada Brandt', isYou: true } },
  });
  const ben = await world.as('Ben');
  const seen = await ben.call('GET /files/settings');
  expect(seen.place).toMatchObject({ name: 'OneDrive of Ada Brandt', chosenBy: { isYou: false } });
  // Ben changes something else: the place stays Ada's.
  const changed = await ben.call('PUT /files/settings', {
    body: { settings: { ...seen.settings, sharing: 'read' }, version: 1 },
  });
  expect(changed).toMatchObject({
    version: 2,
    settings: { sharing: 'read' },
    place: { name: 'OneDrive of Ada Brandt' },
  });
  await expect(
    ada.call('PUT /files/settings', { body: { settings: seen.settings, version: 1 } }),
  ).rejects.toMatchObject({ problem: { code: 'conflict' } });
});

test('M45 a template that cannot be used is refused at its field; one that can is shown with records', async () => {
  await expect(saveFiles(ada, { template: 'Coherence/{Module}' })).rejects.toMatchObject({
    problem: { code: 'invalid_request', field: 'settings.template' },
  });
  const { examples } = await ada.call('POST /files/settings/preview', {
    body: { template: 'CRM/{Year}/{Code} {Record}' },
  });
  expect(examples.map((it) => it.path)).toContainEqual(expect.stringMatching(/^CRM\/20\d\d\/D-\d+ \S/));
});

test('M49 M109 a run makes a folder for every record of a module, and its report adds up', async () => {
  for (let i = 0; i < 45; i += 1) addRecord(`Lead ${String(i).padStart(2, '0')}`);
  addRecord('Same name');
  addRecord('SAME NAME');
  addRecord('a/b: "c" <d>?');
  await refresh();
  const begun = await begin('leads');
  expect((await begin('leads')).id).toBe(begun.id); // twice is once
  const run = await runUntil(ada, begun.id);
  const records = world.sandbox.coherence.workspaces.records(workspace(), 'mod_leads');
  expect(run).toMatchObject({ total: records.length, open: 0, created: records.length, existed: 0, failed: 0 });
  const names = namesIn('Coherence/Leads');
  expect(names).toHaveLength(records.length);
  expect(names.filter((it) => /^same name/i.test(it))).toHaveLength(2);
  expect(names).toContain('a-b c d');
  const items = await report(run.id);
  expect(items).toHaveLength(records.length);
  expect(items.find((it) => it.reason)?.reason).toMatch(/Another record has a folder of this name/);
  const { csv } = await ada.call('POST /files/runs/:run/csv', { params: { run: run.id }, body: {} });
  expect(csv.split('\r\n').filter(Boolean)).toHaveLength(records.length + 1);
});

test('M109 the same run again creates nothing and asks little', async () => {
  const before = namesIn('Coherence/Leads');
  const run = await runUntil(ada, (await begin('leads')).id);
  expect(run).toMatchObject({ created: 0, existed: before.length, failed: 0 });
  expect(namesIn('Coherence/Leads')).toEqual(before);
  const { rows } = await world.server!.database.executeSql('select requests from folder_run where id = $1', [run.id]);
  expect(rows[0]).toEqual({ requests: 1 }); // one list, instead of one question for each record
});

test('M49 a folder renamed or moved by hand stays the record’s; one that was deleted is made anew', async () => {
  const kept = rename('Coherence/Leads/Lead 01', 'Renamed by hand');
  remove('Coherence/Leads/Lead 02');
  const run = await runUntil(ada, (await begin('leads')).id);
  expect(run).toMatchObject({ created: 1, failed: 0 });
  expect(namesIn('Coherence/Leads')).toEqual(expect.arrayContaining(['Renamed by hand', 'Lead 02']));
  expect(namesIn('Coherence/Leads')).not.toContain('Lead 01');
  expect(below('Coherence/Leads').find((it) => it.name === 'Renamed by hand')?.id).toBe(kept);
});

test('M49 another record gets the name of a folder that a person gave to a folder of ours, but never that folder', async () => {
  const taken = rename('Coherence/Leads/Lead 03', 'Newcomer');
  addRecord('Newcomer');
  await refresh();
  await runUntil(ada, (await begin('leads')).id);
  const found = below('Coherence/Leads').filter((it) => it.name.startsWith('Newcomer'));
  expect(found).toHaveLength(2);
  expect(found.find((it) => it.id !== taken)?.name).toMatch(/^Newcomer \([0-9a-f]{6}\)$/);
});

test('M49 a file where the folder should be is told, and tried again when it is out of the way', async () => {
  const { drives } = world.sandbox.tenants;
  const parent = below('Coherence').find((it) => it.name === 'Leads')!.id;
  const file = drives.putFile(drive(), parent, 'In the way', Buffer.from('x'), 'text/plain', ada.person.id);
  addRecord('In the way');
  await refresh();
  const run = await runUntil(ada, (await begin('leads')).id);
  expect(run).toMatchObject({ failed: 1 });
  const { items } = await ada.call('POST /files/runs/:run/items', {
    params: { run: run.id },
    body: { state: 'failed' },
  });
  expect(items).toMatchObject([
    { record: { displayName: 'In the way' }, reason: expect.stringMatching(/a file named/) },
  ]);
  drives.remove(drive(), file, ada.person.id);
  await ada.call('POST /files/runs/:run/retry', { params: { run: run.id }, body: {} });
  expect(await runUntil(ada, run.id)).toMatchObject({ failed: 0, created: 1 });
});

test('M109 a run that is paused goes no further, and goes on; one that is cancelled ends and keeps what it made', async () => {
  for (let i = 0; i < 150; i += 1) addRecord(`Account ${i}`, 'mod_accounts');
  await refresh();
  const post = { service: 'graph', method: 'POST', path: '/children' } as const;
  const hold = world.sandbox.faults.add({ ...post, after: 65, holdBefore: true }); // in the second of three rounds
  const { id } = await begin('accounts');
  const params = { run: id };
  await world.sandbox.faults.reached(hold);
  await ada.call('POST /files/runs/:run/pause', { params, body: {} });
  world.sandbox.faults.release(hold);
  const paused = await until(
    () => world.server!.database.executeSql('select lease_by from folder_run where id = $1', [id]),
    ({ rows }) => (rows[0] as { lease_by: string | null }).lease_by === null,
  ).then(() => ada.call('GET /files/runs/:run', { params }));
  expect(paused.state).toBe('paused');
  expect(paused.open).toBeGreaterThan(0);
  expect(namesIn('Coherence/Accounts')).toHaveLength(paused.created);
  await ada.call('POST /files/runs/:run/resume', { params, body: {} });
  const done = await runUntil(ada, id);
  expect(done).toMatchObject({ open: 0, created: done.total, failed: 0 });
  expect((await ada.call('POST /files/runs/:run/cancel', { params, body: {} })).state).toBe('done'); // it was over
});

test('M109 Microsoft asks to wait: the run says so, waits, and goes on by itself', async () => {
  for (let i = 0; i < 5; i += 1) addRecord(`Waiting ${i}`);
  await refresh();
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/children',
    times: 5,
    answer: { status: 429, retryAfterSeconds: 4 },
  });
  const { id } = await begin('leads');
  expect(await runUntil(ada, id, ({ state }) => state === 'waiting' || state === 'done')).toMatchObject({
    state: 'waiting',
    nextAttemptDateTime: expect.any(String),
  });
  expect(await runUntil(ada, id)).toMatchObject({ failed: 0, created: 5 });
});

test('M117 M49 a module that takes no files: no run begins, one that is under way stops and says why, no folder is made by a press; all go on afterwards', async () => {
  const added = [addRecord('Withheld 1'), addRecord('Withheld 2')];
  await refresh();
  const hold = world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/children', holdBefore: true });
  const under = await begin('leads');
  await world.sandbox.faults.reached(hold);
  await ada.call('POST /files/runs/:run/pause', { params: { run: under.id }, body: {} });
  world.sandbox.faults.clear();
  await until(
    () => world.server!.database.executeSql('select lease_by from folder_run where id = $1', [under.id]),
    ({ rows }) => (rows[0] as { lease_by: string | null }).lease_by === null,
  );
  addRecord('Withheld 3');
  await refresh();
  const before = namesIn('Coherence/Leads');
  const runs = async () => (await ada.call('GET /files/runs')).runs.map((it) => it.id);
  const kept = await runs();
  await limitModule(ada, 'leads', { files: false });
  const refusal = notAllowedOn('files', 'Leads');
  await expect(begin('leads')).rejects.toMatchObject({ problem: refusal });
  await expect(
    ada.call('POST /records/:module/:id/folder', { params: { module: 'leads', id: added[0]!.id }, body: {} }),
  ).rejects.toMatchObject({ problem: refusal });
  await ada.call('POST /files/runs/:run/resume', { params: { run: under.id }, body: {} });
  const stopped = await runUntil(ada, under.id, ({ state, problem }) => state === 'paused' && problem !== undefined);
  expect(stopped.problem).toMatchObject({ sentence: refusal.detail });
  expect(await runs()).toEqual(kept);
  expect(namesIn('Coherence/Leads')).toEqual(before);
  await limitModule(ada, 'leads', unlimited);
  await ada.call('POST /files/runs/:run/resume', { params: { run: under.id }, body: {} });
  expect(await runUntil(ada, under.id)).toMatchObject({ open: 0, failed: 0 });
  expect(await runUntil(ada, (await begin('leads')).id)).toMatchObject({ open: 0, failed: 0 });
  expect(namesIn('Coherence/Leads')).toEqual(expect.arrayContaining(['Withheld 1', 'Withheld 2', 'Withheld 3']));
});

test('M49 one folder is made by a press, at once, and a second press is the same one; two workers at once make one', async () => {
  const { id } = addRecord('Only one', 'mod_deals');
  await refresh();
  const params = { module: 'deals', id };
  expect(await ada.call('GET /records/:module/:id/folder', { params })).toMatchObject({
    state: 'none',
    place: 'OneDrive of Ada Brandt',
    path: 'Coherence/Deals/Only one',
  });
  const ben = await world.as('Ben');
  const made = await Promise.all([
    ...[ada, ben, ada, ben].map((it) => it.call('POST /records/:module/:id/folder', { params, body: {} })),
    begin('deals').then((run) => runUntil(ada, run.id)),
  ]);
  expect(new Set(made.slice(0, 4).map((it) => 'webUrl' in it && it.webUrl)).size).toBe(1);
  expect(namesIn('Coherence/Deals').filter((it) => it.startsWith('Only one'))).toEqual(['Only one']);
  const { rows } = await world.server!.database.executeSql('select 1 from record_folder where record_id = $1', [id]);
  expect(rows).toHaveLength(1);
});

test('M49 a deleted folder waits for a person where the organisation wants to be asked, and comes back by their press', async () => {
  await saveFiles(ada, { whenDeleted: 'ask' });
  remove('Coherence/Deals/Only one');
  const run = await runUntil(ada, (await begin('deals')).id);
  expect(run).toMatchObject({ failed: 1 });
  const [item] = (await ada.call('POST /files/runs/:run/items', { params: { run: run.id }, body: { state: 'failed' } }))
    .items;
  expect(item).toMatchObject({
    record: { displayName: 'Only one' },
    reason: expect.stringMatching(/deleted in Microsoft 365/),
  });
  const params = { module: 'deals', id: item?.record.id ?? '' };
  expect((await ada.call('GET /records/:module/:id/folder', { params })).state).toBe('gone');
  expect((await ada.call('POST /records/:module/:id/folder', { params, body: {} })).state).toBe('there');
  expect(namesIn('Coherence/Deals')).toContain('Only one');
});

test('M49 a record that appears in a chosen module gets its folder by itself, and a renamed one takes its folder along if that was chosen', async () => {
  await saveFiles(ada, { autoModules: ['leads'], renameWithRecord: true });
  const added = addRecord('Appeared');
  addRecord('Not chosen', 'mod_accounts');
  await refresh();
  await until(
    () => namesIn('Coherence/Leads'),
    (names) => names.includes('Appeared'),
  );
  added.displayName = 'Appeared and renamed';
  await refresh();
  const names = await until(
    () => namesIn('Coherence/Leads'),
    (it) => it.includes('Appeared and renamed'),
  );
  expect(names).not.toContain('Appeared');
  expect(namesIn('Coherence/Accounts')).not.toContain('Not chosen');
  const { runs } = await ada.call('GET /files/runs');
  expect(runs[0]).toMatchObject({ kind: 'automatic', module: 'leads' });
});

test('M49 without that choice a renamed record keeps its folder as it is', async () => {
  await saveFiles(ada, { renameWithRecord: false });
  const record = world.sandbox.coherence.workspaces
    .records(workspace(), 'mod_leads')
    .find((it) => it.displayName === 'Lead 05')!;
  record.displayName = 'Lead 05, now another';
  await refresh();
  expect(await runUntil(ada, (await begin('leads')).id)).toMatchObject({ renamed: 0, failed: 0 });
  expect(namesIn('Coherence/Leads')).toContain('Lead 05');
});

describe('a folder that is not ours', () =>
  takenFolders(
    () => world,
    () => ada,
  ));
