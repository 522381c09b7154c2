import { sql } from 'kysely';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { trafficOf } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * A large mailbox and a service on its bad days, from the first reading on. docs/faults.md lists what broke other products, the switch
 * of the sandbox that does it, and the test that shows it.
 */
const traffic = trafficOf();
jest.setTimeout(400_000);
let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({
    trafficLog: traffic.file,
    environment: { SYNC_POLL_SECONDS: '30', SYNC_SLICE_SECONDS: '5' },
  });
  ada = await world.as('Ada');
  world.sandbox.tenants.mailboxes.generate({
    person: 'Ada',
    count: 1_900,
    days: 80,
    bodyBytes: 200,
    withFolders: false,
  });
});
beforeEach(() => {
  world.sandbox.behaviour.reset();
  world.sandbox.faults.clear();
});
afterAll(async () => {
  await world?.stop();
  traffic.forget();
});

let count = 0;
const deliver = () => {
  count += 1;
  return world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: `Stream ${count}`,
    html: '<p>Hello</p>',
  });
};
const folder = (name: string) => {
  const found = ada.mailbox.folder(name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
const messageIn = (name: string, id: string) => {
  const found = ada.mailbox.byInternetMessageId(id).find((it) => it.folderId === folder(name).id);
  if (!found) throw new Error(`It is not in ${name}.`);
  return found;
};
/** Our rows are what is there. Looked at when nothing is left to do: comparing is not for nothing. */
async function same(limitMs = 120_000): Promise<void> {
  await followed.settled(limitMs);
  await whole(30_000);
}
const whole = (limitMs: number) =>
  until(
    async () => {
      const [kept, listing] = [new Set(await followed.kept()), await followed.listing()];
      return { missing: listing.filter((it) => !kept.has(it)).length, more: kept.size - listing.length };
    },
    ({ missing, more }) => missing === 0 && more === 0,
    limitMs,
  );
const arrive = (ids: string[], limitMs = 120_000) =>
  until(
    async () =>
      (
        await databaseOf(world)
          .kysely.selectFrom('mail_message')
          .select('internet_message_id')
          .where('internet_message_id', 'in', ids)
          .where('mailbox_id', '=', Number(followed.mailbox.id))
          .where('gone_at', 'is', null)
          .execute()
      ).map((it) => it.internet_message_id),
    (there) => ids.every((id) => there.includes(id)),
    limitMs,
  );
const rowOf = (id: string) =>
  databaseOf(world)
    .kysely.selectFrom('mail_message')
    .innerJoin('mail_folder', 'mail_folder.id', 'mail_message.folder_id')
    .select(['mail_message.id', 'mail_folder.well_known', 'mail_message.gone_at'])
    .where('mail_message.mailbox_id', '=', Number(followed.mailbox.id))
    .where('internet_message_id', '=', id)
    .execute();
const streamOf = (name: string) =>
  databaseOf(world)
    .kysely.selectFrom('sync_state')
    .selectAll()
    .where('mailbox_id', '=', Number(followed.mailbox.id))
    .where('resource', '=', folder(name).id)
    .executeTakeFirstOrThrow();
const codes = async () =>
  (await databaseOf(world).kysely.selectFrom('sync_log').select(['code', 'detail']).execute()).map(
    (it) => `${it.code} ${String((it.detail as { why?: string }).why ?? '')}`,
  );

test('M108 C8 a first reading whose stream is gone (410) in the middle each time brings the whole history and new mail', async () => {
  world.sandbox.behaviour.change({ delta: { goneAfterPages: 1 } });
  followed = await follow(world, ada, (settings) => {
    settings.range = { kind: 'days', days: 90 };
  });
  const listed = () => streamOf('inbox').catch(() => undefined);
  await until(listed, (it) => it?.history.length === 0 && it.generation > 2, 300_000);
  const fresh = deliver();
  await followed.syncNow();
  await arrive([fresh]);
  await whole(120_000);
  expect(await codes()).toContain('C8 expired');
  expect((await streamOf('inbox')).stage).toBe('baseline');
  world.sandbox.behaviour.reset();
  await followed.syncNow();
  await same();
  expect((await streamOf('inbox')).stage).toBe('live');
});

test('M108 no stream is filtered by time: a filtered one ends after so many messages, in silence', async () => {
  const streams = traffic.since(0).filter((it) => /messages\/delta\?/.test(it) && !/token=/.test(it));
  expect(streams.length).toBeGreaterThan(0);
  for (const it of streams) {
    const query = new URL(it).searchParams;
    expect(query.has('$filter')).toBe(false);
    expect(query.get('$select')).not.toMatch(/removed/); // a 400 at the service: it exists in answers only
  }
  world.sandbox.behaviour.change({ delta: { filteredLimit: 50 } });
  ada.mailbox.generation += 1; // everything once more, with the limit
  await followed.syncNow();
  await same();
  expect(ada.mailbox.contents(folder('inbox').id).list.items.length).toBeGreaterThan(550); // more than a page, and than the limit
  world.sandbox.behaviour.reset();
});

test('M108 a round longer than a turn goes on at once, not with the next look of the clock', async () => {
  await databaseOf(world).kysely.updateTable('sync_state').set({ last_run_at: new Date(), wished_at: null }).execute();
  world.sandbox.behaviour.change({ webhooks: { silent: true } });
  for (const it of ada.mailbox.contents(folder('inbox').id).list.items) {
    it.graph.categories = ['Blue category'];
    ada.mailbox.changed(it, ['categories']);
  }
  // Several pages of changes, each slower than a turn (five seconds here).
  world.sandbox.behaviour.change({ timing: { requestMs: 5_100, itemMs: 0 } });
  const before = await streamOf('inbox');
  const categorised = async () =>
    (
      await databaseOf(world)
        .kysely.selectFrom('mail_message')
        .select('id')
        .where(sql<boolean>`categories @> array['Blue category']`)
        .execute()
    ).length;
  await followed.syncNow();
  await followed.settled(120_000);
  world.sandbox.behaviour.reset();
  expect(await categorised()).toBeGreaterThan(100);
  const after = await streamOf('inbox');
  expect(after.cursor).not.toBe(before.cursor);
  expect([after.pages, after.wished_at]).toEqual([0, null]); // the round came to its end
});

test('M10 a move that is told only where it began keeps its row: nothing is read or stored anew', async () => {
  await followed.save((settings) => {
    const [first] = settings.folders;
    if (first) settings.folders.push({ ...first, id: folder('archive').id });
  });
  await followed.settled(120_000);
  const id = deliver();
  await arrive([id]);
  await followed.settled();
  const [before] = await rowOf(id);
  world.sandbox.behaviour.change({ delta: { hidesMovedIn: true } });
  ada.mailbox.move(messageIn('inbox', id), folder('archive').id);
  const after = await until(
    () => rowOf(id),
    (rows) => rows[0]?.well_known === 'archive',
  );
  expect(after).toEqual([{ ...before, well_known: 'archive' }]);
  world.sandbox.behaviour.reset();
  await same();
});

test('M108 reads at the same time that come back as denied are asked again one by one, and nobody is told of missing rights', async () => {
  world.sandbox.behaviour.change({ mail: { deniesParallelReads: true }, timing: { requestMs: 20, itemMs: 0 } });
  const ids = Array.from({ length: 3 }, deliver);
  await arrive(ids);
  for (const id of ids) ada.mailbox.move(messageIn('inbox', id), folder('archive').id);
  await followed.syncNow();
  await until(
    async () => (await Promise.all(ids.map(rowOf))).flat(),
    (rows) => rows.length === 3 && rows.every((it) => it.well_known === 'archive'),
    90_000,
  );
  world.sandbox.behaviour.reset();
  expect((await codes()).filter((it) => /^(E2|C10)/.test(it))).toEqual([]);
  await same();
});

test('R-53 a storm of 429 only costs time: nothing is given up, nothing is lost', async () => {
  world.sandbox.behaviour.change({ random: { share: 0.75, statuses: [429], retryAfterSeconds: 1 } });
  const id = deliver();
  await arrive([id]);
  world.sandbox.behaviour.reset();
  await same();
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
});

test('M108 a stream that is forgotten while nobody looks goes on from what we have, not from now', async () => {
  const of = { params: { mailbox: followed.mailbox.id }, body: {} };
  await followed.settled();
  const gone = deliver();
  const stays = deliver();
  await arrive([gone, stays]);
  await followed.settled();
  await ada.call('POST /mailboxes/:mailbox/pause', of);
  const between = Array.from({ length: 4 }, deliver);
  ada.mailbox.remove(messageIn('inbox', gone));
  ada.mailbox.move(messageIn('inbox', stays), folder('archive').id);
  ada.mailbox.generation += 1;
  await ada.call('POST /mailboxes/:mailbox/resume', of);
  await arrive(between);
  await same();
  const kept = await followed.kept();
  expect(kept).toContain(stays);
  expect(kept).not.toContain(gone);
});

test('M108 C8 a token that Microsoft does not understand any more (400) begins the stream anew as well', async () => {
  const { generation } = await streamOf('inbox');
  world.sandbox.faults.add({
    service: 'graph',
    path: 'messages/delta',
    times: 1,
    answer: { status: 400, code: 'SyncStateInvalid', message: 'Badly formed token.' },
  });
  const id = deliver();
  await arrive([id]);
  await followed.settled(120_000);
  const after = await Promise.all(['inbox', 'sentitems', 'archive'].map(streamOf));
  expect(after.some((it) => it.generation > generation)).toBe(true);
  await same();
});
