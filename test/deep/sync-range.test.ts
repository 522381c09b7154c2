import { createFolder, deleteFolder, renameFolder } from '../../sandbox/tenant/mail/folder-tree.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { trafficOf } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

const traffic = trafficOf();
let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({ trafficLog: traffic.file });
  ada = await world.as('Ada');
  world.sandbox.tenants.mailboxes.generate({ person: 'Ada', count: 2_000, days: 200, withFolders: false });
});
afterAll(async () => {
  await world?.stop();
  traffic.forget();
});

const inbox = () => {
  const found = ada.mailbox.folder('inbox');
  if (!found) throw new Error('There is no inbox.');
  return found;
};
const deliver = (subject: string, sentDateTime = new Date().toISOString()) =>
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
    sentDateTime,
  });
const rangeFrom = async () =>
  (
    await databaseOf(world)
      .kysely.selectFrom('mailbox')
      .select('range_from')
      .where('id', '=', Number(followed.mailbox.id))
      .executeTakeFirstOrThrow()
  ).range_from as Date;
const receivedTimes = async () =>
  (
    await databaseOf(world)
      .kysely.selectFrom('mail_message')
      .select('received_at')
      .where('mailbox_id', '=', Number(followed.mailbox.id))
      .execute()
  ).map((it) => new Date(it.received_at as unknown as string));
const folders = () =>
  databaseOf(world)
    .kysely.selectFrom('mail_folder')
    .select(['graph_id', 'display_name', 'is_selected', 'is_gone'])
    .where('mailbox_id', '=', Number(followed.mailbox.id))
    .execute();
/** The lists of messages that were asked for since, with the bounds of each. */
const listsSince = (mark: number) =>
  traffic.since(mark).flatMap((url) => {
    const filter = new URL(url).searchParams.get('$filter') ?? '';
    const read = /receivedDateTime ge (\S+) and receivedDateTime le (\S+)/.exec(filter);
    return read ? [{ from: new Date(read[1] ?? ''), to: new Date(read[2] ?? '') }] : [];
  });

test('M16 a message at exactly the first instant of the range is in, one second earlier is out', async () => {
  const midnight = new Date(Date.now() - 30 * 86_400_000);
  followed = await follow(world, ada);
  await followed.settled();
  const from = await rangeFrom();
  expect(Math.abs(from.getTime() - midnight.getTime())).toBeLessThanOrEqual(86_400_000);
  const inside = deliver('At the instant', from.toISOString());
  const outside = deliver('One second earlier', new Date(from.getTime() - 1000).toISOString());
  const later = deliver('After both');
  await until(followed.kept, (kept) => kept.includes(later));
  await followed.settled();
  const kept = await followed.kept();
  expect(kept).toContain(inside);
  expect(kept).not.toContain(outside);
  expect(kept).toEqual(await followed.listing());
});

test('M17 from 30 to 90 days only days 31 to 90 are imported', async () => {
  const before = await followed.kept();
  const oldFrom = await rangeFrom();
  const mark = traffic.mark();
  await followed.save((settings) => {
    settings.range = { kind: 'days', days: 90 };
  });
  await followed.settled();
  const kept = await followed.kept();
  expect(kept.length).toBeGreaterThan(before.length * 2);
  expect(kept).toEqual(await followed.listing());
  const lists = listsSince(mark);
  // What only the older mail explains is read once more, from one such message to another; that imports nothing.
  const times = new Set((await receivedTimes()).map((it) => it.getTime()));
  const isOnceMore = ({ from, to }: (typeof lists)[number]) => times.has(from.getTime()) && times.has(to.getTime());
  const imports = lists.filter((it) => !isOnceMore(it));
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.every((it) => it.to.getTime() <= oldFrom.getTime())).toBe(true);
  // 600 messages more in two folders: pages, not one request for each; and no stream begins anew.
  expect(lists.length).toBeLessThanOrEqual(12);
  expect(traffic.since(mark).filter((it) => /messages\/delta\?(?!.*token)/.test(it))).toEqual([]);
});

