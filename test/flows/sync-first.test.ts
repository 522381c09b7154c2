import { databaseOf, follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

test('M16 M20 M21 M108 connect, save, and the history of Inbox and Sent Items is there', async () => {
  followed = await follow(world, ada);
  await followed.settled();
  const listing = await followed.listing();
  expect(listing.length).toBeGreaterThan(10);
  expect(await followed.kept()).toEqual(listing);
  // Each message counts once, though two readings showed it.
  const progress = await ada.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: followed.mailbox.id } });
  expect(progress).toMatchObject({ isLive: true, stored: listing.length, seen: progress.stored + progress.excluded });
  expect(progress.expected).toBe(progress.seen);
});

// The clock looks every quarter of an hour here: what is there sooner was told.
test('M108 a new mail is there within seconds, told by Microsoft', async () => {
  const id = world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'Just now',
    html: '<p>Hello</p>',
  });
  await until(
    () => followed.kept(),
    (kept) => kept.includes(id),
  );
  const links = await databaseOf(world)
    .kysely.selectFrom('mail_link')
    .select(['record_id', 'state'])
    .where('internet_message_id', '=', id)
    .execute();
  expect(links).toContainEqual({ record_id: 'rec_jana', state: 'linked' });
});

test('M21 a mail that was sent somewhere else, from a phone, stands on the record of whoever got it', async () => {
  const id = world.sandbox.tenants.deliver({
    from: { name: ada.person.name, address: ada.person.userPrincipalName },
    to: [{ name: 'Jana Novák', address: 'jana.novak@lumenworks.example' }],
    subject: 'From my phone',
    html: '<p>On my way</p>',
  });
  const sent = ada.mailbox.folder('sentitems')?.id;
  expect(ada.mailbox.byInternetMessageId(id).map((it) => it.folderId)).toEqual([sent]);
  const links = () =>
    databaseOf(world)
      .kysely.selectFrom('mail_link')
      .select(['record_id', 'state'])
      .where('internet_message_id', '=', id)
      .execute();
  const found = await until(links, (rows) => rows.length > 0);
  expect(found).toContainEqual({ record_id: 'rec_jana', state: 'linked' });
});

test('R-33 what is on a record is kept with subject and people, everything else with ids and hashes only', async () => {
  const rows = await databaseOf(world).kysely.selectFrom('mail_message').selectAll().execute();
  const links = await databaseOf(world).kysely.selectFrom('mail_link').selectAll().execute();
  const onRecord = new Set(links.map((it) => it.internet_message_id));
  expect(rows.some((it) => onRecord.has(it.internet_message_id))).toBe(true);
  expect(rows.some((it) => !onRecord.has(it.internet_message_id))).toBe(true);
  for (const it of rows) {
    expect(it.subject !== null).toBe(onRecord.has(it.internet_message_id));
    if (it.subject === null) expect([it.preview, it.categories, it.sent_at]).toEqual([null, null, null]);
  }
});

test('M6 how many messages of a folder are in the range is counted by Microsoft, and is what progress is a part of', async () => {
  const ben = await world.as('Ben');
  const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const his = await follow(world, ben, (settings) => {
    settings.range = { kind: 'custom', from: day(300), to: day(1) };
  });
  await his.settled();
  const streams = await databaseOf(world)
    .kysely.selectFrom('sync_state')
    .selectAll()
    .where('mailbox_id', '=', Number(his.mailbox.id))
    .where('workload', '=', 'mail')
    .execute();
  const inRange = ({ resource, covered_from: from, covered_to: to }: (typeof streams)[number]) =>
    ben.mailbox.messages.filter(({ folderId, graph }) => {
      const at = Date.parse(graph.receivedDateTime ?? '');
      return folderId === resource && at >= Number(from) && at <= Number(to);
    }).length;
  expect(streams.map((it) => Number(it.in_range))).toEqual(streams.map(inRange));
  expect(streams.map(inRange)).not.toEqual(streams.map(() => 0));
});
