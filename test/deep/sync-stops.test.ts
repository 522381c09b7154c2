import { alder } from '../../sandbox/tenant/company.js';
import { connectOutlook } from '../support/connect.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { trafficOf } from '../support/traffic.js';
import { until } from '../support/until.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

/* What ends following, or one message of it, and how it goes on without losing its place. */
const traffic = trafficOf();
jest.setTimeout(400_000);
let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({ trafficLog: traffic.file, environment: { SYNC_POLL_SECONDS: '3' } });
  ada = await world.as('Ada');
});
afterEach(() => {
  world.sandbox.entra.rules.reset(); // what one test did not take back is not the next one's
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
    subject: `Stop ${count}`,
    html: '<p>Hello</p>',
  });
};
const inbox = () => ada.mailbox.folder('inbox')?.id ?? '';
const arrives = (id: string) => until(followed.kept, (kept) => kept.includes(id), 120_000);
const shown = async () => (await ada.call('GET /connection')).mailboxes.find((it) => it.kind === 'own');
const nobodyAtWork = () =>
  until(
    () =>
      databaseOf(world).kysely.selectFrom('sync_state').select('id').where('lease_until', '>', new Date()).execute(),
    (left) => left.length === 0,
  );
const log = () =>
  databaseOf(world).kysely.selectFrom('sync_log').select(['id', 'code', 'state', 'graph_id', 'detail']).execute();
const streams = () =>
  databaseOf(world)
    .kysely.selectFrom('sync_state')
    .select(['resource', 'generation', 'cursor', 'stage', 'stored'])
    .where('stage', '<>', 'stopped')
    .orderBy('id')
    .execute();

test('M108 a thousand mails are imported and linked without one call to Coherence', async () => {
  world.sandbox.tenants.mailboxes.generate({
    person: 'Ada',
    count: 1_000,
    days: 25,
    bodyBytes: 200,
    withFolders: false,
  });
  await ada.call('GET /connection');
  const { calls } = world.sandbox.coherence;
  const first = calls();
  await world.server!.records.refreshIndex(alder.tenantId);
  const before = calls();
  // The index of records may be read again meanwhile, once or twice on a slow day; that does not grow with the mail.
  const indexCalls = 2 * (before - first);
  followed = await follow(world, ada);
  await followed.settled(200_000);
  expect((await followed.kept()).length).toBeGreaterThan(900);
  expect(await followed.kept()).toEqual(await followed.listing());
  const links = await databaseOf(world).kysely.selectFrom('mail_link').select('id').execute();
  expect(links.length).toBeGreaterThan(100);
  expect(calls() - before).toBeLessThanOrEqual(indexCalls);
});

test('M73 C10 a message the database refuses is set aside after its tries and told; the others of its page are kept', async () => {
  const [before, broken, after] = [deliver(), deliver(), deliver()];
  const message = ada.mailbox.byInternetMessageId(broken).find((it) => it.folderId === inbox());
  if (!message) throw new Error('It did not come.');
  message.graph.importance = 'nor\0mal' as 'normal'; // no text of a database holds this
  ada.mailbox.changed(message, ['importance']);
  await arrives(before);
  await arrives(after);
  const [line] = await until(
    async () => (await log()).filter((it) => it.code === 'C10'),
    (lines) => lines.length > 0,
  );
  expect(line).toMatchObject({ state: 'open', graph_id: message.immutableId });
  await followed.settled();
  expect(await followed.kept()).not.toContain(broken);
  const why = await ada.call('POST /messages/why', { body: { messageId: message.restId, internetMessageId: broken } });
  expect(why).toMatchObject({ code: 'C10', remedies: expect.arrayContaining(['retry']) as string[] });
  // Mended at Microsoft, the person's retry brings it.
  message.graph.importance = 'normal';
  const entry = { params: { mailbox: followed.mailbox.id, entry: String(line?.id) }, body: {} };
  await ada.call('POST /mailboxes/:mailbox/log/:entry/retry', entry);
  await arrives(broken);
});

