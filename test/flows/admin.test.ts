import type { Reply } from '../../contract/api.js';
import { connectOutlook, mailAndSend, begin, comeBack, walkMicrosoft } from '../support/connect.js';
import { alder } from '../../sandbox/tenant/company.js';
import { testSettingUp } from '../support/setting-up.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* What administrators of the product see and do; everybody else is refused. */
const metricsToken = 'a token of sixteen letters';
let world: World;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: { METRICS_TOKEN: metricsToken } });
  [ada, ben, cleo] = await Promise.all([world.as('Ada'), world.as('Ben'), world.as('Cleo')]);
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

type Page = Reply<'POST /admin/audit'>;
const page = (body: object = {}, by = administrator()): Promise<Page> => by.call('POST /admin/audit', { body });
const everything = async (body: object = {}): Promise<Page['entries']> => {
  const found: Page['entries'] = [];
  for (let after: string | undefined; ;) {
    const { entries, next } = await page({ ...body, ...(after ? { after } : {}) });
    found.push(...entries);
    if (!next) return found;
    after = next;
  }
};
const administrator = () => [ada, ben, cleo].find((it) => it.person.role === 'administrator') as Caller;
const others = () => [ada, ben, cleo].filter((it) => it.person.role !== 'administrator');

test('administrators are told that they are, and nobody else may look or change', async () => {
  expect(await administrator().call('GET /me')).toMatchObject({ isAdministrator: true });
  for (const other of others()) {
    expect(await other.call('GET /me')).toMatchObject({ isAdministrator: false });
    for (const [method, url, body] of [
      ['POST', '/admin/audit', {}],
      ['POST', '/admin/audit/csv', {}],
      ['POST', '/admin/audit/verify', {}],
      ['GET', '/admin/audit/settings', undefined],
      ['GET', '/admin/audit/entra', undefined],
      ['PUT', '/admin/audit/settings', { retentionDays: null }],
    ] as const)
      expect(await other.ask(method, url, body)).toMatchObject({ status: 403, body: { code: 'access_denied' } });
  }
});

