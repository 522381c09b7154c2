import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../sandbox/base/port.js';
import { settings } from '../../server/config.js';
import { ensureBuilt } from '../support/built.js';
import { until } from '../support/until.js';

/* What can be checked of the container without a container: what it copies, what it starts, as whom, and how it is asked whether it is well. */
const root = process.cwd();
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const dockerfile = read('Dockerfile').replace(/\\\n\s*/g, ' ');
const [building = '', running = ''] = dockerfile.split(/^FROM .*$/m).slice(1);
const lines = (stage: string, word: string) =>
  [...stage.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map((it) => (it[1] ?? '').trim());
const packages = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Record<string, unknown>> })
  .packages;

test('M111 the image is built with what the build needs, and ships what runs: no test, no sandbox, no source', () => {
  expect(building).toContain('RUN npm ci\n');
  // The compilers' own programs are optional packages of theirs.
  expect(packages['node_modules/@swc/core-linux-x64-gnu']).toMatchObject({ optional: true });
  for (const file of lines(building, 'COPY')[0]?.split(' ').slice(0, -1) ?? []) expect(fs.existsSync(file)).toBe(true);
  const copied = lines(running, 'COPY').map((it) => it.split(' ').at(-2) ?? '');
  expect(copied).toEqual([
    '/app/package.json',
    '/app/node_modules/@electric-sql/pglite',
    '/app/dist/server',
    '/app/dist/public',
  ]);
  expect(read('webpack.config.js')).toContain("'dist/public'");
  const ignored = read('.dockerignore').split('\n');
  for (const it of ['.git', 'node_modules', 'dist', 'data', '.env']) expect(ignored).toContain(it);
});

test('M111 it runs as nobody in particular, and nothing in it can be written by the program', () => {
  const user = running.indexOf('\nUSER node');
  expect(user).toBeGreaterThan(0);
  expect(running.lastIndexOf('COPY')).toBeLessThan(user); // what was copied before belongs to root
  expect(running.slice(user)).not.toMatch(/^(RUN|COPY|USER root)/m);
  const compose = read('compose.yaml');
  for (const it of ['read_only: true', 'cap_drop: [ALL]', "'no-new-privileges:true'", 'tmpfs: [/tmp]'])
    expect(compose).toContain(it);
});

test('M111 compose names only settings that the server reads, and only commands that it knows', () => {
  const compose = read('compose.yaml');
  const ofServer = compose.slice(compose.indexOf('x-server'), compose.indexOf('services:'));
  const given = [...ofServer.matchAll(/^ {4}([A-Z_]+):/gm)].map((it) => it[1]);
  expect(given).toEqual(['DATABASE_URL', 'HOST', 'PORT']);
  expect(given.filter((it) => !settings.some(({ name }) => name === it))).toEqual([]);
  expect([...compose.matchAll(/ROLE: (\w+)/g)].map((it) => it[1])).toEqual(['web', 'worker']);
  expect(compose).toContain('command: [migrate]');
  expect(read('server/operate.ts')).toContain("'migrate'");
  expect(compose).toContain('wal_recycle=off'); // an erasure reaches the log too
});

describe('M111 what the image holds', () => {
  let app = '';
  let child: ChildProcess | undefined;
  beforeAll(() => {
    ensureBuilt('node');
    app = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-image-'));
    // Without the pages: how they are served is tried elsewhere, and building them takes long.
    for (const it of ['package.json', 'dist/server', 'node_modules/@electric-sql/pglite'])
      fs.cpSync(path.join(root, it), path.join(app, it), { recursive: true });
  }, 240_000);
  afterAll(async () => {
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => {
        child?.once('exit', resolve);
      });
      child.kill('SIGTERM');
      await gone;
    }
    if (app) fs.rmSync(app, { recursive: true, force: true });
  });

  test('starts with the command of the image, and its health check answers yes once it is ready, and no before', async () => {
    const port = await freePort();
    const given = Object.fromEntries(
      lines(running, 'ENV').flatMap((it) => it.split(' ').map((pair) => pair.split('=') as [string, string])),
    );
    const environment = {
      PATH: process.env.PATH,
      ...given,
      PORT: String(port),
      PUBLIC_URL: 'https://coherence.example.com',
      CLIENT_ID: '3c9f2a44-58f0-4a53-9d0e-6f1b2c3d4e5f',
      CLIENT_SECRET: 'a secret of this test',
      COHERENCE_CONNECTIONS: '[]',
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      DATA_DIR: path.join(app, 'data'),
      LOG_LEVEL: 'error',
    };
    const check = JSON.parse(/HEALTHCHECK .*?CMD (\[.*\])/.exec(running)?.[1] ?? '[]') as string[];
    const isHealthy = () => spawnSync(check[0] ?? '', check.slice(1), { env: environment }).status === 0;
    expect(isHealthy()).toBe(false);
    const [command = '', ...more] = JSON.parse(lines(running, 'ENTRYPOINT')[0] ?? '[]') as string[];
    let said = '';
    child = spawn(command, more, { cwd: app, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (it: Buffer) => (said += it.toString()));
    await until(
      () => (child?.exitCode === null ? isHealthy() : said),
      (it) => it !== false,
    );
    expect([child.exitCode, child.exitCode === null ? '' : said]).toEqual([null, '']);
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
  }, 240_000);
});
