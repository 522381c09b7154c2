import type { Problem } from '../../contract/errors.js';
import { startPreset } from '../../sandbox/outlook/presets.js';
import { alder, birch, consumers } from '../../sandbox/tenant/company.js';
import { testAccountChanges } from '../support/account-changes.js';
import { connectOutlook, type ConnectBody } from '../support/connect.js';
import { filesOf } from '../support/files.js';
import { administeredBy } from '../support/folders.js';
import { follow } from '../support/followed.js';
import { testLargeOrganisation } from '../support/large-organisation.js';
import { testWhatWorks } from '../support/what-works.js';
import { testWorkingDay } from '../support/working-day.js';
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
  world = await startWorld({ environment: administeredBy('Cleo', 'Erin') });
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

  testWorkingDay('M9', () => ({ world, caller: nina, record: { module: 'people', id: 'rec_b_jana' }, all }));

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

  testWorkingDay('M7', () => ({ world, caller: erin, record: { module: 'people', id: 'rec_b_jana' }, all }));

  test('M37 M41 M52 M53 rooms, Teams and SharePoint are in a small plan too', async () => {
    world.sandbox.entra.directory.grant(birch.tenantId, world.sandbox.client.id, [
      'Calendars.ReadWrite',
      'Place.Read.All',
      'Sites.Read.All',
      'Files.ReadWrite.All',
    ]);
    await connectOutlook(world, erin, { ...all, permissions: ['mail', 'send', 'calendar', 'files', 'sites', 'rooms'] });
    const { calendar, rooms, schedules, teams } = await erin.call('POST /bookings/prepare', {
      body: { record: { module: 'people', id: 'rec_b_jana' } },
    });
    for (const help of [calendar, rooms, schedules, teams]) expect(help).toEqual({ isAvailable: true });
    await erin.call('PUT /sharepoint', { body: { isOn: true } });
    const found = await erin.call('POST /sites/browse', { body: { from: 'search', words: 'Library' } });
    expect(found).toMatchObject({ state: 'on' });
    expect(found.sites.map((it) => it.name)).toContain('Library');
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

describe('M118 what works here is told for the person who asks', () =>
  testWhatWorks(() => ({ world, ada, ben, cleo, erin, nina, all })));
describe('what changes at Microsoft', () => testAccountChanges(() => ({ world, ben, erin, all })));
describe('large organisations', () => testLargeOrganisation(() => ({ world, ada, erin, all })));
