import { sql } from 'kysely';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '3' } });
  ada = await world.as('Ada');
  followed = await follow(world, ada);
  await followed.settled();
});
beforeEach(() => {
  world.sandbox.behaviour.reset();
  world.sandbox.faults.clear();
});
afterAll(() => world?.stop());

let count = 0;
const deliver = () => {
  count += 1;
  return world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: `Fault ${count}`,
    html: '<p>Hello</p>',
  });
};
const messageOf = (id: string) => {
  const found = ada.mailbox.byInternetMessageId(id).find((it) => it.folderId === folder('inbox').id);
  if (!found) throw new Error('It is not in the inbox.');
  return found;
};
const folder = (name: string) => {
  const found = ada.mailbox.folder(name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
const arrives = (id: string) =>
  until(
    () => followed.kept(),
    (kept) => kept.includes(id),
    60_000,
  );
const same = () =>
  until(
    async () => ({ kept: await followed.kept(), listing: await followed.listing() }),
    ({ kept, listing }) => JSON.stringify(kept) === JSON.stringify(listing),
    60_000,
  );
const codes = async () =>
  (await databaseOf(world).kysely.selectFrom('sync_log').select('code').execute()).map((it) => it.code);

test('M108 C8 a stream that Microsoft forgot begins anew, compares, and drops nothing', async () => {
  const before = await followed.kept();
  ada.mailbox.generation += 1;
  const id = deliver();
  await arrives(id);
  await followed.settled();
  expect(await followed.kept()).toEqual([...before, id].sort());
  expect(await codes()).toContain('C8');
});

test('M108 webhooks that are silent: the clock finds what they did not tell', async () => {
  world.sandbox.behaviour.change({ webhooks: { silent: true } });
  await arrives(deliver());
});

test('M10 a mail that goes to another folder and back within one round is not lost, and keeps its links', async () => {
  const id = deliver();
  await arrives(id);
  await followed.settled();
  const message = messageOf(id);
  ada.mailbox.move(message, folder('archive').id);
  ada.mailbox.move(message, folder('inbox').id);
  await followed.syncNow();
  await followed.settled();
  expect(await followed.kept()).toContain(id);
  await same();
});

test('M10 a mail moved to a folder that nobody follows stays on its record and shows where it is', async () => {
  const id = deliver();
  await arrives(id);
  ada.mailbox.move(messageOf(id), folder('archive').id);
  await same();
  expect(await followed.kept()).not.toContain(id);
  const { rows } = await sql<{ name: string; subject: string | null; links: number }>`
    select f.well_known as name, m.subject, (select count(*)::integer from mail_link l where l.internet_message_id = m.internet_message_id
      and l.state = 'linked') as links
    from mail_message m left join mail_folder f on f.id = m.folder_id where m.internet_message_id = ${id}`.execute(
    databaseOf(world).kysely,
  );
  expect(rows).toMatchObject([{ name: 'archive', subject: `Fault ${count}` }]);
  expect(rows[0]?.links).toBeGreaterThan(0);
});

test('M108 items that hold only what changed, come twice, or come on pages between empty ones are understood', async () => {
  world.sandbox.behaviour.change({ delta: { sparse: true, repeats: true, emptyPages: true } });
  const ids = Array.from({ length: 5 }, deliver);
  for (const id of ids) await arrives(id);
  const message = messageOf(ids[0] ?? '');
  message.graph.categories = ['Blue category'];
  ada.mailbox.changed(message, ['categories']);
  await until(
    async () =>
      databaseOf(world)
        .kysely.selectFrom('mail_message')
        .select(['subject', 'categories'])
        .where('internet_message_id', '=', ids[0] ?? '')
        .executeTakeFirst(),
    (row) => row?.categories?.[0] === 'Blue category' && row.subject !== null && row.subject !== '',
  );
  await same();
});

test.each(['same-link', 'same-page'] as const)(
  'M108 a stream without an end (%s) is noticed, and new mail comes all the same',
  async (endless) => {
    world.sandbox.behaviour.change({ delta: { endless } });
    const id = deliver();
    await arrives(id);
    world.sandbox.behaviour.reset();
    await followed.syncNow();
    await followed.settled();
    await same();
  },
);

test('R-53 C6 a long wish to wait holds the whole mailbox, is shown, and then it goes on', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    path: 'messages/delta',
    times: 1,
    answer: { status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 6 },
  });
  const id = deliver();
  const mailbox = () =>
    databaseOf(world)
      .kysely.selectFrom('mailbox')
      .select('wait_until')
      .where('id', '=', Number(followed.mailbox.id))
      .executeTakeFirstOrThrow();
  await until(mailbox, (it) => it.wait_until !== null && it.wait_until.getTime() > Date.now());
  await arrives(id);
});

test('M108 a service that is busy or too slow, and refusals that pass, only cost time', async () => {
  world.sandbox.behaviour.change({ random: { share: 0.3, statuses: [503, 504, 429], retryAfterSeconds: 1 } });
  for (const id of Array.from({ length: 3 }, deliver)) await arrives(id);
  world.sandbox.behaviour.reset();
  await same();
});

test('C7 subscriptions that Microsoft ended are made again, and what came meanwhile is found', async () => {
  const ids = async () =>
    (await databaseOf(world).kysely.selectFrom('subscription').select('id').where('state', '=', 'live').execute())
      .map((it) => it.id)
      .sort();
  const before = await ids();
  expect(before.length).toBeGreaterThan(0);
  world.sandbox.graph.subscriptions.lose();
  const missed = deliver();
  const after = await until(ids, (now) => now.length === before.length && now.every((id) => !before.includes(id)));
  expect(after.every((id) => world.sandbox.graph.subscriptions.find(id))).toBe(true);
  await arrives(missed);
  expect(await codes()).toContain('C7');
});

test('C9 a mailbox that Graph does not reach any more says so and is not asked again and again', async () => {
  world.sandbox.behaviour.change({ mail: { onPremises: [ada.person.id] } });
  const kept = await followed.kept();
  const mailbox = () =>
    databaseOf(world)
      .kysely.selectFrom('mailbox')
      .select(['state', 'problem'])
      .where('id', '=', Number(followed.mailbox.id))
      .executeTakeFirstOrThrow();
  const row = await until(mailbox, (it) => it.state === 'unsupported');
  expect(row.problem?.code).toBe('C9');
  expect(await codes()).toContain('C9');
  expect(await followed.kept()).toEqual(kept);
  // The turns under way end; then nobody asks any more, however often the clock ticks (every second here).
  const streams = () =>
    databaseOf(world)
      .kysely.selectFrom('sync_state')
      .select('id')
      .where('lease_until', '>', sql<Date>`now()`)
      .execute();
  await until(streams, (left) => left.length === 0);
  const asked = world.sandbox.graph.mailboxRequests(ada.person.id);
  expect(asked).toBeGreaterThan(10);
  await new Promise((resolve) => {
    setTimeout(resolve, 5_000);
  });
  expect(world.sandbox.graph.mailboxRequests(ada.person.id)).toBe(asked);
});

test('R-53 through all of it, never more than four requests were in flight for the mailbox', () => {
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
});
