import { alder } from '../../sandbox/tenant/company.js';
import { administeredBy, saveFiles, usualFiles } from '../support/folders.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
});
afterAll(() => world?.stop());

/** Paths of files below Coherence in a person's OneDrive. */
const files = (caller: Caller) => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(caller.person.id)!;
  return Object.values(drive.items)
    .filter((it) => it.file)
    .map((it) => drives.path(drive, it).join('/'))
    .filter((path) => path.startsWith('Coherence/'))
    .sort();
};
const deliver = (to: Caller, subject: string, text: string, name = 'Notes.txt') => {
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: to.person.name, address: to.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
    attachments: [{ name, contentType: 'text/plain', bytes: Buffer.from(text) }],
  });
  return subject;
};

test('M43 M52 only an administrator changes where files are kept, and whether SharePoint is on; everybody reads it, each change is in the audit', async () => {
  await saveFiles(ada, { sharing: 'read' });
  const seen = await ben.call('GET /files/settings');
  expect(seen).toMatchObject({ mayChange: false, settings: { sharing: 'read' } });
  expect(await ada.call('GET /files/settings')).toMatchObject({ mayChange: true });
  expect(await ben.call('GET /sharepoint')).toMatchObject({ isOn: false, mayChange: false });
  for (const [method, path, body] of [
    ['PUT', '/files/settings', { settings: { ...usualFiles, sharing: 'write' }, version: seen.version }],
    ['PUT', '/sharepoint', { isOn: true }],
    ['PUT', '/access/anonymous', { allowAnonymous: true }],
    [
      'POST',
      '/access/mappings',
      { source: { kind: 'administrators' }, to: { kind: 'group', name: 'All', id: 'x' }, role: 'write' },
    ],
    ['POST', '/access/mappings/any/remove', undefined],
  ] as const) {
    const { status, body: said } = await ben.ask(method, path, body);
    expect({ path, status, said }).toMatchObject({
      status: 403,
      said: { code: 'access_denied', detail: expect.stringMatching(/^Only an administrator/) as unknown },
    });
  }
  expect((await ben.call('GET /files/settings')).settings.sharing).toBe('read');
  expect(await ada.call('GET /access/mappings')).toMatchObject({ allowAnonymous: false, mappings: [] });
  expect(await ada.call('PUT /sharepoint', { body: { isOn: true } })).toMatchObject({ isOn: true });
  await ada.call('PUT /access/anonymous', { body: { allowAnonymous: false } });
  const audited = await world
    .server!.database.kysely.selectFrom('audit_entry')
    .select(['action', 'actor'])
    .where('action', 'in', ['files.configured', 'sharepoint.switched', 'access.anonymous_kept'])
    .execute();
  expect(audited.map((it) => it.action).sort()).toEqual([
    'access.anonymous_kept',
    'files.configured',
    'sharepoint.switched',
  ]);
  expect(new Set(audited.map((it) => it.actor))).toEqual(new Set([ada.person.id]));
});

test('M45 never: the pane is told, ticked attachments are refused with the reason, the email itself is filed', async () => {
  await saveFiles(ada, { attachments: 'never' });
  const subject = deliver(ada, 'Kept out', 'never kept');
  const { files: told } = await ada.call('POST /matches', {
    body: { internetMessageId: ada.message(subject).graph.internetMessageId!, subject, participants: [] },
  });
  expect(told).toEqual({ attachments: 'never', place: 'OneDrive of Ada Brandt' });
  await expect(ada.file(subject)).rejects.toMatchObject({
    problem: { code: 'blocked_by_policy', field: 'attachmentIds' },
  });
  const filed = await ada.settled((await ada.file(subject, undefined, { attachments: false })).id);
  expect(filed).toMatchObject({ state: 'filed', files: [] });
});

test('M45 always: attachments go along though nobody ticked them', async () => {
  await saveFiles(ada, { attachments: 'always' });
  const subject = deliver(ada, 'Taken along', 'always kept');
  const filed = await ada.settled((await ada.file(subject, undefined, { attachments: false })).id);
  expect(filed.files).toMatchObject([{ name: 'Notes.txt', state: 'stored' }]);
});

test('M45 a file of that name: kept beside, replaced as a new version, or left until somebody decided', async () => {
  await saveFiles(ada);
  await ada.settled((await ada.file(deliver(ada, 'Second', 'another text'))).id);
  expect(files(ada)).toEqual(['Coherence/People/Jana Novák/Notes (2).txt', 'Coherence/People/Jana Novák/Notes.txt']);
  await saveFiles(ada, { clash: 'ask' });
  const asked = await ada.settled((await ada.file(deliver(ada, 'Third', 'a third text'))).id);
  expect(asked.files).toMatchObject([{ state: 'failed', problem: expect.stringMatching(/wants to be asked/) }]);
  await saveFiles(ada, { clash: 'replace' });
  const replaced = await ada.settled((await ada.file(deliver(ada, 'Fourth', 'a fourth text'))).id);
  expect(replaced.files).toMatchObject([{ name: 'Notes.txt', state: 'stored' }]);
  expect(files(ada)).toHaveLength(2);
  const said = await ada.call('GET /filings/:id/removal', { params: { id: replaced.id } });
  expect(said.keeps.join('\n')).toContain('"Notes.txt", because a file of this name was there before');
  await ada.call('POST /filings/:id/unfile', { params: { id: replaced.id } });
  await ada.settled(replaced.id);
  expect(files(ada)).toHaveLength(2); // it was there before, so it stays
});

test('M48 M107 who may not write in the record’s folder keeps the file in their own OneDrive, and nothing is shared for it', async () => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(ada.person.id)!;
  const grants = () => JSON.stringify(Object.values(drive.items).map((it) => drives.grants(drive, it)));
  const before = grants();
  const filed = await ben.settled((await ben.file(deliver(ben, 'From Ben', 'of Ben'))).id);
  expect(filed.files).toMatchObject([{ name: 'Notes.txt', state: 'stored' }]);
  expect(files(ben)).toEqual(['Coherence/People/Jana Novák/Notes.txt']);
  expect(grants()).toBe(before);
});

test('M45 M50 another template or place is for new folders only', async () => {
  const known = files(ada);
  await saveFiles(ada, { template: 'Customers/{Module}/{Record} ({Code})' });
  await ada.settled((await ada.file(deliver(ada, 'Fifth', 'a fifth text', 'Fifth.txt'))).id);
  expect(files(ada)).toEqual([...known, 'Coherence/People/Jana Novák/Fifth.txt'].sort());
  const { path } = await ada.call('GET /records/:module/:id/folder', { params: { module: 'deals', id: 'rec_d1077' } });
  expect(path).toMatch(/^Customers\/Deals\/.+ \(D-1077\)$/);
});

test('M44 a library cannot be the place before SharePoint is allowed, and that is said at its field', async () => {
  const { drives } = world.sandbox.tenants;
  const library = drives.list(alder.tenantId).find((it) => it.driveType === 'documentLibrary')!;
  await expect(saveFiles(ada, { root: { kind: 'library', driveId: library.id } })).rejects.toMatchObject({
    problem: { field: 'settings.root' },
  });
});
