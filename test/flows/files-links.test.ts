import { alder } from '../../sandbox/tenant/company.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';
import { administeredBy } from '../support/folders.js';
import { allowSharedFiles, filesOf } from '../support/files.js';

/* Files on records: linked by who can open them, seen by each with their own right, known by what they are and not by name. */
let world: World;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
let files: ReturnType<typeof filesOf>;
const record = { module: 'people', id: 'rec_jana' };
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  allowSharedFiles(world);
  [ada, ben, cleo] = await Promise.all([world.as('Ada'), world.as('Ben'), world.as('Cleo')]);
  files = filesOf(world);
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

const link = (by: Caller, file: { driveId: string; itemId: string } | { address: string }, params = record) =>
  by.call('POST /records/:module/:id/files', { params, body: { file } });
const list = (by: Caller, params = record) => by.call('GET /records/:module/:id/files', { params });
const linkOf = async (by: Caller, id: string) => (await list(by)).links.find((it) => it.id === id);
const refusal = async (work: Promise<unknown>) => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refused)) throw new Error('It was not refused.');
  return thrown.problem;
};

test('M46 a linked file stays linked when it is renamed and moved, and says so plainly when it is gone', async () => {
  const at = files.put('Ada', 'Documents', 'Offer.txt', 'Our offer');
  const made = await link(ada, at);
  expect(made).toMatchObject({ state: 'there', item: { name: 'Offer.txt', kind: 'file' }, linkedBy: { isYou: true } });
  const again = await link(ada, at);
  expect(again.id).toBe(made.id);
  const [drive, item] = [files.drive('Ada'), files.item('Ada', 'Documents/Offer.txt')];
  files.drives.move(drive, item, { parentId: files.item('Ada', 'Pictures').id, name: 'Offer 2.txt' }, ada.person.id);
  expect(await linkOf(ada, made.id)).toMatchObject({ state: 'there', item: { name: 'Offer 2.txt', ...at } });
  files.drives.remove(drive, item, ada.person.id);
  const gone = await linkOf(ada, made.id);
  expect(gone).toMatchObject({ state: 'gone', lastName: 'Offer 2.txt' });
  expect(gone?.item).toBeUndefined();
  const forBen = await linkOf(ben, made.id);
  expect(JSON.stringify(forBen)).not.toContain('Offer');
});

test('M48 each viewer sees a linked file with their own right only; who has none learns no name, and whom to ask', async () => {
  const at = files.put('Ada', 'Documents', 'Salaries.txt', 'secret');
  const made = await link(ada, at);
  const forBen = await linkOf(ben, made.id);
  expect(forBen).toMatchObject({ state: 'noAccess', linkedBy: { name: 'Ada Brandt', isYou: false } });
  expect(forBen?.linkedBy.address).toBe(ada.person.userPrincipalName);
  expect(JSON.stringify(await list(ben))).not.toContain('Salaries');
  files.share('Ada', 'Documents/Salaries.txt', ben);
  expect(await linkOf(ben, made.id)).toMatchObject({ state: 'there', item: { name: 'Salaries.txt' } });
  expect(await linkOf(cleo, made.id)).toMatchObject({ state: 'noAccess' });
  files.item('Ada', 'Documents/Salaries.txt').permissions = [];
  expect(JSON.stringify(await linkOf(ben, made.id))).not.toContain('Salaries');
});

test('M48 linking changes no permission, and nobody links what they cannot open', async () => {
  const at = files.ref('Ada', 'Documents/Notes.txt');
  const before = structuredClone(files.item('Ada', 'Documents/Notes.txt').permissions);
  await link(ada, at);
  expect(files.item('Ada', 'Documents/Notes.txt').permissions).toEqual(before);
  const problem = await refusal(link(cleo, at));
  expect(problem).toMatchObject({ detail: expect.stringMatching(/You cannot open this/) as string });
  expect(JSON.stringify(problem)).not.toContain('Notes');
});

