import { alder } from '../../sandbox/tenant/company.js';
import { connectOutlook, type ConnectBody } from '../support/connect.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { followCalendar } from '../support/followed-calendar.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Access that ends: by the person in our settings, or at Microsoft's side. From then on nothing is asked in their name. */
jest.setTimeout(400_000);
let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '1' } });
  ada = await world.as('Ada');
  // Everything there is: mail, calendar, contacts, and files that are looked after in a drive.
  await followCalendar(world, ada, undefined, everything);
  followed = await follow(world, ada);
  await followed.settled();
  await ada.settled((await ada.file('Quote for the renewal')).id);
  await until(
    () => rows('drive_stream'),
    (it) => it > 0,
  );
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.entra.rules.reset();
});
afterAll(() => world?.stop());

const everything: ConnectBody = {
  permissions: ['mail', 'send', 'calendar', 'contacts', 'files', 'sharedFiles'],
  isAnother: false,
  chooseAccount: false,
};
/** How often the clock looks before "nothing" is believed. */
const looks = process.env.TEST_LONG ? 8 : 4;
let delivered = 0;
const deliver = () => {
  delivered += 1;
  return world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: `After ${delivered}`,
    html: '<p>Hello</p>',
  });
};
/** Counts every request to Microsoft from now on, whoever it is for: only Ada is connected here. Those that meet another fault count too. */
function counted(): () => number {
  for (const service of ['graph', 'entra'] as const) world.sandbox.faults.add({ service, times: 0 });
  const all = () => world.sandbox.faults.list().reduce((sum, it) => sum + it.met, 0);
  const before = all();
  return () => all() - before;
}
/** Waits until the clock looked so often, so that whatever would ask had its turn. */
async function clockLooks(times: number): Promise<void> {
  const count = async () => {
    const { rows } = await databaseOf(world).executeSql(
      "select count(*)::int as n from pgboss.job where name in ('poll', 'sweep') and state = 'completed'",
    );
    return (rows[0] as { n: number }).n;
  };
  const from = await count();
  await until(count, (it) => it >= from + times);
}
/** Notifications with the secrets of today, to be sent whenever it is. */
async function late(): Promise<(() => Promise<number>)[]> {
  const { rows: known } = await databaseOf(world).executeSql('select id from subscription');
  return (known as { id: string }[]).map(({ id: subscriptionId }) => {
    const clientState = world.sandbox.graph.subscriptions.find(subscriptionId)?.clientState;
    const changed = { subscriptionId, clientState, changeType: 'updated', resource: 'x', tenantId: alder.tenantId };
    const value = [
      changed,
      { ...changed, lifecycleEvent: 'reauthorizationRequired' },
      { ...changed, lifecycleEvent: 'missed' },
    ];
    return async () =>
      (
        await fetch(`${world.server!.url}/webhooks/graph`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ value }),
        })
      ).status;
  });
}
const rows = async (table: string) => (await databaseOf(world).executeSql(`select * from ${table}`)).rows.length;
/** Tables, also those of tomorrow, in which something of hers still stands. */
async function tablesWith(column: string, value: string): Promise<string[]> {
  const { executeSql } = databaseOf(world);
  const { rows: tables } = await executeSql(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = $1 order by 1`,
    [column],
  );
  const found: string[] = [];
  for (const { name } of tables as { name: string }[]) {
    const { rows: there } = await executeSql(`select 1 from ${name} where ${column}::text = $1`, [value]);
    if (there.length > 0) found.push(name);
  }
  return found;
}
const own = async () => (await ada.call('GET /connection')).mailboxes.find((it) => it.kind === 'own');
const settingsNow = () => ada.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: followed.mailbox.id } });

test('M77 M98 before it happens it is said what stops, what stays and what can be deleted', async () => {
  const { stops, keeps, deletes } = await ada.call('GET /connection/removal');
  expect(stops.join('\n')).toContain(ada.person.userPrincipalName);
  expect(keeps.length).toBeGreaterThan(2);
  expect(deletes[0]).toMatch(/^[1-9]\d* emails? that came to records/);
  expect(deletes[1]).toMatch(/^[1-9]\d* events of your calendars/);
});

test('M98 M99 after disconnecting no request goes to Microsoft for this person, and no token is left', async () => {
  const before = await settingsNow();
  const kept = await followed.kept();
  const { rows: streams } = await databaseOf(world).executeSql(
    "select workload, count(*)::int as n from sync_state where stage <> 'stopped' group by 1 order by 1",
  );
  expect((streams as { workload: string }[]).map((it) => it.workload)).toEqual(['calendar', 'mail', 'mail-folders']);
  const notices = await late();
  expect(notices.length).toBeGreaterThan(2); // of mail, calendar and drive
  const { left, pages } = await ada.call('POST /connection/disconnect', { body: { links: 'keep' } });
  expect(left).toEqual([]);
  expect(pages.map((it) => it.url)).toEqual([
    'https://myapps.microsoft.com',
    'https://myaccount.microsoft.com',
    expect.stringMatching(/^https:\/\/entra[.]microsoft[.]com\//),
  ]);
  expect(await rows('token_cache')).toBe(0);
  expect(await rows('subscription')).toBe(0);
  const count = counted();
  deliver();
  for (const it of notices) expect(await it()).toBe(202); // on their way when it happened
  await clockLooks(looks);
  expect(count()).toBe(0);
  expect(await own()).toMatchObject({ state: 'needs_sign_in' });
  // Twice is once, and still nothing is asked.
  await ada.call('POST /connection/disconnect', { body: { links: 'keep' } });
  expect(count()).toBe(0);
  world.sandbox.faults.clear();

  await connectOutlook(world, ada);
  expect(await own()).toMatchObject({ state: 'following' });
  expect((await settingsNow()).settings).toEqual(before.settings);
  await until(followed.kept, (it) => it.length === kept.length + 1);
});

test.each<[string, () => void, RegExp]>([
  [
    'signed the person out everywhere',
    () => world.sandbox.entra.tokens.revokeSessions(ada.person.id),
    /^Your sign-in was revoked/,
  ],
  [
    'took the permission back',
    () => {
      world.sandbox.faults.add({
        service: 'entra',
        path: '/token$',
        times: 0,
        answer: {
          status: 400,
          code: 'invalid_grant',
          message: 'AADSTS65001: The user or administrator has not consented to use the application.',
          more: { suberror: 'consent_required' },
        },
      });
    },
    /^Access for Coherence was removed at Microsoft\. Connect again/,
  ],
  [
    'switched the application off for everybody',
    () => world.sandbox.entra.rules.change({ application: 'disabled' }, alder.tenantId),
    /^An administrator of your organisation has switched Coherence off/,
  ],
  [
    'removed the application from the organisation',
    () => world.sandbox.entra.rules.change({ application: 'missing' }, alder.tenantId),
    /^Coherence is not in your organisation’s directory/,
  ],
])(
  'M100 somebody at Microsoft %s: noticed with the next call, told, asked once, stopped at once',
  async (_what, remove, sentence) => {
    await followed.settled();
    const kept = await followed.kept();
    remove();
    world.sandbox.faults.add({
      service: 'graph',
      times: 0, // the access tokens that are out end with it
      answer: { status: 401, code: 'InvalidAuthenticationToken', message: 'Access token has expired.' },
    });
    deliver();
    const told = await until(own, (it) => it?.state === 'needs_sign_in');
    expect(told?.problem).toMatchObject({ code: 'C11', sentence: expect.stringMatching(sentence) as string });
    await until(
      () => rows('token_cache'),
      (it) => it === 0,
    );
    await until(
      () =>
        databaseOf(world).kysely.selectFrom('sync_state').select('id').where('lease_until', '>', new Date()).execute(),
      (it) => it.length === 0,
    );
    const count = counted();
    await clockLooks(looks);
    expect(count()).toBe(0); // no retry storm: not one more
    const { rows: noted } = await databaseOf(world).executeSql(
      "select 1 from audit_entry where action = 'connection.ended_at_microsoft'",
    );
    expect(noted.length).toBeGreaterThan(0);
    const before = await settingsNow();
    world.sandbox.faults.clear();
    world.sandbox.entra.rules.reset();
    await connectOutlook(world, ada);
    expect(await own()).toMatchObject({ state: 'following' });
    expect((await settingsNow()).settings).toEqual(before.settings);
    await until(followed.kept, (it) => it.length === kept.length + 1);
  },
);

test('M98 with "delete" what came by itself goes, and what was filed by hand stays', async () => {
  const filing = await ada.file('Quote for the renewal', undefined, { attachments: false });
  await ada.settled(filing.id);
  await ada.call('POST /connection/disconnect', { body: { links: 'delete' } });
  for (const table of [
    'token_cache',
    'subscription',
    'mail_link',
    'mail_message',
    'calendar_event',
    'sync_state',
    'drive_stream',
  ])
    expect([table, await rows(table)]).toEqual([table, 0]);
  expect(await tablesWith('mailbox_id', followed.mailbox.id)).toEqual([]);
  expect(await ada.call('GET /filings/:id', { params: { id: filing.id } })).toMatchObject({ state: 'filed' });
  expect((await ada.call('GET /connection')).mailboxes).toEqual([]);
});
