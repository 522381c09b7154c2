import { application, alder } from '../../sandbox/tenant/company.js';
import { begin, comeBack, connectOutlook, mailAndSend, walkMicrosoft } from '../support/connect.js';
import type { Problem } from '../../contract/errors.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
let erin: Caller;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben, erin] = await Promise.all([world.as('Ada'), world.as('Ben'), world.as('Erin')]);
});
afterAll(() => world?.stop());

const settingsPage = '/settings#/integrations/microsoft';
const mail = async (caller: Caller) =>
  (await caller.call('GET /connection')).services.find((it) => it.service === 'mail');
const rows = (table: 'connect_attempt' | 'token_cache' | 'mailbox' | 'sync_state') =>
  world.server?.database.kysely.selectFrom(table).selectAll().execute() as Promise<Record<string, unknown>[]>;

test('M2 before anything is connected the page can say so, with the workspace and every permission in words', async () => {
  const status = await ada.call('GET /connection');
  expect(status).toMatchObject({
    workspace: { name: 'Alder & Finch' },
    account: { address: ada.person.userPrincipalName },
    mailboxes: [],
  });
  expect(status.services.find((it) => it.service === 'mail')).toEqual({ service: 'mail', state: 'not_connected' });
  expect(status.permissions.map((it) => it.permission)).toEqual([
    'mail',
    'send',
    'shared',
    'calendar',
    'sharedCalendars',
    'contacts',
    'files',
    'sharedFiles',
    'sites',
    'rooms',
    'teams',
  ]);
});

test('M3 the sign-in is by code with PKCE, a state and a nonce of the server; what it keeps of them cannot be read', async () => {
  const { url, cookie, set } = await begin(world, ada);
  const query = new URL(url).searchParams;
  expect(query.get('response_type')).toBe('code');
  expect(query.get('code_challenge_method')).toBe('S256');
  expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  expect(query.get('redirect_uri')).toBe(`${world.sandbox.urls.server}/connect/callback`);
  expect(query.get('scope')?.split(' ')).toEqual(
    expect.arrayContaining(['Mail.ReadWrite', 'Mail.Send', 'offline_access']),
  );
  expect(query.get('scope')).not.toMatch(/Calendars|Contacts|Files/);
  expect(set).toMatch(/^__Host-coherence-connect=[\w-]{43}; .*Path=\/.*HttpOnly.*Secure.*SameSite=Lax/i);
  const kept = JSON.stringify(await rows('connect_attempt'));
  for (const secret of [query.get('state'), query.get('nonce'), cookie.split('=')[1]]) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(kept).not.toContain(secret);
  }
});

test('M4 M6 a person connects Outlook and lands where they were; nothing is synced before settings are saved', async () => {
  const peak = world.sandbox.tenants.mailboxes.find(ada.person.id)?.messages.length;
  const landing = await connectOutlook(world, ada);
  expect(landing).toMatchObject({ status: 303, location: settingsPage });
  const status = await ada.call('GET /connection');
  expect(status.lastAttempt).toMatchObject({ outcome: 'connected' });
  expect(status.services[0]).toEqual({ service: 'mail', state: 'connected', address: ada.person.userPrincipalName });
  expect(status.permissions.filter((it) => it.isGranted).map((it) => it.permission)).toEqual(['mail', 'send', 'files']);
  expect(status.mailboxes).toMatchObject([
    { kind: 'own', state: 'connected', isConfigured: false, timeZone: 'Europe/Berlin', connectedBy: { isYou: true } },
  ]);
  expect(await rows('sync_state')).toEqual([]);
  expect(world.sandbox.tenants.mailboxes.find(ada.person.id)?.messages).toHaveLength(peak ?? 0);
});

