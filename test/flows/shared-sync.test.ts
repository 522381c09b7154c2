import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { connectOutlook, mailAndSend } from '../support/connect.js';
import { databaseOf, unsettled } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* A mailbox of the team from end to end: history, new mail without notifications, moves, deletions, and who reads it when one leaves. */
jest.setTimeout(300_000);
let world: World;
let ada: Caller;
let ben: Caller;
let id: string;
const office = sharedMailboxes[0];
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '3' } });
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, [
    'Mail.ReadWrite.Shared',
    'Mail.Send.Shared',
  ]);
  for (const it of [ada, ben])
    await connectOutlook(world, it, { ...mailAndSend, permissions: ['mail', 'send', 'shared'] });
});
afterAll(() => world?.stop());

const box = () => {
  const found = world.sandbox.tenants.mailboxes.find(office?.id ?? '');
  if (!found) throw new Error('There is no shared mailbox.');
  return found;
};
let count = 0;
const deliver = () => {
  count += 1;
  return world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Office', address: office?.userPrincipalName ?? '' }],
    subject: `For the team ${count}`,
    html: '<p>Hello</p>',
  });
};
const kept = async () =>
  (
    await databaseOf(world)
      .kysely.selectFrom('mail_message')
      .innerJoin('mail_folder', 'mail_folder.id', 'mail_message.folder_id')
      .select('internet_message_id')
      .where('mail_message.mailbox_id', '=', Number(id))
      .where('excluded_by', 'is', null)
      .where('gone_at', 'is', null)
      .where('is_selected', '=', true)
      .execute()
  )
    .map((it) => it.internet_message_id)
    .sort();
const listing = () =>
  box()
    .messages.filter((it) => ['inbox', 'sentitems'].some((name) => box().folder(name)?.id === it.folderId))
    .map((it) => it.graph.internetMessageId ?? '')
    .sort();
const same = () =>
  until(
    async () => ({ kept: await kept(), listing: listing() }),
    (it) => JSON.stringify(it.kept) === JSON.stringify(it.listing),
    120_000,
  );
const timeline = (viewer: Caller) =>
  viewer.call('GET /records/:module/:id/timeline', { params: { module: 'people', id: 'rec_jana' }, query: {} });

test('M114 the history of a shared mailbox is there, on the records, for everybody who may open it', async () => {
  const historic = deliver();
  id = (await ada.call('POST /mailboxes/shared', { body: { address: office?.userPrincipalName ?? '' } })).id;
  await ben.call('POST /mailboxes/shared', { body: { address: office?.userPrincipalName ?? '' } });
  const of = { params: { mailbox: id } };
  const { settings, version } = await ada.call('GET /mailboxes/:mailbox/settings', of);
  settings.range = { kind: 'months', months: 6 };
  settings.rules = { ...settings.rules, bulk: 'keep', internal: 'keep', private: 'keep', invitations: 'keep' };
  await ada.call('PUT /mailboxes/:mailbox/settings', { ...of, body: { settings, version } });
  await same();
  expect(await kept()).toContain(historic);
  const links = await databaseOf(world)
    .kysely.selectFrom('mail_link')
    .select(['record_id', 'state', 'mailbox_id'])
    .where('internet_message_id', '=', historic)
    .execute();
  expect(links).toContainEqual({ record_id: 'rec_jana', state: 'linked', mailbox_id: Number(id) });
  for (const viewer of [ada, ben]) expect(JSON.stringify(await timeline(viewer))).toContain(`For the team ${count}`);
});

test('M114 Microsoft tells nobody of a shared mailbox: the clock finds what is new, moved and deleted', async () => {
  await until(
    () => unsettled(databaseOf(world), id),
    (left) => left.length === 0,
  );
  const subscriptions = await databaseOf(world)
    .kysely.selectFrom('subscription')
    .select('id')
    .where('mailbox_id', '=', Number(id))
    .execute();
  expect(subscriptions).toEqual([]);
  const [stays, moved, gone] = [deliver(), deliver(), deliver()];
  await until(kept, (all) => [stays, moved, gone].every((it) => all.includes(it)), 120_000);
  const of = (it: string) => {
    const found = box().byInternetMessageId(it)[0];
    if (!found) throw new Error('It is not there.');
    return found;
  };
  box().move(of(moved), box().folder('archive')?.id ?? '');
  box().remove(of(gone));
  await same();
  expect(await kept()).toContain(stays);
});

test('R-57 whoever connected it disconnects: it is read with the sign-in of who is left, and nothing is read twice', async () => {
  const before = await kept();
  await ada.call('POST /mailboxes/:mailbox/disconnect', { params: { mailbox: id }, body: { links: 'keep' } });
  const after = deliver();
  await until(kept, (all) => all.includes(after), 120_000);
  expect(await kept()).toEqual([...before, after].sort());
});
