import crypto from 'node:crypto';
import { Agent, fetch } from 'undici';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { trafficOf } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* The clock looks every quarter of an hour here: what is seen at once was told by a notification. */
const traffic = trafficOf();
const folders = ['inbox', 'sentitems', 'archive'];
jest.setTimeout(400_000);
let world: World;
let ada: Caller;
let followed: Followed;
let agent: Agent;
beforeAll(async () => {
  world = await startWorld({ trafficLog: traffic.file });
  agent = new Agent({ connect: { ca: world.sandbox.caPem } });
  ada = await world.as('Ada');
  followed = await follow(world, ada, (settings) => {
    const [first] = settings.folders;
    if (first) settings.folders = folders.map((name) => ({ ...first, id: folderId(name) }));
  });
  await followed.settled();
  await until(subscriptions, (rows) => rows.length === folders.length);
});
beforeEach(() => {
  world.sandbox.behaviour.reset();
  world.sandbox.faults.clear();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await world?.stop();
  await agent?.destroy();
  traffic.forget();
});

const folderId = (name: string) => ada.mailbox.folder(name)?.id ?? '';
const subscriptions = () =>
  databaseOf(world).kysely.selectFrom('subscription').selectAll().orderBy('resource').execute();
const subscriptionOf = async (name: string) => {
  const row = (await subscriptions()).find((it) => it.resource === folderId(name));
  if (!row) throw new Error(`${name} has no subscription.`);
  return row;
};
/** What only Microsoft and we know. */
const secretOf = (id: string) => world.sandbox.graph.subscriptions.find(id)?.clientState ?? '';
const streamOf = (name: string) =>
  databaseOf(world)
    .kysely.selectFrom('sync_state')
    .selectAll()
    .where('resource', '=', folderId(name))
    .executeTakeFirstOrThrow();

async function post(body: unknown, query = '', type = 'application/json') {
  const response = await fetch(`${world.sandbox.urls.server}/webhooks/graph${query}`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    sniff: response.headers.get('x-content-type-options'),
    text: await response.text(),
  };
}
const notice = (subscriptionId: string, clientState: unknown, more: object = {}) => ({
  subscriptionId,
  clientState,
  changeType: 'created',
  resource: 'Users/x/Messages/y',
  tenantId: ada.person.id,
  ...more,
});
let count = 0;
const deliver = () => {
  count += 1;
  return world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: `Told ${count}`,
    html: '<p>Hello</p>',
  });
};
const arrives = (id: string) => until(followed.kept, (kept) => kept.includes(id));
const streamCalls = (mark: number) => traffic.since(mark).filter((it) => /messages\/delta/.test(it));

test('M108 the handshake says the token back as plain text, decoded once, whatever is in it', async () => {
  for (const token of [
    'Validation: Testing client application reachability for subscription Request-Id: 1',
    'a+b %41 & = ? # "quoted" <script>alert(1)</script> ünïcode ✓',
  ]) {
    const answer = await post('', `?validationToken=${encodeURIComponent(token)}`, 'text/plain; charset=utf-8');
    expect(answer).toMatchObject({ status: 200, text: token, sniff: 'nosniff' });
    expect(answer.type).toMatch(/^text\/plain/);
  }
});

test('M108 a notification is answered 202 before anything is done with it', async () => {
  const { id } = await subscriptionOf('inbox');
  const hold = world.sandbox.faults.add({ service: 'graph', path: 'messages/delta', times: 1, holdBefore: true });
  const before = await streamOf('inbox');
  expect((await post({ value: [notice(id, secretOf(id))] })).status).toBe(202);
  await world.sandbox.faults.reached(hold, 60_000); // the work began after the answer, and is held
  expect((await streamOf('inbox')).last_run_at).toEqual(before.last_run_at);
  world.sandbox.faults.release(hold);
  await until(
    () => streamOf('inbox'),
    (row) => row.wished_at === null && JSON.stringify(row.last_run_at) !== JSON.stringify(before.last_run_at),
  );
});

