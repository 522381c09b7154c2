import type { Message } from '@microsoft/microsoft-graph-types';
import { roundOf, type DeltaPage } from '../support/delta.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

type Refusal = { error: { code: string; message: string } };
const immutable = { prefer: 'IdType="ImmutableId"' };
const inbox = '/me/mailFolders/inbox/messages/delta';
let world: GraphWorld;
let ada: GraphCaller;
beforeEach(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
});
afterEach(() => world?.stop());

const listOf = (name: string) => ada.mailbox.contents(ada.mailbox.folder(name)?.id ?? '').list.items;
const mail = (subject: string) =>
  world.sandbox.tenants.deliver({
    from: { name: 'X', address: 'x@y.example' },
    to: [{ name: 'Ada', address: 'ada@alderfinch.example' }],
    subject,
    html: `<p>${subject}</p>`,
  });
const messageNamed = (subject: string) => {
  const found = ada.mailbox.messages.find((it) => it.graph.subject === subject);
  if (!found) throw new Error(`no ${subject}`);
  return found;
};

test('a round tells everything in the folder in pages of the asked size, each with exactly one link', async () => {
  const first = await ada.get<DeltaPage>(`${inbox}?$select=subject`);
  expect(first.headers.get('preference-applied')).toBe('odata.track-changes');
  expect(first.body.value).toHaveLength(10);
  expect(first.body['@odata.nextLink']).toMatch(
    new RegExp(
      `^${world.sandbox.urls.graph}/v1\\.0/me/mailfolders\\('AQMkAG[^']+'\\)/messages/delta\\?\\$skiptoken=[\\w.-]+$`,
    ),
  );
  const second = await ada.get<DeltaPage>(first.body['@odata.nextLink'] ?? '', { prefer: 'odata.maxpagesize=3' });
  expect(second.body.value).toHaveLength(3);
  expect(second.headers.get('preference-applied')).toBe('odata.maxpagesize=3, odata.track-changes');
  expect(Object.keys(second.body.value[0] ?? {}).sort()).toEqual(['@odata.etag', '@odata.type', 'id', 'subject']);
  const round = await roundOf(ada, `${inbox}?$select=subject`, { prefer: 'odata.maxpagesize=7' });
  expect(round.items.map((it) => it.id)).toEqual(listOf('inbox').map((it) => it.restId));
  expect(round.pages.slice(0, -1).every((page) => page.length === 7)).toBe(true);
  expect(round.deltaLink).toContain('delta?$deltatoken=');
});

test('later rounds tell what is new, what changed and what is gone, and nothing else', async () => {
  const { deltaLink } = await roundOf(ada, `${inbox}?$select=subject,isRead`);
  expect((await roundOf(ada, deltaLink)).items).toEqual([]);
  mail('Brand new');
  const [moved, changed, binned] = listOf('inbox').slice(1);
  const before = moved?.restId;
  await ada.post(`/me/messages/${moved?.restId}/move`, { destinationId: 'archive' });
  await ada.patch(`/me/messages/${changed?.restId}`, { isRead: !changed?.isRead });
  const gone = binned?.restId;
  await ada.remove(`/me/messages/${binned?.restId}`);
  const { items } = await roundOf(ada, deltaLink);
  expect(items).toEqual([
    expect.objectContaining({ subject: 'Brand new', '@odata.type': '#microsoft.graph.message' }),
    { '@odata.type': '#microsoft.graph.message', id: before, '@removed': { reason: 'deleted' } },
    expect.objectContaining({ id: changed?.restId, isRead: changed?.isRead }),
    { '@odata.type': '#microsoft.graph.message', id: gone, '@removed': { reason: 'deleted' } },
  ]);
});

