import { LargeFileUploadTask } from '@microsoft/microsoft-graph-client';
import type { Attachment, Message } from '@microsoft/microsoft-graph-types';
import { startGraphWorld, type GraphAnswer, type GraphCaller, type GraphWorld } from '../support/graph.js';

let world: GraphWorld;
let ada: GraphCaller;
let ben: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
  ben = await world.as('Ben');
});
afterAll(() => world?.stop());
afterEach(() => world.sandbox.behaviour.reset());

const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address, name: address } }));
const benAddress = 'ben@alderfinch.example';
const found = async (
  caller: GraphCaller,
  subject: string,
  select = 'subject,internetMessageId,conversationId,from,sender,parentFolderId,isDraft',
) => {
  const filter = encodeURIComponent(`subject eq '${subject}'`);
  return (await caller.get<{ value: Message[] }>(`/me/messages?$filter=${filter}&$select=${select}`)).body.value;
};
const refusal = ({ status, body }: GraphAnswer<unknown>) =>
  `${status} ${(body as { error: { code: string } }).error.code}`;
const property = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name CoherenceSend';

test('sendMail answers 202 and nothing else; each recipient has a copy, and Sent Items one unless it is not wanted', async () => {
  const message = {
    subject: 'Plain send',
    body: { contentType: 'Text', content: 'Hello' },
    toRecipients: to(benAddress),
  };
  const { status, text } = await ada.post('/me/sendMail', { message });
  expect([status, text]).toEqual([202, '']);
  expect(await found(ben, 'Plain send')).toMatchObject([
    { from: { emailAddress: { address: 'ada@alderfinch.example' } } },
  ]);
  expect(await found(ada, 'Plain send')).toMatchObject([
    { parentFolderId: ada.mailbox.folder('sentitems')?.id, isDraft: false },
  ]);
  await ada.post('/me/sendMail', { message: { ...message, subject: 'No copy' }, saveToSentItems: false });
  expect(await found(ada, 'No copy')).toEqual([]);
  await ada.post('/me/sendMail', {
    message: { ...message, subject: 'To the list', toRecipients: to('sales@alderfinch.example') },
  });
  expect(await found(ben, 'To the list')).toHaveLength(1);
});

test('a draft is written, changed, marked and sent; it is found again in Sent Items by its own mark', async () => {
  const made = await ada.post<Message>(
    '/me/messages',
    {
      subject: 'From a record',
      body: { contentType: 'HTML', content: '<p>One</p>' },
      toRecipients: to(benAddress),
      internetMessageHeaders: [{ name: 'x-coherence-send', value: 'abc-1' }],
      singleValueExtendedProperties: [{ id: property, value: 'abc-1' }],
    },
    { prefer: 'IdType="ImmutableId"' },
  );
  expect([made.status, made.body.isDraft]).toEqual([201, true]);
  const changed = await ada.patch<Message>(`/me/messages/${made.body.id}`, {
    subject: 'From a record, changed',
    body: { contentType: 'HTML', content: '<p>Two</p>' },
    ccRecipients: to('cleo@alderfinch.example'),
  });
  expect(changed.body).toMatchObject({ bodyPreview: 'Two', subject: 'From a record, changed' });
  const sent = await ada.post(`/me/messages/${made.body.id}/send`);
  expect([sent.status, sent.text]).toEqual([202, '']);
  const filter = encodeURIComponent(
    `singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq 'abc-1')`,
  );
  const expand = encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${property}')`);
  const { body } = await ada.get<{ value: Message[] }>(
    `/me/mailFolders/sentitems/messages?$filter=${filter}&$expand=${expand}`,
    { prefer: 'IdType="ImmutableId"' },
  );
  expect(body.value).toMatchObject([
    { id: made.body.id, isDraft: false, singleValueExtendedProperties: [{ id: property, value: 'abc-1' }] },
  ]);
  const [copy] = await found(ben, 'From a record, changed', 'internetMessageHeaders,internetMessageId');
  expect(copy?.internetMessageId).toBe(body.value[0]?.internetMessageId);
  expect(copy?.internetMessageHeaders).toContainEqual({ name: 'x-coherence-send', value: 'abc-1' });
  expect(refusal(await ada.patch(`/me/messages/${made.body.id}`, { subject: 'Too late' }))).toBe(
    '400 ErrorInvalidPropertySet',
  );
});

test('the copy in Sent Items can have another immutable id than the draft', async () => {
  world.sandbox.behaviour.mail.sentCopyGetsNewId = true;
  const immutable = { prefer: 'IdType="ImmutableId"' };
  const { body } = await ada.post<Message>(
    '/me/messages',
    { subject: 'Other id', toRecipients: to(benAddress) },
    immutable,
  );
  await ada.post(`/me/messages/${body.id}/send`, undefined, immutable);
  expect((await ada.get(`/me/messages/${body.id}`, immutable)).status).toBe(404);
  expect(await found(ada, 'Other id')).toMatchObject([{ internetMessageId: body.internetMessageId, isDraft: false }]);
});

