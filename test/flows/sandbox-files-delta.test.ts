import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<GraphAnswer<any>>;
interface Item {
  id: string;
  name?: string;
  deleted?: { state: string };
  parentReference?: { id?: string; path?: string };
  folder?: object;
  cTag?: string;
}
let world: GraphWorld;
let ada: Ask;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = (await world.as('Ada', ['Files.ReadWrite'])).ask;
});
afterAll(() => world?.stop());

/** A whole round: every page to the link that the next round begins with. */
async function round(start: string, headers: Record<string, string> = {}) {
  const items: Item[] = [];
  let pages = 0;
  for (let link = start; ; pages += 1) {
    const { status, body } = await ada('GET', link, undefined, headers);
    expect(status).toBe(200);
    expect('@odata.nextLink' in body).not.toBe('@odata.deltaLink' in body);
    items.push(...body.value);
    if (body['@odata.deltaLink']) return { items, pages: pages + 1, deltaLink: body['@odata.deltaLink'] as string };
    link = body['@odata.nextLink'];
  }
}
const folder = async (name: string, parent = '/me/drive/root') =>
  (await ada('POST', `${parent}/children`, { name, folder: {} })).body as { id: string };
const put = async (path: string) => (await ada('PUT', `/me/drive/root:/${path}:/content`, path)).body as { id: string };

test('M48 the first round lists everything, parents by id and not by path; the next one only what changed', async () => {
  const first = await round('/me/drive/root/delta');
  expect(first.items.find((it) => it.name === 'root')).toBeDefined();
  const known = new Set(first.items.map((it) => it.id));
  for (const it of first.items) {
    expect(it.parentReference?.path).toBeUndefined();
    expect(it.cTag).toBeUndefined();
    expect(it.name === 'root' || known.has(it.parentReference?.id ?? '')).toBe(true);
  }
  expect((await round(first.deltaLink)).items).toEqual([]);
  const made = await put('Delta/one.txt');
  const second = await round(first.deltaLink);
  expect(second.items.map((it) => it.name)).toEqual(['root', 'Delta', 'one.txt']);
  await ada('PATCH', `/me/drive/items/${made.id}`, { name: 'two.txt' });
  await ada('PATCH', `/me/drive/items/${made.id}`, { name: 'three.txt' });
  expect((await round(second.deltaLink)).items.map((it) => it.name)).toEqual(['root', 'Delta', 'three.txt']);
  const alone = await round(second.deltaLink, { deltaExcludeParent: 'true' });
  expect(alone.items.map((it) => it.name)).toEqual(['three.txt']);
});

test('what was deleted comes without name and with its facet, a folder after what was in it', async () => {
  const top = await folder('Doomed');
  const file = await put('Doomed/inside.txt');
  const { deltaLink } = await round('/me/drive/root/delta?token=latest');
  await ada('DELETE', `/me/drive/items/${top.id}`);
  const { items } = await round(deltaLink);
  const gone = items.filter((it) => it.deleted);
  expect(gone.map((it) => it.id)).toEqual([file.id, top.id]);
  expect(gone.every((it) => it.deleted?.state === 'deleted' && it.name === undefined)).toBe(true);
  expect((await round('/me/drive/root/delta')).items.some((it) => it.deleted)).toBe(false);
});

test('a round comes in pages of about two hundred, and both spellings of its links lead on', async () => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.list(world.sandbox.client.tenant).find((it) => it.name === 'Site reports')!;
  const ben = (await world.as('Ben', ['Files.Read.All'])).ask as Ask;
  const first = (await ben('GET', `/drives/${drive.id}/root/delta?$select=id,name`)).body;
  expect(first.value).toHaveLength(200);
  expect(Object.keys(first.value[0]).sort()).toEqual(['@odata.type', 'id', 'name']);
  expect(first['@odata.nextLink']).toMatch(/\/root\/delta\?token=[\w-]+$/);
  const seen = new Set<string>(first.value.map((it: Item) => it.id));
  let page = first;
  while (page['@odata.nextLink']) {
    page = (await ben('GET', page['@odata.nextLink'])).body;
    for (const it of page.value as Item[]) seen.add(it.id);
  }
  expect(page['@odata.deltaLink']).toMatch(/\/root\/delta\(token='[\w-]+'\)$/);
  expect(seen.size).toBe(522);
  const token = /token='([\w-]+)'/.exec(page['@odata.deltaLink'])?.[1];
  expect((await ben('GET', `/drives/${drive.id}/root/delta?token=${token}`)).body.value).toEqual([]);
});

test('a timestamp is a token on business drives', async () => {
  const before = world.sandbox.clock.now().toISOString();
  world.sandbox.clock.advance(5000);
  await put('Since/then.txt');
  const { items } = await round(`/me/drive/root/delta?token=${encodeURIComponent(before)}`);
  expect(items.map((it) => it.name)).toEqual(['root', 'Since', 'then.txt']);
});

test('forgotten tokens are answered 410 with where to begin anew and how to compare', async () => {
  const { deltaLink } = await round('/me/drive/root/delta');
  world.sandbox.tenants.drives.forgetTokens();
  const gone = await ada('GET', deltaLink);
  expect(gone).toMatchObject({ status: 410, body: { error: { code: 'resyncChangesApplyDifferences' } } });
  const anew = await round(gone.headers.get('location') ?? '');
  expect(anew.items.some((it) => it.name === 'root')).toBe(true);
  world.sandbox.behaviour.files.resync = 'resyncChangesUploadDifferences';
  expect((await ada('GET', deltaLink)).body.error.code).toBe('resyncChangesUploadDifferences');
  world.sandbox.behaviour.reset();
  expect((await ada('GET', '/me/drive/root/delta?token=nonsense')).status).toBe(400);
});

test('a folder of a business drive has no delta of its own', async () => {
  const { id } = await folder('Sub');
  expect((await ada('GET', `/me/drive/items/${id}/delta`)).status).toBe(400);
});

test('items without name and parent, and items sent again, come when they are asked for', async () => {
  world.sandbox.behaviour.files.deltaOmitsEvery = 3;
  const holes = (await round('/me/drive/root/delta')).items.filter(
    (it) => it.name === undefined && !it.parentReference,
  );
  expect(holes.length).toBeGreaterThan(3);
  world.sandbox.behaviour.reset();
  world.sandbox.behaviour.delta.repeats = true;
  const { items } = await round('/me/drive/root/delta?$top=5');
  world.sandbox.behaviour.reset();
  const plain = await round('/me/drive/root/delta?$top=5');
  expect(items.length).toBeGreaterThan(plain.items.length);
  expect(new Set(items.map((it) => it.id))).toEqual(new Set(plain.items.map((it) => it.id)));
});

test('what is brought back from the recycle bin comes again under its id', async () => {
  const { id } = await put('Back/again.txt');
  const { deltaLink } = await round('/me/drive/root/delta?token=latest');
  await ada('DELETE', `/me/drive/items/${id}`);
  const gone = await round(deltaLink);
  expect(gone.items.at(-1)).toMatchObject({ id, deleted: {} });
  const { drives, mailboxes } = world.sandbox.tenants;
  const drive = drives.ofPerson(mailboxes.ofPerson('Ada').objectId)!;
  drives.restore(drive, id, {}, drive.objectId!);
  expect((await round(gone.deltaLink)).items.at(-1)).toMatchObject({ id, name: 'again.txt' });
});
