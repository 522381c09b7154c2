import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Agent, request } from 'undici';
import { until } from '../support/until.js';
import { isLong } from '../support/depth.js';

/*
 * A large file into the sandbox, which runs in a process of its own: what it holds then is its own and nobody else's.
 * `npm run test:long` takes the full size.
 */
const mebibyte = 1024 * 1024;
const step = 320 * 1024;
const total = (isLong ? 150 : 24) * mebibyte;
const size = (isLong ? 30 : 4) * step;
jest.setTimeout(300_000);

interface Running {
  child: ChildProcess;
  graph: string;
  token: string;
  dispatcher: Agent;
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-large-'));
let running: Running | undefined;
afterAll(async () => {
  await kill();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Running> {
  const script = path.join(process.cwd(), 'test/support/sandbox-process.ts');
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', script, folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [said] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The sandbox ended with ${String(code)}.`))),
  ])) as [{ graph: string; token: string; ca: string }];
  return { ...said, child, dispatcher: new Agent({ connect: { ca: said.ca } }) };
}
async function kill(): Promise<void> {
  if (!running) return;
  const gone = once(running.child, 'exit');
  running.child.kill('SIGKILL');
  await gone;
  await running.dispatcher.destroy();
  running = undefined;
}
/** Bytes the sandbox holds after it has collected what nobody refers to. */
async function held({ child }: Running): Promise<number> {
  const answer = once(child, 'message') as Promise<[{ held: number }]>;
  child.send('measure');
  return (await answer)[0].held;
}
async function ask({ dispatcher, token, graph }: Running, method: 'GET' | 'POST', address: string, body?: unknown) {
  return request(`${graph}/v1.0${address}`, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const piece = (from: number) => {
  const bytes = Buffer.alloc(Math.min(size, total - from));
  for (let i = 0; i < bytes.length; i += 4096) bytes.writeUInt32LE((from + i) >>> 0, i);
  return bytes;
};

test('M107 a large file arrives whole although the sandbox is killed in the middle, and its memory does not grow with it', async () => {
  running = await start();
  const address = '/me/drive/root:/Uploads/video.mp4:/createUploadSession';
  const made = await ask(running, 'POST', address, { item: { fileSize: total } });
  let { uploadUrl: url } = (await made.body.json()) as { uploadUrl: string };
  const sent = createHash('sha256');
  const half = Math.floor(total / size / 2) * size;
  let last: { id?: string; size?: number; nextExpectedRanges?: string[] } = {};
  let early = 0;
  for (let from = 0; from < total; from += size) {
    if (from === half) {
      await kill();
      running = await start();
      url = url.replace(/^https:\/\/[^/]+/, new URL(running.graph).origin);
      const state = await request(url, { dispatcher: running.dispatcher });
      expect(await state.body.json()).toMatchObject({ nextExpectedRanges: [`${from}-`] });
    }
    const bytes = piece(from);
    sent.update(bytes);
    const answer = await request(url, {
      method: 'PUT',
      dispatcher: running.dispatcher,
      headers: { 'content-range': `bytes ${from}-${from + bytes.length - 1}/${total}` },
      body: bytes,
    });
    expect(answer.statusCode).toBe(from + size >= total ? 201 : 202);
    last = (await answer.body.json()) as typeof last;
    if (from === half + size) early = await held(running);
  }
  // From the second part after the restart to the last one: what is still held must not have grown with what arrived.
  const arrived = total - half - 2 * size;
  const growth = await until(
    async () => (await held(running as Running)) - early,
    (it) => it < arrived / 4,
  );
  process.stdout.write(`${JSON.stringify({ upload: total, arrived, growth })}\n`);
  expect(growth).toBeLessThan(arrived / 4);
  expect(last.size).toBe(total);

  const found = await ask(running, 'GET', `/me/drive/items/${last.id}`);
  const { '@microsoft.graph.downloadUrl': download } = (await found.body.json()) as Record<string, string>;
  const content = await request(download ?? '', { dispatcher: running.dispatcher });
  const received = createHash('sha256');
  for await (const chunk of content.body) received.update(chunk as Uint8Array);
  expect(received.digest('hex')).toBe(sent.digest('hex'));
});