test('an answer keeps the conversation, names what it answers and quotes it', async () => {
  const question = ada.mailbox.messages.find((it) => it.graph.subject === 'Quote for the renewal');
  const draft = await ada.post<Message>(`/me/messages/${question?.restId}/createReplyAll`, {
    comment: 'Thank you & regards',
  });
  expect(draft.status).toBe(201);
  expect(draft.body).toMatchObject({
    subject: 'RE: Quote for the renewal',
    isDraft: true,
    conversationId: question?.graph.conversationId,
    toRecipients: [{ emailAddress: { address: 'jana.novak@lumenworks.example' } }],
    ccRecipients: [{ emailAddress: { address: benAddress } }],
  });
  expect(draft.body.body?.content).toMatch(
    /Thank you &#38; regards[^]*<b>From:<\/b> Jana Nov[^]*thank you for the call/,
  );
  await ada.post(`/me/messages/${draft.body.id}/send`);
  const [copy] = await found(ben, 'RE: Quote for the renewal', 'internetMessageHeaders,conversationId');
  const names = Object.fromEntries((copy?.internetMessageHeaders ?? []).map((h) => [h.name, h.value]));
  expect(names['In-Reply-To']).toBe(question?.graph.internetMessageId);
  expect(names.References).toContain(question?.graph.internetMessageId);
  expect(copy?.conversationId).toBe(question?.graph.conversationId);
  const both = { comment: 'a', message: { body: { contentType: 'HTML', content: 'b' } } };
  expect(refusal(await ada.post(`/me/messages/${question?.restId}/reply`, both))).toBe('400 ErrorInvalidRequest');
});

test('forward takes the attachments along, to whom is named; reply answers at once', async () => {
  const quote = ada.mailbox.messages.find((it) => it.graph.subject === 'Quote for the renewal');
  const sent = await ada.post(`/me/messages/${quote?.restId}/forward`, {
    comment: 'see below',
    toRecipients: to(benAddress),
  });
  expect(sent.status).toBe(202);
  const [copy] = await found(ben, 'FW: Quote for the renewal', 'hasAttachments');
  const { body } = await ben.get<{ value: Attachment[] }>(`/me/messages/${copy?.id}/attachments?$select=name`);
  expect(body.value.map((it) => it.name)).toEqual(['Quote 2027-118.pdf', 'Price list 2027.xlsx', 'logo.png']);
  const lunch = ben.mailbox.messages.find((it) => it.graph.subject === 'Team lunch on Friday');
  expect((await ben.post(`/me/messages/${lunch?.restId}/reply`, { comment: 'I come' })).status).toBe(202);
  const dario = await world.as('Dario');
  expect(await found(dario, 'RE: Team lunch on Friday')).toHaveLength(1);
  expect(await found(ada, 'RE: Team lunch on Friday')).toHaveLength(0);
  expect(refusal(await ada.post(`/me/messages/${quote?.restId}/forward`, { comment: 'x' }))).toBe(
    '400 ErrorInvalidRecipients',
  );
});

test('a MIME message in base64 becomes a draft or goes out', async () => {
  const mime = [
    'From: Ada Brandt <ada@alderfinch.example>',
    `To: Ben <${benAddress}>`,
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
    'Message-ID: <mime-1@alderfinch.example>',
    'X-Made-By: hand',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello in MIME',
  ].join('\r\n');
  const plain = { 'content-type': 'text/plain' };
  const draft = await ada.post<Message>('/me/messages', Buffer.from(mime).toString('base64'), plain);
  expect(draft.body).toMatchObject({
    subject: 'Grüße',
    isDraft: true,
    internetMessageId: '<mime-1@alderfinch.example>',
  });
  const sent = await ada.post('/me/sendMail', Buffer.from(mime).toString('base64'), plain);
  expect([sent.status, sent.text]).toEqual([202, '']);
  const [copy] = await found(ben, 'Grüße', 'body,internetMessageHeaders');
  expect(copy?.body?.content).toContain('Hello in MIME');
  expect(refusal(await ada.post('/me/sendMail', 'not base64!', plain))).toBe('400 ErrorMimeContentInvalidBase64String');
});

test('what cannot be sent is refused before anything goes out', async () => {
  const send = (message: object) => ada.post('/me/sendMail', { message }).then(refusal);
  expect(await send({ subject: 'x' })).toBe('400 ErrorInvalidRecipients');
  expect(await send({ subject: 'x', toRecipients: to('nonsense') })).toBe('400 ErrorInvalidRecipients');
  expect(await send({ subject: 'x', toRecipients: to(benAddress), from: to('cleo@alderfinch.example')[0] })).toBe(
    '403 ErrorSendAsDenied',
  );
  const header = (name: string) => ({ name, value: '1' });
  expect(await send({ subject: 'x', toRecipients: to(benAddress), internetMessageHeaders: [header('Subject')] })).toBe(
    '400 InvalidInternetMessageHeader',
  );
  expect(
    await send({
      subject: 'x',
      toRecipients: to(benAddress),
      internetMessageHeaders: Array.from({ length: 6 }, (_, i) => header(`x-${i}`)),
    }),
  ).toBe('400 InvalidInternetMessageHeaderCollection');
  world.sandbox.behaviour.mail.messageSizeLimit = 1000;
  expect(
    await send({
      subject: 'x',
      toRecipients: to(benAddress),
      body: { contentType: 'Text', content: 'x'.repeat(2000) },
    }),
  ).toBe('413 ErrorMessageSizeExceeded');
});

