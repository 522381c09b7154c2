import type { MailSettings } from '../../contract/connection.js';
import { createFolder, deleteFolder, renameFolder } from '../../sandbox/tenant/mail/folder-tree.js';
import type { StoredMessage } from '../../sandbox/tenant/mailboxes.js';
import { follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * What is done in Outlook to mail that came to a record: nothing unless it was chosen; a category, or a folder for the module or the
 * record; taken back with the link, or all at once. Links hold whatever moves.
 */
let world: World;
let ada: Caller;
let followed: Followed;
const jana = { module: 'people', id: 'rec_jana' };
beforeAll(async () => {
  world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '1' } });
  ada = await world.as('Ada');
  followed = await follow(world, ada);
  await followed.settled();
}, 240_000);
afterAll(() => world?.stop());
afterEach(() => world.sandbox.faults.clear());

let count = 0;
function arrive(folder?: string): StoredMessage {
  count += 1;
  const subject = `Lamps ${count}`;
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada Brandt', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Lamps</p>',
  });
  const message = ada.message(subject);
  if (folder) ada.mailbox.move(message, folder);
  return message;
}
const organise = (organization: MailSettings['organization']) =>
  followed.save((settings) => {
    settings.organization = organization;
  });
/** The names of the folders a message is in, innermost last. */
function pathOf({ folderId }: StoredMessage): string {
  const names: string[] = [];
  for (let id: string | undefined = folderId; id;) {
    const folder = ada.mailbox.folder(id);
    if (!folder || folder.wellKnownName === 'msgfolderroot') break;
    names.unshift(folder.displayName);
    id = folder.parentFolderId;
  }
  return names.join('/');
}
const timeline = async (subject: string) =>
  (await ada.call('GET /records/:module/:id/timeline', { params: jana })).entries.find(
    (it) => it.mail?.subject === subject,
  );
const linked = (message: StoredMessage) => until(() => timeline(message.graph.subject ?? ''), Boolean);
/** Takes it off every record it is on. */
async function takeOff({ graph }: StoredMessage): Promise<void> {
  const { rows } = await world.server!.database.executeSql(
    "select id from mail_link where internet_message_id = $1 and state = 'linked'",
    [graph.internetMessageId],
  );
  for (const { id } of rows as { id: string }[]) await ada.call('POST /mail/links/:id/undo', { params: { id } });
}
const state = () => ada.call('GET /mailboxes/:mailbox/organization', { params: { mailbox: followed.mailbox.id } });
/** Everything that was noted is done, and no stream has work left. */
async function quiet(): Promise<void> {
  const { executeSql } = world.server!.database;
  await until(
    async () =>
      (await executeSql("select 1 from organise_due union all select 1 from organised_mail where state = 'wished'"))
        .rows,
    (it) => it.length === 0,
  );
  await followed.settled();
}
const idsOf = async () =>
  (await world.server!.database.executeSql('select graph_id, internet_message_id from mail_message order by id')).rows;

test('M26 off unless chosen: mail on a record stays as it is', async () => {
  const message = arrive();
  await linked(message);
  await quiet();
  expect([pathOf(message), message.graph.categories]).toEqual(['Inbox', []]);
  expect(await state()).toEqual({ moved: 0, categorised: 0, waiting: 0 });
});

test('M26 a category on mail that came by rule; it goes with the link', async () => {
  await organise({ kind: 'category' });
  const message = arrive();
  await linked(message);
  await until(
    () => message.graph.categories,
    (it) => it?.includes('Coherence') ?? false,
  );
  const filing = await ada.file(message.graph.subject ?? '', { module: 'deals', id: 'rec_d1042' });
  await ada.settled(filing.id);
  await ada.call('POST /filings/:id/unfile', { params: { id: filing.id } });
  await ada.settled(filing.id);
  await quiet();
  expect(message.graph.categories).toEqual(['Coherence']); // it is still on Jana's record
  await takeOff(message);
  await until(
    () => message.graph.categories,
    (it) => it?.length === 0,
  );
});

