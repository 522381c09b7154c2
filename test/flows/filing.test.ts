import PostalMime from 'postal-mime';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
});
afterAll(() => world?.stop());

const drive = (caller: Caller) =>
  world.sandbox.tenants.drives.ofPerson(caller.person.id) as NonNullable<
    ReturnType<typeof world.sandbox.tenants.drives.ofPerson>
  >;
const files = (caller: Caller) =>
  Object.values(drive(caller).items)
    .filter((it) => it.file)
    .map((it) => [...world.sandbox.tenants.drives.path(drive(caller), it)].join('/'))
    .filter((path) => path.startsWith('Coherence/')) // people have files of their own
    .sort();

test('M104 M107 a mail is filed with its attachments: at once true, then files in the folder and a category', async () => {
  // It is filed before anything is written to Microsoft 365: that may take as long as it likes. (How long it takes: npm run bench.)
  const writes = world.sandbox.faults.add({ service: 'graph', method: 'POST', holdBefore: true });
  const filed = await ada.file('Quote for the renewal', undefined, { saveCopy: true });
  await world.sandbox.faults.reached(writes);
  expect(files(ada)).toEqual([]);
  expect(ada.message('Quote for the renewal').graph.categories).toEqual([]);
  world.sandbox.faults.release(writes);
  expect(filed).toMatchObject({
    state: 'filed',
    filedBy: { name: 'Ada Brandt', isYou: true },
    record: { displayName: 'Jana Novák', module: 'people' },
    canUnfile: true,
  });
  const settled = await ada.settled(filed.id);
  expect(settled).toMatchObject({ category: 'set', recordCheck: 'ok' });
  expect(settled.files.map((it) => [it.name, it.state])).toEqual([
    ['Quote for the renewal.eml', 'stored'],
    ['Price list 2027.xlsx', 'stored'],
    ['Quote 2027-118.pdf', 'stored'],
  ]);
  expect(settled.folderUrl).toMatch(/Coherence\/People\/Jana/);
  expect(files(ada)).toEqual([
    'Coherence/People/Jana Novák/Price list 2027.xlsx',
    'Coherence/People/Jana Novák/Quote 2027-118.pdf',
    'Coherence/People/Jana Novák/Quote for the renewal.eml',
  ]);
  expect(ada.message('Quote for the renewal').graph.categories).toEqual(['Coherence']);
});

test('R-50 the stored copy keeps every header and recipient', async () => {
  const copy = Object.values(drive(ada).items).find((it) => it.name.endsWith('.eml'));
  const mail = await PostalMime.parse(world.sandbox.tenants.drives.bytes(copy as NonNullable<typeof copy>));
  expect(mail).toMatchObject({
    subject: 'Quote for the renewal',
    messageId: ada.message('Quote for the renewal').graph.internetMessageId,
    from: { address: 'jana.novak@lumenworks.example' },
  });
  expect([...(mail.to ?? []), ...(mail.cc ?? [])].map((it) => it.address)).toEqual([
    'ada@alderfinch.example',
    'ben@alderfinch.example',
  ]);
});

test('M104 a colleague with the other copy reads who filed it, when and where, and cannot take it back', async () => {
  const copy = ben.message('Quote for the renewal');
  const { filings } = await ben.call('POST /matches', {
    body: { internetMessageId: copy.graph.internetMessageId ?? '', subject: 'x', participants: [] },
  });
  expect(filings).toHaveLength(1);
  expect(filings[0]).toMatchObject({
    filedBy: { name: 'Ada Brandt', isYou: false },
    record: { displayName: 'Jana Novák' },
    canUnfile: false,
  });
  await expect(ben.call('POST /filings/:id/unfile', { params: { id: filings[0]?.id ?? '' } })).rejects.toMatchObject({
    problem: { code: 'access_denied', detail: 'Ada Brandt filed this email and can take it back.' },
  });
});

test('R-30 filing again, by whoever, is the same one filing', async () => {
  const again = await ada.file('Quote for the renewal');
  const byBen = await ben.file('Quote for the renewal');
  expect(byBen.id).toBe(again.id);
  expect(byBen.filedBy.isYou).toBe(false);
  expect(files(ben)).toEqual([]);
});