test('M92 what is kept of the sign-in is sealed: no token can be read in the database', async () => {
  const kept = JSON.stringify(await rows('token_cache'));
  expect(kept).toContain('Mail.ReadWrite');
  expect(kept).not.toMatch(/eyJ[\w-]{10,}\.|"0\.[\w-]{20}/); // what is sealed is without a dot
});

test('M4 connecting again is the same one mailbox', async () => {
  await connectOutlook(world, ada);
  expect((await ada.call('GET /connection')).mailboxes).toHaveLength(1);
});

describe('M4 whatever else comes back to the server is refused', () => {
  test('a state that nobody began', async () => {
    const landing = await comeBack(
      world,
      `${world.sandbox.urls.server}/connect/callback?code=x&state=forged`,
      undefined,
    );
    expect(landing.status).toBe(400);
    expect(landing.location).toBeNull();
    expect(landing.text).toMatch(/unknown|did not begin/);
  });

  test('the same answer a second time', async () => {
    const { url, cookie } = await begin(world, ada);
    const back = await walkMicrosoft(world, url, ada);
    expect((await comeBack(world, back, cookie)).status).toBe(303);
    const again = await comeBack(world, back, cookie);
    expect(again.status).toBe(400);
    expect(again.text).toMatch(/used/);
  });

  test('two that come with the same answer at once: one goes on', async () => {
    const { url, cookie } = await begin(world, ada);
    const back = await walkMicrosoft(world, url, ada);
    const landings = await Promise.all([comeBack(world, back, cookie), comeBack(world, back, cookie)]);
    expect(landings.map((it) => it.status).sort()).toEqual([303, 400]);
    expect((await ada.call('GET /connection')).lastAttempt).toMatchObject({ outcome: 'connected' });
  });

  test('another browser than the one that began', async () => {
    const { url } = await begin(world, ada);
    const back = await walkMicrosoft(world, url, ada);
    const other = await begin(world, ben);
    for (const cookie of [undefined, other.cookie]) {
      const landing = await comeBack(world, back, cookie);
      expect(landing.status).toBe(400);
      expect(landing.text).toMatch(/another.browser/);
    }
  });

  test('an answer after ten minutes', async () => {
    const { url, cookie } = await begin(world, ada);
    const back = await walkMicrosoft(world, url, ada);
    await world.server?.database.kysely
      .updateTable('connect_attempt')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('outcome', 'is', null)
      .execute();
    const landing = await comeBack(world, back, cookie);
    expect(landing.status).toBe(400);
    expect(landing.text).toMatch(/expired|ten minutes/);
  });

  test('a code that was issued for another sign-in, because nonce and verifier do not fit', async () => {
    const [one, two] = [await begin(world, ben), await begin(world, ben)];
    const [backOne, backTwo] = [await walkMicrosoft(world, one.url, ben), await walkMicrosoft(world, two.url, ben)];
    const mixed = new URL(backTwo);
    mixed.searchParams.set('code', new URL(backOne).searchParams.get('code') ?? '');
    expect((await comeBack(world, mixed.href, two.cookie)).status).toBe(303);
    const { lastAttempt, mailboxes } = await ben.call('GET /connection');
    expect(lastAttempt?.outcome).toBe('failed');
    expect(mailboxes).toEqual([]);
  });
});

test('M4 cancelled on Microsoft’s page: nothing is connected, it is said, and it can be dismissed', async () => {
  world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Mail.Send']);
  const { url, cookie } = await begin(world, ben);
  const landing = await comeBack(world, await walkMicrosoft(world, url, ben, 'cancel'), cookie);
  expect(landing).toMatchObject({ status: 303, location: settingsPage });
  expect(await mail(ben)).toMatchObject({ state: 'not_connected' });
  const { lastAttempt } = await ben.call('GET /connection');
  expect(lastAttempt).toMatchObject({ outcome: 'cancelled', sentence: expect.stringContaining('not given') as string });
  await ben.call('POST /connection/dismiss', { body: {} });
  expect((await ben.call('GET /connection')).lastAttempt).toBeUndefined();
});

test('M4 another account than one’s own is named and not connected', async () => {
  const landing = await connectOutlook(world, ben, { ...mailAndSend, chooseAccount: true }, await world.as('Dario'));
  expect(landing.status).toBe(303);
  const { lastAttempt, mailboxes } = await ben.call('GET /connection');
  expect(lastAttempt).toMatchObject({ outcome: 'another_account', address: 'dario@alderfinch.example' });
  expect(mailboxes).toEqual([]);
});

test('M4 an account of another organisation is never connected, not even as a second mailbox', async () => {
  await connectOutlook(world, ben, { ...mailAndSend, isAnother: true }, erin);
  const { lastAttempt, mailboxes } = await ben.call('GET /connection');
  expect(lastAttempt).toMatchObject({ outcome: 'another_organisation', address: 'erin@birchway.example' });
  expect(mailboxes).toEqual([]);
  expect((await erin.call('GET /connection')).mailboxes).toEqual([]);
});

test('M114 a second account of the same organisation becomes a second mailbox of the person', async () => {
  await connectOutlook(world, ada, { ...mailAndSend, isAnother: true }, await world.as('Dario'));
  const { mailboxes } = await ada.call('GET /connection');
  expect(mailboxes.map((it) => [it.address, it.connectedBy.isYou])).toEqual([
    ['ada@alderfinch.example', true],
    ['dario@alderfinch.example', false],
  ]);
});

test('M5 M12 sending can be declined: mail is connected all the same, and it is said what is missing', async () => {
  world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Mail.Send']);
  await connectOutlook(world, ben, { ...mailAndSend, permissions: ['mail'] });
  const { services, permissions } = await ben.call('GET /connection');
  expect(services[0]).toMatchObject({ service: 'mail', state: 'connected' });
  expect(services[2]).toEqual({ service: 'contacts', state: 'not_connected' });
  expect(permissions).toEqual(
    expect.arrayContaining([
      { permission: 'mail', isGranted: true },
      { permission: 'send', isGranted: false },
    ]),
  );
});

describe('M5 M13 M14 each permission is asked for when it is wanted, and can be declined without taking anything else', () => {
  const scopes = {
    send: 'Mail.Send',
    calendar: 'Calendars.ReadWrite',
    contacts: 'Contacts.ReadWrite',
    files: 'Files.ReadWrite',
  } as const;
  const optional = Object.keys(scopes) as (keyof typeof scopes)[];
  afterAll(() =>
    world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, ['Mail.Send', 'Files.ReadWrite']),
  );

  test.each(optional)('without %s the others are there', async (declined) => {
    world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, Object.values(scopes));
    const wanted = optional.filter((it) => it !== declined);
    const { url } = await begin(world, ben, { ...mailAndSend, permissions: ['mail', ...wanted] });
    const asked = new URL(url).searchParams.get('scope')?.split(' ') ?? [];
    for (const it of optional) expect([it, asked.includes(scopes[it])]).toEqual([it, it !== declined]);
    await connectOutlook(world, ben, { ...mailAndSend, permissions: ['mail', ...wanted] });
    const { services, permissions } = await ben.call('GET /connection');
    for (const it of optional) expect(permissions).toContainEqual({ permission: it, isGranted: it !== declined });
    expect(services.filter((it) => it.state === 'connected').map((it) => it.service)).toEqual(
      (['mail', 'calendar', 'contacts', 'files'] as const).filter((it) => it !== declined),
    );
  });

  test('M13 M78 a calendar that was declined is asked for where it is used: that permission alone', async () => {
    world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, Object.values(scopes));
    await connectOutlook(world, ben, { ...mailAndSend, permissions: ['mail', 'files'] });
    const { calendar } = await ben.call('POST /bookings/prepare', { body: {} });
    expect(calendar).toMatchObject({ isAvailable: false, reason: 'permission' });
    expect(new URL(calendar.allowUrl ?? '').searchParams.get('scope')).toBe('Calendars.ReadWrite');
    await walkMicrosoft(world, calendar.allowUrl ?? '', ben);
    await until(
      () => ben.call('POST /bookings/prepare', { body: {} }),
      (it) => it.calendar.isAvailable,
    );
    expect(await mail(ben)).toMatchObject({ state: 'connected' });
  });

  test('M78 where one of the pane’s permissions was taken back, reconnecting asks for that one alone; settings and links stay', async () => {
    const before = (await ben.call('GET /connection')).mailboxes;
    world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Files.ReadWrite']);
    const { restId, graph } = ben.message('Quote for the renewal');
    const file = () =>
      ben.ask('POST', '/filings', {
        mailbox: ben.person.userPrincipalName,
        messageId: restId,
        internetMessageId: graph.internetMessageId,
        records: [{ module: 'people', id: 'rec_jana' }],
        attachmentIds: [],
        saveCopy: false,
      });
    await world.server?.database.executeSql("delete from token_cache where object_id = '" + ben.person.id + "'"); // its token is over
    const refused = (await file()).body as Problem;
    expect(refused).toMatchObject({ code: 'consent_required', diagnosis: { scopes: ['Files.ReadWrite'] } });
    expect(new URL(refused.consentUrl ?? '').searchParams.get('scope')).toBe('Files.ReadWrite');
    await walkMicrosoft(world, refused.consentUrl ?? '', ben);
    expect(await file()).toMatchObject({ status: 200 });
    expect((await ben.call('GET /connection')).mailboxes.map((it) => it.id)).toEqual(before.map((it) => it.id));
  });
});

