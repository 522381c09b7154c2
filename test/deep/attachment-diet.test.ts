import type { AttachmentAnswer } from '../../contract/filing.js';
import { administeredBy, saveFiles } from '../support/folders.js';
import { actOnFolder, asGrantee, coherenceUser } from '../support/folder-access.js';
import { allowSharedFiles, filesOf } from '../support/files.js';
import { follow } from '../support/followed.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The same bytes are kept once: what is there already is told before anything is kept, each file has its own answer, and what nobody was
 * asked goes by the settings. A copy on another record is used where access allows it, because access follows the record.
 */
let world: World;
let ada: Caller;
let ben: Caller;
let files: ReturnType<typeof filesOf>;
const jana = { module: 'people', id: 'rec_jana' };
const deal = { module: 'deals', id: 'rec_d1042' };
const other = { module: 'deals', id: 'rec_d1077' };
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  allowSharedFiles(world);
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  files = filesOf(world);
  await saveFiles(ada, { sharing: 'write' });
}, 240_000);
afterAll(() => world?.stop());

interface Attachment {
  name: string;
  text: string;
  isInline?: boolean;
}
let mails = 0;
function deliver(to: Caller, attachments: Attachment[]) {
  const subject = `With files ${(mails += 1)}`;
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: to.person.name, address: to.person.userPrincipalName }],
    subject,
    html: '<p>Here</p>',
    attachments: attachments.map(({ name, text, isInline }) => ({
      name,
      contentType: 'text/plain',
      bytes: Buffer.from(text),
      ...(isInline ? { isInline, contentId: name } : {}),
    })),
  });
  const message = to.message(subject);
  return {
    subject,
    messageId: message.restId,
    internetMessageId: message.graph.internetMessageId ?? '',
    attachmentIds: message.attachments.filter((it) => !it.isInline).map((it) => it.id),
  };
}
type Mail = ReturnType<typeof deliver>;
const knownOf = async (by: Caller, { messageId, attachmentIds }: Mail, record = jana) =>
  (await by.call('POST /filings/known', { body: { record, mail: { messageId }, attachmentIds } })).known;
async function fileWith(by: Caller, mail: Mail, answers: AttachmentAnswer[] = [], record = jana) {
  const { filings } = await by.call('POST /filings', {
    body: {
      mailbox: by.person.userPrincipalName,
      messageId: mail.messageId,
      internetMessageId: mail.internetMessageId,
      records: [record],
      attachmentIds: mail.attachmentIds,
      answers,
      saveCopy: false,
    },
  });
  return by.settled(filings[0]!.id);
}
const unfile = async (by: Caller, id: string) => {
  await by.call('POST /filings/:id/unfile', { params: { id } });
  await by.settled(id);
};
const inFolder = (path: string) =>
  files.drives
    .children(files.drive('Ada'), files.item('Ada', path).id)
    .map((it) => it.name)
    .sort();
const textOf = (path: string) => files.drives.bytes(files.item('Ada', path)).toString();

test('M107 the same bytes, another file of the name, and what is new are told apart before anything is kept', async () => {
  const first = await fileWith(ada, deliver(ada, [{ name: 'Plan.txt', text: 'the plan' }]));
  expect(first.files).toMatchObject([{ name: 'Plan.txt', state: 'stored' }]);
  const mail = deliver(ada, [
    { name: 'Renamed.txt', text: 'the plan' },
    { name: 'PLAN.txt', text: 'another plan' },
    { name: 'New.txt', text: 'never seen' },
    { name: 'logo.png', text: 'signature', isInline: true },
  ]);
  const before = inFolder('Coherence/People/Jana Novák');
  const known = await knownOf(ada, mail);
  expect(known).toMatchObject([
    { attachmentId: mail.attachmentIds[0], kind: 'bytes', proposed: 'link', file: { name: 'Plan.txt', sizeBytes: 8 } },
    { attachmentId: mail.attachmentIds[1], kind: 'name', proposed: 'both', answers: ['link', 'version', 'both'] },
  ]);
  expect(inFolder('Coherence/People/Jana Novák')).toEqual(before);
});

