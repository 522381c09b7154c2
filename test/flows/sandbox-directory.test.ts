import { refusals } from '../../sandbox/entra/refusals.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { startGraphWorld, type GraphWorld } from '../support/graph.js';

/* What an administrator can look at and switch: the application, consents, assignment, rules, the sign-in log. */
let world: GraphWorld;
beforeAll(async () => {
  world = await startGraphWorld();
});
afterAll(() => world?.stop());
afterEach(() => {
  world.sandbox.entra.rules.reset();
});

type List = { value: Record<string, unknown>[] };
const appId = () => world.sandbox.client.id;
const everything = [
  'User.Read',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'RoleManagement.Read.Directory',
  'AuditLog.Read.All',
];
const cleo = () => world.as('Cleo', everything);
const ada = () => alder.people[0]?.id ?? '';
const patchRules = (body: object) =>
  world.raw('PATCH', `${world.sandbox.urls.outlook}/sandbox/sign-in`, { body: JSON.stringify(body) });
const broker = (objectId = ada()) =>
  world.sandbox.entra.issueForBroker({ objectId, clientId: appId(), scope: `api://${appId()}/access_as_user` });

test('M81 the application is found by its id with its state, removed, and made again by an administrator only', async () => {
  const admin = await cleo();
  const found = await admin.get<List>(`/servicePrincipals?$filter=appId eq '${appId()}'`);
  expect(found.body.value).toMatchObject([{ accountEnabled: true, appRoleAssignmentRequired: false }]);
  const byApp = await admin.get<{ id: string }>(`/servicePrincipals(appId='${appId()}')`);
  expect(byApp.body.id).toBe(found.body.value[0]?.id);
  const person = await world.as('Ada', everything);
  expect((await person.remove(`/servicePrincipals/${byApp.body.id}`)).status).toBe(403);
  expect((await admin.remove(`/servicePrincipals/${byApp.body.id}`)).status).toBe(204);
  expect((await admin.get(`/servicePrincipals(appId='${appId()}')`)).status).toBe(404);
  expect(await broker()).toMatchObject({ error: { description: expect.stringContaining('AADSTS700016') as string } });
  expect((await admin.post('/servicePrincipals', { appId: appId() })).status).toBe(201);
  world.sandbox.entra.directory.grant(alder.tenantId, appId(), [`api://${appId()}/access_as_user`]);
  expect(await broker()).toMatchObject({ success: true });
});

test('M83 where assignment is required, who is not assigned is refused with 50105 until they are', async () => {
  const admin = await cleo();
  const { body } = await admin.get<{ id: string }>(`/servicePrincipals(appId='${appId()}')`);
  await admin.patch(`/servicePrincipals/${body.id}`, { appRoleAssignmentRequired: true });
  expect(await broker()).toMatchObject({ error: { status: 'PERSISTENT_ERROR', code: 'access_denied' } });
  const made = await admin.post<{ id: string }>(`/servicePrincipals/${body.id}/appRoleAssignedTo`, {
    principalId: ada(),
    resourceId: body.id,
    appRoleId: '00000000-0000-0000-0000-000000000000',
  });
  expect(made.status).toBe(201);
  expect(await broker()).toMatchObject({ success: true });
  await admin.remove(`/servicePrincipals/${body.id}/appRoleAssignedTo/${made.body.id}`);
  expect(await broker()).toMatchObject({ error: { description: expect.stringContaining('AADSTS50105') as string } });
});

test('M84 consents are listed for everybody and for one person, given and taken back', async () => {
  const admin = await cleo();
  const { directory } = world.sandbox.entra;
  directory.grant(alder.tenantId, appId(), ['People.Read'], ada());
  directory.grant(alder.tenantId, appId(), ['User.Read', 'Mail.ReadWrite']);
  const { value } = (await admin.get<List>('/oauth2PermissionGrants')).body;
  const own = value.find((it) => it.consentType === 'Principal' && it.principalId === ada());
  expect(own).toMatchObject({ scope: expect.stringContaining('People.Read') as string });
  expect(value.some((it) => it.consentType === 'AllPrincipals' && String(it.scope).includes('Mail.ReadWrite'))).toBe(
    true,
  );
  await admin.remove(`/oauth2PermissionGrants/${String(own?.id)}`);
  expect(directory.granted(alder.tenantId, appId(), ada()).has('People.Read')).toBe(false);
});

test('roles and plans: who administers, and what a small business does not have', async () => {
  const admin = await cleo();
  const role = (await admin.get<List>('/directoryRoles')).body.value[0];
  expect((await admin.get<List>(`/directoryRoles/${String(role?.id)}/members`)).body.value).toMatchObject([
    { displayName: 'Cleo Martin' },
  ]);
  expect((await admin.get<List>('/me/transitiveMemberOf/microsoft.graph.directoryRole')).body.value).toHaveLength(1);
  expect((await admin.get<List>('/me/licenseDetails')).body.value).toMatchObject([{ skuPartNumber: 'SPE_E5' }]);
  const erin = await world.as('Erin', everything);
  expect((await erin.get<List>('/me/licenseDetails')).body.value).toMatchObject([
    { skuPartNumber: 'O365_BUSINESS_PREMIUM' },
  ]);
});