test('each folder has a stream of its own', async () => {
  const archive = await roundOf(ada, '/me/mailFolders/archive/messages/delta');
  const inboxRound = await roundOf(ada, inbox);
  const it = listOf('inbox')[0];
  await ada.post(`/me/messages/${it?.restId}/move`, { destinationId: 'archive' });
  expect((await roundOf(ada, archive.deltaLink)).items).toMatchObject([{ id: it?.restId, subject: it?.graph.subject }]);
  expect((await roundOf(ada, inboxRound.deltaLink)).items).toMatchObject([{ '@removed': { reason: 'deleted' } }]);
  const wrong = archive.deltaLink.replace(
    /mailfolders\('[^']+'\)/,
    `mailfolders('${ada.mailbox.folder('inbox')?.id}')`,
  );
  expect((await ada.get(wrong)).status).toBe(400);
});

test('there and back again: a new id by default, with immutable ids gone and never told again', async () => {
  const { deltaLink } = await roundOf(ada, inbox);
  const it = listOf('inbox')[0];
  const { restId, immutableId } = it ?? { restId: '', immutableId: '' };
  const away = await ada.post<Message>(`/me/messages/${restId}/move`, { destinationId: 'archive' });
  await ada.post(`/me/messages/${away.body.id}/move`, { destinationId: 'inbox' });
  const byDefault = await roundOf(ada, deltaLink);
  expect(byDefault.items.map(({ id, '@removed': removed }) => [id, Boolean(removed)])).toEqual([
    [restId, true],
    [it?.restId, false],
  ]);
  const withImmutable = await roundOf(ada, deltaLink, immutable);
  expect(withImmutable.items).toEqual([
    { '@odata.type': '#microsoft.graph.message', id: immutableId, '@removed': { reason: 'deleted' } },
  ]);
  expect((await roundOf(ada, withImmutable.deltaLink, immutable)).items).toEqual([]);
});

test('the header of each request decides which ids are told, the link is good for both', async () => {
  const { deltaLink } = await roundOf(ada, `${inbox}?$select=id`);
  mail('Which id');
  const it = messageNamed('Which id');
  expect((await roundOf(ada, deltaLink)).items.map((m) => m.id)).toEqual([it.restId]);
  expect((await roundOf(ada, deltaLink, immutable)).items.map((m) => m.id)).toEqual([it.immutableId]);
});

test('changeType tells only one kind; $filter by time ends after 5,000 without saying so; $top caps the round', async () => {
  world.sandbox.generateMail({ person: 'Ada', count: 12_000, seed: 4, withFolders: false });
  const big = { prefer: 'odata.maxpagesize=1000' };
  const all = await roundOf(ada, `${inbox}?$select=receivedDateTime`, big);
  expect(all.items.length).toBe(listOf('inbox').length);
  expect(all.items.length).toBeGreaterThan(5000);
  const filtered = await roundOf(ada, `${inbox}?$select=id&$filter=receivedDateTime ge 2000-01-01T00:00:00Z`, big);
  expect(filtered.items).toHaveLength(5000);
  expect(await roundOf(ada, `${inbox}?$select=id&$top=25`)).toMatchObject({ items: { length: 25 } });
  const border = listOf('inbox')[40]?.graph.receivedDateTime;
  const recent = await roundOf(ada, `${inbox}?$select=receivedDateTime&$filter=receivedDateTime gt ${border}`);
  expect(recent.items.length).toBe(
    listOf('inbox').filter((it) => (it.graph.receivedDateTime ?? '') > (border ?? '')).length,
  );

  const created = await roundOf(ada, `${inbox}?$select=subject&changeType=created&$top=1`);
  const deleted = await roundOf(ada, `${inbox}?$select=subject&changeType=deleted`);
  expect(deleted.items).toEqual([]);
  mail('Only the new');
  await ada.remove(`/me/messages/${listOf('inbox')[3]?.restId}`);
  expect((await roundOf(ada, created.deltaLink)).items.map((it) => it.subject)).toEqual(['Only the new']);
  expect((await roundOf(ada, deleted.deltaLink)).items).toMatchObject([{ '@removed': { reason: 'deleted' } }]);
});

