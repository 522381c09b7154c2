import { randomUUID } from 'node:crypto';
import { alder, application } from '../../sandbox/tenant/company.js';
import { connectedMailbox, connectOutlook, mailAndSend } from '../support/connect.js';
import { attach, ended, lying, send, settledMail, write } from '../support/compose.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Writing mail on records and sending it: one mail leaves, whatever is asked twice or lost on the way, and it is on the record at once.
 */
let world: World;
let ada: Caller;
let ben: Caller;
let benBox: string;
const jana = { module: 'people', id: 'rec_jana' };
const janaAddress = 'jana.novak@lumenworks.example';
beforeAll(async () => {
  world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '1' } });
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, [
    'Mail.ReadWrite.Shared',
    'Mail.Send.Shared',
  ]);
  benBox = (await connectedMailbox(world, ben)).id;
  await connectOutlook(world, ada, { ...mailAndSend, permissions: ['mail', 'send', 'shared'] });
}, 240_000);
afterAll(() => world?.stop());
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.behaviour.reset();
});

const to = (...addresses: string[]) => addresses.map((address) => ({ address }));
const timeline = (caller: Caller) => caller.call('GET /records/:module/:id/timeline', { params: jana });
const onRecord = async (caller: Caller, subject: string) =>
  (await timeline(caller)).entries.filter((it) => it.mail?.subject === subject);
const folders = (caller: Caller, subject: string) => lying(caller, subject).map((it) => it.folder);
const refused = (code: string, field: string, sentence: RegExp) => ({
  problem: { code, field, detail: expect.stringMatching(sentence) as string },
});

test('M24 a new mail goes to the record’s person, lies in Sent Items and is on the record at once, once', async () => {
  const prepared = await ada.call('POST /outgoing/prepare', { body: { record: jana, kind: 'new' } });
  expect(prepared.to).toEqual([{ address: janaAddress, name: 'Jana Novák' }]);
  const mail = await write(ada, jana, {
    subject: 'Offer 1',
    html: '<p>Dear Jana<script>x</script></p>',
    to: to(janaAddress, ben.person.userPrincipalName),
  });
  await send(ada, mail);
  expect(await ended(ada, mail)).toMatchObject({ state: 'sent' });
  const [entry, ...others] = await onRecord(ada, 'Offer 1');
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    mail: { isOutgoing: true, seen: 'own' },
    link: { confidence: 'high', reason: { kind: 'sent' } },
  });
  expect(folders(ada, 'Offer 1')).toEqual(['sentitems']);
  expect(lying(ada, 'Offer 1')[0]?.message.graph.body?.content).toBe('<p>Dear Jana</p>');
  expect(folders(ben, 'Offer 1')).toEqual(['inbox']);
  expect(await ada.call('GET /outgoing/:id', { params: { id: mail.id } })).not.toHaveProperty('mail');
  expect((await ada.call('GET /records/:module/:id/outgoing', { params: jana })).mails).toEqual([]);
});

test.each([
  ['the connection is cut', { dropConnection: true }],
  ['a gateway answers for it', { lateAnswer: { status: 504, code: 'gatewayTimeout' } }],
])('M24 %s after Microsoft took the mail: exactly one leaves', async (name, fault) => {
  const subject = `Lost answer: ${name}`;
  const mail = await write(ada, jana, { subject, to: to(ben.person.userPrincipalName) });
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/send$', ...fault });
  await send(ada, mail);
  expect((await ended(ada, mail)).state).toBe('sent');
  expect(folders(ben, subject)).toEqual(['inbox']);
  expect(folders(ada, subject)).toEqual(['sentitems']);
  expect(await onRecord(ada, subject)).toHaveLength(1);
});

