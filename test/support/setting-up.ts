import type { Reply } from '../../contract/api.js';
import { permission } from '../../contract/connection.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { begin, comeBack } from './connect.js';
import { testCoherenceSignIn, type Stage } from './coherence-sign-in.js';
import { testModuleLimits } from './module-limits.js';
import type { Caller } from './world.js';

/** Tests of the pages on which administrators set the product up: guide, Coherence, policy, mailboxes. In the world of whoever calls. */
export function testSettingUp(stage: () => Stage): void {
  test('M81 M83 M84 the guide says what Microsoft says: first that it is not shown, then application, assignment and grants', async () => {
    const admin = stage().administrator;
    const hidden = await admin.call('GET /admin/setup');
    const state = (it: Reply<'GET /admin/setup'>, key: string) => it.checks.find((check) => check.key === key)?.state;
    expect(hidden.clientId).toBe(stage().world.sandbox.client.id);
    expect(hidden.checks.map((it) => it.key)).toEqual([
      'registration',
      'assignment',
      'consent',
      'coherence',
      'deployment',
      'mailbox',
    ]);
    expect(state(hidden, 'coherence')).toBe('done');
    expect(state(hidden, 'deployment')).toBe('done'); // more than one person used it
    expect(state(hidden, 'mailbox')).toBe('open');
    expect(hidden.checks.find((it) => it.key === 'mailbox')?.sentence).toContain('Connect your own mailbox');
    const grant = new URL(hidden.grantUrl);
    expect(grant.pathname).toBe(`/${alder.tenantId}/v2.0/adminconsent`);
    expect(grant.searchParams.get('client_id')).toBe(stage().world.sandbox.client.id);
    expect(grant.searchParams.get('scope')).toContain('Mail.ReadWrite');
    if (state(hidden, 'registration') === 'unknown')
      expect(hidden.scopes.every((it) => it.granted === 'unknown')).toBe(true);
  });

  test('M81 M83 M84 once an administrator lets us look, a partial grant is shown as partial, and who is assigned by name', async () => {
    const admin = stage().administrator;
    const { directory, rules } = stage().world.sandbox.entra;
    const { id } = stage().world.sandbox.client;
    directory.grant(alder.tenantId, id, ['Application.Read.All', 'DelegatedPermissionGrant.Read.All'], admin.person.id);
    const look = () => admin.call('GET /admin/setup');
    const state = (it: Reply<'GET /admin/setup'>, key: string) => it.checks.find((check) => check.key === key)?.state;
    const open = await look();
    expect(state(open, 'registration')).toBe('done');
    expect(state(open, 'assignment')).toBe('done');
    expect(state(open, 'consent')).toBe('open'); // some are granted for everybody, some to one person, some to nobody
    expect(open.enterpriseUrl).toMatch(/^https:\/\/entra[.]microsoft[.]com\/.*objectId\//);
    directory.grant(alder.tenantId, id, ['Sites.Read.All'], stage().ada.person.id);
    const grantOf = (it: Reply<'GET /admin/setup'>, scope: string) =>
      it.scopes.find((one) => one.scope === scope)?.granted;
    const partial = await look();
    expect(grantOf(partial, 'Mail.ReadWrite')).toBe('all');
    expect(grantOf(partial, 'Sites.Read.All')).toBe('some');
    directory.grant(
      alder.tenantId,
      id,
      partial.scopes.map((it) => it.scope),
    );
    rules.change({ assignmentRequired: true, assigned: [stage().ada.person.id, admin.person.id] }, alder.tenantId);
    const whole = await look();
    expect(state(whole, 'consent')).toBe('done');
    expect(whole.scopes.every((it) => it.granted === 'all')).toBe(true);
    expect([...(whole.assigned ?? [])].sort()).toEqual([stage().ada.person.name, admin.person.name].sort());
    rules.reset();
  });

  test('M80 once everything is approved for everybody, a person who connects with every permission meets no page of consent', async () => {
    const { world, ben } = stage();
    const { directory } = world.sandbox.entra;
    const { scopes } = await stage().administrator.call('GET /admin/setup');
    directory.grant(
      alder.tenantId,
      world.sandbox.client.id,
      scopes.map((it) => it.scope),
    );
    const all = [...permission.options];
    const { url } = await begin(world, ben, { permissions: all, isAnother: false, chooseAccount: false });
    const picked = new URL(url);
    picked.searchParams.set('picked', ben.person.id);
    const { location } = await comeBack(world, picked.href, undefined); // at once, not after a page
    expect(new URL(location ?? '').searchParams.get('code')).toBeTruthy();
  });

  test('M84 what ends is told at sixty, thirty and seven days: the secret, sign-ins nobody used, notifications that are not renewed', async () => {
    const { world, administrator: admin, ada } = stage();
    const { directory } = world.sandbox.entra;
    const { kysely } = world.server!.database;
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000);
    const warned = async () =>
      (await admin.call('GET /admin/setup')).warnings.map((it) => `${it.level} ${it.days} ${it.what}`);
    const looking = ['Application.Read.All', 'DelegatedPermissionGrant.Read.All'];
    directory.grant(alder.tenantId, world.sandbox.client.id, looking, admin.person.id);
    const secret = `A secret of the application (server, ${world.sandbox.client.secret.slice(0, 3)}…)`;
    expect((await warned()).join()).not.toContain('A secret');
    for (const [days, level] of [
      [59, 'notice'],
      [29, 'soon'],
      [6, 'urgent'],
    ] as const) {
      directory.endSecretAt(inDays(days));
      expect(await warned()).toContain(`${level} ${days} ${secret}`);
    }
    directory.endSecretAt(inDays(700));

    const { id: mailbox } = await kysely
      .selectFrom('mailbox')
      .select('id')
      .where('object_id', '=', ada.person.id)
      .executeTakeFirstOrThrow();
    const was = await kysely.selectFrom('mailbox').select('state').where('id', '=', mailbox).executeTakeFirstOrThrow();
    const setState = (state: typeof was.state) =>
      kysely.updateTable('mailbox').set({ state }).where('id', '=', mailbox).execute();
    await setState('following');
    await kysely
      .insertInto('subscription')
      .values({
        id: 'ends soon',
        tenant_id: alder.tenantId,
        mailbox_id: mailbox,
        resource: 'none',
        secret_hash: '',
        expires_at: new Date(Date.now() + 3_600_000),
        created_at: new Date(Date.now() - 70 * 3_600_000),
        state: 'removed',
        noticed_at: null,
      })
      .execute();
    await kysely
      .updateTable('token_cache')
      .set({ updated_at: inDays(-86) })
      .where('object_id', '=', ada.person.id)
      .execute();
    const ends = await warned();
    expect(ends).toContain(`urgent 0 Notifications about ${ada.person.userPrincipalName}`);
    expect(ends).toContain(`urgent 4 The sign-in of ${ada.person.name}`);
    await kysely.deleteFrom('subscription').where('id', '=', 'ends soon').execute();
    await kysely.updateTable('token_cache').set({ updated_at: new Date() }).execute();
    await setState(was.state);
    expect((await warned()).filter((it) => !it.includes('The certificate of this server'))).toEqual([]);
  });

  test('M115 what Coherence offers, the quota, and two keys of which one can be replaced without a moment without', async () => {
    const admin = stage().administrator;
    const before = await admin.call('GET /admin/coherence');
    expect(before).toMatchObject({
      isReachable: true,
      keys: [
        { slot: 1, isInUse: true },
        { slot: 2, isSet: false },
      ],
    });
    expect(before.quota.today).toBeGreaterThan(0);
    expect(JSON.stringify(before)).not.toContain(alder.coherence.apiKey);
    const put = (apiKey: string) => admin.ask('PUT', '/admin/coherence/key', { apiKey });
    expect(await put('hello world')).toMatchObject({ status: 400, body: { field: 'apiKey' } });
    expect((await put('sk_live_0000000000000000')).status).toBeGreaterThanOrEqual(400); // Coherence does not know it
    expect((await admin.ask('POST', '/admin/coherence/use', { slot: 2 })).status).toBe(400);
    expect(await put(birch.coherence.apiKey)).toMatchObject({ status: 400, body: { field: 'apiKey' } }); // another workspace's
    expect((await put(alder.coherence.apiKey)).status).toBe(200);
    const used = await admin.call('POST /admin/coherence/use', { body: { slot: 2 } });
    expect(used.keys).toMatchObject([{ isInUse: false }, { isInUse: true, isSet: true }]);
    expect((await admin.call('POST /records/search', { body: { query: 'Lumen' } })).records.length).toBeGreaterThan(0);
    await admin.call('POST /admin/coherence/use', { body: { slot: 1 } });
  });

  testCoherenceSignIn(stage);

  test('M115 what a module is for is said by an administrator, and stays when the index is read again', async () => {
    const admin = stage().administrator;
    const set = (role: 'deal' | 'other') =>
      admin.call('PUT /admin/coherence/role', { body: { module: 'deals', role } });
    expect((await set('other')).modules.find((it) => it.slug === 'deals')?.role).toBe('other');
    await stage().world.server!.records.refreshIndex(alder.tenantId);
    expect((await admin.call('GET /me')).modules.find((it) => it.slug === 'deals')?.role).toBe('other');
    await set('deal');
  });

  test('M117 R-55 a policy says its effect first, refuses nonsense and what was decided meanwhile, and holds for everybody', async () => {
    const admin = stage().administrator;
    const wish = {
      visibility: { floor: 'people' as const, ceiling: 'people' as const },
      neverFile: ['@lumenworks.example'],
      anonymousLinks: false,
    };
    const effect = await admin.call('POST /admin/policy/preview', { body: wish });
    expect(effect).toMatchObject({
      mailboxesRaised: 0,
      mailboxesLowered: expect.any(Number) as number,
      emailsMatched: expect.any(Number) as number,
    });
    const { version } = await admin.call('GET /admin/policy');
    const wrong = { ...wish, visibility: { floor: 'everything', ceiling: 'people' }, version };
    expect(await admin.ask('PUT', '/admin/policy', wrong)).toMatchObject({
      status: 400,
      body: { field: 'visibility.floor' },
    });
    expect(await admin.ask('PUT', '/admin/policy', { ...wish, neverFile: ['lumen works'], version })).toMatchObject({
      status: 400,
      body: { field: 'neverFile.0' },
    });
    const saved = await admin.call('PUT /admin/policy', { body: { ...wish, version } });
    expect(saved).toMatchObject({ ...wish, version: version + 1 });
    expect(await admin.ask('PUT', '/admin/policy', { ...wish, version })).toMatchObject({ status: 409 });
    // Ada filed the mail; a colleague sees no more of it than people and time now.
    const timelineOf = (caller: Caller) =>
      caller.call('GET /records/:module/:id/timeline', { params: { module: 'people', id: 'rec_jana' } });
    expect(JSON.stringify(await timelineOf(stage().ada))).toContain('Quote for the renewal');
    expect(JSON.stringify(await timelineOf(stage().ben))).not.toContain('Quote for the renewal');
    await admin.call('PUT /admin/policy', {
      body: { ...wish, visibility: { floor: 'people', ceiling: 'everything' }, neverFile: [], version: version + 1 },
    });
    expect(JSON.stringify(await timelineOf(stage().ben))).toContain('Quote for the renewal');
    const [told] = await stage().everything({ words: 'policy.decided' });
    expect(told?.changes.map((it) => it.name)).toEqual(expect.arrayContaining(['ceiling', 'neverFile']));
  });

  testModuleLimits(stage);

  test('mailboxes are listed with whose they are and how they are', async () => {
    const { mailboxes } = await stage().administrator.call('GET /admin/mailboxes');
    expect(mailboxes.find((it) => it.address === stage().ada.person.userPrincipalName)).toMatchObject({
      state: 'connected',
      connectedBy: stage().ada.person.name,
      failures: 0,
    });
  });

  test('none of it is shown to anybody else', async () => {
    for (const [method, url, body] of [
      ['GET', '/admin/setup', undefined],
      ['GET', '/admin/mailboxes', undefined],
      ['GET', '/admin/policy', undefined],
      ['GET', '/admin/coherence', undefined],
      ['POST', '/admin/coherence/use', { slot: 1 }],
      ['POST', '/admin/coherence/sign-in', {}],
      ['POST', '/admin/coherence/forget', {}],
      ['PUT', '/admin/coherence/key', { apiKey: alder.coherence.apiKey }],
      ['PUT', '/admin/coherence/role', { module: 'deals', role: 'deal' }],
    ] as const)
      expect(await stage().ada.ask(method, url, body)).toMatchObject({ status: 403, body: { code: 'access_denied' } });
  });
}
