import { Agent, fetch } from 'undici';
import { connectOutlook, mailAndSend } from '../support/connect.js';
import { ended, send, write } from '../support/compose.js';
import { follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

/*
 * Looking in one's own mailbox beside a record: asked of Microsoft with the viewer's own right, kept nowhere, and filed only by a click.
 */
const record = { module: 'people', id: 'rec_jana' };
let world: World;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  deliver('Quokka plan for the roof', ada, ben);
  deliver('Quokka secret of Ben', ben);
});
afterAll(() => world?.stop());

function deliver(subject: string, ...to: Caller[]): void {
  world.sandbox.tenants.deliver({
    from: { name: 'Wil Wombat', address: 'wil@wombat.example' },
    to: to.map(({ person }) => ({ name: person.name, address: person.userPrincipalName })),
    subject,
    html: '<p>Measured twice, said the numbat.</p>',
  });
}
const look = (caller: Caller, search: string) =>
  caller.call('POST /records/:module/:id/mailbox-search', { params: record, body: { search } });
const subjects = async (caller: Caller, search: string) => (await look(caller, search)).hits.map((it) => it.subject);
const rowsAbout = async (word: string) => {
  const on = world.server!.database.kysely;
  const kept = [
    ...(await on.selectFrom('mail_message').selectAll().execute()),
    ...(await on.selectFrom('filing').selectAll().execute()),
    ...(await on.selectFrom('audit_entry').selectAll().execute()),
  ];
  return kept.filter((it) => JSON.stringify(it).includes(word));
};

test('M23 each finds what is in their own mailbox, by words of the subject, the text and the people', async () => {
  expect(await subjects(ada, 'quokka')).toEqual(['Quokka plan for the roof']);
  expect((await subjects(ben, 'quokka')).sort()).toEqual(['Quokka plan for the roof', 'Quokka secret of Ben']);
  expect(await subjects(ada, 'numbat')).toEqual(['Quokka plan for the roof']);
  expect(await subjects(ada, 'wil@wombat.example')).toEqual(['Quokka plan for the roof']);
  expect(await subjects(ada, 'secret of Ben')).toEqual([]);
  expect((await look(ada, 'quokka')).mailbox).toBe(ada.person.userPrincipalName);
});

test('M23 what a person types is words only: no operator of Microsoft’s search reaches further', async () => {
  expect(await subjects(ada, 'subject:"quokka plan"')).toEqual([]); // the word "subject" stands nowhere
  expect(await subjects(ada, '"quokka plan"')).toEqual(['Quokka plan for the roof']);
  expect(await subjects(ada, ':::')).toEqual([]);
});

test('M23 looking keeps nothing; filing what was found puts it on the record, and then it says so', async () => {
  const [hit] = (await look(ada, 'quokka')).hits;
  expect(hit).toMatchObject({ isOnRecord: false, from: { address: 'wil@wombat.example' } });
  expect(await rowsAbout('Quokka')).toEqual([]);
  const { messageId, internetMessageId } = hit!;
  const { filings } = await ada.call('POST /filings', {
    body: {
      ...{ mailbox: ada.person.userPrincipalName, messageId, internetMessageId },
      ...{ records: [record], attachmentIds: [], saveCopy: false },
    },
  });
  expect(filings).toMatchObject([{ subject: 'Quokka plan for the roof', state: 'filed' }]);
  expect((await look(ada, 'quokka')).hits).toMatchObject([{ isOnRecord: true }]);
  expect((await look(ben, 'plan for the roof')).hits).toMatchObject([{ isOnRecord: true }]); // the same mail in his mailbox
});

test('M23 a service that does not answer is told, and nothing else breaks', async () => {
  const fault = world.sandbox.faults.add({
    service: 'graph',
    method: 'GET',
    path: '/me/messages$',
    answer: { status: 503 },
    times: 0,
  });
  const refused = await look(ada, 'quokka').catch((it: unknown) => it);
  world.sandbox.faults.remove(fault);
  expect(refused).toBeInstanceOf(Refused);
  expect((refused as Refused).problem.code).toBe('upstream_unavailable');
  expect(await subjects(ada, 'quokka')).toHaveLength(1);
});