test('what the service does not support is refused', async () => {
  const refused = async (query: string) => {
    const { status, body } = await ada.get<Refusal>(`${inbox}?${query}`);
    return [status, body.error.code];
  };
  expect(await refused('$filter=isRead eq false')).toEqual([400, 'ErrorInvalidUrlQuery']);
  expect(await refused('$filter=receivedDateTime le 2026-01-01T00:00:00Z')).toEqual([400, 'ErrorInvalidUrlQuery']);
  expect(await refused('$orderby=subject')).toEqual([400, 'ErrorInvalidUrlQuery']);
  expect(await refused('$search="x"')).toEqual([400, 'ErrorInvalidUrlQuery']);
  expect(await refused('$skip=5')).toEqual([400, 'ErrorInvalidUrlQuery']);
  expect(await refused('$select=@removed')).toEqual([400, 'RequestBroker--ParseUri']);
  expect(await refused('$deltatoken=made-up')).toEqual([400, 'SyncStateInvalid']);
  expect((await ada.get<Refusal>('/me/messages/delta')).body.error.message).toMatch(/Change tracking is not supported/);
});

test('a forgotten generation is a 410, after a round and in the middle of one', async () => {
  const { deltaLink } = await roundOf(ada, inbox);
  const middle = (await ada.get<DeltaPage>(inbox)).body['@odata.nextLink'] ?? '';
  ada.mailbox.forgetSyncStates();
  for (const link of [deltaLink, middle]) {
    const { status, body } = await ada.get<Refusal>(link);
    expect([status, body.error.code]).toEqual([410, 'SyncStateNotFound']);
    expect(body.error.message).toMatch(/^The sync state generation is not found; generation=\d+;/);
  }
  expect((await roundOf(ada, inbox)).items).toHaveLength(listOf('inbox').length);
});

test('the tree of folders has its own stream, flat, over all levels', async () => {
  const first = await roundOf(ada, '/me/mailFolders/delta', { prefer: 'odata.maxpagesize=3' });
  expect(first.items.map((it) => it.displayName)).toEqual(expect.arrayContaining(['Inbox', 'Sent Items', 'Archive']));
  expect(first.items).toHaveLength(8);
  const made = await ada.post<{ id: string }>('/me/mailFolders/inbox/childFolders', { displayName: 'Customers' });
  const below = await ada.post<{ id: string }>(`/me/mailFolders/${made.body.id}/childFolders`, {
    displayName: 'North',
  });
  await ada.patch(`/me/mailFolders/${below.body.id}`, { displayName: 'South' });
  const second = await roundOf(ada, first.deltaLink);
  expect(second.items.map((it) => it.displayName)).toEqual(['Customers', 'South']);
  await ada.remove(`/me/mailFolders/${made.body.id}`);
  const third = await roundOf(ada, second.deltaLink);
  expect(third.items).toMatchObject([{ id: made.body.id, parentFolderId: ada.mailbox.folder('deleteditems')?.id }]);
  await ada.remove(`/me/mailFolders/${made.body.id}`);
  const fourth = await roundOf(ada, third.deltaLink);
  expect(fourth.items.map(({ id, '@removed': removed }) => [id, Boolean(removed)])).toEqual([
    [below.body.id, true],
    [made.body.id, true],
  ]);
});