test('M46 a file taken off comes back with one click, as it was linked; both are in the audit', async () => {
  const made = await link(ada, files.ref('Ada', 'Documents/Travel.xlsx'));
  for (let n = 0; n < 2; n += 1)
    expect(await ben.call('POST /files/links/:id/unlink', { params: { id: made.id } })).toMatchObject({
      state: 'unlinked',
    });
  expect(await linkOf(ada, made.id)).toBeUndefined();
  const back = await ben.call('POST /files/links/:id/restore', { params: { id: made.id } });
  expect(back).toMatchObject({ id: made.id, state: 'noAccess', linkedBy: { name: 'Ada Brandt' } });
  expect(await linkOf(ada, made.id)).toMatchObject({ state: 'there', linkedDateTime: made.linkedDateTime });
  const { rows } = await world.server!.database.executeSql(
    'select action, actor from audit_entry where target = $1 order by sequence',
    [made.id],
  );
  expect(rows).toEqual([
    { action: 'file.linked', actor: ada.person.id },
    { action: 'file.unlinked', actor: ben.person.id },
    { action: 'file.restored', actor: ben.person.id },
  ]);
});

describe('M46 a pasted link', () => {
  const createLink = async (scope: string, path = 'Customers/Harbour Light/Rollout.pdf') => {
    const item = files.item('Ada', path);
    const token = `t${Math.random().toString(36).slice(2)}`;
    const to = { type: 'view', scope, token, people: [], redeemedBy: [] } as const;
    item.permissions.push({
      id: token,
      role: 'read',
      link: { ...to, people: [], redeemedBy: [] } as never,
      grantedDateTime: new Date().toISOString(),
    });
    files.drives.index(files.drive('Ada')).shared.add(item.id);
    return { address: world.sandbox.graph.files.addresses.link(files.drive('Ada'), item, token), item, token };
  };

  test('is followed with the own right, and gives nobody a right', async () => {
    const { address, item, token } = await createLink('organization');
    expect(await link(ada, { address })).toMatchObject({ state: 'there', item: { name: 'Rollout.pdf' } });
    const problem = await refusal(link(cleo, { address }));
    expect(problem).toMatchObject({
      status: 403,
      detail: expect.stringMatching(/You cannot open what this link/) as string,
    });
    expect(item.permissions.find((it) => it.id === token)?.link?.redeemedBy).toEqual([]);
  });
  test("of the file's own address in the browser works as well", async () => {
    const item = files.item('Sales', 'Customers/Lumen Works/Quote 2027-118.pdf');
    const address = world.sandbox.graph.files.addresses.place(files.drive('Sales'), item);
    expect(await link(ada, { address })).toMatchObject({ item: { name: 'Quote 2027-118.pdf' } });
  });
  test.each([
    ['no address at all', 'Quote for Jana', 400, /This is not a link/],
    ['a place that is neither OneDrive nor SharePoint', 'https://files.example/x', 400, /neither to OneDrive nor/],
    ['an address that is OneDrive’s but names nothing', '{pages}/alderfinch-my/nothing', 403, /You cannot open what/],
    ['a link of another organisation', '{erin}', 403, /belongs to another organisation/],
  ])('of %s is refused with its own sentence', async (_what, address, status, sentence) => {
    const erins = world.sandbox.tenants.drives.ofPerson(world.sandbox.tenants.mailboxes.ofPerson('Erin').objectId)!;
    const { addresses } = world.sandbox.graph.files;
    const real = address.replace('{pages}', world.sandbox.urls.sharepoint).replace(
      '{erin}',
      addresses.place(
        erins,
        Object.values(erins.items).find((it) => it.file),
      ),
    );
    expect(await refusal(link(ada, { address: real }))).toMatchObject({
      status,
      detail: expect.stringMatching(sentence) as string,
    });
  });
});