test('a large attachment goes up in ranges, in order, without a token; the last answer says where it is', async () => {
  const { body: draft } = await ada.post<Message>('/me/messages', {
    subject: 'With a large file',
    toRecipients: to(benAddress),
  });
  const size = 7 * 1024 * 1024 + 13;
  const bytes = Buffer.alloc(size, 'large file ');
  const session = await ada.post<{ uploadUrl: string; nextExpectedRanges: string[] }>(
    `/me/messages/${draft.id}/attachments/createUploadSession`,
    { AttachmentItem: { attachmentType: 'file', name: 'Large.bin', size } },
  );
  expect([session.status, session.body.nextExpectedRanges]).toEqual([201, ['0-']]);
  const { uploadUrl } = session.body;
  expect(new URL(uploadUrl).host).not.toBe(new URL(world.sandbox.urls.graph).host);
  const put = (from: number, end: number, headers = {}) =>
    world.raw('PUT', uploadUrl, {
      body: bytes.subarray(from, end),
      headers: { 'content-range': `bytes ${from}-${end - 1}/${size}`, ...headers },
    });
  const half = 4 * 1024 * 1024;
  expect((await put(0, half, { authorization: `Bearer ${ada.token}` })).status).toBe(401);
  const first = await put(0, half);
  expect([first.status, first.body.NextExpectedRanges]).toEqual([200, [String(half)]]);
  expect((await put(0, half)).status).toBe(416);
  const last = await put(half, size);
  expect([last.status, last.text]).toEqual([201, '']);
  const { body: list } = await ada.get<{ value: Attachment[] }>(
    `/me/messages/${draft.id}/attachments?$select=name,size`,
  );
  expect(list.value).toMatchObject([{ name: 'Large.bin', size }]);
  expect(last.headers.get('location')).toContain(`Attachments('${list.value[0]?.id}')`);
  await ada.post(`/me/messages/${draft.id}/send`);
  expect(await found(ben, 'With a large file', 'hasAttachments')).toMatchObject([{ hasAttachments: true }]);
  const small = { AttachmentItem: { attachmentType: 'file', name: 'Small.bin', size: 1000 } };
  const { body: other } = await ada.post<Message>('/me/messages', { subject: 'Small' });
  expect(refusal(await ada.post(`/me/messages/${other.id}/attachments/createUploadSession`, small))).toBe(
    '400 ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
  );
});

test('the official client uploads a large attachment with its own task', async () => {
  const { body: draft } = await ada.post<Message>('/me/messages', { subject: 'By the client' });
  const bytes = Buffer.alloc(5 * 1024 * 1024, 1);
  const session = await LargeFileUploadTask.createUploadSession(
    ada.client,
    `${world.sandbox.urls.graph}/v1.0/me/messages/${draft.id}/attachments/createUploadSession`,
    { AttachmentItem: { attachmentType: 'file', name: 'Client.bin', size: bytes.length } },
  );
  const file = {
    content: bytes,
    name: 'Client.bin',
    size: bytes.length,
    sliceFile: (r: { minValue: number; maxValue: number }) => bytes.subarray(r.minValue, r.maxValue + 1),
  };
  const plain = { api: (url: string) => ada.client.api(url).header('x-no-token', '1') } as unknown as typeof ada.client;
  const result = await new LargeFileUploadTask(plain, file, session, { rangeSize: 2 * 1024 * 1024 }).upload();
  expect(result.location).toContain("Attachments('");
  expect((await ada.get<Message>(`/me/messages/${draft.id}?$select=hasAttachments`)).body.hasAttachments).toBe(true);
});

test('ids are translated a thousand at a time', async () => {
  const it = ada.mailbox.messages[0];
  const ask = (inputIds: string[]) =>
    ada.post<{ value: { targetId?: string; errorDetails?: object }[] }>('/me/translateExchangeIds', {
      inputIds,
      sourceIdType: 'restId',
      targetIdType: 'restImmutableEntryId',
    });
  const { body } = await ask([it?.restId ?? '', ada.mailbox.ids.rest(99_999, 0)]);
  expect(body.value).toMatchObject([{ targetId: it?.immutableId }, { errorDetails: { code: 'ErrorItemNotFound' } }]);
  expect((await ask(Array(1001).fill('x'))).status).toBe(400);
});