test('M88 sign-ins are logged with their error, and only where the directory is premium', async () => {
  await patchRules({ tenantId: alder.tenantId, rules: { mfa: true } });
  expect(await broker()).toMatchObject({ error: { status: 'USER_INTERACTION_REQUIRED', subError: 'basic_action' } });
  world.sandbox.entra.rules.reset();
  const admin = await cleo();
  const { value } = (await admin.get<List>(`/auditLogs/signIns?$filter=appId eq '${appId()}'`)).body;
  expect(value.find((it) => (it.status as { errorCode: number }).errorCode === 50076)).toMatchObject({
    userId: ada(),
    conditionalAccessStatus: 'failure',
  });
  const erin = birch.people[0];
  if (erin) erin.role = 'administrator';
  try {
    const small = await world.as('Erin', everything);
    expect((await small.get<{ error: { code: string } }>('/auditLogs/signIns')).body.error.code).toBe(
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    );
  } finally {
    if (erin) delete erin.role;
  }
});

test.each(Object.keys(refusals).map(Number))(
  'AADSTS%i is refused in the form of the service when it is asked for',
  async (number) => {
    await patchRules({ refuse: number });
    const answer = await world.raw('POST', `${world.sandbox.urls.entra}/${alder.tenantId}/oauth2/v2.0/token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: appId(),
        client_secret: world.sandbox.client.secret,
        grant_type: 'refresh_token',
        refresh_token: world.sandbox.entra.tokens.refreshTokens.give({
          clientId: appId(),
          tenantId: alder.tenantId,
          objectId: ada(),
          scopes: ['User.Read'],
        }),
      }).toString(),
    });
    expect(answer.status).toBe(refusals[number]?.status ?? 400);
    expect(answer.body).toMatchObject({
      error: refusals[number]?.error,
      error_codes: [number],
      error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: `)) as string,
      correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  },
);

test('M87 rules that change while somebody works: who understands challenges is asked at the next call, others at the next token', async () => {
  const { tokens, rules } = world.sandbox.entra;
  const person = alder.people[0];
  if (!person) throw new Error('nobody');
  const tokenOf = (isChallengeable: boolean) =>
    tokens.access(alder, person, appId(), 'https://graph.microsoft.com', ['User.Read'], {
      factorRound: 0,
      isChallengeable,
    });
  const me = async (token: string) =>
    world.raw('GET', `${world.sandbox.urls.graph}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
  const [plain, modern] = [await tokenOf(false), await tokenOf(true)];
  rules.change({ place: true });
  expect((await me(plain)).status).toBe(200);
  const asked = await me(modern);
  expect(asked.status).toBe(401);
  const said = asked.headers.get('www-authenticate') ?? '';
  expect(said).toContain('error="insufficient_claims"');
  const claims = Buffer.from(/claims="([^"]+)"/.exec(said)?.[1] ?? '', 'base64').toString('utf8');
  expect(JSON.parse(claims)).toHaveProperty('access_token');
  rules.changePerson(person.id, { isAtAllowedPlace: true });
  expect((await me(modern)).status).toBe(200);
});

test('M80 approval for everybody: Microsoft asks who signs in, shows what is asked for, and takes it only from whom the directory gave a role that may', async () => {
  const { directory, rules } = world.sandbox.entra;
  const back = 'http://localhost/back';
  const address = (more: Record<string, string> = {}) => {
    const query = {
      client_id: appId(),
      scope: 'Mail.ReadWrite Place.Read.All',
      redirect_uri: back,
      state: 's1',
      ...more,
    };
    return `${world.sandbox.urls.entra}/${alder.tenantId}/v2.0/adminconsent?${new URLSearchParams(query).toString()}`;
  };
  const page = async (more: Record<string, string> = {}) => {
    const { headers, text } = await world.raw('GET', address(more));
    const location = headers.get('location');
    return { text, told: location ? Object.fromEntries(new URL(location).searchParams) : undefined };
  };
  const [person, administrator] = [ada(), alder.people.find((it) => it.role === 'administrator')?.id ?? ''];
  const isGranted = () => directory.granted(alder.tenantId, appId(), ada()).has('Place.Read.All');
  directory.revoke(alder.tenantId, appId(), ['Mail.ReadWrite', 'Place.Read.All']);

  expect((await page()).text).toContain('Pick an account');
  const refused = await page({ picked: person });
  expect(refused.text).toContain('Need admin approval');
  expect(refused.text).toContain('Have an admin account?');
  expect((await page({ picked: person, answer: 'accept' })).text).toContain('Need admin approval');
  expect((await page({ picked: person, answer: 'back' })).told).toEqual({
    admin_consent: 'True',
    error: 'access_denied',
    error_description: expect.stringContaining('AADSTS90094') as string,
    state: 's1',
  });
  const stranger = birch.people[0]?.id ?? '';
  expect((await page({ picked: stranger })).told?.error_description).toContain('AADSTS50020');

  const asked = await page({ picked: administrator });
  for (const words of ['Review for your organization', 'Read and change your mail', 'Read all company places'])
    expect(asked.text).toContain(words);
  expect((await page({ picked: administrator, answer: 'cancel' })).told).toMatchObject({
    error: 'consent_required',
    error_description: expect.stringContaining('AADSTS65004') as string,
  });
  expect(isGranted()).toBe(false);
  expect((await page({ picked: administrator, answer: 'accept' })).told).toEqual({
    admin_consent: 'True',
    tenant: alder.tenantId,
    scope: 'Mail.ReadWrite Place.Read.All',
    state: 's1',
  });
  expect(isGranted()).toBe(true);

  // Other roles of the directory may too, as Microsoft documents.
  for (const directoryRole of [
    'Privileged Role Administrator',
    'Application Administrator',
    'Cloud Application Administrator',
  ] as const) {
    rules.changePerson(person, { directoryRole });
    expect((await page({ picked: person })).text).toContain('Review for your organization');
  }
});
