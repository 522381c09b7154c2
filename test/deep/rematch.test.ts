import { alder } from '../../sandbox/tenant/company.js';
import { limitModule, unlimited } from '../support/administrator.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * People come into Coherence after their mail came into the mailbox: what was synced as nobody's is found again by keyed hashes,
 * read once more, and judged by the same rules as new mail.
 */
let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
  for (let n = 0; n < 5; n += 1) deliver('greta@harbourmill.example', `Mill ${n}`);
  deliver('greta+orders@harbourmill.example', 'Tagged');
  deliver('both@twice.example', 'Twice');
  deliver('Ilse.Graf@MÜHLENBAU.example', 'Umlaut');
  followed = await follow(world, ada);
  await followed.settled();
});
afterAll(() => world?.stop());

function deliver(from: string, subject: string): string {
  return world.sandbox.tenants.deliver({
    from: { name: 'Greta Lind', address: from },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
  });
}
const database = () => databaseOf(world).kysely;
const create = async (module: string, fields: Record<string, string>) => {
  const made = await ada.call('POST /records', { body: { module, fields } });
  if (made.state !== 'created') throw new Error(made.state);
  return { module, id: made.record.id };
};
const fieldsOf = async (module: string, values: Record<string, string>) => {
  const { fields } = await ada.call('POST /records/form', { body: { module } });
  return Object.fromEntries(
    Object.entries(values).map(([label, value]) => [fields.find((it) => it.label === label)?.key ?? label, value]),
  );
};
const subjectsOf = async (record: { module: string; id: string }) =>
  (await ada.call('GET /records/:module/:id/timeline', { params: record })).entries
    .map((it) => it.mail?.subject)
    .sort();
const lookAgain = () =>
  database()
    .updateTable('fresh_address')
    .set({ matched_at: new Date(0) })
    .execute();
const nothingWaits = () =>
  until(
    async () => [
      await database().selectFrom('fresh_address').select('address').where('tenant_id', '=', alder.tenantId).execute(),
      await database().selectFrom('mail_message').select('id').where('is_wanted', '=', true).execute(),
    ],
    ([fresh, wanted]) => fresh?.length === 0 && wanted?.length === 0,
    120_000,
  );

let greta: { module: string; id: string };
test('M25 R-33 a person created after the mail: the older mail appears on the record, with its content', async () => {
  const before = await database()
    .selectFrom('mail_message')
    .select('subject')
    .where('subject', 'like', 'Mill%')
    .execute();
  expect(before).toEqual([]);
  greta = await create(
    'people',
    await fieldsOf('people', { 'First Name': 'Greta', 'Last Name': 'Lind', Email: 'greta@harbourmill.example' }),
  );
  await until(
    () => subjectsOf(greta),
    (subjects) => subjects.length === 6,
    120_000,
  );
  expect(await subjectsOf(greta)).toEqual(['Mill 0', 'Mill 1', 'Mill 2', 'Mill 3', 'Mill 4', 'Tagged']);
  const links = await database()
    .selectFrom('mail_link')
    .select(['confidence', 'reason'])
    .where('record_id', '=', greta.id)
    .execute();
  expect(links.filter((it) => it.confidence === 'high')).toHaveLength(5);
  expect(links.filter((it) => it.confidence === 'medium')).toHaveLength(1); // without its tag: likely, and to be reviewed
});

test('M23 R-18 people are kept as addresses are compared: an internationalised domain is found in whatever way it is written', async () => {
  const ilse = await create(
    'people',
    await fieldsOf('people', { 'First Name': 'Ilse', 'Last Name': 'Graf', Email: 'ilse.graf@mühlenbau.example' }),
  );
  await until(
    () => subjectsOf(ilse),
    (subjects) => subjects.length === 1,
    120_000,
  );
  const { address } = await database()
    .selectFrom('mail_participant')
    .select('address')
    .where('role', '=', 'from')
    .where('address', 'like', 'ilse%')
    .executeTakeFirstOrThrow();
  expect(address).toBe('ilse.graf@xn--mhlenbau-65a.example');
  const found = await ada.call('POST /records/:module/:id/timeline', {
    params: ilse,
    body: { person: 'ILSE.graf@Mühlenbau.example' },
  });
  expect(found.entries).toHaveLength(1);
});

