import type { Problem } from '../../contract/errors.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { forge, type Forgery } from '../support/forge.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let erin: Caller;
beforeAll(async () => {
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

test('M91 every route but health asks who it is before it reads what is asked', async () => {
  for (const [method, url] of [
    ['POST', '/matches'],
    ['POST', '/filings'],
    ['POST', '/records/search'],
  ])
    expectRefusal(await ada.ask(method ?? '', url ?? '', '{ this is not JSON', { authorization: 'Bearer x' }));
  expect((await ada.ask('GET', '/health', undefined, { authorization: '' })).body).toMatchObject({ status: 'ok' });
});

test('M91 a person of each tenant is who they are, and nothing was remembered of those who were refused', async () => {
  expect((await erin.ask('GET', '/me')).body).toMatchObject({ user: { name: 'Erin Walsh' } });
  const { rows } = await world.server!.database.executeSql('select tenant_id, address from connection order by 2');
  expect(rows).toEqual([
    { tenant_id: alder.tenantId, address: 'ada@alderfinch.example' },
    { tenant_id: birch.tenantId, address: 'erin@birchway.example' },
  ]);
});