test('M45 M107 each file has its own answer: the one there is used, gets a new version, or both are kept', async () => {
  const mail = deliver(ada, [
    { name: 'Plan.txt', text: 'the plan' },
    { name: 'Second.txt', text: 'second, newer' },
    { name: 'Third.txt', text: 'third, newer' },
    { name: 'Fourth.txt', text: 'fourth, newer' },
  ]);
  await fileWith(
    ada,
    deliver(
      ada,
      ['Second', 'Third', 'Fourth'].map((it) => ({ name: `${it}.txt`, text: it })),
    ),
  );
  const known = await knownOf(ada, mail);
  expect(known.map((it) => it.kind)).toEqual(['bytes', 'name', 'name', 'name']);
  const answer = (i: number, how: AttachmentAnswer['answer']): AttachmentAnswer => ({
    attachmentId: known[i]!.attachmentId,
    answer: how,
    file: { driveId: known[i]!.file.driveId, itemId: known[i]!.file.itemId },
  });
  const filed = await fileWith(ada, mail, [
    answer(0, 'both'),
    answer(1, 'link'),
    answer(2, 'version'),
    answer(3, 'both'),
  ]);
  expect(filed.files.map((it) => [it.name, it.state, it.reused ?? false])).toEqual([
    ['Fourth.txt', 'stored', false],
    ['Plan.txt', 'stored', false],
    ['Second.txt', 'stored', true],
    ['Third.txt', 'stored', false],
  ]);
  const folder = 'Coherence/People/Jana Novák';
  expect(inFolder(folder)).toEqual(
    ['Fourth (2).txt', 'Fourth.txt', 'Plan (2).txt', 'Plan.txt', 'Second.txt', 'Third.txt'].sort(),
  );
  expect(textOf(`${folder}/Second.txt`)).toBe('Second');
  expect(textOf(`${folder}/Third.txt`)).toBe('third, newer');
  expect(textOf(`${folder}/Plan (2).txt`)).toBe('the plan');
  // Taking it back takes what it brought, and nothing that was there before.
  await unfile(ada, filed.id);
  expect(inFolder(folder)).toEqual(['Fourth.txt', 'Plan.txt', 'Second.txt', 'Third.txt']);
});

test('M45 who wants to be asked and was not is asked on the receipt; the file waits until then', async () => {
  await saveFiles(ada, { sharing: 'write', clash: 'ask' });
  try {
    const filed = await fileWith(ada, deliver(ada, [{ name: 'Plan.txt', text: 'a plan nobody was asked about' }]));
    const [file] = filed.files;
    expect(file).toMatchObject({ state: 'failed', asks: true, problem: expect.stringMatching(/wants to be asked/) });
    const params = { id: filed.id, file: file!.id };
    const stranger = await ben.ask('POST', `/filings/${params.id}/files/${params.file}/answer`, { answer: 'both' });
    expect(stranger.status).toBe(403);
    await ada.call('POST /filings/:id/files/:file/answer', { params, body: { answer: 'both' } });
    await ada.call('POST /filings/:id/files/:file/answer', { params, body: { answer: 'both' } });
    const after = await ada.settled(filed.id);
    expect(after.files).toMatchObject([{ state: 'stored' }]);
    expect(after.files[0]).not.toHaveProperty('asks');
    expect(inFolder('Coherence/People/Jana Novák')).toContain('Plan (2).txt');
    await unfile(ada, filed.id);
  } finally {
    await saveFiles(ada, { sharing: 'write' });
  }
});

test('M48 M107 who may not open the folder is told nothing of what is in it', async () => {
  const mail = deliver(ben, [{ name: 'Plan.txt', text: 'the plan' }]);
  expect(await knownOf(ben, mail)).toEqual([]);
  const filed = await fileWith(ben, mail);
  expect(filed.files).toMatchObject([{ name: 'Plan.txt', state: 'stored' }]);
  expect(filed.files[0]).not.toHaveProperty('reused');
});