test('M26 a folder for the record; a person’s own folder of the name is used, a renamed one too, a deleted one is made again', async () => {
  const root = ada.mailbox.folder('msgfolderroot')?.id ?? '';
  createFolder(ada.mailbox, root, 'Coherence');
  await organise({ kind: 'move', by: 'record' });
  const first = arrive();
  await linked(first);
  await until(
    () => pathOf(first),
    (it) => it === 'Coherence/People/Jana Novák',
  );
  await quiet();
  expect((await timeline(first.graph.subject ?? ''))?.mail).toMatchObject({ seen: 'own', isGone: false });
  const folder = ada.mailbox.folder(first.folderId)!;
  renameFolder(ada.mailbox, folder, 'Jana, lamps');
  const second = arrive();
  await linked(second);
  await until(
    () => pathOf(second),
    (it) => it === 'Coherence/People/Jana, lamps',
  );
  const text = await ada.call('POST /mail/body', {
    body: { record: jana, entry: (await timeline(second.graph.subject ?? ''))?.id ?? '' },
  });
  expect(text.html).toContain('Lamps');
  deleteFolder(ada.mailbox, folder);
  const third = arrive();
  await linked(third);
  await until(
    () => pathOf(third),
    (it) => it === 'Coherence/People/Jana Novák',
  );
});

test('M26 mail that a person moves back stays there: it is not moved again, and its link holds', async () => {
  const message = arrive();
  await linked(message);
  await until(
    () => pathOf(message),
    (it) => it.startsWith('Coherence/'),
  );
  const there = message.folderId;
  ada.mailbox.move(message, ada.mailbox.folder('inbox')?.id ?? '');
  await followed.syncNow();
  await quiet();
  expect(pathOf(message)).toBe('Inbox');
  ada.mailbox.move(message, there);
  ada.mailbox.move(message, ada.mailbox.folder('inbox')?.id ?? ''); // there and back between two looks
  await followed.syncNow();
  await quiet();
  expect(pathOf(message)).toBe('Inbox');
  expect(await timeline(message.graph.subject ?? '')).toMatchObject({ mail: { isGone: false } });
});

test('M26 mail in Junk, in Deleted Items and in Sent Items is never moved, also when it is filed by a click', async () => {
  for (const place of ['junkemail', 'deleteditems', 'sentitems']) {
    const message = arrive(ada.mailbox.folder(place)?.id);
    const before = pathOf(message);
    const filing = await ada.file(message.graph.subject ?? '', jana, { attachments: false });
    await ada.settled(filing.id);
    await quiet();
    expect(pathOf(message)).toBe(before);
  }
});

test('M26 the answer to moving is lost, or the service is busy: moved once, and taken off the record it is where it was', async () => {
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/move$', dropConnection: true });
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/move$',
    answer: { status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 1 },
  });
  const [first, second] = [arrive(), arrive()];
  await linked(first);
  await linked(second);
  await until(
    () => [pathOf(first), pathOf(second)],
    (all) => all.every((it) => it.startsWith('Coherence/People/')),
  );
  await quiet();
  await takeOff(first);
  await until(
    () => pathOf(first),
    (it) => it === 'Inbox',
  );
});

test('M26 filed by a click it is moved; unfiled it goes back; everything can be put back at once, and stays so', async () => {
  await organise({ kind: 'move', by: 'module' });
  const message = ada.message('Quote for the renewal');
  const deal = { module: 'deals', id: 'rec_d1042' };
  const before = await idsOf();
  const filing = await ada.file('Quote for the renewal', deal, { attachments: false });
  await ada.settled(filing.id);
  await quiet();
  const params = { mailbox: followed.mailbox.id };
  const was = await state();
  expect(was.moved).toBeGreaterThan(2);
  const back = await ada.call('POST /mailboxes/:mailbox/organization/undo', { params, body: {} });
  expect(back.waiting).toBeGreaterThan(2);
  await quiet();
  expect(await state()).toMatchObject({ moved: 0, categorised: 0, waiting: 0 });
  expect(pathOf(message)).toBe('Inbox');
  expect(ada.mailbox.messages.filter((it) => pathOf(it).startsWith('Coherence/')).length).toBe(0);
  await followed.syncNow();
  await quiet();
  expect(pathOf(message)).toBe('Inbox');
  expect(await idsOf()).toEqual(before); // ids hold, whatever moved
});