test('M73 C10 a message that comes without the time of its receipt is told and passed over', async () => {
  const [broken, after] = [deliver(), deliver()];
  const message = ada.mailbox.byInternetMessageId(broken).find((it) => it.folderId === inbox());
  if (!message) throw new Error('It did not come.');
  message.graph.receivedDateTime = '';
  ada.mailbox.changed(message, ['receivedDateTime']);
  await arrives(after);
  const lines = await until(
    async () => (await log()).filter((it) => it.graph_id === message.immutableId),
    (found) => found.length > 0,
  );
  expect(lines).toMatchObject([{ code: 'C10', state: 'open', detail: { why: 'no time of receipt' } }]);
  ada.mailbox.remove(message);
  await followed.syncNow();
});

/** What an administrator reads of Ada's mailbox. */
const health = async () => {
  const cleo = await world.as('Cleo');
  const { mailboxes } = await cleo.call('GET /admin/mailboxes');
  return mailboxes.find((it) => it.address === ada.person.userPrincipalName);
};
test('M73 M108 an administrator sees of each mailbox when its last email came, how far behind it is, and what failed', async () => {
  const id = deliver();
  await arrives(id);
  await followed.settled();
  const received = ada.mailbox.byInternetMessageId(id).find((it) => it.folderId === inbox())?.graph.receivedDateTime;
  const open = (await log()).filter((it) => it.state === 'open').length;
  expect(open).toBeGreaterThan(0);
  const shown = await until(health, (it) => Date.parse(it?.lastItemDateTime ?? '') >= Date.parse(received ?? ''));
  expect(shown).toMatchObject({ state: 'following', connectedBy: ada.person.name, failures: open });
  expect(Date.parse(shown?.lastItemDateTime ?? '')).toBe(Date.parse(received ?? ''));
  expect(shown?.lagSeconds).toBeLessThan(60);
});

test('M78 C11 a sign-in that was revoked stops the mailbox, is shown once, and nothing is asked meanwhile', async () => {
  await followed.settled();
  world.sandbox.entra.tokens.revokeSessions(ada.person.id);
  world.sandbox.faults.add({
    service: 'graph',
    path: '/me/mailFolders',
    times: 0, // the access token ends with the sessions
    answer: {
      status: 401,
      code: 'InvalidAuthenticationToken',
      message: 'Access token has expired or is not yet valid.',
    },
  });
  await followed.syncNow();
  const mailbox = await until(shown, (it) => it?.state === 'needs_sign_in');
  expect(mailbox?.problem).toMatchObject({
    code: 'C11',
    sentence: expect.stringMatching(/^Your sign-in was revoked/) as string,
  });
  await nobodyAtWork();
  expect(await health()).toMatchObject({ state: 'needs_sign_in', problem: mailbox?.problem?.sentence });
  expect(await health()).not.toHaveProperty('lagSeconds');
  expect((await log()).filter((it) => it.code === 'C11')).toMatchObject([{ state: 'open' }]);
  const mark = traffic.mark();
  deliver();
  await until(streams, () => true);
  await new Promise((resolve) => {
    setTimeout(resolve, 7_000); // two looks of the clock
  });
  expect(traffic.since(mark).filter((it) => /\/me\/mailFolders/.test(it))).toEqual([]);
  const of = { params: { mailbox: followed.mailbox.id }, body: {} };
  await expect(ada.call('POST /mailboxes/:mailbox/sync', of)).rejects.toMatchObject({
    problem: { code: 'conflict', detail: mailbox?.problem?.sentence },
  });
});

test('M78 connected again it goes on where it was: no stream begins anew, and what came meanwhile is there', async () => {
  const before = await streams();
  world.sandbox.faults.clear();
  const meanwhile = deliver();
  const mark = traffic.mark();
  await connectOutlook(world, ada);
  expect(await shown()).toMatchObject({ state: 'following' });
  expect((await shown())?.problem).toBeUndefined();
  await arrives(meanwhile);
  await followed.settled();
  expect(await followed.kept()).toEqual(await followed.listing());
  expect((await streams()).map((it) => [it.resource, it.generation])).toEqual(
    before.map((it) => [it.resource, it.generation]),
  );
  const begun = traffic.since(mark).filter((it) => /messages\/delta/.test(it) && !/token=/.test(it));
  expect(begun).toEqual([]);
});