/** Ada sends a mail without us, as from any Outlook. */
async function sendInOutlook(subject: string, to: string): Promise<void> {
  const issued = await world.sandbox.entra.issueForBroker({
    objectId: ada.person.id,
    clientId: world.sandbox.client.id,
    scope: 'https://graph.microsoft.com/Mail.Send',
  });
  if (!issued.success) throw new Error(issued.error.description);
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  const answer = await fetch(`${world.sandbox.urls.graph}/v1.0/me/sendMail`, {
    method: 'POST',
    dispatcher,
    headers: { authorization: `Bearer ${issued.token.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      message: {
        subject,
        body: { contentType: 'text', content: 'Hello' },
        toRecipients: [{ emailAddress: { address: to } }],
      },
    }),
  });
  expect(answer.status).toBe(202);
  await dispatcher.destroy();
}
let followed: Promise<Followed> | undefined;
/** Ada's mailbox, followed from the first time on. */
const following = () =>
  (followed ??= (async () => {
    await connectOutlook(world, ada, mailAndSend);
    const it = await follow(world, ada);
    await it.settled();
    return it;
  })());
const onRecord = async (caller: Caller, subject: string) =>
  (await caller.call('GET /records/:module/:id/timeline', { params: record, query: {} })).entries.filter(
    (it) => it.mail?.subject === subject,
  );

test('M24 a mail begun for a record and written in Outlook’s own window is put on that record once it was sent, once', async () => {
  const address = ada.person.userPrincipalName;
  const begin = (people: string[]) =>
    ada.call('POST /records/:module/:id/new-mail', { params: record, body: { people } });
  expect((await begin([])).to).toEqual([{ address: 'jana.novak@lumenworks.example', name: 'Jana Novák' }]);
  await begin(['gus@gnu.example']);
  await sendInOutlook('Written in Outlook', 'gus@gnu.example');
  // Microsoft tells the second only: the other mail is clearly a later one.
  const second = () => Math.floor(Date.now() / 1000);
  const first = second();
  await until(second, (now) => now > first + 1, 60_000);
  await sendInOutlook('Something else to the same person', 'gus@gnu.example');
  await sendInOutlook('To somebody else', 'ken@kudu.example');
  await following();
  const [entry, ...others] = await until(
    () => onRecord(ada, 'Written in Outlook'),
    (found) => found.length > 0,
    60_000,
  );
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    mail: { isOutgoing: true, seen: 'own', people: [{ address }, { address: 'gus@gnu.example' }] },
    link: { confidence: 'high', reason: { kind: 'sent' } },
  });
  expect(await onRecord(ada, 'Something else to the same person')).toEqual([]);
  expect(await onRecord(ada, 'To somebody else')).toEqual([]);
  const kept = await world.server!.database.kysely.selectFrom('expected_mail').selectAll().execute();
  expect(kept.length).toBeGreaterThan(0);
  for (const it of kept) expect(Object.values(it).join(' ')).not.toContain('gnu.example');
}, 240_000);

test('M21 M24 the sync of Sent Items meets the row of a mail that was sent from a record: one entry, one row', async () => {
  await following();
  const mail = await write(ada, record, {
    subject: 'Sent from the record',
    html: '<p>Hello</p>',
    to: [{ address: 'jana.novak@lumenworks.example' }],
  });
  await send(ada, mail);
  expect(await ended(ada, mail)).toMatchObject({ state: 'sent' });
  const rows = () =>
    world
      .server!.database.kysely.selectFrom('mail_message')
      .innerJoin('mail_folder', 'mail_folder.id', 'mail_message.folder_id')
      .select(['mail_message.change_key', 'mail_folder.well_known'])
      .where('subject', '=', 'Sent from the record')
      .execute();
  await (await following()).syncNow();
  const [row, ...others] = await until(
    rows,
    (found) => found.some((it) => it.change_key !== ''), // now it is as the sync read it
    120_000,
  );
  expect(others).toEqual([]);
  expect(row?.well_known).toBe('sentitems');
  const entries = await onRecord(ada, 'Sent from the record');
  expect(entries).toMatchObject([{ link: { reason: { kind: 'sent' } }, mail: { isOutgoing: true } }]);
}, 240_000);
