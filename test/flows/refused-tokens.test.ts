import { createHash, randomBytes } from 'node:crypto';
import { Agent, fetch } from 'undici';
import { routes, type RouteKey } from '../../contract/api.js';
import type { Problem } from '../../contract/errors.js';
import type { Route } from '../../contract/shapes.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { ensureBuilt } from '../support/built.js';
import { walkMicrosoft } from '../support/connect.js';
import { forge, type Forgery } from '../support/forge.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let erin: Caller;
beforeAll(async () => {
  ensureBuilt('pages'); // the page in which a sign-in's window ends
  world = await startWorld();
  [ada, erin] = await Promise.all([world.as('Ada'), world.as('Erin')]);
});
afterAll(() => world?.stop());

const ask = (authorization: string) => ada.ask('GET', '/me', undefined, { authorization });
const issuer = (tenantId: string) => `${world.sandbox.urls.entra}/${tenantId}/v2.0`;
const now = () => Math.floor(Date.now() / 1000);
const stranger = '9c9c9c9c-0000-4000-8000-000000000001';

function expectRefusal(answer: { status: number; headers: Headers; body: unknown }) {
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  const { requestId, ...problem } = answer.body as Problem;
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  // The same words whatever was wrong: nobody learns from us what to forge better.
  expect(problem).toEqual({
    type: 'https://coherence-365.example/problems/sign_in_required',
    title: 'Sign in to go on.',
    status: 401,
    detail: 'Please sign in again: this sign-in is missing, over, or not meant for this service.',
    code: 'sign_in_required',
    source: 'request',
    diagnosis: { cause: 'ended.other' },
  });
}

test('M91 a token that is as Entra signs it is taken, so that each refusal below is for its own reason', async () => {
  const answer = await ask(`Bearer ${forge(world, ada, {})}`);
  expect(answer).toMatchObject({ status: 200, body: { user: { name: 'Ada Brandt' } } });
  const later = await ask(`Bearer ${forge(world, ada, { claims: { exp: now() - 30 } })}`);
  expect(later.status).toBe(200); // clocks may differ by a minute
});

test.each<[string, () => Forgery]>([
  ['signed with another key under our key id', () => ({ by: 'stranger' })],
  ['signed with another key under an unknown key id', () => ({ by: 'stranger', header: { kid: 'unknown' } })],
  [
    'whose header brings the key along',
    () => ({ by: 'stranger', header: { jwk: { kty: 'RSA' }, jku: 'https://keys.example' } }),
  ],
  ['without a signature (alg:none)', () => ({ by: 'nobody', header: { alg: 'none' } })],
  ['without a signature that still says RS256', () => ({ by: 'nobody' })],
  ['signed HS256 with the public key', () => ({ by: 'public key as secret', header: { alg: 'HS256' } })],
  ['that is over', () => ({ claims: { exp: now() - 120, nbf: now() - 4000, iat: now() - 4000 } })],
  ['that is not valid yet', () => ({ claims: { nbf: now() + 600 } })],
  ['that never ends', () => ({ claims: { exp: undefined } })],
  ['for Graph instead of us', () => ({ claims: { aud: 'https://graph.microsoft.com' } })],
  ['for another application', () => ({ claims: { aud: stranger } })],
  ['of an unknown tenant', () => ({ claims: { tid: stranger, iss: issuer(stranger) } })],
  ["of our tenant by another known tenant's issuer", () => ({ claims: { iss: issuer(birch.tenantId) } })],
  ['of another known tenant by our issuer', () => ({ claims: { tid: birch.tenantId } })],
  ['whose tenant is a path', () => ({ claims: { tid: `../${alder.tenantId}` } })],
  ['whose tenant is a list', () => ({ claims: { tid: [alder.tenantId] } })],
  ['without a tenant', () => ({ claims: { tid: undefined } })],
  ['without a person', () => ({ claims: { oid: undefined } })],
  ['of the older kind (version 1)', () => ({ claims: { ver: '1.0' } })],
  ['without our scope', () => ({ claims: { scp: 'User.Read' } })],
  ['with no scope at all', () => ({ claims: { scp: undefined } })],
  ['whose scope only begins as ours', () => ({ claims: { scp: 'access_as_user.readonly' } })],
  ['of an application without a person', () => ({ claims: { idtyp: 'app', roles: ['access_as_user'] } })],
])('M91 a token %s is refused', async (_what, of) => {
  expectRefusal(await ask(`Bearer ${forge(world, ada, of())}`));
});