test('M1 the timeline of the record shows the filing with its files', async () => {
  const { entries } = await ben.call('GET /records/:module/:id/timeline', {
    params: { module: 'people', id: 'rec_jana' },
  });
  expect(entries[0]?.filing).toMatchObject({ subject: 'Quote for the renewal', filedBy: { name: 'Ada Brandt' } });
  expect(entries[0]?.filing?.files).toHaveLength(3);
});

test('R-08 unfiling says what goes and what stays, then takes back link, category, copy and files nobody else uses', async () => {
  const quote = await ada.file('Quote for the renewal');
  const minutes = await ada.file('Minutes of our meeting');
  await ada.settled(minutes.id);
  const said = await ada.call('GET /filings/:id/removal', { params: { id: quote.id } });
  expect(said.removes.join('\n')).toMatch(
    /link between this email and Jana Novák[^]*category "Coherence"[^]*\.eml[^]*Price list/,
  );
  expect(said.keeps.join('\n')).toMatch(/email itself, in Outlook[^]*folder/);
  const unfiling = await ada.call('POST /filings/:id/unfile', { params: { id: quote.id } });
  expect(unfiling.state).toBe('unfiling');
  expect((await ada.settled(quote.id)).state).toBe('unfiled');
  expect(ada.message('Quote for the renewal').graph.categories).toEqual([]);
  expect(files(ada)).toEqual(['Coherence/People/Jana Novák/Minutes.pdf']);
  const { filings } = await ben.call('POST /matches', {
    body: {
      internetMessageId: ben.message('Quote for the renewal').graph.internetMessageId ?? '',
      subject: 'x',
      participants: [],
    },
  });
  expect(filings).toEqual([]);
});

test('R-09 the same bytes are stored once, and stay while another filing uses them', async () => {
  const first = await ada.file('Quote for the renewal');
  await ada.settled(first.id);
  const pdf = ada.message('Quote for the renewal').attachments.find((it) => it.name.endsWith('.pdf'));
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'Quote once more',
    html: '<p>Again</p>',
    attachments: [
      {
        name: 'Renamed quote.pdf',
        contentType: 'application/pdf',
        bytes: world.sandbox.tenants.store.getBlob(pdf?.blob ?? ''),
      },
    ],
  });
  const second = await ada.settled((await ada.file('Quote once more')).id);
  expect(second.files).toMatchObject([{ name: 'Renamed quote.pdf', state: 'stored', reused: true }]);
  const before = files(ada).length;
  const said = await ada.call('GET /filings/:id/removal', { params: { id: first.id } });
  expect(said.keeps.join('\n')).toContain('"Quote 2027-118.pdf", because another filing uses it');
  await ada.call('POST /filings/:id/unfile', { params: { id: first.id } });
  await ada.settled(first.id);
  expect(files(ada)).toHaveLength(before - 1);
  expect(files(ada)).toContain('Coherence/People/Jana Novák/Quote 2027-118.pdf');
});

test('M107 large, empty and equally named attachments all arrive whole', async () => {
  const settled = await ada.settled(
    (await ada.file('Floor plans and photographs', { module: 'deals', id: 'rec_d1077' })).id,
  );
  expect(settled.files.map((it) => [it.name, it.state, it.problem])).toEqual([
    ['Floor plans.pdf', 'stored', undefined],
    ['notes.txt', 'stored', undefined],
    ['photo.jpg', 'stored', undefined],
    ['photo.jpg', 'stored', undefined],
  ]);
  const folder = files(ada).filter((it) => it.startsWith('Coherence/Deals'));
  expect(folder).toEqual(
    ['Floor plans.pdf', 'notes.txt', 'photo (2).jpg', 'photo.jpg'].map(
      (it) => `Coherence/Deals/Harbour Light – Rollout/${it}`,
    ),
  );
  const sizes = Object.values(drive(ada).items)
    .filter((it) => it.name.startsWith('photo'))
    .map((it) => it.file?.size);
  expect(new Set(sizes)).toEqual(new Set([3020, 3220]));
});