test('M107 M51 the same bytes on another record: used there when everybody of this record may open them, else a copy, because access follows the record', async () => {
  const text = 'kept once for the organisation';
  const first = await fileWith(ada, deliver(ada, [{ name: 'Contract.txt', text }]), [], deal);
  const [mailA, mailB] = [deliver(ada, [{ name: 'Contract.txt', text }]), deliver(ada, [{ name: 'Same.txt', text }])];
  // Nothing is known of who may open the first: a copy is proposed, and is what happens by itself.
  expect(await knownOf(ada, mailA, other)).toMatchObject([
    { kind: 'elsewhere', proposed: 'both', record: { id: deal.id }, file: { name: 'Contract.txt' } },
  ]);
  const copied = await fileWith(ada, mailA, [], other);
  expect(copied.files).toMatchObject([{ name: 'Contract.txt', state: 'stored' }]);
  expect(copied.files[0]).not.toHaveProperty('reused');
  await unfile(ada, copied.id);
  // Both records let in the same people, and the first folder is kept to its record.
  for (const who of ['Ada', 'Ben', 'Cleo', 'Dario'])
    await ada.call('POST /access/mappings', {
      body: { source: { kind: 'user', id: coherenceUser(world, who) }, to: asGrantee(ben), role: 'write' },
    });
  expect(await actOnFolder(ada, 'follow', deal)).toMatchObject({ state: 'even' });
  expect(await knownOf(ada, mailB, other)).toMatchObject([{ kind: 'elsewhere', proposed: 'link' }]);
  const linked = await fileWith(ada, mailB, [], other);
  expect(linked.files).toMatchObject([{ name: 'Same.txt', state: 'stored', reused: true }]);
  const { links } = await ada.call('GET /records/:module/:id/files', { params: other });
  expect(links.map((it) => it.item?.name)).toContain('Contract.txt');
  // The first filing goes, the file stays as long as the second one uses it, and the link goes with that.
  await unfile(ada, first.id);
  expect(await ada.call('GET /records/:module/:id/files', { params: other })).toMatchObject({
    links: [{ state: 'there' }],
  });
  await unfile(ada, linked.id);
  expect((await ada.call('GET /records/:module/:id/files', { params: other })).links).toEqual([]);
});

test('M46 M107 attachments are kept from the record page: the question, the answer, and twice is once', async () => {
  const followed = await follow(world, ada, (settings) => {
    settings.visibility = 'everything';
  });
  await followed.settled(120_000);
  const { entries } = await ada.call('GET /records/:module/:id/timeline', { params: jana });
  const found = entries.find((it) => it.link && !it.filing && it.mail?.hasAttachments);
  expect(found).toBeDefined();
  const entry = found!.id;
  const { attachments } = await ada.call('POST /mail/body', { body: { record: jana, entry } });
  const attachmentIds = attachments.map((it) => it.id);
  const { known } = await ada.call('POST /filings/known', { body: { record: jana, mail: { entry }, attachmentIds } });
  expect(known.filter((it) => it.kind === 'elsewhere')).toEqual([]);
  const keep = () => ada.call('POST /filings/attachments', { body: { record: jana, entry, attachmentIds } });
  const filed = await ada.settled((await keep()).id);
  expect(filed.files.every((it) => it.state === 'stored')).toBe(true);
  expect(filed.files).toHaveLength(attachmentIds.length);
  const again = await ada.settled((await keep()).id);
  expect(again).toMatchObject({ id: filed.id, files: filed.files });
  expect(inFolder('Coherence/People/Jana Novák')).toEqual(expect.arrayContaining(filed.files.map((it) => it.name)));
  const stranger = await ben.ask('POST', '/filings/attachments', { record: jana, entry: filed.id, attachmentIds });
  expect([403, 404]).toContain(stranger.status);
});