describe('one mail is moved by hand, from the pane', () => {
  const wanted = ({ restId, graph }: StoredMessage) => ({
    mailbox: ada.person.userPrincipalName,
    messageId: restId,
    internetMessageId: graph.internetMessageId ?? '',
  });
  /** As the pane follows it, by the id it had when it was opened. */
  const settledPlace = (body: ReturnType<typeof wanted>) =>
    until(
      () => ada.call('POST /mail/place', { body }),
      (it) => !['moving', 'going_back'].includes(it.moved?.state ?? ''),
    );

  test('M26 its folder is told; it is moved into the folder of its record though nothing is moved by itself, and undo returns it', async () => {
    await organise({ kind: 'off' });
    const message = arrive();
    const [link, before] = [await linked(message), await idsOf()];
    const body = wanted(message);
    expect(await ada.call('POST /mail/place', { body })).toEqual({
      ...{ isConnected: true, organization: 'off', by: 'record' },
      folder: ['Inbox'],
    });
    for (let twice = 0; twice < 2; twice += 1)
      await ada.call('POST /mail/place/move', { body: { ...body, record: jana } });
    const moved = await settledPlace(body);
    expect(moved).toMatchObject({ moved: { state: 'moved', record: { displayName: 'Jana Novák' } } });
    expect(moved.folder?.join('/')).toBe(pathOf(message));
    expect(pathOf(message)).toMatch(/^Coherence.*\/People.*\/Jana Novák/);
    await followed.syncNow();
    await quiet();
    expect(await timeline(message.graph.subject ?? '')).toMatchObject({ id: link?.id, mail: { isGone: false } });
    for (let twice = 0; twice < 2; twice += 1) await ada.call('POST /mail/place/undo', { body });
    expect(await settledPlace(body)).toMatchObject({ folder: ['Inbox'], moved: { state: 'left' } });
    expect(pathOf(message)).toBe('Inbox');
    await organise({ kind: 'move', by: 'record' });
    await ada.file(message.graph.subject ?? '', { module: 'deals', id: 'rec_d1042' }, { attachments: false });
    await quiet();
    expect(pathOf(message)).toBe('Inbox'); // who took it back is not overruled by a setting
    expect(await idsOf()).toEqual(before);
  });

  test('M26 from one record’s folder to another’s, and back to where it was at first; off every record it goes back by itself', async () => {
    await organise({ kind: 'category' });
    const message = arrive();
    await linked(message);
    await until(
      () => message.graph.categories,
      (it) => it?.includes('Coherence') ?? false,
    );
    const deal = { module: 'deals', id: 'rec_d1042' };
    const filing = await ada.file(message.graph.subject ?? '', deal, { attachments: false });
    await ada.settled(filing.id);
    const body = wanted(message);
    for (const record of [jana, deal]) {
      await ada.call('POST /mail/place/move', { body: { ...body, record } });
      await settledPlace(body);
    }
    expect(pathOf(message)).toMatch(/\/Deals\//);
    await ada.call('POST /mail/place/undo', { body });
    await settledPlace(body);
    expect(pathOf(message)).toBe('Inbox');
    await ada.call('POST /mail/place/move', { body: { ...body, record: jana } });
    await settledPlace(body);
    await ada.call('POST /filings/:id/unfile', { params: { id: filing.id } });
    await ada.settled(filing.id);
    await takeOff(message);
    await until(
      () => [pathOf(message), message.graph.categories?.length],
      ([path, worn]) => path === 'Inbox' && worn === 0,
    );
  });

  test('M26 what may not be moved is said: not on the record, in Sent Items, of a mailbox that is not connected; a lost answer moves it once', async () => {
    await organise({ kind: 'off' });
    const message = arrive();
    await linked(message);
    const body = wanted(message);
    const refused = async (wish: object) =>
      (await ada.ask('POST', '/mail/place/move', { ...body, record: jana, ...wish })).body as { code: string };
    expect(await refused({ record: { module: 'deals', id: 'rec_d1042' } })).toMatchObject({ code: 'invalid_request' });
    expect(await refused({ mailbox: 'ben@alderfinch.example' })).toMatchObject({ code: 'not_found' });
    ada.mailbox.move(message, ada.mailbox.folder('sentitems')?.id ?? '');
    await followed.syncNow();
    await quiet();
    const there = wanted(message);
    expect(await ada.call('POST /mail/place', { body: there })).toMatchObject({ stays: 'sentitems' });
    expect(await refused(there)).toMatchObject({ code: 'invalid_request', field: 'messageId' });
    ada.mailbox.move(message, ada.mailbox.folder('inbox')?.id ?? '');
    world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/move$', dropConnection: true });
    await ada.call('POST /mail/place/move', { body: { ...wanted(message), record: jana } });
    expect(await settledPlace(wanted(message))).toMatchObject({ moved: { state: 'moved' } });
  });
});
