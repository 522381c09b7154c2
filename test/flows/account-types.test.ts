import { capability, type Capability } from '../../contract/what-works.js';
import { keptKinds } from '../../server/privacy/kept.js';
import { sql } from 'kysely';
import { alder, birch, consumers } from '../../sandbox/tenant/company.js';
import { startPreset } from '../../sandbox/outlook/presets.js';
import type { Problem } from '../../contract/errors.js';
import { connectOutlook, type ConnectBody } from '../support/connect.js';
import { filesOf } from '../support/files.js';
import { follow } from '../support/followed.js';
import { Refused, startWorld, type Caller, type World } from '../support/world.js';

/* What each kind of account can do here, and that what it lacks is said with the reason and never tried. */
let world: World;
let nina: Caller;
let erin: Caller;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
/** Requests for what personal accounts do not have, as Graph met them. */
let forbidden = '';
beforeAll(async () => {
  world = await startWorld();
  [nina, erin, ada, ben, cleo] = (await Promise.all(
    ['Nina', 'Erin', 'Ada', 'Ben', 'Cleo'].map((it) => world.as(it)),
  )) as [Caller, Caller, Caller, Caller, Caller];
  await world.server!.records.refreshIndex(consumers.tenantId);
});
afterEach(() => world.sandbox.tenants.behaviour.reset());
afterAll(() => world?.stop());

const all: ConnectBody = {
  permissions: ['mail', 'send', 'calendar', 'contacts', 'files', 'sharedFiles'],
  isAnother: false,
  chooseAccount: false,
};
async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refused)) throw new Error(`It was not refused: ${String(thrown)}`);
  return thrown.problem;
}
const deliver = (subject: string) =>
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Nina', address: nina.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
    attachments: [{ name: 'Plan.txt', contentType: 'text/plain', bytes: Buffer.from('the plan') }],
  });

describe('M9 a personal Outlook.com account', () => {
  beforeAll(() => {
    forbidden = world.sandbox.faults.add({
      service: 'graph',
      path: '/(sites|places|groups|auditLogs|servicePrincipals|oauth2PermissionGrants|onlineMeetings|findMeetingTimes|getSchedule|licenseDetails)',
      times: 0,
      answer: { status: 400, code: 'BadRequest', message: 'This API is not supported for MSA accounts' },
    });
  });
  afterAll(() => {
    const met = world.sandbox.faults.list().find((it) => it.id === forbidden)?.met;
    world.sandbox.faults.clear();
    expect(met).toBe(0);
  });

  test('connects mail, calendar, contacts and files on Microsoft’s page', async () => {
    await connectOutlook(world, nina, all);
    const { services, lastAttempt } = await nina.call('GET /connection');
    expect(lastAttempt).toMatchObject({ outcome: 'connected' });
    expect(services.map((it) => [it.service, it.state])).toEqual([
      ['mail', 'connected'],
      ['calendar', 'connected'],
      ['contacts', 'connected'],
      ['files', 'connected'],
    ]);
  });

  test('is told what it does not have, each with the reason; Microsoft is not asked for it', async () => {
    const { kind, lacks } = await nina.call('GET /connection/kind');
    expect(kind).toBe('personal');
    expect(lacks.map((it) => it.feature).sort()).toEqual(
      ['directory', 'rooms', 'schedules', 'shared', 'signInLog', 'sites', 'teams'].sort(),
    );
    for (const { reason, sentence } of lacks) {
      expect(reason).toBe('personal');
      expect(sentence).toMatch(/personal account|work or school/);
    }
    for (const permission of ['sites', 'shared', 'rooms', 'teams'] as const)
      expect(
        await problemOf(nina.call('POST /connection/connect', { body: { ...all, permissions: ['mail', permission] } })),
      ).toMatchObject({
        status: 400,
        field: 'permissions',
        detail: lacks.find((it) => it.feature === permission)?.sentence,
      });
  });

  test('has its mail followed, filed to a record, and its attachment kept in its own OneDrive', async () => {
    deliver('Plan of the garden');
    const followed = await follow(world, nina);
    await followed.settled();
    expect((await followed.kept()).length).toBeGreaterThan(0);
    const filing = await nina.file('Plan of the garden', { module: 'people', id: 'rec_b_jana' });
    const { files } = await nina.settled(filing.id);
    expect(files.map((it) => it.state)).toEqual(['stored']);
    const { drives } = filesOf(world);
    const drive = drives.ofPerson(nina.person.id);
    expect(drive?.driveType).toBe('personal');
    expect(Object.values(drive?.items ?? {}).map((it) => it.name)).toContain('Plan.txt');
  });

  test('has a calendar of its own, without rooms, schedules of others and Teams', async () => {
    const { accounts } = await nina.call('GET /calendar/settings');
    expect(accounts[0]?.lacks).toEqual(['rooms', 'schedules', 'teams']);
    const helps = await nina.call('POST /bookings/prepare', {
      body: { record: { module: 'people', id: 'rec_b_jana' } },
    });
    expect(await nina.call('POST /sites/browse', { body: { from: 'search', words: 'a' } })).toEqual({
      state: 'none',
      sites: [],
    });
    expect(await nina.ask('POST', '/mailboxes/shared', { address: 'office@outlook.example' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('no shared mailboxes') as string },
    });
    for (const help of [helps.rooms, helps.schedules, helps.teams])
      expect(help).toMatchObject({ isAvailable: false, reason: 'personal' });
  });

  test('is nobody’s colleague: an account that was not named for the workspace is not let in', async () => {
    const stranger = {
      ...nina.person,
      id: '00000000-0000-0000-6c1f-3d5e7a9b1c99',
      userPrincipalName: 'x@outlook.example',
    };
    consumers.people.push(stranger);
    try {
      const issued = await world.sandbox.entra.issueForBroker({
        objectId: stranger.id,
        clientId: world.sandbox.client.id,
        scope: `api://${world.sandbox.client.id}/access_as_user`,
      });
      if (!issued.success) throw new Error(issued.error.description);
      const answer = await nina.ask('GET', '/me', undefined, { authorization: `Bearer ${issued.token.access_token}` });
      expect(answer).toMatchObject({ status: 403, body: { diagnosis: { cause: 'account.unknown' } } });
    } finally {
      consumers.people.pop();
    }
    expect(await ada.ask('GET', '/filings/' + (await nina.call('GET /connection')).mailboxes[0]?.id)).toMatchObject({
      status: 404,
    });
  });
});