test('faults of the stream: sparse and repeated items, empty pages, endless rounds, 410 in the middle', async () => {
  const { delta } = world.sandbox.behaviour;
  const { deltaLink } = await roundOf(ada, inbox);
  const it = listOf('inbox')[0];
  await ada.patch(`/me/messages/${it?.restId}`, { categories: ['Blue category'] });
  delta.sparse = true;
  expect((await roundOf(ada, deltaLink)).items.map((m) => Object.keys(m).sort())).toEqual([
    ['@odata.etag', '@odata.type', 'categories', 'id'],
  ]);
  delta.repeats = delta.emptyPages = true;
  const repeated = await roundOf(ada, `${inbox}?$select=id`, { prefer: 'odata.maxpagesize=5' });
  expect(repeated.pages.filter((page) => page.length === 0).length).toBeGreaterThan(1);
  expect(repeated.items.length).toBeGreaterThan(listOf('inbox').length);
  expect([...new Set(repeated.items.map((m) => m.id))]).toEqual(listOf('inbox').map((m) => m.restId));
  delta.goneAfterPages = 2;
  await expect(roundOf(ada, inbox)).rejects.toMatchObject({ status: 410 });
  world.sandbox.behaviour.reset();
  world.sandbox.behaviour.delta.endless = 'same-link';
  const one = await ada.get<DeltaPage>(inbox);
  const two = await ada.get<DeltaPage>(one.body['@odata.nextLink'] ?? '');
  expect(two.body['@odata.nextLink']).toBe(one.body['@odata.nextLink']);
  world.sandbox.behaviour.delta.endless = 'same-page';
  const three = await ada.get<DeltaPage>(two.body['@odata.nextLink'] ?? '');
  const four = await ada.get<DeltaPage>(three.body['@odata.nextLink'] ?? '');
  expect(four.body['@odata.nextLink']).not.toBe(three.body['@odata.nextLink']);
  expect(four.body.value).toEqual(three.body.value);
});

test('faults of the mailbox: new mail that shows late, and moves that are told only where they began', async () => {
  const { behaviour } = world.sandbox;
  const archive = await roundOf(ada, '/me/mailFolders/archive/messages/delta', immutable);
  behaviour.delta.hidesMovedIn = true;
  const it = listOf('inbox')[0];
  await ada.post(`/me/messages/${it?.restId}/move`, { destinationId: 'archive' });
  expect((await roundOf(ada, archive.deltaLink, immutable)).items).toEqual([]);
  behaviour.mail.visibleAfterMs = 300;
  const { deltaLink } = await roundOf(ada, inbox);
  const { body } = await ada.post<Message>('/me/messages', { subject: 'Not there yet' });
  mail('Late');
  expect((await ada.get(`/me/messages/${body.id}`)).status).toBe(404);
  expect((await roundOf(ada, deltaLink)).items).toEqual([]);
  for (const end = Date.now() + 20_000; Date.now() < end && (await roundOf(ada, deltaLink)).items.length === 0;);
  expect((await roundOf(ada, deltaLink)).items).toMatchObject([{ subject: 'Late' }]);
  expect((await ada.get(`/me/messages/${body.id}`)).status).toBe(200);
});

test('switches are set by hand too, and all of them end together', async () => {
  const { outlook } = world.sandbox.urls;
  const set = await world.raw('PATCH', `${outlook}/sandbox/behaviour`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ delta: { goneAfterPages: 1 }, timing: { requestMs: 5 } }),
  });
  expect(set.body).toMatchObject({ delta: { goneAfterPages: 1 }, timing: { requestMs: 5, itemMs: 0 } });
  await expect(roundOf(ada, inbox)).rejects.toMatchObject({ status: 410 });
  expect((await world.raw('PATCH', `${outlook}/sandbox/behaviour`, { body: '{"delta":{"wrong":1}}' })).status).toBe(
    400,
  );
  await world.raw('DELETE', `${outlook}/sandbox/faults`);
  const { deltaLink } = await roundOf(ada, inbox);
  expect((await world.raw('POST', `${outlook}/sandbox/faults/presets/there-and-back`)).status).toBe(204);
  expect((await roundOf(ada, deltaLink, immutable)).items.every((it) => it['@removed'])).toBe(true);
  expect((await world.raw('POST', `${outlook}/sandbox/faults/presets/state-forgotten`)).status).toBe(204);
  await expect(roundOf(ada, deltaLink)).rejects.toMatchObject({ status: 410 });
});
