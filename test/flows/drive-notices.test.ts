import { Agent, fetch } from 'undici';
import { allowSharedFiles, filesOf } from '../support/files.js';
import { databaseOf } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Drives tell of their changes too. The clock looks every quarter of an hour here: what is seen at once was told by a notification. */
let world: World;
let ada: Caller;
let agent: Agent;
let files: ReturnType<typeof filesOf>;
let linked = 0;
const record = { module: 'people', id: 'rec_jana' };
beforeAll(async () => {
  world = await startWorld();
  allowSharedFiles(world);
  agent = new Agent({ connect: { ca: world.sandbox.caPem } });
  ada = await world.as('Ada');
  files = filesOf(world);
}, 240_000);
afterEach(() => {
  world.sandbox.behaviour.reset();
  world.sandbox.faults.clear();
});
afterAll(async () => {
  await world?.stop();
  await agent?.destroy();
});

const subscriptions = () =>
  databaseOf(world).kysely.selectFrom('subscription').selectAll().where('drive_stream_id', 'is not', null).execute();
const live = async () =>
  (
    await until(subscriptions, (rows) => rows.length === 1 && rows[0]?.state === 'live' && isAtMicrosoft(rows[0].id))
  )[0]!;
const isAtMicrosoft = (id: string) => world.sandbox.graph.subscriptions.find(id) !== undefined;
const stateOf = async (id: string) =>
  databaseOf(world)
    .kysely.selectFrom('file_link')
    .select(['name', 'state'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
const stream = () =>
  databaseOf(world)
    .kysely.selectFrom('drive_stream')
    .selectAll()
    .where('drive_id', '=', files.drive('Ada').id)
    .executeTakeFirst();
/** All that was told until now is carried out: a notice of a name nobody knows is kept last, after those that came before it. */
async function heard(name: string) {
  await world.sandbox.graph.subscriptions.outbox.idle();
  await post({ value: [{ subscriptionId: name, clientState: 'unknown', changeType: 'updated' }] });
  await until(
    () => databaseOf(world).kysely.selectFrom('early_notification').select('subscription_id').execute(),
    (rows) => rows.some((it) => it.subscription_id === name),
  );
}
/** A file of Ada's on the record, in a drive that is followed and read to its end: no news of it are on their way. */
async function link() {
  const name = `Followed ${(linked += 1)}.txt`;
  const at = files.put('Ada', 'Documents', name, 'some words');
  const { id } = await ada.call('POST /records/:module/:id/files', { params: record, body: { file: at } });
  const isRead = (it: Awaited<ReturnType<typeof stream>>) =>
    it !== undefined && it.cursor !== null && it.lease_by === null && it.wished_at === null;
  await heard(name);
  await until(stream, isRead);
  return { id, item: files.item('Ada', `Documents/${name}`), drive: files.drive('Ada') };
}
const rename = ({ drive, item }: Awaited<ReturnType<typeof link>>, name: string) =>
  files.drives.move(drive, item, { parentId: item.parentId ?? '', name }, ada.person.id);
const seen = (id: string, name: string) =>
  until(
    () => stateOf(id),
    (it) => it.name === name,
  );
const post = (body: unknown) =>
  fetch(`${world.sandbox.urls.server}/webhooks/graph`, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('M46 a drive with something on a record is followed by a subscription to its root, and a change is seen at once', async () => {
  const file = await link();
  const { id, resource, secret_hash } = await live();
  expect(resource).toBe(`drives/${file.drive.id}/root`);
  const atMicrosoft = world.sandbox.graph.subscriptions.find(id)!;
  expect(atMicrosoft).toMatchObject({ changeTypes: ['updated'], creatorId: ada.person.id });
  expect(secret_hash).not.toContain(atMicrosoft.clientState);
  rename(file, 'Told.txt');
  await seen(file.id, 'Told.txt');
});

test('M46 M94 a notification with another secret is answered alike and does nothing', async () => {
  const file = await link();
  const { id } = await live();
  world.sandbox.behaviour.webhooks.silent = true;
  rename(file, 'Forged.txt');
  const answer = await post({ value: [{ subscriptionId: id, clientState: 'guessed', changeType: 'updated' }] });
  expect(answer.status).toBe(202);
  const before = await stream();
  expect(before?.wished_at).toBeNull();
  // The same with the right secret is heard: so the first was passed over, not late.
  const clientState = world.sandbox.graph.subscriptions.find(id)?.clientState;
  await post({ value: [{ subscriptionId: id, clientState, changeType: 'updated' }] });
  await seen(file.id, 'Forged.txt');
});

test('M46 asked to authorize again, the subscription is renewed and stays the same', async () => {
  await link();
  const before = await live();
  await databaseOf(world)
    .kysely.updateTable('subscription')
    .set({ expires_at: new Date(Date.now() + 60_000) })
    .where('id', '=', before.id)
    .execute();
  world.sandbox.graph.subscriptions.requireReauthorization(before.id);
  const after = await until(live, (it) => it.expires_at.getTime() > Date.now() + 3_600_000);
  expect(after.id).toBe(before.id);
  expect(world.sandbox.graph.subscriptions.find(after.id)?.warnedAt).toBeUndefined();
});

test('M46 a subscription that ended without a word: the clock finds what it lost, and a new one is made', async () => {
  const file = await link();
  const before = await live();
  world.sandbox.graph.subscriptions.lose();
  // Long ago it told of something for the last time: so whichever turn finds the news doubts it.
  await databaseOf(world)
    .kysely.updateTable('subscription')
    .set({ created_at: new Date(Date.now() - 3_600_000), noticed_at: null })
    .execute();
  rename(file, 'Found by the clock.txt');
  // A quarter of an hour later.
  await databaseOf(world).kysely.updateTable('drive_stream').set({ next_attempt_at: new Date() }).execute();
  await seen(file.id, 'Found by the clock.txt');
  const after = await until(live, (it) => it.id !== before.id);
  expect(after.drive_stream_id).toBe(before.drive_stream_id);
  rename(file, 'Told again.txt');
  await seen(file.id, 'Told again.txt');
});

test('M46 where Microsoft gives no subscription, the stream goes on by the clock', async () => {
  const file = await link();
  const { id } = await live();
  world.sandbox.graph.subscriptions.lose();
  await databaseOf(world).kysely.deleteFrom('subscription').where('id', '=', id).execute();
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/subscriptions$',
    times: 0,
    answer: { status: 403, code: 'accessDenied', message: 'Not here.' },
  });
  rename(file, 'Without.txt');
  await databaseOf(world).kysely.updateTable('drive_stream').set({ next_attempt_at: new Date() }).execute();
  await seen(file.id, 'Without.txt');
  expect(await subscriptions()).toEqual([]);
  expect((await stream())?.problem).toBeNull();
});

test('M46 M98 when nothing of the drive is on a record any more, its subscription ends', async () => {
  world.sandbox.faults.clear();
  await link();
  await databaseOf(world).kysely.updateTable('drive_stream').set({ next_attempt_at: new Date() }).execute();
  const { id } = await live();
  await databaseOf(world).kysely.updateTable('file_link').set({ state: 'unlinked' }).execute();
  world.sandbox.graph.subscriptions.requireReauthorization(id);
  await until(subscriptions, (rows) => rows.length === 0);
  expect(isAtMicrosoft(id)).toBe(false);
});