describe('a scripted day', () => {
  let messageId: string;
  beforeAll(async () => {
    await connectOutlook(world, ada);
    const { restId } = ada.message('Quote for the renewal');
    messageId = restId;
    const filing = await ada.file('Quote for the renewal', undefined, { attachments: false });
    await ada.settled(filing.id);
    await ada.call('GET /records/:module/:id/timeline', { params: { module: 'people', id: 'rec_jana' } });
    await ada.call('POST /records/search', { body: { query: 'Lumen' } });
    // Somebody who chose to cancel, and somebody whose consent is missing at the moment of the call.
    const begun = await begin(world, ben, { ...mailAndSend, permissions: ['mail', 'contacts'] });
    await comeBack(world, await walkMicrosoft(world, begun.url, ben, 'cancel'), begun.cookie);
    world.sandbox.faults.add({
      service: 'entra',
      path: '/token$',
      answer: {
        status: 400,
        code: 'invalid_grant',
        message: 'AADSTS65001: consent',
        more: { suberror: 'consent_required' },
      },
    });
    await cleo.ask('POST', '/filings', {
      mailbox: cleo.person.userPrincipalName,
      messageId: 'x',
      internetMessageId: '<x@y>',
      records: [{ module: 'people', id: 'rec_jana' }],
      attachmentIds: [],
      saveCopy: false,
    });
    world.sandbox.faults.clear();
  });

  test('M89 every read and write of a person appears, with what it was about and when, and the change beside it', async () => {
    const mine = await everything({ actor: ada.person.id });
    const access = mine.filter((it) => it.kind === 'access').map((it) => `${it.action} ${it.target} ${it.status}`);
    expect(access).toEqual(
      expect.arrayContaining([
        'POST /api/filings  200',
        'GET /api/records/:module/:id/timeline people/rec_jana 200',
        'POST /api/records/search  200',
      ]),
    );
    const changes = mine.filter((it) => it.kind === 'change').map((it) => it.action);
    expect(changes).toEqual(expect.arrayContaining(['filing.created', 'connection.connected', 'mailbox.connected']));
    for (const { actor, dateTime } of mine) {
      expect(actor).toEqual({ id: ada.person.id, name: ada.person.name });
      expect(Date.parse(dateTime)).toBeGreaterThan(Date.now() - 600_000);
    }
  });

  test('M90 each call to Microsoft and Coherence appears with method, path without ids, status, duration and on whose behalf', async () => {
    const calls = await everything({ kind: 'call', actor: ada.person.id });
    const graph = calls.filter((it) => it.service === 'graph');
    expect(graph.length).toBeGreaterThan(3);
    for (const it of graph) {
      expect(it.action).toMatch(/^(GET|POST|PATCH|PUT|DELETE) \//);
      expect(it.action).not.toContain(messageId);
      expect(it.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(it.durationMs).toBeGreaterThanOrEqual(0);
    }
    expect(calls.some((it) => it.service === 'entra' && it.detail.result === 'granted')).toBe(true);
    const coherence = await everything({ kind: 'call', words: '/records' });
    expect(coherence.filter((it) => it.service === 'coherence').length).toBeGreaterThan(0);
    expect(coherence.map((it) => it.action).join()).not.toContain('rec_jana');
  });

  test('M88 sign-ins, and those that did not go well, appear with who, result, client and network', async () => {
    const signIns = await everything({ kind: 'sign_in' });
    const of = (caller: Caller) => signIns.filter((it) => it.actor.id === caller.person.id);
    expect(of(ada).map((it) => `${it.action} ${String(it.detail.result)}`)).toEqual(
      expect.arrayContaining(['accepted accepted', 'connect connected']),
    );
    expect(of(ben).map((it) => it.detail.result)).toContain('cancelled');
    expect(of(cleo).map((it) => it.detail.result)).toContain('consent_required');
    const accepted = of(ada).find((it) => it.action === 'accepted');
    expect(accepted?.detail).toMatchObject({ network: '127.0.0.0', client: 'other' });
  });

  test('M88 Microsoft’s own log of sign-ins stands beside ours: where it is allowed and licensed, else with the reason', async () => {
    const read = () => administrator().call('GET /admin/audit/entra');
    const hidden = await read();
    expect(hidden).toMatchObject({ state: 'not_allowed', signIns: [] });
    expect(new URL(hidden.allowUrl ?? '').searchParams.get('scope')).toBe('AuditLog.Read.All');
    world.sandbox.entra.directory.grant(alder.tenantId, world.sandbox.client.id, ['AuditLog.Read.All']);
    world.sandbox.entra.rules.change({ assignmentRequired: true, assigned: [] }, alder.tenantId);
    await world.sandbox.entra.issueForBroker({
      objectId: ada.person.id,
      clientId: world.sandbox.client.id,
      scope: `api://${world.sandbox.client.id}/access_as_user`,
    });
    world.sandbox.entra.rules.reset();
    const { state, signIns } = await read();
    expect(state).toBe('there');
    expect(signIns.find((it) => it.number === 50105)).toMatchObject({
      name: ada.person.name,
      address: ada.person.userPrincipalName,
      reason: expect.stringContaining('block users') as string,
    });
    expect(signIns.some((it) => it.number === 0 && it.reason === undefined)).toBe(true);
    const times = signIns.map((it) => it.dateTime); // several within a millisecond are in any order
    expect([...times].sort().reverse()).toEqual(times);
    world.sandbox.tenants.behaviour.withoutPlans.names = ['AAD_PREMIUM', 'AAD_PREMIUM_P2'];
    expect(await read()).toEqual({
      state: 'no_licence',
      sentence: expect.stringContaining('Entra ID P1') as string,
      signIns: [],
    });
    world.sandbox.tenants.behaviour.reset();
  });

  test('M89 M90 no content, no address, no token and no subject stands anywhere in it', async () => {
    const { rows } = await world.server!.database.executeSql(
      'select row_to_json(a)::text as t from activity a union all select row_to_json(e)::text from audit_entry e',
    );
    const text = (rows as { t: string }[]).map((it) => it.t).join('\n');
    expect(text.length).toBeGreaterThan(2_000);
    for (const secret of [
      ada.token,
      ada.person.userPrincipalName,
      ada.person.name,
      'Quote for the renewal',
      'lumenworks',
      'eyJ',
      'Lumen',
      messageId,
    ])
      expect(text).not.toContain(secret);
  });

  test('M90 the list is filtered by kind, person, words and time, page by page without a gap', async () => {
    const all = await everything();
    expect(new Set(all.map((it) => it.id)).size).toBe(all.length);
    expect([...all].sort((a, b) => (a.dateTime < b.dateTime ? 1 : -1)).map((it) => it.dateTime)).toEqual(
      all.map((it) => it.dateTime),
    );
    expect((await everything({ words: 'filing.created' })).every((it) => it.action === 'filing.created')).toBe(true);
    expect((await page({ toDateTime: '2020-01-01T00:00:00Z' })).entries).toEqual([]);
    expect((await page({ words: '100%_\\' })).entries).toEqual([]);
    expect((await page({ after: "'; drop table activity; --" })).entries.length).toBeGreaterThan(0);
  });

  test('M90 as a table, where no cell is taken for a formula', async () => {
    await ada.ask('GET', `/records/${encodeURIComponent('=cmd()')}/x/timeline`);
    const { csv } = await administrator().call('POST /admin/audit/csv', { body: { kind: 'access' } });
    const lines = csv.trim().split('\r\n');
    expect(lines[0]).toBe('When (UTC),Kind,Who,Name,What,About,Service,Status,Milliseconds,Request id,Details,Changes');
    expect(lines.length).toBeGreaterThan(4);
    expect(csv).toContain("'=cmd()/x");
    expect(csv).not.toContain(',=cmd');
  });
});

test('M90 how long it is kept is chosen within bounds, and the choice is told with before and after', async () => {
  const admin = administrator();
  expect(await admin.call('GET /admin/audit/settings')).toEqual({ retentionDays: 90 });
  for (const retentionDays of [29, 366, 0, 1.5, '90'])
    expect((await admin.ask('PUT', '/admin/audit/settings', { retentionDays })).status).toBe(400);
  await admin.call('PUT /admin/audit/settings', { body: { retentionDays: 365 } });
  await admin.call('PUT /admin/audit/settings', { body: { retentionDays: null } });
  expect(await admin.call('GET /admin/audit/settings')).toEqual({ retentionDays: null });
  const [last, first] = await everything({ words: 'audit.retention_changed' });
  expect(first?.changes).toEqual([{ name: 'days', before: 90, after: 365 }]);
  expect(last?.changes).toEqual([{ name: 'days', before: 365, after: 'for ever' }]);
});

describe('M81 M83 M84 M115 M117 setting up', () =>
  testSettingUp(() => ({ world, ada, ben, administrator: administrator(), everything })));

test('M95 health, readiness and metrics, behind a token of their own, without a name or an id in them', async () => {
  const { url } = world.server!;
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ok' });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer wrong' } })).status).toBe(404);
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  const text = await answer.text();
  expect(answer.status).toBe(200);
  for (const name of [
    'coherence_http_request_seconds_count',
    'coherence_outbound_call_seconds_bucket',
    'coherence_mailboxes{state="connected"}',
    'coherence_jobs_waiting',
    'coherence_process_resident_memory_bytes',
  ])
    expect(text).toContain(name);
  for (const secret of [ada.person.id, ada.person.userPrincipalName, alder.tenantId, 'rec_jana', 'Quote'])
    expect(text).not.toContain(secret);
});

test('M89 M90 Verify integrity walks both chains, and finds a row that somebody changed in the database', async () => {
  const admin = administrator();
  const verify = () => admin.call('POST /admin/audit/verify', { body: {} });
  const before = await verify();
  expect(before).toMatchObject({ changes: { isWhole: true }, activity: { isWhole: true } });
  expect(before.activity.entries).toBeGreaterThan(5);
  const { executeSql } = world.server!.database;
  await executeSql('update activity set status = 200 where tenant_id = $1 and sequence = 2', [alder.tenantId]);
  await executeSql('update activity set status = 299 where tenant_id = $1 and sequence = 2', [alder.tenantId]);
  const after = await verify();
  expect(after).toMatchObject({ changes: { isWhole: true }, activity: { isWhole: false, firstBroken: 2 } });
});