describe('M7 plans for small companies', () => {
  test('everything but Microsoft’s sign-in log is there, and that is said with the reason', async () => {
    await connectOutlook(world, erin, { ...all, permissions: ['mail', 'send', 'calendar'] });
    expect((await erin.call('GET /connection')).lastAttempt).toMatchObject({ outcome: 'connected' });
    expect(await erin.call('GET /connection/kind')).toEqual({
      kind: 'work',
      lacks: [{ feature: 'signInLog', reason: 'licence', sentence: expect.stringContaining('Entra ID P1') }],
    });
    expect(await ada.call('GET /connection/kind')).toEqual({ kind: 'work', lacks: [] });
  });

  test('a plan without Teams and SharePoint: both are said to be missing, and everything else goes on', async () => {
    startPreset(world.sandbox, 'plan-without-teams');
    startPreset(world.sandbox, 'plan-without-sharepoint');
    const { lacks } = await ada.call('GET /connection/kind');
    expect(lacks.map((it) => [it.feature, it.reason])).toEqual([
      ['teams', 'licence'],
      ['sites', 'licence'],
    ]);
    world.sandbox.entra.directory.grant(alder.tenantId, world.sandbox.client.id, [
      'Calendars.ReadWrite',
      'Sites.Read.All',
      'Files.ReadWrite.All',
    ]);
    await connectOutlook(world, ada, { ...all, permissions: ['mail', 'send', 'calendar', 'sites'] });
    const helps = await ada.call('POST /bookings/prepare', {
      body: { record: { module: 'people', id: 'rec_jana' } },
    });
    expect(helps.teams).toMatchObject({ isAvailable: false, reason: 'licence' });
    expect(helps.calendar).toEqual({ isAvailable: true });
  });

  test('where Microsoft tells nothing of licences, nothing is said to be missing', async () => {
    world.sandbox.faults.add({
      service: 'graph',
      path: '/licenseDetails',
      answer: { status: 403, code: 'Authorization_RequestDenied' },
    });
    expect(await erin.call('GET /connection/kind')).toEqual({ kind: 'work', lacks: [] });
  });
});

