import { alder } from '../../sandbox/tenant/company.js';
import { allowSharedFiles, filesOf } from '../support/files.js';
import {
  actOnFolder,
  asGrantee,
  coherenceUser,
  folderAt,
  graphOf,
  onlyFolder,
  shareWith,
} from '../support/folder-access.js';
import { runUntil, saveFiles } from '../support/folders.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * A library of a SharePoint site as the place of record folders: made there in one run, given to the people of their records and closed to
 * the rest of the site, looked at for drift, and repaired. Cleo owns the site and administers the product; what each person can open is
 * the sandbox's own evaluation.
 */
let world: World;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
let dario: Caller;
const deal = { module: 'deals', id: 'rec_d1042' };
const other = { module: 'deals', id: 'rec_d1077' };
beforeAll(async () => {
  world = await startWorld({ kind: 'postgres' });
  allowSharedFiles(world, ['Files.ReadWrite.All', 'Sites.Read.All', 'GroupMember.Read.All']);
  [ada, ben, cleo, dario] = (await Promise.all(['Ada', 'Ben', 'Cleo', 'Dario'].map((it) => world.as(it)))) as [
    Caller,
    Caller,
    Caller,
    Caller,
  ];
}, 240_000);
afterAll(() => world?.stop());

const library = () => filesOf(world).drive('Sales');
const inLibrary = (path: string) =>
  world.sandbox.tenants.drives
    .children(library(), filesOf(world).item('Sales', path).id)
    .map((it) => it.name)
    .sort();
const setOwner = async (record: { module: string; id: string }, name: string) => {
  const { workspaces } = world.sandbox.coherence;
  workspaces.setOwner(workspaces.of(alder.name), record.id, coherenceUser(world, name));
  await cleo.call('GET /records/:module/:id', { params: record });
};
const canOpen = async (who: Caller, record = deal) =>
  folderAt(world, await onlyFolder(cleo, record)).roleOf(who.person.id);

test('M45 M52 a library is chosen as the place, by an administrator who may open it', async () => {
  await cleo.call('PUT /sharepoint', { body: { isOn: true } });
  const { sites } = await cleo.call('POST /sites/browse', { body: { from: 'search', words: 'Sales' } });
  const { libraries } = await cleo.call('POST /sites/libraries', { body: { site: sites[0]!.id } });
  const { driveId } = libraries.find((it) => it.name === 'Documents')!;
  const { place } = await saveFiles(cleo, { root: { kind: 'library', driveId }, sharing: 'write' });
  expect(place.name).toBe('Sales team / Documents');
});

test('M49 M50 M109 one run makes the folders of a module in the library, each once', async () => {
  const { id } = await ben.call('POST /files/runs', { body: { module: 'deals' } });
  const run = await runUntil(ben, id);
  expect(run).toMatchObject({ failed: 0, open: 0, existed: 0 });
  const names = inLibrary('Coherence/Deals');
  expect(names).toHaveLength(run.total);
  expect(new Set(names).size).toBe(names.length);
  expect(await runUntil(ben, (await ben.call('POST /files/runs', { body: { module: 'deals' } })).id)).toMatchObject({
    created: 0,
    existed: run.total,
  });
});

test('M107 attachments that are filed go to the record’s folder in the library', async () => {
  const filed = await ada.settled((await ada.file('Quote for the renewal', deal)).id);
  expect(filed.files.length).toBeGreaterThan(0);
  expect(filed.files.every((it) => it.state === 'stored')).toBe(true);
  const { folders } = await ada.call('GET /records/:module/:id/files', { params: deal });
  expect(folders).toHaveLength(1);
  expect(folders[0]!.items.map((it) => it.name).sort()).toEqual(filed.files.map((it) => it.name).sort());
});

test('M46 M49 the record’s page says in which library its folder is, and by whose right', async () => {
  const seen = await ada.call('GET /records/:module/:id/files', { params: deal });
  expect(seen.folders).toMatchObject([
    { state: 'there', place: 'Sales team / Documents', madeBy: { name: 'Cleo Martin', isYou: false } },
  ]);
  const own = await cleo.call('GET /records/:module/:id/files', { params: deal });
  expect(own.folders).toMatchObject([{ place: 'Sales team / Documents', madeBy: { isYou: true } }]);
});

test('M51 in a library the whole site can open a folder at first; the plan says so, and changes nothing by itself', async () => {
  for (const who of [ada, ben, cleo, dario])
    await cleo.call('POST /access/mappings', {
      body: { source: { kind: 'user', id: coherenceUser(world, who.person.name) }, to: asGrantee(who), role: 'write' },
    });
  await setOwner(deal, 'Dario');
  const seen = await onlyFolder(cleo, deal);
  expect(seen).toMatchObject({ placeKind: 'library', isFollowed: false });
  expect(seen.more.length).toBeGreaterThan(0);
  expect(seen.less).toMatchObject([{ who: { name: 'Dario Rossi' }, because: 'owner' }]);
  expect(await canOpen(dario)).toBeUndefined();
  expect(await canOpen(ada)).toBeDefined(); // a member of the site
});

test('M51 following lets the record’s people in; a repair closes the folder to the rest of the site', async () => {
  const followed = await actOnFolder(cleo, 'follow', deal);
  expect(followed.isFollowed).toBe(true);
  expect(await canOpen(dario)).toBe('write');
  expect(await canOpen(ada)).toBeDefined(); // others are touched by a repair only
  const repaired = await actOnFolder(cleo, 'repair', deal);
  expect(repaired).toMatchObject({ state: 'even', more: [], less: [] });
  expect(await canOpen(ada)).toBeUndefined();
  expect(await canOpen(ben)).toBeUndefined();
  expect(await canOpen(dario)).toBe('write');
  expect(await canOpen(ada, other)).toBeDefined(); // the folder beside it is as it was
  const links = await ada.call('GET /records/:module/:id/files', { params: deal });
  expect(links.folders[0]).toMatchObject({ state: 'noAccess', items: [] });
});

test('M51 another owner in Coherence: the first one is out, the next one in', async () => {
  await setOwner(deal, 'Ben');
  await until(
    () => canOpen(ben),
    (it) => it === 'write',
  );
  await until(
    () => canOpen(dario),
    (it) => it === undefined,
  );
});

test('R-13 what somebody shares in the library shows as drift, and one press repairs it', async () => {
  const folder = folderAt(world, await onlyFolder(cleo, deal));
  const graph = await graphOf(world, cleo, 'Files.ReadWrite.All');
  await graph('POST', `${folder.path}/invite`, shareWith([ada.person.userPrincipalName], 'read'));
  await graph('POST', `${folder.path}/createLink`, { type: 'view', scope: 'organization' });
  await cleo.call('POST /access/drift/check');
  const drift = await until(
    () => cleo.call('POST /access/drift', { body: { show: 'drift' } }),
    (it) => it.counts.working === 0 && it.rows.some((row) => row.record.id === deal.id),
  );
  const row = drift.rows.find((it) => it.record.id === deal.id)!;
  expect(row.more.map((it) => it.why).sort()).toEqual(['organizationLink', 'person']);
  await cleo.call('POST /access/drift/repair', { body: { folders: [row.folder], seenAt: drift.seenAt } });
  await until(
    () => onlyFolder(cleo, deal),
    (it) => !it.isWorking && it.state === 'even',
  );
  expect(await canOpen(ada)).toBeUndefined();
  expect(await canOpen(ben)).toBe('write');
});