test('M47 a preview is an address of Microsoft for a few minutes, asked with the own right, and stored nowhere', async () => {
  const at = files.ref('Ada', 'Customers/Lumen Works/Renewal 2027.docx');
  const shown = await ada.call('POST /files/preview', { body: at });
  expect(shown.kind).toBe('frame');
  expect(shown.url?.startsWith(`${world.sandbox.urls.sharepoint}/embed/`)).toBe(true);
  const { rows } = await world.server!.database.executeSql(
    "select count(*)::int as n from audit_entry where action = 'file.previewed' and detail::text || target like '%embed%'",
  );
  expect(rows).toEqual([{ n: 0 }]);
  expect((await refusal(cleo.call('POST /files/preview', { body: at }))).status).toBeGreaterThanOrEqual(403);
  files.drive('Ada').driveType = 'personal';
  try {
    const picture = await ada.call('POST /files/preview', { body: files.ref('Ada', 'Pictures/Plant room.png') });
    expect(picture).toMatchObject({ kind: 'picture', item: { name: 'Plant room.png' } });
  } finally {
    files.drive('Ada').driveType = 'business';
  }
});

test('M46 the picker shows recent files, one’s own, what others shared, and what a search finds', async () => {
  const names = async (by: Caller, place: Parameters<typeof browse>[1]) =>
    (await browse(by, place)).items.map((it) => it.name);
  const browse = (
    by: Caller,
    place: { from: 'recent' } | { from: 'mine' } | { from: 'shared' } | { from: 'search'; words: string },
  ) => by.call('POST /files/browse', { body: { place } });
  expect(await names(ada, { from: 'mine' })).toEqual(expect.arrayContaining(['Customers', 'Documents']));
  expect(await names(ada, { from: 'recent' })).toContain('Renewal 2027.docx');
  const shared = await browse(ada, { from: 'shared' });
  expect(shared.items.map((it) => it.name)).toContain('Nordkiste.docx');
  expect(shared.items.find((it) => it.name === 'Nordkiste.docx')?.driveId).toBe(files.drive('Ben').id);
  expect(await names(ada, { from: 'search', words: 'renewal' })).toContain('Renewal 2027.docx');
  expect(await names(ada, { from: 'search', words: 'Quote' })).toContain('Quote 2027-118.pdf');
  expect(await names(cleo, { from: 'search', words: 'Renewal' })).toEqual([]);
});

test('M44 without the permission to see others’ files the own ones work, and the rest says what is missing', async () => {
  const dario = await world.as('Dario');
  const { directory } = world.sandbox.entra;
  const made = await link(ada, files.ref('Ada', 'Documents/Notes.txt'));
  directory.revoke(alder.tenantId, world.sandbox.client.id, ['Files.ReadWrite.All', 'Sites.Read.All']);
  try {
    const own = await dario.call('POST /files/browse', { body: { place: { from: 'mine' } } });
    expect(own.items.map((it) => it.name)).toContain('Projects');
    expect(await linkOf(dario, made.id)).toMatchObject({ state: 'notAllowed' });
    const problem = await refusal(link(dario, files.ref('Ben', 'Account plans/Nordkiste.docx')));
    expect(problem).toMatchObject({ code: 'consent_required' });
    expect(problem.consentUrl).toContain('Files.ReadWrite.All');
  } finally {
    allowSharedFiles(world);
  }
});