test('M16 narrowing the range removes nothing; widening again reads what is missing and doubles nothing', async () => {
  const rows = () =>
    databaseOf(world).kysely.selectFrom('mail_message').select('graph_id').orderBy('graph_id').execute();
  const before = await rows();
  await followed.save((settings) => {
    settings.range = { kind: 'days', days: 30 };
  });
  await followed.settled();
  expect(await rows()).toEqual(before);
  expect(await followed.kept()).toEqual(await followed.listing());
  await followed.save((settings) => {
    settings.range = { kind: 'days', days: 90 };
  });
  await followed.settled();
  expect(await rows()).toEqual(before);
  expect(await followed.kept()).toEqual(await followed.listing());
});

test('R-31 other rules are held against what is there already, too', async () => {
  await followed.save((settings) => {
    settings.rules.neverFile = [{ pattern: 'lumenworks.example', who: 'any' }];
    settings.rules.internal = 'skip';
  });
  await followed.settled();
  expect(await followed.kept()).toEqual(await followed.listing());
  await followed.save((settings) => {
    settings.rules.neverFile = [];
    settings.rules.internal = 'keep';
  });
  await followed.settled();
  expect(await followed.kept()).toEqual(await followed.listing());
});

test('M22 a new folder below one that includes new ones is followed; renamed it keeps its mail', async () => {
  await followed.save((settings) => {
    for (const it of settings.folders) if (it.id === inbox().id) it.includeNewSubfolders = true;
  });
  await followed.settled();
  const made = createFolder(ada.mailbox, inbox().id, 'Lumen');
  const below = createFolder(ada.mailbox, made.id, 'Contracts');
  const id = deliver('For the new folder');
  await until(followed.kept, (kept) => kept.includes(id));
  const message = ada.mailbox.byInternetMessageId(id).find((it) => it.folderId === inbox().id);
  if (!message) throw new Error('It did not come.');
  ada.mailbox.move(message, below.id);
  await followed.syncNow();
  await until(folders, (all) => all.some((it) => it.graph_id === below.id && it.is_selected));
  await followed.settled();
  expect(await followed.kept()).toContain(id);
  expect(await followed.kept()).toEqual(await followed.listing());
  renameFolder(ada.mailbox, made, 'Lumenworks');
  await followed.syncNow();
  await until(folders, (all) => all.some((it) => it.display_name === 'Lumenworks'));
  expect(await followed.kept()).toContain(id);
});

test('M22 N5 a folder that is deleted meanwhile is not followed any more, with a line in the log', async () => {
  const gone = ada.mailbox.folders.find((it) => it.displayName === 'Lumenworks');
  if (!gone) throw new Error('The folder is not there.');
  deleteFolder(ada.mailbox, gone);
  await followed.syncNow();
  await until(folders, (all) => all.some((it) => it.graph_id === gone.id && !it.is_selected));
  await followed.settled();
  const log = await databaseOf(world).kysely.selectFrom('sync_log').select('code').execute();
  expect(log.map((it) => it.code)).toContain('N5');
  const stream = await databaseOf(world)
    .kysely.selectFrom('sync_state')
    .select('stage')
    .where('resource', '=', gone.id)
    .executeTakeFirstOrThrow();
  expect(stream.stage).toBe('stopped');
  expect(await followed.kept()).toEqual(await followed.listing());
});

test('M19 a range with an end is history only: what comes later stays out', async () => {
  const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  await followed.save((settings) => {
    settings.range = { kind: 'custom', from: day(60), to: day(10) };
  });
  await followed.settled();
  const kept = await followed.kept();
  expect(kept.length).toBeGreaterThan(50);
  expect(kept).toEqual(await followed.listing());
});

test('R-53 never more than four requests were in flight for the mailbox', () => {
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
});