test('M91 tokens that Entra itself issues for something else are refused: an ID token, an app-only one, one for Graph', async () => {
  const { tokens } = world.sandbox.entra;
  const client = world.sandbox.client.id;
  const others = await Promise.all([
    tokens.id(alder, ada.person, client, 'nonce'),
    tokens.appOnly(alder.tenantId, client, client, []),
    tokens.access(alder, ada.person, client, 'https://graph.microsoft.com', ['User.Read']),
  ]);
  for (const token of others) expectRefusal(await ask(`Bearer ${token}`));
});

test('M91 no token, half a token and other schemes are refused', async () => {
  const [header = '', claims = ''] = ada.token.split('.');
  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    `Bearer ${header}.${claims}`,
    `Bearer ${ada.token} ${ada.token}`,
    `Basic ${Buffer.from('ada:ada').toString('base64')}`,
    `bearer${ada.token}`,
    `Bearer ${'a'.repeat(9000)}`,
  ])
    expectRefusal(await ask(authorization));
});

test('M91 every route that is not public asks who it is before it reads what is asked', async () => {
  const guarded = (Object.keys(routes) as RouteKey[]).filter((it) => !(routes[it] as Route).public);
  expect(Object.keys(routes).filter((it) => !guarded.includes(it as RouteKey))).toEqual([
    'GET /health',
    'POST /sign-in/redeem',
    'POST /sign-in/links',
  ]);
  for (const key of guarded) {
    const [method = '', template = ''] = key.split(' ');
    const body = method === 'GET' ? undefined : '{ this is not JSON';
    expectRefusal(await ada.ask(method, template.replace(/:\w+/g, 'x'), body, { authorization: 'Bearer x' }));
  }
  expect((await ada.ask('GET', '/health', undefined, { authorization: '' })).body).toMatchObject({ status: 'ok' });
});

