import type { Problem } from '../../contract/errors.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

const deliver = (subject: string, attachments: { name: string; text: string }[] = []) => {
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
    attachments: attachments.map((it) => ({ name: it.name, contentType: 'text/plain', bytes: Buffer.from(it.text) })),
  });
  return ada.message(subject);
};
const remove = (subject: string) => world.sandbox.tenants.mailboxes.remove(ada.mailbox, ada.message(subject));
const newPerson = (name: string) => {
  const { workspaces } = world.sandbox.coherence;
  const email = `${name.toLowerCase()}@vanish.example`;
  return workspaces.add(workspaces.of('Alder & Finch'), 'mod_people', name, { email });
};
const trash = (id: string) => {
  const { workspaces } = world.sandbox.coherence;
  workspaces.trash(workspaces.of('Alder & Finch'), id);
};
async function written(): Promise<unknown> {
  const { rows } = await world.server!.database.executeSql(
    `select (select count(*) from filing)::int as filings, (select count(*) from filing_file)::int as files, (select count(*) from audit_entry)::int as traces`,
  );
  return rows[0];
}
async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refused)) throw new Error(`It was not refused: ${String(thrown)}`);
  return thrown.problem;
}

test('a mail that was deleted meanwhile is not filed, and that is said', async () => {
  const before = await written();
  deliver('Gone in a moment');
  const hold = world.sandbox.faults.add({ service: 'graph', path: '/messages/', holdBefore: true });
  const filing = problemOf(ada.file('Gone in a moment'));
  await world.sandbox.faults.reached(hold);
  remove('Gone in a moment');
  world.sandbox.faults.release(hold);
  expect(await filing).toMatchObject({
    status: 404,
    code: 'not_found',
    source: 'graph',
    detail: 'This email is no longer in the mailbox: it was moved to another mailbox or deleted.',
  });
  expect(await written()).toEqual(before);
});

test('a record that was deleted meanwhile is named, nothing is filed to the others, and it is suggested no more', async () => {
  const before = await written();
  const record = newPerson('Vera');
  const mail = deliver('For Vera');
  trash(record.id);
  const answer = await ada.ask('POST', '/filings', {
    mailbox: ada.person.userPrincipalName,
    messageId: mail.restId,
    internetMessageId: mail.graph.internetMessageId,
    records: [
      { module: 'people', id: 'rec_jana' },
      { module: 'people', id: record.id },
    ],
    attachmentIds: [],
    saveCopy: false,
  });
  expect(answer.body).toMatchObject({
    status: 404,
    code: 'not_found',
    source: 'coherence',
    field: 'records.1',
    detail: 'This record was deleted or merged in Coherence. Choose another.',
  });
  expect(await written()).toEqual(before);
});

test('M25 a record that is found gone while filing is not suggested again', async () => {
  const record = newPerson('Wanda');
  const seen = () =>
    ada.call('POST /matches', {
      body: {
        internetMessageId: '<x@y>',
        subject: 'x',
        participants: [{ role: 'from', address: 'wanda@vanish.example' }],
      },
    });
  await ada.call('GET /records/:module/:id', { params: { module: 'people', id: record.id } });
  expect((await seen()).suggestions).toMatchObject([{ record: { id: record.id } }]);
  trash(record.id);
  deliver('For Wanda');
  await problemOf(ada.file('For Wanda', { module: 'people', id: record.id }));
  expect((await seen()).suggestions).toEqual([]);
  expect((await seen()).people).toMatchObject([{ state: 'unknown' }]);
});

test('an attachment that was taken out of the mail before filing is said, and nothing is filed', async () => {
  const before = await written();
  const mail = deliver('Two notes', [
    { name: 'one.txt', text: '1' },
    { name: 'two.txt', text: '2' },
  ]);
  const hold = world.sandbox.faults.add({ service: 'graph', path: '/messages/', holdBefore: true });
  const filing = problemOf(ada.file('Two notes'));
  await world.sandbox.faults.reached(hold);
  mail.attachments.splice(0, 1);
  world.sandbox.faults.release(hold);
  expect(await filing).toMatchObject({
    status: 404,
    field: 'attachmentIds',
    detail: 'An attachment that was ticked is no longer in this email. Open the email again and choose anew.',
  });
  expect(await written()).toEqual(before);
});

test('M107 an attachment that vanishes after filing fails alone, with its own sentence; the others are stored', async () => {
  const mail = deliver('Three notes', [
    { name: 'a.txt', text: 'a' },
    { name: 'b.txt', text: 'bb' },
    { name: 'c.txt', text: 'ccc' },
  ]);
  const hold = world.sandbox.faults.add({ service: 'graph', path: '/attachments/', holdBefore: true });
  const filed = await ada.file('Three notes');
  await world.sandbox.faults.reached(hold);
  mail.attachments.splice(1, 1);
  world.sandbox.faults.release(hold);
  const settled = await ada.settled(filed.id);
  expect(settled.files.map((it) => [it.name, it.state, it.problem])).toEqual([
    ['a.txt', 'stored', undefined],
    [
      'b.txt',
      'failed',
      'It could not be read any more: it was taken out of the email, or the email was moved or deleted.',
    ],
    ['c.txt', 'stored', undefined],
  ]);
  expect(settled).toMatchObject({ state: 'filed', category: 'set' });
});

test('R-08 a mail that is deleted after filing leaves the filing standing, and it can still be taken back', async () => {
  const hold = world.sandbox.faults.add({ service: 'graph', path: '/messages/[^/]+$', after: 1, holdBefore: true });
  deliver('Filed, then deleted', [{ name: 'kept.txt', text: 'kept' }]);
  const filed = await ada.file('Filed, then deleted');
  await world.sandbox.faults.reached(hold);
  remove('Filed, then deleted');
  world.sandbox.faults.release(hold);
  const settled = await ada.settled(filed.id);
  expect(settled).toMatchObject({ state: 'filed', category: 'failed', files: [{ name: 'kept.txt', state: 'failed' }] });
  await ada.call('POST /filings/:id/unfile', { params: { id: filed.id } });
  expect((await ada.settled(filed.id)).state).toBe('unfiled');
});

test('M107 what is larger than can be kept is refused by its name, before anything is written', async () => {
  const before = await written();
  const mail = deliver('The whole archive', [{ name: 'archive.zip', text: 'zip' }]);
  Object.assign(mail.attachments[0] ?? {}, { size: 151 * 1024 * 1024 });
  expect(await problemOf(ada.file('The whole archive'))).toMatchObject({
    status: 413,
    code: 'too_large',
    field: 'attachmentIds',
    detail: '"archive.zip" is larger than 150 MB. Leave it out, or save a link instead.',
  });
  expect(await written()).toEqual(before);
});

test('M107 a link to a file in the cloud is refused by its name, before anything is written', async () => {
  const before = await written();
  const mail = deliver('The plan is in the cloud', [{ name: 'Plan.docx', text: '' }]);
  Object.assign(mail.attachments[0] ?? {}, { kind: 'reference' });
  expect(await problemOf(ada.file('The plan is in the cloud'))).toMatchObject({
    status: 400,
    field: 'attachmentIds',
    detail: '"Plan.docx" is a link to a file, not a file. Leave it out; it stays in the email.',
  });
  expect(await written()).toEqual(before);
});
