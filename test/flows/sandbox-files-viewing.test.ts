import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Answer = GraphAnswer<any>;
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
let world: GraphWorld;
let ada: Ask;
let ben: Ask;
const as = async (name: string): Promise<Ask> => (await world.as(name, ['Files.ReadWrite.All'])).ask;
beforeAll(async () => {
  world = await startGraphWorld();
  [ada, ben] = [await as('Ada'), await as('Ben')];
});
afterAll(() => world?.stop());
const id = (name: string) => world.sandbox.tenants.mailboxes.ofPerson(name).objectId;
const visit = (url: string, name: string, more: object = {}) =>
  world.raw('GET', url, { headers: { cookie: `ESTSAUTH=${id(name)}` }, ...more });

test('M46 a preview is a page to embed that needs no sign-in, shows the file, and ends after a quarter of an hour', async () => {
  const shows = async (path: string, wanted: RegExp) => {
    const item = (await ada('GET', `/me/drive/root:/${path}`)).body;
    const preview = await ada('POST', `/drives/${item.parentReference.driveId}/items/${item.id}/preview`, {});
    expect(preview.status).toBe(200);
    const page = await world.raw('GET', preview.body.getUrl as string);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).not.toContain('frame-ancestors');
    expect(page.text).toMatch(/imitation/i);
    expect(page.text).toMatch(wanted);
    return preview.body.getUrl as string;
  };
  await shows('Documents/Notes.txt', /Call Jana about the spare parts/);
  await shows('Customers/Lumen%20Works/Renewal%202027.docx', /Draft of the agreement with Lumen Works/);
  await shows('Documents/Travel.xlsx', /Harbour Light/);
  await shows('Pictures/Plant%20room.png', /<img src="[^"]+\/content"/);
  const url = await shows('Customers/Harbour%20Light/Rollout.pdf', /<iframe/);
  const content = await world.raw('GET', `${url}/content`);
  expect({ type: content.headers.get('content-type'), start: content.bytes.toString('latin1', 0, 5) }).toEqual({
    type: 'application/pdf',
    start: '%PDF-',
  });
  world.sandbox.clock.advance(16 * 60_000);
  expect((await world.raw('GET', url)).status).toBe(404);
  [ada, ben] = [await as('Ada'), await as('Ben')];
  const folder = (await ada('GET', '/me/drive/root:/Documents')).body;
  expect((await ada('POST', `/me/drive/items/${folder.id}/preview`, {})).status).toBe(400);
  const theirs = (await ada('GET', '/me/drive/root:/Documents/Notes.txt')).body;
  expect((await ben('POST', `/drives/${theirs.parentReference.driveId}/items/${theirs.id}/preview`, {})).status).toBe(
    404,
  );
});

test('thumbnails come in sizes, with the listing when asked for, and are pictures', async () => {
  const pdf = (await ada('GET', '/me/drive/root:/Customers/Harbour%20Light/Rollout.pdf?$expand=thumbnails')).body;
  expect(Object.keys(pdf.thumbnails[0]).sort()).toEqual(['id', 'large', 'medium', 'small']);
  const sets = (await ada('GET', `/me/drive/items/${pdf.id}/thumbnails`)).body.value;
  for (const size of ['small', 'medium', 'large']) {
    const picture = await world.raw('GET', sets[0][size].url as string);
    expect({ status: picture.status, type: picture.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/png',
    });
    expect(picture.bytes.readUInt32BE(16)).toBe(sets[0][size].width);
  }
  expect((await ada('GET', `/me/drive/items/${pdf.id}/thumbnails/0/medium`)).body.width).toBe(176);
  expect((await ada('GET', `/me/drive/items/${pdf.id}/thumbnails/0/small/content`)).status).toBe(302);
  await ada('PUT', '/me/drive/root:/unknown.bin:/content', 'x');
  expect((await ada('GET', '/me/drive/root:/unknown.bin:/thumbnails')).body.value).toEqual([]);
});

