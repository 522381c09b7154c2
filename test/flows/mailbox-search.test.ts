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
