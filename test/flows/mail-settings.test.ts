import type { Mailbox, MailSettings } from '../../contract/connection.js';
import { connectedMailbox } from '../support/connect.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let mailbox: Mailbox;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
  mailbox = await connectedMailbox(world, ada);
});
afterAll(() => world?.stop());

const of = () => ({ params: { mailbox: mailbox.id } });
const get = () => ada.call('GET /mailboxes/:mailbox/settings', of());
async function save(change: (settings: MailSettings) => void) {
  const { settings, version } = await get();
  change(settings);
  return ada.call('PUT /mailboxes/:mailbox/settings', { ...of(), body: { settings, version } });
}
const streams = async () =>
  (await world.server?.database.kysely
    .selectFrom('sync_state')
    .innerJoin('mail_folder', 'mail_folder.graph_id', 'sync_state.resource')
    .select(['mail_folder.display_name as name', 'sync_state.stage', 'sync_state.wished_at'])
    .where('sync_state.workload', '=', 'mail')
    .orderBy('mail_folder.display_name')
    .execute()) ?? [];
const folder = (name: string, parent = 'Inbox') => {
  const box = ada.mailbox;
  const at = box.folders.find((it) => it.displayName === parent)?.id ?? '';
  const made = { id: `AQMk-${name.replace(/\W/g, '')}=`, wellKnownName: null, displayName: name, parentFolderId: at };
  box.folders.push(made);
  return made;
};

test('M6 M16 M20 M21 before the first save we propose 30 days of Inbox and Sent Items, and nothing else', async () => {
  const { settings, mailbox: shown } = await get();
  expect(shown).toMatchObject({ state: 'connected', isConfigured: false });
  expect(settings.range).toEqual({ kind: 'days', days: 30 });
  const { folders } = await ada.call('GET /mailboxes/:mailbox/folders', { ...of(), query: {} });
  const names = settings.folders.map((it) => folders.find((f) => f.id === it.id)?.wellKnown);
  expect(names.sort()).toEqual(['inbox', 'sentitems']);
  expect(settings.organization).toEqual({ kind: 'off' });
  expect(await streams()).toEqual([]);
});

test('M22 the tree is read level by level, with counts; junk and deleted mail cannot be chosen, with the reason', async () => {
  const projects = folder('Projects');
  const lumen = folder('Lumen', 'Projects');
  const top = (await ada.call('GET /mailboxes/:mailbox/folders', { ...of(), query: {} })).folders;
  expect(top.slice(0, 2).map((it) => it.wellKnown)).toEqual(['inbox', 'sentitems']);
  expect(top.find((it) => it.wellKnown === 'inbox')?.childCount).toBe(1);
  expect(top.find((it) => it.wellKnown === 'inbox')?.messageCount).toBeGreaterThan(3);
  expect(
    top
      .filter((it) => it.refusal)
      .map((it) => [it.wellKnown, it.refusal])
      .sort(),
  ).toEqual(
    expect.arrayContaining([
      ['deleteditems', 'deleted'],
      ['junkemail', 'junk'],
    ]),
  );
  const inbox = top.find((it) => it.wellKnown === 'inbox')?.id ?? '';
  const below = await ada.call('GET /mailboxes/:mailbox/folders', { ...of(), query: { parent: inbox } });
  expect(below.folders).toMatchObject([{ id: projects.id, displayName: 'Projects', parentId: inbox, childCount: 1 }]);
  const found = await ada.call('POST /mailboxes/:mailbox/folders/search', { ...of(), body: { query: 'lum' } });
  expect(found.folders).toMatchObject([{ id: lumen.id, path: ['Inbox', 'Projects'] }]);
});

test('M20 a mailbox in another language is known by Outlook’s own names', async () => {
  const inbox = ada.mailbox.folders.find((it) => it.wellKnownName === 'inbox');
  if (!inbox) throw new Error('no inbox');
  inbox.displayName = 'Posteingang';
  const { folders } = await ada.call('GET /mailboxes/:mailbox/folders', { ...of(), query: {} });
  expect(folders[0]).toMatchObject({ displayName: 'Posteingang', wellKnown: 'inbox' });
  inbox.displayName = 'Inbox';
});