test('M108 who does not know the secret is answered like everybody, compared in the same time, and moves nothing', async () => {
  await followed.settled();
  const [inbox, sent] = [await subscriptionOf('inbox'), await subscriptionOf('sentitems')];
  const compared = jest.spyOn(crypto, 'timingSafeEqual');
  const before = await streamOf('inbox');
  const forged = [
    notice(inbox.id, ''),
    notice(inbox.id, undefined),
    notice(inbox.id, null),
    notice(inbox.id, secretOf(inbox.id).slice(0, -1)),
    notice(inbox.id, `${secretOf(inbox.id)}x`),
    notice(inbox.id, secretOf(sent.id)), // of another subscription
    notice(inbox.id, inbox.secret_hash), // what stands in our own rows
    notice(inbox.id, 'wrong', { lifecycleEvent: 'subscriptionRemoved' }),
  ];
  const answers = await Promise.all(forged.map((it) => post({ value: [it] })));
  expect(answers.map((it) => [it.status, it.text])).toEqual(forged.map(() => [202, '']));
  const real = await post({ value: [notice(sent.id, secretOf(sent.id)), notice('unknown-id', 'x')] });
  expect([real.status, real.text]).toEqual([202, '']);
  await until(
    () => subscriptionOf('sentitems'),
    (row) => JSON.stringify(row.noticed_at) !== JSON.stringify(sent.noticed_at),
  );
  expect(await subscriptionOf('inbox')).toEqual(inbox); // still live, not noticed
  expect(await streamOf('inbox')).toEqual(before);
  // Every one of them was compared, known or not, and always over as many bytes.
  const lengths = compared.mock.calls.map(([a, b]) => [a.byteLength, b.byteLength]);
  expect(lengths.length).toBeGreaterThanOrEqual(8);
  expect(new Set(lengths.flat())).toEqual(new Set([32]));
});

test.each([
  ['nothing', ''],
  ['no JSON', '{ this is not'],
  ['no list', { value: 'x' }],
  ['entries of every wrong kind', { value: [null, 1, 'x', [], {}, { subscriptionId: 5 }, { subscriptionId: '' }] }],
  ['a secret that is too long', { value: [{ subscriptionId: 'a', clientState: 'x'.repeat(5_000) }] }],
  ['an event nobody knows', { value: [{ subscriptionId: 'a', clientState: 'b', lifecycleEvent: 'exploded' }] }],
])('M108 %s is taken or refused in a word, and the door stays open', async (_what, body) => {
  const answer = await post(body);
  expect([202, 400]).toContain(answer.status);
  expect(answer.text).not.toMatch(/stack|node_modules/);
  const id = deliver();
  await arrives(id);
});

test('M108 a hundred notifications of one folder within a moment cost a few requests, not a hundred', async () => {
  await followed.settled();
  const mark = traffic.mark();
  const ids = Array.from({ length: 100 }, deliver);
  const { id } = await subscriptionOf('inbox');
  const many = Array.from({ length: 1_000 }, (_, i) => notice(id, secretOf(id), { resource: `Users/x/Messages/${i}` }));
  expect((await post({ value: many })).status).toBe(202);
  await until(followed.kept, (kept) => ids.every((it) => kept.includes(it)));
  await followed.settled();
  expect(streamCalls(mark).length).toBeLessThanOrEqual(5);
});

test('C7 a subscription that asks to be authorized again is renewed and stays the same one', async () => {
  const { id } = await subscriptionOf('inbox');
  const before = world.sandbox.graph.subscriptions.find(id)?.expirationDateTime ?? '';
  world.sandbox.graph.subscriptions.requireReauthorization(id);
  await until(
    () => world.sandbox.graph.subscriptions.find(id),
    (it) => it !== undefined && it.warnedAt === undefined && it.expirationDateTime > before,
  );
  await until(
    () => subscriptionOf('inbox'),
    (row) => row.id === id && row.state === 'live',
  );
});