test('M24 the sent copy has another id, cannot be seen at once, and the answer is lost: it is found by our mark', async () => {
  world.sandbox.behaviour.change({ mail: { sentCopyGetsNewId: true, visibleAfterMs: 1_500 } });
  const subject = 'Another id';
  const mail = await write(ada, jana, { subject, to: to(ben.person.userPrincipalName) });
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/send$', dropConnection: true });
  await send(ada, mail);
  expect((await ended(ada, mail)).state).toBe('sent');
  await settledMail(world, mail);
  expect(folders(ben, subject)).toEqual(['inbox']);
  const [copy] = lying(ada, subject);
  const { rows } = await world.server!.database.executeSql(
    'select graph_id from mail_message where internet_message_id = $1',
    [copy?.message.graph.internetMessageId],
  );
  expect(rows).toEqual([{ graph_id: copy?.message.immutableId }]);
});

test('M24 the answer to making the draft is lost: one mail leaves, and no draft stays behind', async () => {
  const subject = 'Lost draft';
  const mail = await write(ada, jana, { subject, to: to(ben.person.userPrincipalName) });
  world.sandbox.behaviour.change({ mail: { visibleAfterMs: 1_500 } });
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/messages$', dropConnection: true });
  await send(ada, mail);
  expect(await ended(ada, mail)).toMatchObject({ state: 'sent' });
  await settledMail(world, mail);
  await until(
    () => folders(ben, subject),
    (it) => it.length > 0,
  );
  expect(folders(ben, subject)).toEqual(['inbox']);
  expect(folders(ada, subject).filter((it) => it !== 'deleteditems')).toEqual(['sentitems']);
});

test('M24 pressed twice, asked for by two windows: one mail; a mail that waits can be called back', async () => {
  const subject = 'Twice';
  const id = randomUUID();
  const wish = { subject, to: to(ben.person.userPrincipalName) };
  const [mail] = await Promise.all([write(ada, jana, wish, id), write(ada, jana, wish, id)]);
  await Promise.all([send(ada, mail), send(ada, mail), send(ada, mail)]);
  await ended(ada, mail);
  expect((await send(ada, mail)).state).toBe('sent');
  expect(folders(ben, subject)).toEqual(['inbox']);
  const waiting = await write(ada, jana, { ...wish, subject: 'Called back' });
  expect(await send(ada, waiting, 20)).toMatchObject({ state: 'waiting', mail: { subject: 'Called back' } });
  const back = await ada.call('POST /outgoing/:id/cancel', { params: { id: waiting.id }, body: {} });
  expect(back.state).toBe('draft');
  const { mails } = await ada.call('GET /records/:module/:id/outgoing', { params: jana });
  expect(mails.map((it) => it.mail?.subject)).toEqual(['Called back']);
  await expect(ben.call('GET /outgoing/:id', { params: { id: waiting.id } })).rejects.toMatchObject({
    problem: { code: 'not_found' },
  });
  for (let n = 0; n < 2; n += 1) await ada.call('POST /outgoing/:id/discard', { params: { id: waiting.id }, body: {} });
  expect((await ada.call('GET /records/:module/:id/outgoing', { params: jana })).mails).toEqual([]);
  expect(folders(ada, 'Called back')).toEqual([]);
  await expect(ada.call('POST /outgoing/:id/cancel', { params: { id }, body: {} })).rejects.toMatchObject({
    problem: { code: 'conflict', detail: expect.stringMatching(/sent already/) as string },
  });
});

