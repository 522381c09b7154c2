import { createHash } from 'node:crypto';
import { alder } from '../../sandbox/tenant/company.js';
import { startGraphWorld, type GraphWorld } from '../support/graph.js';

interface TokenBody {
  access_token: string;
  refresh_token?: string;
  scope: string;
  error?: string;
  error_codes?: number[];
}
const day = 24 * 3600_000;
const verifier = 'a-verifier-that-is-long-enough-to-be-taken-0123456789';
const scope = 'openid profile offline_access Mail.ReadWrite Mail.ReadWrite.Shared Mail.Send.Shared';
let world: GraphWorld;
beforeEach(async () => {
  world = await startGraphWorld();
});
afterEach(() => world?.stop());

const ada = () => world.sandbox.tenants.mailboxes.ofPerson('Ada');
const redirect = () => `${world.sandbox.urls.server}/api/connections/callback`;

async function authorize(answer?: 'accept' | 'cancel') {
  const query = new URLSearchParams({
    client_id: world.sandbox.client.id,
    response_type: 'code',
    redirect_uri: redirect(),
    scope,
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    picked: ada().objectId,
    ...(answer ? { answer } : {}),
  });
  return world.raw('GET', `${world.sandbox.urls.entra}/${alder.tenantId}/oauth2/v2.0/authorize?${query.toString()}`, {
    redirect: 'manual',
  });
}
async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const { status, text } = await world.raw('POST', `${world.sandbox.urls.entra}/${alder.tenantId}/oauth2/v2.0/token`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ client_id: world.sandbox.client.id, ...form }).toString(),
  });
  return { status, body: JSON.parse(text) as TokenBody };
}
const secret = () => ({ client_secret: world.sandbox.client.secret });
async function code(): Promise<string> {
  const location = new URL((await authorize('accept')).headers.get('location') ?? '');
  expect(location.href).toMatch(new RegExp(`^${redirect()}`));
  expect(location.searchParams.get('state')).toBe('the-state');
  return location.searchParams.get('code') ?? '';
}
const redeem = async (more: Record<string, string> = secret(), headers = {}) =>
  token(
    {
      grant_type: 'authorization_code',
      code: await code(),
      redirect_uri: redirect(),
      code_verifier: verifier,
      ...more,
    },
    headers,
  );
const refresh = (refreshToken = '', more: Record<string, string> = secret()) =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more });

test('a person reads in words what is asked for, accepts, and the server gets its tokens with its secret', async () => {
  const { text } = await authorize();
  expect(text).toContain('Read and change mail in your mailbox and in those shared with you');
  expect(text).toContain('Keep access while you are away');
  const { status, body } = await redeem();
  expect(status).toBe(200);
  expect(body.scope.split(' ')).toEqual(
    expect.arrayContaining(['Mail.ReadWrite', 'Mail.ReadWrite.Shared', 'Mail.Send.Shared']),
  );
  const { body: page } = await world.raw(
    'GET',
    `${world.sandbox.urls.graph}/v1.0/users/info@alderfinch.example/messages?$top=1`,
    {
      headers: { authorization: `Bearer ${body.access_token}` },
    },
  );
  expect((page as { value: unknown[] }).value).toHaveLength(1);
});

test('who declines gives no code; without the secret, with another redirect or another verifier there is no token', async () => {
  const declined = new URL((await authorize('cancel')).headers.get('location') ?? '');
  expect([declined.searchParams.get('error'), declined.searchParams.get('code')]).toEqual(['access_denied', null]);
  expect((await redeem({})).body.error).toBe('invalid_client');
  expect((await redeem({ ...secret(), redirect_uri: `${redirect()}/other` })).body.error).toBe('invalid_grant');
  expect((await redeem({ ...secret(), code_verifier: 'another' })).body.error_codes).toEqual([501481]);
  const once = await code();
  const form = {
    grant_type: 'authorization_code',
    code: once,
    redirect_uri: redirect(),
    code_verifier: verifier,
    ...secret(),
  };
  expect((await token(form)).status).toBe(200);
  expect((await token(form)).body.error_codes).toEqual([54005]);
});

test('refresh tokens roll; one that nobody used for ninety days is over', async () => {
  let current = (await redeem()).body.refresh_token;
  for (let i = 0; i < 3; i++) {
    world.sandbox.clock.advance(80 * day);
    const next = await refresh(current);
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(current);
    current = next.body.refresh_token;
  }
  world.sandbox.clock.advance(91 * day);
  expect((await refresh(current)).body).toMatchObject({ error: 'invalid_grant', error_codes: [700082] });
});

test('a page’s refresh token lives a day from signing in, however often it is renewed', async () => {
  const headers = { origin: world.sandbox.urls.server };
  const first = (await redeem({}, headers)).body.refresh_token ?? '';
  const again = (form: Record<string, string>) => token({ grant_type: 'refresh_token', ...form }, headers);
  world.sandbox.clock.advance(20 * 3600_000);
  const second = (await again({ refresh_token: first })).body.refresh_token ?? '';
  world.sandbox.clock.advance(5 * 3600_000);
  expect((await again({ refresh_token: second })).body.error_codes).toEqual([700084]);
});

test('ended sessions and withdrawn consent are told apart', async () => {
  const { body } = await redeem();
  world.sandbox.entra.directory.revoke(alder.tenantId, world.sandbox.client.id, ['Mail.ReadWrite.Shared']);
  expect((await refresh(body.refresh_token, { ...secret(), scope })).body).toMatchObject({ error_codes: [65001] });
  world.sandbox.entra.directory.grant(alder.tenantId, world.sandbox.client.id, [
    'Mail.ReadWrite.Shared',
    'User.RevokeSessions.All',
  ]);
  const caller = await world.as('Ada', ['User.RevokeSessions.All']);
  expect((await caller.post<{ value: boolean }>('/me/revokeSignInSessions')).body.value).toBe(true);
  expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
});