test('M25 what was undone or rejected stays away when the address is looked for again; twice is once', async () => {
  const { entries } = await ada.call('GET /records/:module/:id/timeline', { params: greta });
  const undone = entries.find((it) => it.mail?.subject === 'Mill 2');
  await ada.call('POST /mail/links/:id/undo', { params: { id: undone?.link?.id ?? '' } });
  await lookAgain();
  await nothingWaits();
  await database()
    .insertInto('fresh_address')
    .values({ tenant_id: alder.tenantId, address: 'greta@harbourmill.example' })
    .execute();
  await until(
    () => database().selectFrom('fresh_address').select('matched_at').executeTakeFirst(),
    (row) => Boolean(row?.matched_at),
    120_000,
  );
  await lookAgain();
  await nothingWaits();
  await followed.settled(120_000);
  expect(await subjectsOf(greta)).toEqual(['Mill 0', 'Mill 1', 'Mill 3', 'Mill 4', 'Tagged']);
  const messages = await database().selectFrom('mail_message').select('graph_id').execute();
  expect(new Set(messages.map((it) => it.graph_id)).size).toBe(messages.length);
});

test('M25 R-12 an address that two records get is not decided: the older mail becomes a question', async () => {
  const workspace = world.sandbox.coherence.workspaces.of('Alder & Finch');
  const people = workspace.modules.find((it) => it.slug === 'people')!;
  for (const name of ['First', 'Second'])
    world.sandbox.coherence.workspaces.add(workspace, people.id, `${name} Twice`, { email: 'both@twice.example' });
  await world.server!.records.refreshIndex(alder.tenantId);
  const review = await until(
    () => ada.call('GET /mail/review'),
    ({ items }) => items.some((it) => it.subject === 'Twice'),
    120_000,
  );
  expect(review.items.find((it) => it.subject === 'Twice')).toMatchObject({
    kind: 'choose',
    reason: { kind: 'address', value: 'both@twice.example' },
    links: [{}, {}],
  });
});

test('M25 a mailbox that is paused is not read for it; resumed, it goes on', async () => {
  const id = deliver('late@coldharbour.example', 'Later than all');
  await until(followed.kept, (kept) => kept.includes(id), 120_000);
  const of = { params: { mailbox: followed.mailbox.id } };
  await ada.call('POST /mailboxes/:mailbox/pause', { ...of, body: {} });
  const late = await create(
    'people',
    await fieldsOf('people', { 'First Name': 'Late', 'Last Name': 'Comer', Email: 'late@coldharbour.example' }),
  );
  await until(
    () => database().selectFrom('mail_message').select('id').where('is_wanted', '=', true).execute(),
    (wanted) => wanted.length === 1,
    120_000,
  );
  expect(await subjectsOf(late)).toEqual([]);
  await ada.call('POST /mailboxes/:mailbox/resume', { ...of, body: {} });
  await until(
    () => subjectsOf(late),
    (subjects) => subjects.length === 1,
    120_000,
  );
});

test('M117 M25 no rule brings mail to a module that takes none; once it does, what came meanwhile is there, and what was before', async () => {
  const administrator = await world.as('Cleo');
  const before = await subjectsOf(greta);
  await limitModule(administrator, 'people', { mail: false });
  const id = deliver('greta@harbourmill.example', 'Meanwhile');
  await until(followed.kept, (kept) => kept.includes(id), 120_000);
  const links = await database().selectFrom('mail_link').select('id').where('internet_message_id', '=', id).execute();
  expect(links).toEqual([]);
  await limitModule(administrator, 'people', unlimited);
  expect(await subjectsOf(greta)).toEqual(expect.arrayContaining(before));
  await until(
    () => subjectsOf(greta),
    (subjects) => subjects.includes('Meanwhile'),
    120_000,
  );
});