test('M24 an answer keeps the conversation, quotes the mail, and stands with it on the record; forwarding takes its files along', async () => {
  const filing = await ada.file('Quote for the renewal', jana, { attachments: false });
  await ada.settled(filing.id);
  const entry = (await timeline(ada)).entries.find((it) => it.filing?.id === filing.id)?.id ?? '';
  const answer = await write(ada, jana, { kind: 'replyAll', entry, html: '<p>We agree.</p>' });
  expect(answer.mail).toMatchObject({
    subject: 'RE: Quote for the renewal',
    to: [{ address: janaAddress }],
    cc: [{ address: ben.person.userPrincipalName }],
  });
  await send(ada, answer);
  expect((await ended(ada, answer)).state).toBe('sent');
  const quoted = ada.message('Quote for the renewal').graph;
  const [copy] = lying(ben, 'RE: Quote for the renewal').slice(-1);
  expect(copy?.message.graph.conversationId).toBe(quoted.conversationId);
  expect(copy?.message.graph.body?.content).toMatch(/We agree\.[^]*<b>From:<\/b> Jana Nov[^]*thank you for the call/);
  const latest = (await timeline(ada)).entries.find((it) => it.conversation.id === quoted.conversationId);
  expect(latest).toMatchObject({ mail: { subject: 'RE: Quote for the renewal' }, conversation: { count: 2 } });
  const onward = await write(ada, jana, { kind: 'forward', entry, to: to(ben.person.userPrincipalName) });
  await attach(ada, onward, 'Quote 2027-118.pdf', Buffer.from('our own, of the same name'));
  world.sandbox.faults.add({ service: 'graph', method: 'POST', path: '/attachments$', dropConnection: true });
  await send(ada, onward);
  expect((await ended(ada, onward)).state).toBe('sent');
  const [handedOn] = lying(ben, 'FW: Quote for the renewal');
  expect(handedOn?.message.attachments.map((it) => it.name)).toEqual([
    'Quote 2027-118.pdf',
    'Price list 2027.xlsx',
    'logo.png',
    'Quote 2027-118.pdf',
  ]);
});

test('M24 small and large attachments arrive whole and once, also when an upload breaks off', async () => {
  const subject = 'With files';
  const large = Buffer.alloc(7 * 1024 * 1024 + 13, 'precious ');
  const mail = await write(ada, jana, { subject, to: to(ben.person.userPrincipalName) });
  await attach(ada, mail, 'small.txt', Buffer.from('small'));
  await attach(ada, mail, 'large.bin', large);
  await attach(ada, mail, 'empty.txt', Buffer.alloc(0));
  const { faults } = world.sandbox;
  faults.add({ service: 'graph', method: 'POST', path: '/attachments$', dropConnection: true });
  faults.add({ service: 'graph', method: 'PUT', path: 'AttachmentSessions', after: 1, dropConnection: true });
  await send(ada, mail);
  expect((await ended(ada, mail)).state).toBe('sent');
  const [copy] = lying(ben, subject);
  const { store } = world.sandbox.tenants;
  expect(copy?.message.attachments.map((it) => [it.name, store.getBlob(it.blob).length])).toEqual([
    ['small.txt', 5],
    ['large.bin', large.length],
    ['empty.txt', 0],
  ]);
  expect(store.getBlob(copy?.message.attachments[1]?.blob ?? '').equals(large)).toBe(true);
  expect((await world.server!.database.executeSql('select 1 from outgoing_part')).rows).toEqual([]);
});

test('M24 recipients that are none are refused at their field; what Microsoft refuses comes back whole and is sent once corrected', async () => {
  const wrong = await write(ada, jana, { to: to('jana.novak@lumenworks'), subject: 'Wrong' });
  await expect(send(ada, wrong)).rejects.toMatchObject(
    refused('invalid_request', 'to', /“jana.novak@lumenworks” is not an email address/),
  );
  const nobody = await write(ada, jana, { to: [], subject: 'Nobody' });
  await expect(send(ada, nobody)).rejects.toMatchObject(refused('invalid_request', 'to', /at least one recipient/));
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/send$',
    answer: { status: 400, code: 'ErrorInvalidRecipients' },
  });
  const mail = await write(ada, jana, { to: to('gone@alderfinch.example'), subject: 'Corrected', html: '<p>Kept</p>' });
  await send(ada, mail);
  const failed = await ended(ada, mail);
  expect(failed).toMatchObject({
    state: 'failed',
    problem: { field: 'to', sentence: expect.stringMatching(/does not accept one of the recipients/) as string },
    mail: { html: '<p>Kept</p>' },
  });
  expect(await onRecord(ada, 'Corrected')).toEqual([]);
  const changed = await ada.call('PUT /outgoing/:id', {
    params: { id: mail.id },
    body: { ...failed.mail!, to: to(ben.person.userPrincipalName), version: failed.version },
  });
  await send(ada, changed);
  expect((await ended(ada, mail)).state).toBe('sent');
  expect(folders(ben, 'Corrected')).toEqual(['inbox']);
  expect(folders(ada, 'Corrected').filter((it) => it !== 'deleteditems')).toEqual(['sentitems']);
});