test('M85 M86 M87 a rule that comes while mail is followed: one notice with its cause, no storm of requests; once it is met it goes on', async () => {
  const rules = world.sandbox.entra.rules;
  await followed.settled();
  for (const [rule, met, cause] of [
    [
      { mfa: true },
      () => rules.prove(alder.tenantId, ada.person.id),
      /second factor|rule of your organisation changed/,
    ],
    [{ device: true }, () => rules.changePerson(ada.person.id, { isOnManagedDevice: true }), /only devices/],
    [{ place: true }, () => rules.changePerson(ada.person.id, { isAtAllowedPlace: true }), /from here/],
  ] as const) {
    rules.change(rule, alder.tenantId);
    // Whoever looks first meets the rule; where the clock was first, asking is refused already.
    await followed.syncNow().catch((refused: unknown) => expect(refused).toBeInstanceOf(Refused));
    const mailbox = await until(shown, (it) => it?.state === 'needs_sign_in');
    expect(mailbox?.problem).toMatchObject({ code: 'C11', sentence: expect.stringMatching(cause) as string });
    await nobodyAtWork();
    const mark = traffic.mark();
    const meanwhile = deliver();
    if ('mfa' in rule)
      await new Promise((resolve) => {
        setTimeout(resolve, 4_000); // a look of the clock: it is what must bring nothing
      });
    expect(traffic.since(mark).filter((it) => /\/me\/mailFolders/.test(it))).toEqual([]);
    met();
    await connectOutlook(world, ada);
    await until(shown, (it) => it?.state === 'following' && it.problem === undefined);
    await arrives(meanwhile);
    rules.reset();
  }
});

test('M19 a custom range that is reversed or in the future is refused at its field, and nothing changes', async () => {
  const of = { params: { mailbox: followed.mailbox.id } };
  const { settings, version } = await ada.call('GET /mailboxes/:mailbox/settings', of);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const save = (from: string, to?: string) =>
    ada.call('PUT /mailboxes/:mailbox/settings', {
      ...of,
      body: { settings: { ...settings, range: { kind: 'custom', from, ...(to ? { to } : {}) } }, version },
    });
  const refusal = (field: string, detail: RegExp) => ({
    problem: { code: 'invalid_request', field, detail: expect.stringMatching(detail) as string },
  });
  await expect(save(day(-10), day(-20))).rejects.toMatchObject(refusal('range.to', /last day is before the first/));
  await expect(save(day(3))).rejects.toMatchObject(refusal('range.from', /first day is yet to come/));
  await expect(save(day(-3), day(3))).rejects.toMatchObject(refusal('range.to', /last day is yet to come/));
  expect(await ada.call('GET /mailboxes/:mailbox/settings', of)).toMatchObject({ settings, version });
});

test('M22 a chosen folder that is deleted meanwhile is refused at its field with what to do, and nothing changes', async () => {
  const of = { params: { mailbox: followed.mailbox.id } };
  const { settings, version } = await ada.call('GET /mailboxes/:mailbox/settings', of);
  const gone = { id: 'AQMkAGone', includeSubfolders: false, includeNewSubfolders: false };
  await expect(
    ada.call('PUT /mailboxes/:mailbox/settings', {
      ...of,
      body: { settings: { ...settings, folders: [...settings.folders, gone] }, version },
    }),
  ).rejects.toMatchObject({
    problem: {
      code: 'invalid_request',
      field: `folders.${settings.folders.length}`,
      detail: 'A chosen folder is no longer in the mailbox: it was deleted meanwhile. Take it out and save again.',
    },
  });
  expect(await ada.call('GET /mailboxes/:mailbox/settings', of)).toMatchObject({ settings, version });
});
