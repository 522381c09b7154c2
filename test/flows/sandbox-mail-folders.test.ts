import type { MailFolder, Message } from '@microsoft/microsoft-graph-types';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

type Refusal = { error: { code: string } };
let world: GraphWorld;
let ada: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

const make = async (parent: string, displayName: string) =>
  (await ada.post<MailFolder>(`/me/mailFolders/${parent}/childFolders`, { displayName })).body;
const children = async (id: string) =>
  (await ada.get<{ value: MailFolder[] }>(`/me/mailFolders/${id}/childFolders?$top=100`)).body.value;
const refusal = ({ status, body }: { status: number; body: unknown }) => [status, (body as Refusal).error.code];

test('folders are listed by name, hidden ones only when asked for', async () => {
  const { body } = await ada.get<{ value: MailFolder[] }>('/me/mailFolders');
  expect(body.value.map((it) => it.displayName)).toEqual([
    'Archive',
    'Conversation History',
    'Deleted Items',
    'Drafts',
    'Inbox',
    'Junk Email',
    'Outbox',
    'Sent Items',
  ]);
  const all = await ada.get<{ value: MailFolder[] }>('/me/mailFolders?includeHiddenFolders=true&$top=50');
  expect(all.body.value.filter((it) => it.isHidden).map((it) => it.displayName)).toEqual(['Quick Step Settings']);
});

test('a mailbox in another language has other names and the same well-known ones', async () => {
  const dario = await world.as('Dario');
  const { body } = await dario.get<MailFolder>('/me/mailFolders/inbox');
  expect(body.displayName).toBe('Posta in arrivo');
  expect((await dario.get<{ language: { locale: string } }>('/me/mailboxSettings')).body.language.locale).toBe('it-IT');
});

test('a folder is made, renamed, moved and found at any depth', async () => {
  const one = await make('inbox', 'Projects');
  const two = await make(one.id ?? '', '2026');
  const three = await make(two.id ?? '', 'Rollout');
  expect(await children(two.id ?? '')).toMatchObject([{ displayName: 'Rollout', childFolderCount: 0 }]);
  const deep = await ada.get<MailFolder>(`/me/mailFolders/${two.id}/childFolders/${three.id}`);
  expect(deep.body.displayName).toBe('Rollout');
  const renamed = await ada.patch<MailFolder>(`/me/mailFolders/${three.id}`, { displayName: 'Rollout, north' });
  expect([renamed.status, renamed.body.displayName]).toEqual([200, 'Rollout, north']);
  const moved = await ada.post<MailFolder>(`/me/mailFolders/${three.id}/move`, { destinationId: 'archive' });
  expect([moved.status, moved.body.id]).toEqual([201, three.id]);
  expect(moved.body.parentFolderId).toBe(ada.mailbox.folder('archive')?.id);
  expect(refusal(await ada.post('/me/mailFolders/inbox/childFolders', { displayName: 'projects' }))).toEqual([
    409,
    'ErrorFolderExists',
  ]);
  expect(refusal(await ada.post(`/me/mailFolders/${one.id}/move`, { destinationId: two.id }))).toEqual([
    400,
    'ErrorMoveCopyFailed',
  ]);
});

test('a deleted folder lies below Deleted Items with its mail; deleted there it is gone with its mail', async () => {
  const folder = await make('inbox', 'Short-lived');
  const inside = ada.mailbox.contents(ada.mailbox.folder('inbox')?.id ?? '').list.items[0];
  await ada.post(`/me/messages/${inside?.restId}/move`, { destinationId: folder.id });
  expect((await ada.get<MailFolder>(`/me/mailFolders/${folder.id}`)).body.totalItemCount).toBe(1);
  expect((await ada.remove(`/me/mailFolders/${folder.id}`)).status).toBe(204);
  const binned = await ada.get<MailFolder>(`/me/mailFolders/${folder.id}`);
  expect(binned.body).toMatchObject({ parentFolderId: ada.mailbox.folder('deleteditems')?.id, totalItemCount: 1 });
  expect((await ada.get(`/me/messages/${inside?.restId}`)).status).toBe(200);
  expect((await ada.remove(`/me/mailFolders/${folder.id}`)).status).toBe(204);
  expect(refusal(await ada.get(`/me/mailFolders/${folder.id}`))).toEqual([404, 'ErrorItemNotFound']);
  expect(refusal(await ada.get(`/me/messages/${inside?.restId}`))).toEqual([404, 'ErrorItemNotFound']);
});

test('the folders that every mailbox has stay', async () => {
  expect(refusal(await ada.remove('/me/mailFolders/inbox'))).toEqual([403, 'ErrorDeleteDistinguishedFolder']);
  expect(refusal(await ada.patch('/me/mailFolders/inbox', { displayName: 'Mine' }))).toEqual([
    400,
    'ErrorInvalidRequest',
  ]);
  expect(refusal(await ada.get('/me/mailFolders/nosuchfolder'))).toEqual([404, 'ErrorItemNotFound']);
});

test('counts follow what happens to the mail', async () => {
  const count = async () => {
    const { body } = await ada.get<MailFolder>('/me/mailFolders/inbox');
    return [body.totalItemCount ?? 0, body.unreadItemCount ?? 0] as const;
  };
  const [total, unread] = await count();
  world.sandbox.tenants.deliver({
    from: { name: 'X', address: 'x@y.example' },
    to: [{ name: 'Ada', address: 'ada@alderfinch.example' }],
    subject: 'Count me',
    html: '<p>1</p>',
  });
  expect(await count()).toEqual([total + 1, unread + 1]);
  const { body } = await ada.get<{ value: Message[] }>("/me/messages?$filter=subject eq 'Count me'&$select=id");
  await ada.patch(`/me/messages/${body.value[0]?.id}`, { isRead: true });
  expect(await count()).toEqual([total + 1, unread]);
  await ada.remove(`/me/messages/${body.value[0]?.id}`);
  expect(await count()).toEqual([total, unread]);
});

test('copies are items of their own', async () => {
  const it = ada.mailbox.contents(ada.mailbox.folder('inbox')?.id ?? '').list.items[0];
  const copy = await ada.post<Message>(`/me/messages/${it?.restId}/copy`, { destinationId: 'archive' });
  expect(copy.status).toBe(201);
  expect(copy.body.id).not.toBe(it?.restId);
  expect(copy.body).toMatchObject({ subject: it?.graph.subject, internetMessageId: it?.graph.internetMessageId });
  const from = await make('inbox', 'To be copied');
  await ada.post(`/me/messages/${copy.body.id}/move`, { destinationId: from.id });
  const to = await make('archive', 'Target');
  const copied = await ada.post<MailFolder>(`/me/mailFolders/${from.id}/copy`, { destinationId: to.id });
  expect(copied.body).toMatchObject({ displayName: 'To be copied', totalItemCount: 1, parentFolderId: to.id });
});

test('a category can change its colour and not its name', async () => {
  const made = await ada.post<{ id: string }>('/me/outlook/masterCategories', {
    displayName: 'Filed',
    color: 'preset3',
  });
  expect(made.status).toBe(201);
  const changed = await ada.patch(`/me/outlook/masterCategories/${made.body.id}`, { color: 'preset5' });
  expect(changed.body).toMatchObject({ displayName: 'Filed', color: 'preset5' });
  expect(refusal(await ada.patch(`/me/outlook/masterCategories/${made.body.id}`, { displayName: 'Other' }))).toEqual([
    400,
    'ErrorInvalidPropertySet',
  ]);
});
