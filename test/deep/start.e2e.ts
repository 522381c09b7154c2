import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Agent, fetch } from 'undici';
import { startBrowser, type Browser } from '../support/browser.js';
import { pane } from '../support/outlook.js';

/* The command a stranger types first: what it prints, what answers, how it ends, what it keeps. */
const started: ChildProcess[] = [];
const folders: string[] = [];
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } }); // certificates of this machine, made a moment ago
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  await dispatcher.destroy();
});

interface Ready {
  outlook: string;
  server: string;
  graph: string;
  entra: string;
  coherence: string;
  people: { name: string; userPrincipalName: string }[];
  client: { id: string; tenant: string };
}
interface Run {
  child: ChildProcess;
  ended: Promise<number | null>;
  said(): string;
  printed(): string;
  /** The first line on standard output. */
  line(): Promise<string>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['tools/start.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, as a terminal gives it
  });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  const line = () =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')));
      };
      child.stdout?.on('data', look);
      void ended.then((code) => reject(new Error(`It ended with ${code} before it was ready: ${err}`)));
      look();
    });
  return { child, ended, said: () => err, printed: () => out, line };
}
const answers = async (url: string) => (await fetch(url, { dispatcher })).status;
const isListening = (url: string) =>
  new Promise<boolean>((resolve) => {
    const probe = net.connect(Number(new URL(url).port), 'localhost', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
const stop = async ({ child, ended }: Run, pids: number[] = []) => {
  // A terminal sends Ctrl-C to the whole group; here each process gets it by itself.
  child.kill('SIGTERM');
  const code = await ended;
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  return code;
};

test('M112 --fresh --json prints one line with every address, all of them answer, and stopping leaves nothing', async () => {
  const world = run('--fresh', '--json');
  const ready = JSON.parse(await world.line()) as Ready;
  const promised = ['outlook', 'server', 'graph', 'entra', 'coherence', 'people', 'client'];
  const others = ['sharepoint', 'caFile']; // as --help says
  expect(Object.keys(ready)).toEqual([...promised, ...others]);
  expect(Object.keys(ready.client)).toEqual(['id', 'tenant', 'secret']);
  expect(ready.people).toContainEqual({ name: 'Ada Brandt', userPrincipalName: 'ada@alderfinch.example' });
  expect(await answers(ready.outlook)).toBe(200);
  expect(await answers(`${ready.server}/api/health`)).toBe(200);
  expect(await answers(`${ready.entra}/${ready.client.tenant}/v2.0/.well-known/openid-configuration`)).toBe(200);
  expect(await answers(`${ready.graph}/v1.0/me`)).toBe(401);
  expect(await answers(`${ready.coherence}/v1/me`)).toBe(401);
  expect(world.printed().trim().split('\n')).toHaveLength(1);
  expect(await stop(world)).toBe(0);
  for (const url of [ready.outlook, ready.server, ready.entra, ready.graph, ready.coherence])
    expect(await isListening(url)).toBe(false);
}, 240_000);

/** Every process of a run: the command, the sandbox, the server. */
function processesOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.flatMap(([id = 0, of]) => (of === parent ? [id, ...below(id)] : []));
  return [pid, ...below(pid)];
}
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
test('M112 Ctrl-C ends everything and leaves no process, and the second start finds what was filed in the first', async () => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-kept-'));
  folders.push(data);
  const free = ['outlook', 'server', 'entra', 'graph', 'coherence', 'sharepoint'].flatMap((it) => [
    `--port-${it}`,
    '0',
  ]);
  for (let start = 0; start < 2; start += 1) {
    const world = run('--json', '--data', data, ...free);
    const ready = JSON.parse(await world.line()) as Ready;
    expect(await answers(`${ready.server}/api/health`)).toBe(200);
    const page = await browser.open({ width: 1280, height: 800 });
    await page.goto(`${ready.outlook}/?person=Ada&message=Quote+for+the+renewal&pane=open`);
    const inside = pane(page);
    if (start === 0) await inside.getByRole('radio', { name: /Jana Novák/ }).waitFor();
    if (start === 0) await inside.getByRole('button', { name: 'File', exact: true }).click();
    await inside.getByRole('heading', { name: 'Filed to' }).waitFor();
    await inside.getByText('Jana Novák').first().waitFor();
    await browser.leave(page);
    const processes = processesOf(world.child.pid ?? 0);
    expect(processes.length).toBeGreaterThanOrEqual(3); // the command, the sandbox, the server
    process.kill(-(world.child.pid ?? 0), 'SIGINT'); // a terminal sends Ctrl-C to the whole group
    expect(await world.ended).toBe(0);
    expect(processes.filter(isAlive)).toEqual([]);
  }
}, 480_000);

test('the sandbox alone serves any Graph client: a token by client credentials, then the people', async () => {
  const free = (...names: string[]) => names.flatMap((name) => [`--port-${name}`, '0']);
  const others = free('server', 'entra', 'graph', 'coherence', 'sharepoint');
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-alone-'));
  folders.push(data);
  const alone = run('--no-server', '--json', '--data', data, ...free('outlook'), ...others);
  const ready = JSON.parse(await alone.line()) as Ready;
  const answer = await fetch(`${ready.entra}/${ready.client.tenant}/oauth2/v2.0/token`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: ready.client.id,
      client_secret: 'not-a-secret-outside-this-machine',
      scope: 'https://graph.microsoft.com/.default',
    }).toString(),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const users = await fetch(`${ready.graph}/v1.0/users`, { dispatcher, headers: { authorization: `Bearer ${token}` } });
  const { value } = (await users.json()) as { value: { userPrincipalName: string }[] };
  expect(value.map((it) => it.userPrincipalName)).toContain('ada@alderfinch.example');

  const second = run('--no-server', '--data', data, ...others, '--port-outlook', new URL(ready.outlook).port);
  expect(await second.ended).toBe(1);
  expect(second.said()).toMatch(/Port \d+ \(outlook\) is in use\..*--port-outlook/);
  expect(await stop(alone)).toBe(0);
}, 240_000);

test('--help names every option, and a port that is none is explained', async () => {
  const help = run('--help');
  expect(await help.ended).toBe(0);
  for (const option of ['npm run sandbox', '--fresh', '--json', '--data', '--traffic-log', '--port-graph'])
    expect(help.printed()).toContain(option);
  const wrong = run('--port-graph', 'many');
  expect(await wrong.ended).toBe(1);
  expect(wrong.said()).toContain('--port-graph must be a number between 0 and 65535, not "many".');
});