test('M24 a mail that is too large is refused before it is sent, and with the same care when only Microsoft knows', async () => {
  const mail = await write(ada, jana, { subject: 'Large', to: to(janaAddress) });
  const params = { id: mail.id, file: randomUUID() };
  const part = {
    name: 'film.mp4',
    contentType: 'video/mp4',
    from: 0,
    data: Buffer.alloc(2 * 320 * 1024).toString('base64'),
  };
  await expect(
    ada.call('PUT /outgoing/:id/files/:file', { params, body: { ...part, sizeBytes: 27 * 1024 * 1024 } }),
  ).rejects.toMatchObject(refused('too_large', 'files', /larger than the 35 MB that Exchange sends/));
  world.sandbox.behaviour.change({ mail: { messageSizeLimit: 1_000 } });
  await attach(ada, mail, 'notes.txt', Buffer.alloc(2_000, 'x'));
  await send(ada, mail);
  expect(await ended(ada, mail)).toMatchObject({
    state: 'failed',
    problem: { field: 'files', sentence: expect.stringMatching(/does not send an email this large/) as string },
    files: [{ name: 'notes.txt', receivedBytes: 2_000 }],
  });
  await ada.call('POST /outgoing/:id/discard', { params: { id: mail.id }, body: {} });
  await until(
    () => folders(ada, 'Large').filter((it) => it === 'drafts'),
    (it) => it.length === 0,
  );
});

test('M24 M114 from a shared mailbox it leaves as that mailbox; without the right, and for large files, the sentence says what is missing', async () => {
  const address = 'info@alderfinch.example';
  const add = (caller: Caller) => caller.call('POST /mailboxes/shared', { body: { address } });
  await connectOutlook(world, ben, { ...mailAndSend, permissions: ['mail', 'send', 'shared'] });
  const { id: mailbox } = await add(ada);
  await add(ben);
  const wish = { mailbox, to: to('cleo@alderfinch.example') };
  const mail = await write(ada, jana, { ...wish, subject: 'As info' });
  await send(ada, mail);
  expect((await ended(ada, mail)).state).toBe('sent');
  const cleo = await world.as('Cleo');
  expect(lying(cleo, 'As info')[0]?.message.graph.from?.emailAddress?.address).toBe(address);
  expect(folders({ ...ada, mailbox: world.sandbox.tenants.mailboxes.ofPerson(address) }, 'As info')).toEqual([
    'sentitems',
  ]);
  expect((await onRecord(ben, 'As info'))[0]?.mail).toMatchObject({ seen: 'own', mailboxes: [{ address }] });
  const denied = await write(ben, jana, { ...wish, subject: 'Denied' });
  await send(ben, denied);
  expect(await ended(ben, denied)).toMatchObject({
    state: 'failed',
    problem: { field: 'mailbox', sentence: expect.stringMatching(/"Send As" or "Send on Behalf"/) as string },
    mail: { subject: 'Denied' },
  });
  const heavy = await write(ada, jana, { ...wish, subject: 'Heavy' });
  await attach(ada, heavy, 'plans.pdf', Buffer.alloc(4 * 1024 * 1024, 1));
  await send(ada, heavy);
  expect(await ended(ada, heavy)).toMatchObject({
    problem: { field: 'files', sentence: expect.stringMatching(/shared mailbox.*share a link/) as string },
  });
  expect(folders(cleo, 'Denied')).toEqual([]);
});

test('M24 without the permission to send, the mailbox says so before anything is written', async () => {
  const cleo = await world.as('Cleo');
  expect((await cleo.call('POST /outgoing/prepare', { body: { record: jana, kind: 'new' } })).senders).toEqual([]);
  const mail = await write(cleo, jana, { mailbox: benBox, to: to(janaAddress) });
  await expect(send(cleo, mail)).rejects.toMatchObject(refused('invalid_request', 'mailbox', /no longer connected/));
});
