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
  // Each message counts once, though two readings showed it; Microsoft counted as many in the range.
  const progress = await ada.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: followed.mailbox.id } });
  expect(progress).toMatchObject({ isLive: true, stored: listing.length, seen: progress.stored + progress.excluded });
  expect(progress.expected).toBe(progress.seen);
  const counted = await databaseOf(world)
    .kysely.selectFrom('sync_state')
    .select('in_range')
    .where('workload', '=', 'mail')
    .execute();
  expect(counted.reduce((sum, it) => sum + Number(it.in_range), 0)).toBe(progress.seen);
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