describe('SharePoint', () => {
  test('M52 switched off, no call is made for sites; switched on, each sees the sites they may open', async () => {
    const watch = world.sandbox.faults.add({
      service: 'graph',
      path: '/(sites|followedSites)',
      times: 0,
      answer: { status: 500, code: 'siteAsked', message: 'A site was asked for.' },
    });
    expect(await ada.call('POST /sites/browse', { body: { from: 'followed' } })).toEqual({ state: 'off', sites: [] });
    expect(world.sandbox.faults.list().find((it) => it.id === watch)?.met).toBe(0);
    world.sandbox.faults.clear();
    expect(await ada.call('PUT /sharepoint', { body: { isOn: true } })).toMatchObject({ isOn: true, isAllowed: true });
    const found = await ada.call('POST /sites/browse', { body: { from: 'search', words: '' } });
    expect(found.state).toBe('on');
    expect(found.sites.map((it) => it.name)).toEqual(expect.arrayContaining(['Sales', 'Projects']));
    expect(found.sites.map((it) => it.name)).not.toContain('Board');
  });

  test('M53 sites followed and recent, their libraries, and 500 items page by page', async () => {
    const site = world.sandbox.tenants.sites.list(alder.tenantId).find((it) => it.title === 'Projects')!;
    world.sandbox.tenants.sites.follow(ada.person.id, site.siteId);
    const followed = await ada.call('POST /sites/browse', { body: { from: 'followed' } });
    expect(followed.sites.map((it) => it.name)).toEqual(['Projects']);
    files.drives.changed(
      files.drive('Sales'),
      files.item('Sales', 'Customers/Lumen Works/Quote 2027-118.pdf'),
      ada.person.id,
    );
    const recent = await ada.call('POST /sites/browse', { body: { from: 'recent' } });
    expect(recent.sites.map((it) => it.name)).toContain('Sales');
    const { libraries } = await ada.call('POST /sites/libraries', { body: { site: followed.sites[0]!.id } });
    const reports = libraries.find((it) => it.name === 'Site reports')!;
    const place = { from: 'folder', driveId: reports.driveId } as const;
    const [year] = (await ada.call('POST /files/browse', { body: { place } })).items;
    const names = new Set<string>();
    let next: string | undefined;
    let pages = 0;
    do {
      const page = await ada.call('POST /files/browse', {
        body: { place: { ...place, itemId: year!.itemId }, ...(next ? { next } : {}) },
      });
      for (const it of page.items) names.add(it.name);
      next = page.next;
      pages += 1;
      if (pages === 1)
        expect(
          (await refusal(ben.call('POST /files/browse', { body: { place: { ...place }, next: next! } }))).status,
        ).toBe(400); // where a list goes on is for the person it was given to
    } while (next && pages < 20);
    expect(names.size).toBe(520);
    expect(pages).toBeGreaterThan(1);
  });

  test('M54 documents and folders of a library are linked, and a changed version is seen', async () => {
    const folder = await link(ada, files.ref('Sales', 'Customers/Lumen Works'));
    expect(folder).toMatchObject({ state: 'there', item: { kind: 'folder', name: 'Lumen Works' } });
    const made = await link(ada, files.ref('Sales', 'Customers/Lumen Works/Contacts.xlsx'));
    const at = files.item('Sales', 'Customers/Lumen Works');
    files.drives.putFile(
      files.drive('Sales'),
      at.id,
      'Contacts.xlsx',
      Buffer.alloc(5000, 1),
      'application/x',
      ben.person.id,
    );
    expect(await linkOf(ada, made.id)).toMatchObject({ item: { sizeBytes: 5000, changedBy: 'Ben Okafor' } });
  });

  test('M53 an account or organisation without SharePoint says so', async () => {
    world.sandbox.faults.add({
      service: 'graph',
      path: 'followedSites',
      answer: { status: 400, code: 'BadRequest', message: 'This API is not supported for MSA accounts' },
    });
    expect(await ada.call('POST /sites/browse', { body: { from: 'followed' } })).toEqual({ state: 'none', sites: [] });
  });
});

test('M46 the folder of a record lists what is in it, for who may open it', async () => {
  const filed = await ada.file('Quote for the renewal', { module: 'deals', id: 'rec_d1042' });
  await ada.settled(filed.id);
  const at = { module: 'deals', id: 'rec_d1042' };
  const mine = await list(ada, at);
  expect(mine.folders).toHaveLength(1);
  expect(mine.folders[0]).toMatchObject({ state: 'there', madeBy: { isYou: true } });
  expect(mine.folders[0]?.items.map((it) => it.name)).toContain(filed.files[0]?.name);
  const theirs = await list(ben, at);
  expect(theirs.folders[0]).toMatchObject({ state: 'noAccess', items: [], madeBy: { name: 'Ada Brandt' } });
  expect(JSON.stringify(theirs)).not.toContain(filed.files[0]?.name ?? 'x');
});

test('M46 when Microsoft does not answer, links are still listed and nothing is called gone', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    path: '/items/',
    times: 0,
    answer: { status: 503, code: 'serviceNotAvailable', message: 'Later.' },
  });
  const { links } = await list(ada);
  expect(links.length).toBeGreaterThan(2);
  expect(links.every((it) => it.state === 'unknown' && !it.item)).toBe(true);
});