describe('M91 a sign-in in a window of its own', () => {
  const secretOfPage = randomBytes(32).toString('hex');
  const challengeOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
  let dispatcher: Agent;
  beforeAll(() => {
    dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  });
  afterAll(() => dispatcher.destroy());
  const get = (url: string, cookie = '') =>
    fetch(new URL(url, world.sandbox.urls.server), {
      dispatcher,
      redirect: 'manual',
      headers: cookie ? { cookie } : {},
    });

  async function openWindow(query = '') {
    const answer = await get(`/sign-in/window?challenge=${challengeOf(secretOfPage)}${query}`);
    expect(answer.status).toBe(303);
    const set = answer.headers.get('set-cookie') ?? '';
    return { url: answer.headers.get('location') ?? '', set, cookie: set.split(';')[0] ?? '' };
  }
  async function ended(url: string, cookie?: string) {
    const answer = await get(url, cookie);
    const text = await answer.text();
    const said = /id="ending">([^<]*)</.exec(text)?.[1];
    const { ticket } = JSON.parse(said ?? '{}') as { ticket?: string };
    return { status: answer.status, ticket };
  }
  const redeem = (ticket: string, secret: string) =>
    ada.ask('POST', '/sign-in/redeem', { ticket, secret }, { authorization: '' });

  test('goes to Microsoft with code, PKCE, state and nonce, and only ever back to our own address', async () => {
    const { url, set } = await openWindow('&redirect_uri=https://evil.example&returnTo=//evil.example&hint=a%0d%0ab');
    const asked = new URL(url).searchParams;
    expect(new URL(url).origin).toBe(world.sandbox.urls.entra);
    expect(asked.get('redirect_uri')).toBe(`${world.sandbox.urls.server}/sign-in/callback`);
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length).toBeGreaterThan(40);
    expect(url).not.toContain('evil');
    expect(set).toMatch(/^__Host-coherence-window=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('the page that opened the window gets the token once; another page gets none, and spoils it', async () => {
    const { url, cookie } = await openWindow();
    const first = await ended(await walkMicrosoft(world, url, ada), cookie);
    const given = await redeem(first.ticket ?? '', secretOfPage);
    expect(given.status).toBe(200);
    const { token } = given.body as { token: string };
    expect((await ada.ask('GET', '/me', undefined, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await redeem(first.ticket ?? '', secretOfPage)).status).toBe(401);

    const again = await openWindow();
    const second = await ended(await walkMicrosoft(world, again.url, ada), again.cookie);
    expect((await redeem(second.ticket ?? '', 'f'.repeat(64))).status).toBe(401);
    expect((await redeem(second.ticket ?? '', secretOfPage)).status).toBe(401);
    expect((await redeem('x'.repeat(43), secretOfPage)).status).toBe(401);
  });

  test('a ticket that was not fetched within two minutes is good for nobody', async () => {
    const { url, cookie } = await openWindow();
    const { ticket = '' } = await ended(await walkMicrosoft(world, url, ada), cookie);
    await world
      .server!.database.kysely.updateTable('hand_over')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('kind', '=', 'ticket')
      .where('taken_at', 'is', null)
      .execute();
    expect((await redeem(ticket, secretOfPage)).status).toBe(401);
  });

  test('an answer nobody began, of another browser, a second time, or with the code of another sign-in is refused', async () => {
    expect(await ended(`/sign-in/callback?state=${'x'.repeat(43)}&code=y`)).toEqual({ status: 400 });
    expect((await get('/sign-in/window?challenge=short')).status).toBe(400);
    const [one, two, three] = [await openWindow(), await openWindow(), await openWindow()];
    const back = [one, two, three].map((it) => walkMicrosoft(world, it.url, ada));
    const [backOne = '', backTwo = '', backThree = ''] = await Promise.all(back);
    expect(await ended(backOne, two.cookie)).toEqual({ status: 400 });
    expect(await ended(backOne, one.cookie)).toEqual({ status: 400 }); // it was spoilt
    const mixed = new URL(backTwo);
    mixed.searchParams.set('code', new URL(backThree).searchParams.get('code') ?? '');
    expect(await ended(mixed.href, two.cookie)).toEqual({ status: 400 });
    expect((await ended(backThree, three.cookie)).status).toBe(400); // its code was used up by the attempt
    const [four] = [await openWindow()];
    const backFour = await walkMicrosoft(world, four.url, ada);
    expect((await ended(backFour, four.cookie)).ticket?.length).toBeGreaterThan(40);
    expect(await ended(backFour, four.cookie)).toEqual({ status: 400 });
  });

  test('M66 a link for a private window opens the settings once, within ten minutes, and leads nowhere else', async () => {
    const { url } = (await ada.ask('POST', '/sign-in/links', {}, { authorization: '' })).body as { url: string };
    expect(url.startsWith(`${world.sandbox.urls.server}/sign-in/link/`)).toBe(true);
    const opened = await get(`${url}?redirect=https://evil.example`);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/settings#/integrations/microsoft']);
    expect((await get(url)).status).toBe(400);
    const late = (await ada.ask('POST', '/sign-in/links', {}, { authorization: '' })).body as { url: string };
    const waiting = () =>
      world
        .server!.database.kysely.selectFrom('hand_over')
        .select('expires_at')
        .where('kind', '=', 'link')
        .where('taken_at', 'is', null);
    const { expires_at: end } = await waiting().executeTakeFirstOrThrow();
    const minutes = (new Date(end).getTime() - Date.now()) / 60_000;
    expect([minutes > 9, minutes <= 10]).toEqual([true, true]);
    await world
      .server!.database.kysely.updateTable('hand_over')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('kind', '=', 'link')
      .where('taken_at', 'is', null)
      .execute();
    expect((await get(late.url)).status).toBe(400);
    for (const secret of ['x'.repeat(43), '..%2f..%2fsettings', 'a%0d%0aset-cookie:%20evil=1', '%00'])
      expect((await get(`/sign-in/link/${secret}`)).status).toBe(400);
  });
});

test('M91 a person of each tenant is who they are, and nothing was remembered of those who were refused', async () => {
  expect((await erin.ask('GET', '/me')).body).toMatchObject({ user: { name: 'Erin Walsh' } });
  const { rows } = await world.server!.database.executeSql('select tenant_id, address from connection order by 2');
  expect(rows).toEqual([
    { tenant_id: alder.tenantId, address: 'ada@alderfinch.example' },
    { tenant_id: birch.tenantId, address: 'erin@birchway.example' },
  ]);
});
