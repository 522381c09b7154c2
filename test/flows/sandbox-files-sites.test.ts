import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<GraphAnswer<any>>;
let world: GraphWorld;
let ada: Ask;
const as = async (name: string, ...scopes: string[]): Promise<Ask> => (await world.as(name, scopes)).ask;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await as('Ada', 'Sites.Read.All', 'Files.ReadWrite.All');
});
afterAll(() => world?.stop());
const titles = (body: { value: { displayName: string }[] }) => body.value.map((it) => it.displayName).sort();

test('M54 sites are found by words, and those one may not open are not', async () => {
  expect(titles((await ada('GET', '/sites?search=*')).body)).toEqual(['Alder & Finch', 'Projects', 'Sales']);
  expect(titles((await ada('GET', '/sites?search=board')).body)).toEqual([]);
  const cleo = await as('Cleo', 'Sites.Read.All');
  expect(titles((await cleo('GET', '/sites?search=board')).body)).toEqual(['Board']);
  const erin = await as('Erin', 'Sites.Read.All');
  expect(titles((await erin('GET', '/sites?search=')).body)).toEqual(['Birchway', 'Library', 'Matters', 'Partners']);
});

test('a site is the same by id, by host and path, by the address of its page, and by its group', async () => {
  const [sales] = (await ada('GET', '/sites?search=sales')).body.value;
  expect(sales.id).toMatch(/^alderfinch\.sharepoint\.example,[0-9a-f-]{36},[0-9a-f-]{36}$/);
  const page = new URL(sales.webUrl);
  for (const other of [
    `/sites/${sales.id}`,
    '/sites/alderfinch.sharepoint.example:/sites/Sales',
    '/sites/alderfinch.sharepoint.example:/sites/sales:',
    `/sites/${page.hostname}:${page.pathname}`,
    "/sites/root/getByPath(path='/sites/Sales')",
  ])
    expect((await ada('GET', other)).body.id).toBe(sales.id);
  const group = world.sandbox.tenants.groups.list(world.sandbox.client.tenant).find((it) => it.name === 'Sales team')!;
  expect((await ada('GET', `/groups/${group.id}/sites/root`)).body.id).toBe(sales.id);
  expect((await ada('GET', `/groups/${group.id}/drive`)).body.owner.group.displayName).toBe('Sales team');
  expect((await ada('GET', '/sites/root')).body).toMatchObject({
    displayName: 'Alder & Finch',
    siteCollection: { hostname: 'alderfinch.sharepoint.example', root: {} },
  });
  expect((await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Nowhere')).status).toBe(404);
  expect((await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Board')).status).toBe(403);
});

test('libraries are drives; one may write where one is a member, and only read as a visitor', async () => {
  const drives = (await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Sales:/drives')).body.value;
  expect(drives.map((it: { name: string }) => it.name)).toEqual(['Documents', 'Contracts']);
  expect(drives[0].driveType).toBe('documentLibrary');
  const customers = await ada('GET', `/drives/${drives[0].id}/root:/Customers:/children`);
  expect(customers.body.value.map((it: { name: string }) => it.name)).toEqual(['Harbour Light', 'Lumen Works']);
  expect((await ada('POST', `/drives/${drives[0].id}/root/children`, { name: 'By Ada', folder: {} })).status).toBe(201);
  expect((await ada('POST', `/drives/${drives[0].id}/root/children`, { name: 'Forms', folder: {} })).status).toBe(400);
  const projects = (await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Projects:/drive')).body;
  expect((await ada('GET', `/drives/${projects.id}/root/children`)).status).toBe(200);
  expect((await ada('POST', `/drives/${projects.id}/root/children`, { name: 'By Ada', folder: {} })).status).toBe(403);
  const permissions = (await ada('GET', `/drives/${projects.id}/root/permissions`)).body.value;
  expect(
    permissions.map((it: { roles: string[]; grantedToV2: { siteGroup: { displayName: string } } }) => [
      it.grantedToV2.siteGroup.displayName,
      it.roles[0],
    ]),
  ).toEqual([
    ['Projects Owners', 'owner'],
    ['Projects Members', 'write'],
    ['Projects Visitors', 'read'],
  ]);
  const own = await as('Ada', 'Files.ReadWrite');
  expect((await own('GET', `/drives/${projects.id}/root`)).status).toBe(403);
});

test('five hundred items are walked page by page', async () => {
  const reports = (await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Projects:/drives')).body.value.find(
    (it: { name: string }) => it.name === 'Site reports',
  );
  const pages: number[] = [];
  for (let next: string | undefined = `/drives/${reports.id}/root:/2026:/children?$top=150`; next;) {
    const { body }: GraphAnswer<{ value: object[]; '@odata.nextLink'?: string }> = await ada('GET', next);
    pages.push(body.value.length);
    next = body['@odata.nextLink'];
  }
  expect(pages).toEqual([150, 150, 150, 70]);
  expect((await ada('GET', `/drives/${reports.id}/root:/2026:/children/$count`)).text).toBe('520');
});

test('following a site is told once however often it is asked, and a wrong one is told by itself', async () => {
  const writer = await as('Ada', 'Sites.ReadWrite.All');
  const { id } = (await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Sales')).body;
  for (let i = 0; i < 2; i += 1)
    expect((await writer('POST', '/me/followedSites/add', { value: [{ id }] })).status).toBe(200);
  expect(titles((await ada('GET', '/me/followedSites')).body)).toEqual(['Sales']);
  const mixed = await writer('POST', '/me/followedSites/add', { value: [{ id: 'x,y,z' }, { id }] });
  expect(mixed.status).toBe(207);
  expect(mixed.body.value.map((it: { error?: { code: string } }) => it.error?.code)).toEqual([
    'invalidRequest',
    undefined,
  ]);
  expect((await writer('POST', '/me/followedSites/remove', { value: [{ id }] })).status).toBe(204);
  expect((await ada('GET', '/me/followedSites')).body.value).toEqual([]);
});

test('an application with Sites.Selected reaches the sites it was given, and no other', async () => {
  const selected = (await world.asApplication('Ada', ['Sites.Selected'])).ask as Ask;
  const admin = (await world.asApplication('Ada', ['Sites.FullControl.All'])).ask as Ask;
  const sales = '/sites/alderfinch.sharepoint.example:/sites/Sales:';
  expect((await selected('GET', `${sales}/drives`)).status).toBe(403);
  const given = await admin('POST', `${sales}/permissions`, {
    roles: ['read'],
    grantedToIdentities: [{ application: { id: world.sandbox.client.id, displayName: 'Ours' } }],
  });
  expect(given.status).toBe(201);
  const [library] = (await selected('GET', `${sales}/drives`)).body.value;
  expect((await selected('GET', `/drives/${library.id}/root/children`)).status).toBe(200);
  expect((await selected('POST', `/drives/${library.id}/root/children`, { name: 'x', folder: {} })).status).toBe(403);
  expect((await selected('GET', '/sites/alderfinch.sharepoint.example:/sites/Board')).status).toBe(403);
  expect((await selected('GET', '/sites?search=sales')).status).toBe(403);
  await admin('DELETE', `${sales}/permissions/${given.body.id}`);
  expect((await selected('GET', `/drives/${library.id}/root/children`)).status).toBe(403);
});

test('search finds by beginnings of words, below a folder or in the whole drive, and only what one may open', async () => {
  const names = async (ask: Ask, path: string) =>
    (await ask('GET', path)).body.value.map((it: { name: string }) => it.name);
  expect(await names(ada, "/me/drive/root/search(q='renew')")).toEqual(['Renewal 2027.docx']);
  expect(await names(ada, "/me/drive/search(q='renewal docx')")).toEqual(['Renewal 2027.docx']);
  expect(await names(ada, "/me/drive/root:/Documents:/search(q='renewal')")).toEqual([]);
  const everywhere = async (ask: Ask, queryString: string) =>
    (await ask('POST', '/search/query', { requests: [{ entityTypes: ['driveItem'], query: { queryString } }] })).body
      .value[0].hitsContainers[0];
  expect((await everywhere(ada, 'minutes')).hits.map((it: { resource: { name: string } }) => it.resource.name)).toEqual(
    ['Minutes.docx'],
  );
  const cleo = await as('Cleo', 'Files.Read.All', 'Sites.Read.All');
  expect(
    (await everywhere(cleo, 'minutes')).hits.map((it: { resource: { name: string } }) => it.resource.name),
  ).toEqual(['Minutes']);
  expect((await everywhere(cleo, 'november')).total).toBe(1);
});

test('recent files are the own ones, newest first; shared ones point to the drive they are in', async () => {
  await ada('PUT', '/me/drive/root:/Just%20now.txt:/content', 'now');
  const recent = (await ada('GET', '/me/drive/recent')).body.value;
  expect(recent[0].name).toBe('Just now.txt');
  const shared = (await ada('GET', '/me/drive/sharedWithMe')).body.value;
  expect(shared.map((it: { name: string }) => it.name).sort()).toEqual(['Handover.docx', 'Nordkiste.docx']);
  const { remoteItem } = shared[0];
  const followed = await ada('GET', `/drives/${remoteItem.parentReference.driveId}/items/${remoteItem.id}`);
  expect(followed.body.name).toBe(shared[0].name);
});