test('M6 the number of messages is estimated before anything is saved', async () => {
  const { settings } = await get();
  const body = { range: settings.range, folders: settings.folders };
  const said = await ada.call('POST /mailboxes/:mailbox/estimate', { ...of(), body });
  const since = new Date(said.fromDateTime).getTime();
  const chosen = new Set(settings.folders.map((it) => it.id));
  const wanted = ada.mailbox.messages.filter(
    (it) => chosen.has(it.folderId) && new Date(it.graph.receivedDateTime ?? 0).getTime() >= since,
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(said).toMatchObject({ messages: wanted.length, isUpperBound: false });
});

test.each([
  ['from in the future', { kind: 'custom', from: '2999-01-01' }, 'range.from'],
  ['reversed', { kind: 'custom', from: '2020-02-02', to: '2020-02-01' }, 'range.to'],
] as const)(
  'M19 a range of one’s own that is %s is refused at its field, and nothing is saved',
  async (_name, range, field) => {
    await expect(save((it) => void (it.range = range))).rejects.toMatchObject({
      problem: { code: 'invalid_request', field },
    });
    expect((await get()).mailbox.isConfigured).toBe(false);
  },
);

test('M22 a folder that was deleted meanwhile, or that holds junk, is refused at its field', async () => {
  const junk = ada.mailbox.folders.find((it) => it.wellKnownName === 'junkemail')?.id ?? '';
  for (const [id, sentence] of [
    ['AQMk-gone=', /no longer in the mailbox/],
    [junk, /cannot be followed/],
  ] as const)
    await expect(
      save((it) => void it.folders.push({ id, includeSubfolders: false, includeNewSubfolders: false })),
    ).rejects.toMatchObject({ problem: { field: 'folders.2', detail: expect.stringMatching(sentence) as string } });
});

test('M6 M22 saving makes the streams of the chosen folders with a wish to run, subfolders where asked', async () => {
  const saved = await save((it) => {
    const inbox = it.folders.find((f) => f.id === ada.mailbox.folders.find((x) => x.wellKnownName === 'inbox')?.id);
    if (inbox) Object.assign(inbox, { includeSubfolders: true, includeNewSubfolders: true });
  });
  expect(saved).toMatchObject({ version: 1, mailbox: { state: 'following', isConfigured: true } });
  expect((await streams()).map((it) => it.name)).toEqual(['Inbox', 'Lumen', 'Projects', 'Sent Items']);
  const progress = await ada.call('GET /mailboxes/:mailbox/progress', of());
  expect(progress.folders.map((it) => it.folder).sort()).toEqual(['Inbox', 'Lumen', 'Projects', 'Sent Items']);
});

test('M20 unticking a folder stops its stream; ticking it again goes on', async () => {
  const drop = (it: MailSettings) => void (it.folders = it.folders.slice(0, 1));
  await save(drop);
  expect((await streams()).filter((it) => it.stage === 'stopped').map((it) => it.name)).toEqual(['Sent Items']);
  await save((it) => {
    const sent = ada.mailbox.folders.find((x) => x.wellKnownName === 'sentitems')?.id ?? '';
    it.folders.push({ id: sent, includeSubfolders: false, includeNewSubfolders: false });
  });
  expect((await streams()).filter((it) => it.stage === 'stopped')).toEqual([]);
});

test('M6 two windows: the second save over what it has not seen is a conflict, and what was saved stays', async () => {
  const { settings, version } = await get();
  const first = { ...settings, visibility: 'everything' as const };
  await ada.call('PUT /mailboxes/:mailbox/settings', { ...of(), body: { settings: first, version } });
  await expect(
    ada.call('PUT /mailboxes/:mailbox/settings', { ...of(), body: { settings, version } }),
  ).rejects.toMatchObject({ problem: { code: 'conflict', status: 409 } });
  expect((await get()).settings.visibility).toBe('everything');
});

test('M6 M108 pause, resume and sync now are states and wishes; each twice is once', async () => {
  const order = (name: 'pause' | 'resume' | 'sync') =>
    ada.call(`POST /mailboxes/:mailbox/${name}`, { ...of(), body: {} });
  expect((await order('pause')).state).toBe('paused');
  expect((await order('pause')).state).toBe('paused');
  expect((await save((it) => void (it.visibility = 'people'))).mailbox.state).toBe('paused');
  expect((await order('resume')).state).toBe('following');
  await world.server?.database.kysely.updateTable('sync_state').set({ wished_at: null }).execute();
  await order('sync');
  expect((await streams()).every((it) => it.wished_at !== null)).toBe(true);
});

test('M114 a shared mailbox without a right is refused with the right that is missing, at its field', async () => {
  const add = (address: string) => ada.call('POST /mailboxes/shared', { body: { address } });
  await expect(add('nonsense')).rejects.toMatchObject({ problem: { code: 'invalid_request', field: 'address' } });
  await expect(add('ada@alderfinch.example')).rejects.toMatchObject({ problem: { field: 'address' } });
});

test('M77 disconnecting says what stops and stays, then stops: no stream, no token, no settings; connecting again begins anew', async () => {
  const said = await ada.call('GET /mailboxes/:mailbox/removal', of());
  expect(said.stops.join(' ')).toMatch(/New mail[^]*sign-in/);
  expect(said.keeps.join(' ')).toMatch(/filed by hand/);
  await ada.call('POST /mailboxes/:mailbox/disconnect', { ...of(), body: { links: 'keep' } });
  expect(await ada.ask('POST', `/mailboxes/${mailbox.id}/disconnect`, { links: 'keep' })).toMatchObject({
    status: 404,
  });
  expect(await streams()).toEqual([]);
  expect((await ada.call('GET /connection')).mailboxes).toEqual([]);
  const { rows } = (await world.server?.database.executeSql('select 1 from token_cache')) ?? { rows: [1] };
  expect(rows).toEqual([]);
  mailbox = await connectedMailbox(world, ada);
  expect((await get()).mailbox).toMatchObject({ state: 'connected', isConfigured: false });
});