test('M47 the address of a file opens it for who may see it; others are told nothing and may ask', async () => {
  const { webUrl } = (await ada('GET', '/me/drive/root:/Documents/Notes.txt')).body;
  expect((await visit(webUrl, 'Ada')).text).toContain('Notes.txt');
  const refused = await visit(webUrl, 'Cleo');
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('You need access');
  expect(refused.text).not.toContain('Notes.txt');
  const asked = await world.raw('POST', webUrl, {
    body: 'message=Please',
    headers: { cookie: `ESTSAUTH=${id('Cleo')}`, 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(asked.text).toContain('Your request was sent');
  const mails = await world.as('Ada', ['Mail.Read']);
  const { body } = await mails.get<{ value: { subject: string }[] }>(
    '/me/messages?$top=1&$orderby=receivedDateTime desc',
  );
  expect(body.value[0]?.subject).toContain('Cleo Martin asks for access to "Notes.txt"');
  const stranger = await world.raw('GET', webUrl);
  expect(stranger.text).toContain('Pick an account');
  const folder = (await ada('GET', '/me/drive/root:/Documents')).body;
  expect((await visit(folder.webUrl, 'Ada')).text).toContain('Travel.xlsx');
});

test('following a link in the browser gives the access it stands for', async () => {
  const file = (await ada('GET', '/me/drive/root:/Documents/Travel.xlsx')).body;
  const { link } = (await ada('POST', `/me/drive/items/${file.id}/createLink`, { type: 'view', scope: 'organization' }))
    .body;
  const path = `/drives/${file.parentReference.driveId}/items/${file.id}`;
  expect((await ben('GET', path)).status).toBe(404);
  expect((await visit(link.webUrl, 'Ben')).text).toContain('Travel.xlsx');
  expect((await ben('GET', path)).status).toBe(200);
  expect((await visit(link.webUrl, 'Erin')).status).toBe(403);
});

test('a copy is accepted at once and made later, also of a folder and into another drive', async () => {
  const source = (await ada('GET', '/me/drive/root:/Customers')).body;
  const accepted = await ada('POST', `/me/drive/items/${source.id}/copy`, { name: 'Customers (copy)' });
  expect(accepted.status).toBe(202);
  const monitor = accepted.headers.get('location') ?? '';
  expect((await world.raw('GET', monitor)).body).toMatchObject({ status: 'inProgress' });
  world.sandbox.clock.advance(2000);
  const done = (await world.raw('GET', monitor)).body as { status: string; resourceId: string };
  expect(done.status).toBe('completed');
  expect((await ada('GET', `/me/drive/items/${done.resourceId}:/Lumen%20Works/Renewal%202027.docx`)).status).toBe(200);
  expect((await ada('POST', `/me/drive/items/${source.id}/copy`, { name: 'Customers (copy)' })).status).toBe(409);
});

test('a file that somebody has open or checked out is locked for others', async () => {
  const shared = (await ada('GET', '/me/drive/root:/Customers/Lumen%20Works/Renewal%202027.docx')).body;
  const path = `/drives/${shared.parentReference.driveId}/items/${shared.id}`;
  expect((await ben('POST', `${path}/checkout`)).status).toBe(204);
  const locked = await ada('PATCH', path, { name: 'Other.docx' });
  expect(locked).toMatchObject({ status: 423, body: { error: { innerError: { code: 'resourceLocked' } } } });
  expect((await ada('PUT', `${path}/content`, 'x')).status).toBe(423);
  expect((await ada('GET', path)).body.publication).toMatchObject({
    level: 'checkout',
    checkedOutBy: { user: { displayName: 'Ben Okafor' } },
  });
  expect((await ben('PATCH', path, { name: 'Renewal.docx' })).status).toBe(200);
  expect((await ben('POST', `${path}/checkin`, {})).status).toBe(204);
  expect((await ada('PATCH', path, { name: 'Renewal 2027.docx' })).status).toBe(200);
  const { drives } = world.sandbox.tenants;
  const item = drives.ofPerson(id('Ada'))!.items[shared.id as string]!;
  item.lockedUntil = world.sandbox.clock.now().getTime() + 60_000;
  expect((await ada('DELETE', path)).status).toBe(423);
  world.sandbox.clock.advance(61_000);
  expect((await ada('GET', `${path}/versions`)).body.value[0].id).toMatch(/^\d+\.0$/);
});

test('content put again keeps its earlier versions, and one can be brought back', async () => {
  const { id: file } = (await ada('PUT', '/me/drive/root:/versions.txt:/content', 'one')).body;
  await ada('PUT', `/me/drive/items/${file}/content`, 'two!');
  const versions = (await ada('GET', `/me/drive/items/${file}/versions`)).body.value;
  expect(versions.map((it: { id: string; size: number }) => [it.id, it.size])).toEqual([
    ['2.0', 4],
    ['1.0', 3],
  ]);
  expect((await ada('POST', `/me/drive/items/${file}/versions/1.0/restoreVersion`)).status).toBe(204);
  expect((await ada('GET', `/me/drive/items/${file}`)).body.size).toBe(3);
});

test('a full drive takes nothing more', async () => {
  const drive = world.sandbox.tenants.drives.ofPerson(id('Dario'))!;
  const dario = await as('Dario');
  drive.quotaBytes = world.sandbox.tenants.drives.used(drive) + 10;
  expect((await dario('PUT', '/me/drive/root:/fits.txt:/content', '0123456789')).status).toBe(201);
  expect(await dario('PUT', '/me/drive/root:/full.txt:/content', 'x')).toMatchObject({
    status: 507,
    body: { error: { code: 'quotaLimitReached' } },
  });
  expect((await dario('GET', '/me/drive')).body.quota).toMatchObject({ state: 'exceeded', remaining: 0 });
});

test('who never opened OneDrive has none, until they open it', async () => {
  const drive = world.sandbox.tenants.drives.ofPerson(id('Cleo'))!;
  const cleo = await as('Cleo');
  const { webUrl } = (await cleo('GET', '/me/drive')).body;
  drive.isNotOpened = true;
  expect(await cleo('GET', '/me/drive/root')).toMatchObject({
    status: 404,
    body: { error: { code: 'ResourceNotFound', message: "User's mysite not found." } },
  });
  await visit(webUrl, 'Cleo');
  expect((await cleo('GET', '/me/drive/root')).status).toBe(200);
});