test('C7 subscriptions are renewed at half of their life, and not before', async () => {
  const at = async (name: string, minutes: number) => {
    const row = await subscriptionOf(name);
    await databaseOf(world)
      .kysely.updateTable('subscription')
      .set({ expires_at: new Date(Date.now() + minutes * 60_000) })
      .where('id', '=', row.id)
      .execute();
    return row.id;
  };
  const half = 4_200 / 2;
  const due = await at('inbox', half - 5);
  const fresh = await at('archive', half + 5);
  const untouched = world.sandbox.graph.subscriptions.find(fresh)?.expirationDateTime;
  world.sandbox.graph.subscriptions.requireReauthorization((await subscriptionOf('sentitems')).id); // the job looks at all
  const renewed = await until(
    () => subscriptionOf('inbox'),
    (row) => new Date(row.expires_at).getTime() > Date.now() + (half + 60) * 60_000,
  );
  expect(renewed.id).toBe(due);
  await until(
    () => subscriptionOf('sentitems'),
    (row) => row.state === 'live',
  );
  expect(world.sandbox.graph.subscriptions.find(fresh)?.expirationDateTime).toBe(untouched);
});

test('C7 "missed" lets every stream look, and what was not told is found', async () => {
  world.sandbox.behaviour.change({ webhooks: { silent: true } });
  const id = deliver();
  world.sandbox.behaviour.reset();
  world.sandbox.graph.subscriptions.miss();
  await arrives(id);
});

test('C7 "subscriptionRemoved" makes a new one, with a line in the log', async () => {
  const before = await subscriptionOf('archive');
  world.sandbox.graph.subscriptions.lose((it) => it.id === before.id);
  const after = await until(
    () => subscriptionOf('archive').catch(() => undefined),
    (row) => row !== undefined && row.id !== before.id && row.state === 'live',
  );
  expect(world.sandbox.graph.subscriptions.find(after?.id ?? '')).toBeDefined();
  const log = await databaseOf(world).kysely.selectFrom('sync_log').select(['code', 'detail']).execute();
  expect(log).toContainEqual({ code: 'C7', detail: { why: 'removed' } });
});

test('C7 a subscription that ended without a word is doubted when a look finds news, and made again', async () => {
  await followed.settled();
  const before = await subscriptionOf('inbox');
  world.sandbox.behaviour.change({ webhooks: { endsUnannounced: true } });
  world.sandbox.graph.subscriptions.lose((it) => it.id === before.id);
  const long = new Date(Date.now() - 3600_000);
  await databaseOf(world).kysely.updateTable('subscription').set({ created_at: long, noticed_at: long }).execute();
  const id = deliver(); // nobody tells
  await followed.syncNow();
  await arrives(id);
  const after = await until(
    () => subscriptionOf('inbox').catch(() => undefined),
    (row) => row !== undefined && row.id !== before.id && row.state === 'live',
  );
  expect(world.sandbox.graph.subscriptions.find(after?.id ?? '')).toBeDefined();
  const next = deliver(); // told again
  await arrives(next);
});

test('M108 a notification that comes before its subscription has a name with us is kept a while, and then forgotten', async () => {
  await followed.settled();
  const early = () => databaseOf(world).kysely.selectFrom('early_notification').select('subscription_id').execute();
  await databaseOf(world)
    .kysely.insertInto('early_notification')
    .values({ subscription_id: 'of long ago', received_at: new Date(Date.now() - 11 * 60_000) })
    .execute();
  const before = await subscriptionOf('inbox');
  const hold = world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/subscriptions',
    times: 1,
    holdAfter: true, // made at Microsoft, not yet told to us
  });
  world.sandbox.graph.subscriptions.lose((it) => it.id === before.id);
  await world.sandbox.faults.reached(hold, 60_000);
  const made = world.sandbox.graph.subscriptions
    .active()
    .find((it) => it.folderId === folderId('inbox') && it.id !== before.id);
  const id = deliver();
  await until(early, (rows) => rows.some((it) => it.subscription_id === made?.id));
  world.sandbox.faults.release(hold);
  await arrives(id);
  const left = await until(early, (rows) => rows.every((it) => it.subscription_id !== made?.id));
  expect((await subscriptionOf('inbox')).id).toBe(made?.id);
  expect(left.map((it) => it.subscription_id)).not.toContain('of long ago');
});