test('M11 a mailbox that Microsoft Graph cannot reach is said plainly at once, with what to do', async () => {
  const cleo = await world.as('Cleo');
  world.sandbox.faults.add({
    service: 'graph',
    path: '/mailFolders/inbox',
    answer: {
      status: 404,
      code: 'MailboxNotEnabledForRESTAPI',
      message: 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    },
  });
  await connectOutlook(world, cleo);
  expect(await mail(cleo)).toMatchObject({ state: 'needs_attention', problem: { code: 'C9' } });
  await connectOutlook(world, cleo); // after the mailbox was moved
  expect(await mail(cleo)).toEqual({ service: 'mail', state: 'connected', address: 'cleo@alderfinch.example' });
});

test('M91 nobody of another organisation, and no colleague without a right, reaches a mailbox', async () => {
  const [own] = (await ada.call('GET /connection')).mailboxes;
  for (const stranger of [erin, ben]) {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/settings', undefined],
      ['GET', '/folders', undefined],
      ['GET', '/progress', undefined],
      ['GET', '/removal', undefined],
      ['POST', '/pause', {}],
      ['POST', '/disconnect', { links: 'delete' }],
    ] as const)
      expect(await stranger.ask(method, `/mailboxes/${own?.id}${path}`, body)).toMatchObject({ status: 404 });
  }
});