describe('M118 what works here is told for the person who asks', () => {
  const linesOf = async (by: Caller) => {
    const { capabilities } = await by.call('GET /what-works');
    expect(capabilities.map((it) => it.capability)).toEqual(capability.options);
    for (const { sentence } of capabilities) expect(sentence).toMatch(/^[A-Z].{10,}[.]$/);
    return (name: Capability) => capabilities.find((it) => it.capability === name);
  };

  test('M118 a business account: what is connected works, what was not allowed is off, and who can change it is said', async () => {
    world.sandbox.entra.directory.revoke(birch.tenantId, world.sandbox.client.id, ['Mail.Send']);
    await connectOutlook(world, erin, { ...all, permissions: ['mail'] });
    const before = await linesOf(erin);
    expect(before('sending')).toMatchObject({ state: 'off', remedy: { by: 'you', place: 'microsoft' } });
    await connectOutlook(world, erin, { ...all, permissions: ['mail', 'send', 'calendar', 'files'] });
    const [mailbox] = (await erin.call('GET /connection')).mailboxes;
    const line = await linesOf(erin);
    expect(line('filing')).toMatchObject({ state: 'works' });
    expect(line('sending')).toMatchObject({ state: 'works' });
    expect(line('mailSync')).toMatchObject({
      state: 'off',
      sentence: expect.stringContaining('before you choose what') as string,
      remedy: { by: 'you', place: 'mailbox', mailbox: mailbox?.id },
    });
    expect(line('calendar')).toMatchObject({ state: 'off', remedy: { by: 'you', place: 'calendar' } });
    expect(line('rooms')).toMatchObject({
      state: 'off',
      remedy: { by: 'administrator', url: expect.stringContaining('Place.Read.All') as string },
    });
    expect(line('signInLog')).toMatchObject({
      state: 'off',
      sentence: expect.stringContaining('Entra ID P1') as string,
    });
    expect(line('signInLog')).not.toHaveProperty('remedy'); // nobody here can change a licence
    const followed = await follow(world, erin);
    await followed.settled();
    expect((await linesOf(erin))('mailSync')).toMatchObject({ state: 'works' });
  });

  test('M118 a personal account: what its kind does not have is off with the reason, and no remedy is promised', async () => {
    await connectOutlook(world, nina, all);
    const line = await linesOf(nina);
    const { lacks } = await nina.call('GET /connection/kind');
    const named: Record<(typeof lacks)[number]['feature'], Capability> = {
      sites: 'sharePoint',
      teams: 'teams',
      rooms: 'rooms',
      schedules: 'schedules',
      shared: 'sharedMailboxes',
      directory: 'directory',
      signInLog: 'signInLog',
    };
    expect(lacks.length).toBe(7);
    for (const { feature, sentence } of lacks)
      expect(line(named[feature])).toEqual({ capability: named[feature], state: 'off', sentence });
    expect(line('filing')).toMatchObject({ state: 'works' });
    expect(line('attachments')).toMatchObject({
      state: 'works',
      sentence: expect.stringContaining('your own OneDrive') as string,
    });
  });

  test('M118 a mailbox on premises: mail and calendar are off at once, with what still works and who can mend it', async () => {
    world.sandbox.tenants.behaviour.mail.onPremises = [ben.person.id];
    await connectOutlook(world, ben, { ...all, permissions: ['mail', 'send', 'calendar'] });
    const line = await linesOf(ben);
    expect(line('mailSync')).toMatchObject({ state: 'off', remedy: { by: 'administrator' } });
    expect(line('mailSync')?.sentence).toMatch(/on-premises|on premises|Exchange Online/i);
    expect(line('filing')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('The pane shows the records') as string,
    });
    expect(line('calendar')).toMatchObject({ state: 'off', remedy: { by: 'administrator' } });
    expect(line('search')).toMatchObject({ state: 'works' });
  });

  test('M118 what Coherence does not offer is limited for everybody; when it does not answer, that is said instead', async () => {
    const line = await linesOf(ada);
    expect(line('timeline')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('Kept here') as string,
    });
    expect(line('createRecords')?.sentence).toContain('key');
    expect(line('coherence')).toMatchObject({ state: 'works' });
    await world.restart({}); // what Coherence answered is remembered for a minute
    world.sandbox.faults.add({ service: 'coherence', times: 0, answer: { status: 503, code: 'unavailable' } });
    try {
      const away = await linesOf(ada);
      expect(away('coherence')).toMatchObject({ state: 'off', remedy: { by: 'administrator', place: 'coherence' } });
      expect(away('search')).toMatchObject({ state: 'limited' });
      expect(away('createRecords')?.sentence).toContain('waits');
    } finally {
      world.sandbox.faults.clear();
    }
  });

  test('M118 what the organisation decided is said to everybody, and administrators are led to where', async () => {
    const { version, modules, ...policy } = await cleo.call('GET /admin/policy');
    const without = modules.map(({ plural: _, ...it }) => ({ ...it, mail: it.module !== 'deals' }));
    await cleo.call('PUT /admin/policy', { body: { ...policy, modules: without, version } });
    const line = await linesOf(cleo);
    await connectOutlook(world, ada, all);
    expect((await linesOf(ada))('filing')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('Deals') as string,
      remedy: { by: 'administrator', place: 'policy' },
    });
    expect(await cleo.call('GET /what-works')).toMatchObject({ isAdministrator: true });
    expect(line('signInLog')).toMatchObject({
      state: 'off',
      remedy: { by: 'administrator', url: expect.stringContaining('AuditLog.Read.All') as string },
    });
  });

  test('M118 where things are names every table there is, and says of each kind for how long', async () => {
    const { database } = world.server!;
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like '%migration%'`.execute(
      database.kysely,
    );
    const kinds = await keptKinds(database.kysely, alder.tenantId);
    const named = kinds.flatMap((it) => it.tables);
    expect(rows.map((it) => it.name).filter((it) => !named.includes(it))).toEqual([]);
    expect(named.filter((it) => !rows.some(({ name }) => name === it))).toEqual([]);
    const { kinds: told } = await ada.call('GET /where-things-are');
    expect(told.map((it) => it.what)).toEqual(kinds.map((it) => it.what));
    for (const it of told) expect([it.what, it.here.length > 5, it.howLong.length > 5]).toEqual([it.what, true, true]);
    await cleo.call('PUT /admin/privacy/retention', { body: { mail: 40, syncLog: 90, previews: 30 } });
    const now = (await ada.call('GET /where-things-are')).kinds;
    expect(now.find((it) => it.what === 'Emails on records')?.howLong).toContain('40 days');
  });
});
