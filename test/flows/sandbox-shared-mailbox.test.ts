import type { Message, User } from '@microsoft/microsoft-graph-types';
import { startGraphWorld, usualScopes, type GraphAnswer, type GraphWorld } from '../support/graph.js';

const info = 'info@alderfinch.example';
const shared = [...usualScopes, 'Mail.ReadWrite.Shared', 'Mail.Send.Shared'];
let world: GraphWorld;
beforeAll(async () => {
  world = await startGraphWorld();
});
afterAll(() => world?.stop());

const refusal = ({ status, body }: GraphAnswer<unknown>) =>
  `${status} ${(body as { error: { code: string } }).error.code}`;
const to = (address: string) => [{ emailAddress: { address, name: address } }];

test('a shared mailbox is in the directory, without a licence and without sign-in', async () => {
  const ada = await world.as('Ada', [...usualScopes, 'User.ReadBasic.All']);
  const { body } = await ada.get<User>(`/users/${info}?$select=displayName,accountEnabled,assignedLicenses`);
  expect(body).toMatchObject({ displayName: 'Alder & Finch information', accountEnabled: false, assignedLicenses: [] });
  expect(world.sandbox.people.map((it) => it.userPrincipalName)).not.toContain(info);
});

test('with Full Access and the permission for shared mail it is read and changed like one’s own', async () => {
  const ben = await world.as('Ben', shared);
  const { body } = await ben.get<{ value: Message[] }>(`/users/${info}/mailFolders/inbox/messages?$select=subject`);
  expect(body.value.map((it) => it.subject)).toContain('Who is responsible for our invoices?');
  const id = body.value[0]?.id;
  expect((await ben.patch(`/users/${info}/messages/${id}`, { categories: ['Blue category'] })).status).toBe(200);
  expect((await ben.get(`/users/${info}/mailFolders/inbox/messages/delta`)).status).toBe(200);
  expect((await ben.get('/me/messages?$top=1')).status).toBe(200);
});

test('without the permission it is denied, without the right it is not there', async () => {
  const plain = await world.as('Ada');
  expect(refusal(await plain.get(`/users/${info}/messages`))).toBe('403 ErrorAccessDenied');
  const reader = await world.as('Ada', ['User.Read', 'Mail.Read', 'Mail.Read.Shared']);
  const { body } = await reader.get<{ value: Message[] }>(`/users/${info}/messages?$top=1`);
  expect(refusal(await reader.patch(`/users/${info}/messages/${body.value[0]?.id}`, { isRead: true }))).toBe(
    '403 ErrorAccessDenied',
  );
  const cleo = await world.as('Cleo', shared);
  expect(refusal(await cleo.get(`/users/${info}/messages`))).toBe('404 ErrorItemNotFound');
  expect(refusal(await cleo.get('/users/ada@alderfinch.example/messages'))).toBe('404 ErrorItemNotFound');
  const erin = await world.as('Erin', shared);
  expect(refusal(await erin.get(`/users/${info}/messages`))).toBe('404 Request_ResourceNotFound');
});

test('sending from it needs Send As or Send on Behalf; Full Access alone is not enough', async () => {
  const ada = await world.as('Ada', shared);
  const message = (subject: string) => ({
    message: { subject, toRecipients: to('cleo@alderfinch.example'), from: to(info)[0] },
  });
  expect((await ada.post('/me/sendMail', message('As info'))).status).toBe(202);
  expect(
    (
      await ada.post(`/users/${info}/sendMail`, {
        message: { subject: 'From info itself', toRecipients: to('cleo@alderfinch.example') },
      })
    ).status,
  ).toBe(202);
  const dario = await world.as('Dario', shared);
  expect((await dario.post('/me/sendMail', message('On behalf'))).status).toBe(202);
  const ben = await world.as('Ben', shared);
  expect(refusal(await ben.post('/me/sendMail', message('Denied')))).toBe('403 ErrorSendAsDenied');
  expect(refusal(await ben.post(`/users/${info}/sendMail`, message('Denied')))).toBe('403 ErrorSendAsDenied');
  expect(refusal(await (await world.as('Ada')).post('/me/sendMail', message('No permission')))).toBe(
    '403 ErrorAccessDenied',
  );
  const inbox = world.sandbox.tenants.mailboxes.ofPerson('Cleo').messages;
  const seen = (subject: string) => {
    const found = inbox.find((it) => it.graph.subject === subject);
    return [found?.graph.from?.emailAddress?.address, found?.graph.sender?.emailAddress?.address];
  };
  expect(seen('As info')).toEqual([info, info]);
  expect(seen('From info itself')).toEqual([info, info]);
  expect(seen('On behalf')).toEqual([info, 'dario@alderfinch.example']);
  expect(inbox.some((it) => it.graph.subject === 'Denied')).toBe(false);
  const mailbox = world.sandbox.tenants.mailboxes.ofPerson(info);
  const sent = mailbox.contents(mailbox.folder('sentitems')?.id ?? '').list.items.map((it) => it.graph.subject);
  expect(sent).toContain('From info itself');
  expect(sent).not.toContain('As info');
});

test('a large attachment cannot be uploaded to it with a person’s token, until the service can', async () => {
  const ada = await world.as('Ada', shared);
  const { body } = await ada.post<Message>(`/users/${info}/messages`, {
    subject: 'Large',
    toRecipients: to('cleo@alderfinch.example'),
  });
  const item = { AttachmentItem: { attachmentType: 'file', name: 'x.bin', size: 5_000_000 } };
  const path = `/users/${info}/messages/${body.id}/attachments/createUploadSession`;
  expect(refusal(await ada.post(path, item))).toBe('403 ErrorAccessDenied');
  world.sandbox.behaviour.mail.uploadToSharedMailboxes = true;
  expect((await ada.post(path, item)).status).toBe(201);
});
