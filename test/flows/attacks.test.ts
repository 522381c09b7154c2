import fs from 'node:fs';
import http from 'node:http';
import { routes, type RouteKey } from '../../contract/api.js';
import type { Route } from '../../contract/shapes.js';
import { createLog } from '../../server/base/log.js';
import { refusalsPerMinute } from '../../server/http/admit.js';
import { ensureBuilt } from '../support/built.js';
import { begin, comeBack, walkMicrosoft } from '../support/connect.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* What somebody tries who is not invited, beside tokens (refused-tokens), state and nonce (connect) and notifications (webhooks). */
let world: World;
let ada: Caller;
let logged = '';
beforeAll(async () => {
  ensureBuilt('pages');
  const log = createLog('debug', { write: (line: string) => void (logged += line) });
  world = await startWorld({ log });
  ada = await world.as('Ada');
}, 240_000);
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

interface Raw {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}
/** A request as it stands, without a client that tidies up the path. */
const raw = (path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.server!.url);
    const request = http.request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject).end(body);
  });
const traces = async () =>
  (
    (await world.server!.database.executeSql('select count(*)::int as n from audit_entry')).rows[0] as {
      n: number;
    }
  ).n;

describe('M94 pages', () => {
  const outlook = () => world.sandbox.urls.outlook;
  const ourselves = () => "'self'";
  const served: [path: string, page: string, status: number, ancestors: () => string][] = [
    ['/taskpane.html', 'taskpane.html', 200, outlook],
    ['/record.html', 'record.html', 200, ourselves],
    ['/record/people/rec_jana', 'record.html', 200, ourselves],
    ['/settings', 'settings.html', 200, ourselves],
    ['/settings.html', 'settings.html', 200, ourselves],
    ['/calendar', 'calendar.html', 200, ourselves],
    ['/calendar.html', 'calendar.html', 200, ourselves],
    ['/support', 'support.html', 200, ourselves],
    ['/privacy', 'privacy.html', 200, ourselves],
    ['/terms', 'terms.html', 200, ourselves],
    ['/sign-in/callback?state=x&code=y', 'signed-in.html', 400, outlook], // a window that Outlook opened
    ['/sign-in/link/x', 'settings.html', 400, ourselves],
    ['/connect/callback?state=x&code=y', 'settings.html', 400, ourselves],
  ];
  test('every page that is built is among them', () => {
    const built = fs.readdirSync('dist/public').filter((it) => it.endsWith('.html'));
    expect(built.filter((it) => !served.some(([, page]) => page === it))).toEqual([]);
  });
  test.each(served)(
    '%s has a policy of its own, and only what Outlook opens may stand in a frame of Outlook',
    async (path, _page, expected, ancestors) => {
      const { status, headers } = await raw(path);
      expect(status).toBe(expected);
      const policy = String(headers['content-security-policy']);
      const rules = new Map(policy.split('; ').map((it) => [it.split(' ')[0], it.split(' ').slice(1).join(' ')]));
      expect(rules.get('frame-ancestors')).toBe(ancestors());
      expect(rules.get('default-src')).toBe("'none'");
      expect(rules.get('base-uri')).toBe("'none'");
      expect(rules.get('form-action')).toBe("'none'");
      expect(rules.get('script-src')).not.toMatch(/unsafe|\*|http:|data:/);
      expect(rules.get('style-src')).not.toMatch(/unsafe/);
      expect(headers['strict-transport-security']).toBe('max-age=31536000');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['permissions-policy']).toContain('camera=()');
    },
  );

  test('M97 whatever address the manifests name is answered: pages, help, privacy, terms and every icon', async () => {
    const named = ['manifest.xml', 'manifest.json'].flatMap((file) => [
      ...fs.readFileSync(file, 'utf8').matchAll(/https:\/\/coherence-365[.]example(\/[^"<]*)/g),
    ]);
    const paths = [...new Set(named.map((it) => it[1] ?? ''))];
    expect(paths).toEqual(expect.arrayContaining(['/support', '/privacy', '/terms', '/taskpane.html']));
    for (const path of paths) expect([path, (await raw(path)).status]).toEqual([path, 200]);
  });

  test('the one cookie is tied to this host, to https and to no script', async () => {
    const { set } = await begin(world, ada);
    expect(set).toMatch(/^__Host-coherence-connect=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });
});

describe('M94 requests that a page of somebody else sends', () => {
  const bearer = () => ({ authorization: `Bearer ${ada.token}` });
  test.each<[string, Record<string, string>]>([
    ['from another origin', { origin: 'https://evil.example' }],
    ['from a page without an origin', { origin: 'null' }],
    ['from a host that begins like ours', { origin: 'https://localhost.evil.example' }],
    ['that the browser says are cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s are refused at every route even with a good token, and nothing is written', async (_what, headers) => {
    const before = await traces();
    for (const key of Object.keys(routes)) {
      const [method = '', template = ''] = key.split(' ');
      const answer = await ada.ask(method, template.replace(/:\w+/g, 'x'), method === 'GET' ? undefined : {}, headers);
      // What is public knows nobody and takes no cookie: there is nothing to borrow.
      if (!(routes[key as RouteKey] as Route).public)
        expect([key, answer.status, (answer.body as { code?: string }).code]).toEqual([key, 403, 'access_denied']);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(await traces()).toBe(before);
  });

  test('our own origin is taken, and a preflight of another page is answered with nothing', async () => {
    const own = await ada.ask('GET', '/me', undefined, {
      origin: new URL(world.sandbox.urls.server).origin,
      'sec-fetch-site': 'same-origin',
    });
    expect(own.status).toBe(200);
    const preflight = await raw('/api/filings', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(404);
    expect(Object.keys(preflight.headers).filter((it) => it.startsWith('access-control'))).toEqual([]);
  });

  test('a cookie alone opens nothing', async () => {
    const { cookie } = await begin(world, ada);
    const answer = await raw('/api/connection/dismiss', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(401);
    expect((await raw('/api/me', { headers: bearer() })).status).toBe(200);
  });
});

describe('M91 redirects', () => {
  test.each([
    '//evil.example',
    '//evil.example/%2e%2e',
    '/\\evil.example',
    '/https://evil.example',
    '/?url=https://evil.example',
    '/record.html?returnTo=https://evil.example',
    '/settings?redirect_uri=https://evil.example',
    '/calendar?returnTo=//evil.example',
    '/sign-in/window?returnTo=https://evil.example',
    '/sign-in/callback?state=x&code=y&returnTo=//evil.example',
    '/sign-in/link/x?redirect=https://evil.example',
    '/connect/callback?state=x&code=y&redirect_uri=https://evil.example&returnTo=//evil.example',
  ])('%s never leads to another host', async (path) => {
    const { headers, status } = await raw(path, { headers: { host: 'evil.example' } });
    expect(status).toBeLessThan(500);
    if (headers.location) expect(headers.location).toMatch(/^\/(?![/\\])/);
    expect(String(headers.location ?? '')).not.toContain('evil');
  });

  test('after a sign-in the browser lands on the settings, whatever came along with the answer', async () => {
    const begun = await begin(world, ada);
    const url = new URL(await walkMicrosoft(world, begun.url, ada));
    expect(url.origin).toBe(world.sandbox.urls.server);
    url.searchParams.set('returnTo', 'https://evil.example');
    url.searchParams.set('redirect_uri', 'https://evil.example');
    expect(await comeBack(world, url.href, begun.cookie)).toMatchObject({
      status: 303,
      location: '/settings#/integrations/microsoft',
    });
  });

  test('Microsoft is told our own address to come back to, never one that was asked for', async () => {
    const answer = await ada.ask('POST', '/connection/connect?redirect_uri=https://evil.example', {
      permissions: ['mail'],
      isAnother: false,
      chooseAccount: false,
      redirectUri: 'https://evil.example',
    });
    const { url = '' } = (answer.body ?? {}) as { url?: string };
    if (answer.status === 200)
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(`${world.sandbox.urls.server}/connect/callback`);
    else expect(answer.status).toBe(400);
    expect(url).not.toContain('evil');
  });
});

describe('M93 addresses that lead inside', () => {
  test.each([
    'https://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:3000/api/me',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://alder.sharepoint.com.evil.example/x',
    'https://alder.sharepoint.com@evil.example/x',
    'file:///etc/passwd',
  ])('%s cannot be linked as a file', async (address) => {
    const answer = await ada.ask('POST', '/records/people/rec_jana/files', { address });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  test('a redirect of Graph to an inner address is not followed', async () => {
    world.sandbox.faults.add({
      service: 'graph',
      path: '/attachments/.*/[$]value$',
      times: 0,
      answer: { status: 302, headers: { location: 'https://169.254.169.254/latest/meta-data' } },
    });
    const { attachments } = ada.message('Quote for the renewal');
    expect(attachments.filter((it) => !it.isInline).length).toBeGreaterThan(0);
    await ada.file('Quote for the renewal');
    await until(
      () => logged,
      (it) => it.includes('https://169.254.169.254'),
    );
    expect(logged).toContain('a call to where nobody named was refused');
    expect(logged).not.toContain('meta-data');
  });
});
describe('M94 paths and headers', () => {
  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/....//....//package.json',
    '/%252e%252e%252fpackage.json',
    '/record/..%2f..%2f/package.json',
    '/taskpane.html%00.js',
    '/support/..%2f..%2fpackage.json',
    '/calendar/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/.env',
    '/sign-in/link/..%2f..%2fpackage.json',
    '/.env',
    '/server/main.js',
  ])('%s leads to no file but our pages', async (path) => {
    const { status, text } = await raw(path);
    expect([200, 400, 403, 404]).toContain(status);
    expect(text).not.toMatch(/"dependencies"|DATABASE_URL|startServer|root:x:/);
    if (status === 200) expect(text).toContain('<!doctype html>');
  });

  test('line breaks in what is asked make no header and no line of the log', async () => {
    for (const path of [
      '/api/filings/a%0d%0aset-cookie:%20evil=1',
      '/record/people/a%0d%0aset-cookie:%20evil=1',
      '/connect/callback?state=a%0d%0aset-cookie:%20evil=1&error=x%0d%0alocation:https://evil.example',
      '/webhooks/graph?validationToken=a%0d%0aset-cookie:%20evil=1',
      '/sign-in/callback?state=a%0d%0aset-cookie:%20evil=1&error=x%0d%0alocation:https://evil.example',
      '/sign-in/link/a%0d%0aset-cookie:%20evil=1',
      ...Object.keys(routes).map(
        (it) => `/api${(it.split(' ')[1] ?? '').replace(/:\w+/g, 'a%0d%0aset-cookie:%20evil=1')}`,
      ),
    ]) {
      const { headers, status } = await raw(path, {
        method: path.startsWith('/webhooks') ? 'POST' : 'GET',
        headers: path.startsWith('/api') ? { authorization: `Bearer ${ada.token}` } : {},
      });
      expect([path, status < 500]).toEqual([path, true]);
      expect(JSON.stringify(headers)).not.toContain('evil');
    }
    for (const line of logged.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test('the reference of an answer is ours, whatever was sent along', async () => {
    const { headers } = await raw('/api/health', {
      headers: { 'request-id': 'evil', 'x-request-id': 'evil', 'x-forwarded-host': 'evil.example' },
    });
    expect(headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(headers)).not.toContain('evil');
  });

  test("a webhook's handshake is text that no browser runs, and not longer than Microsoft's", async () => {
    const { headers, text } = await raw(
      `/webhooks/graph?validationToken=${encodeURIComponent(`<script>${'x'.repeat(9000)}`)}`,
      { method: 'POST' },
    );
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text.length).toBeLessThanOrEqual(4096);
  });
});

test('M91 an address that keeps trying bad tokens has to wait, and whoever signed in there before goes on', async () => {
  expect((await ada.ask('GET', '/me')).status).toBe(200);
  const bad = () => ada.ask('GET', '/me', undefined, { authorization: 'Bearer a.b.c' });
  let late = await bad();
  // The minute they are counted in may end in between: then it takes as many again.
  for (let tried = 0; late.status === 401 && tried < 3 * refusalsPerMinute; tried += 50)
    [late] = (await Promise.all(Array.from({ length: 50 }, bad))).reverse() as [typeof late];
  expect(late).toMatchObject({ status: 429, body: { code: 'throttled' } });
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ada.ask('GET', '/me')).status).toBe(200);
});
