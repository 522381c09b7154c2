import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  AuthenticationHandler,
  Client,
  FileUpload,
  OneDriveLargeFileUploadTask,
  type Context,
} from '@microsoft/microsoft-graph-client';
import { Agent, fetch, type RequestInit } from 'undici';
import { quickXorHash } from '../../sandbox/tenant/files/quick-xor-hash.js';
import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Answer = GraphAnswer<any>;
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-upload-'));
let world: GraphWorld;
let ada: Ask;
const signIn = async () => {
  ada = (await world.as('Ada', ['Files.ReadWrite.All', 'Sites.ReadWrite.All'])).ask;
};
beforeAll(async () => {
  world = await startGraphWorld({ dataDir: folder });
  await signIn();
});
afterAll(async () => {
  await world?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const step = 320 * 1024;
const part = (url: string, bytes: Uint8Array, from: number, total: number, headers: Record<string, string> = {}) =>
  world.raw('PUT', url, {
    body: bytes,
    headers: { 'content-range': `bytes ${from}-${from + bytes.length - 1}/${total}`, ...headers },
  }) as Promise<Answer>;
const session = async (name: string, item: object = {}, more: object = {}) =>
  ada('POST', `/me/drive/root:/Uploads/${name}:/createUploadSession`, { item, ...more });

test('M107 parts come in order and in the right size; what is there already, missing, or too large is refused', async () => {
  const made = await session('large.bin');
  expect(made).toMatchObject({
    status: 200,
    body: { nextExpectedRanges: ['0-'], expirationDateTime: expect.any(String) },
  });
  const url = made.body.uploadUrl as string;
  const bytes = Buffer.alloc(step * 2 + 100, 'abcdefg');
  const total = bytes.length;
  expect((await part(url, bytes.subarray(0, 1000), 0, total)).status).toBe(400);
  expect((await part(url, bytes.subarray(0, step), 0, total, { authorization: 'Bearer x' })).status).toBe(401);
  const first = await part(url, bytes.subarray(0, step), 0, total);
  expect(first).toMatchObject({ status: 202, body: { nextExpectedRanges: [`${step}-`] } });
  const again = await part(url, bytes.subarray(0, step), 0, total);
  expect(again).toMatchObject({ status: 416, body: { error: { innerError: { code: 'fragmentOverlap' } } } });
  expect((await part(url, bytes.subarray(step * 2), step * 2, total)).status).toBe(416);
  expect((await part(url, bytes.subarray(step, step * 2), step, total + 1)).status).toBe(400);
  expect((await world.raw('GET', url)).body).toMatchObject({ nextExpectedRanges: [`${step}-`] });
  await part(url, bytes.subarray(step, step * 2), step, total);
  const last = await part(url, bytes.subarray(step * 2), step * 2, total);
  expect(last).toMatchObject({ status: 201, body: { name: 'large.bin', size: total } });
  expect(last.body.file.hashes.quickXorHash).toBe(quickXorHash(bytes));
  expect((await world.raw('GET', url)).status).toBe(404);
});

test('an address ends a quarter of an hour after the last part, or when it is cancelled', async () => {
  const bytes = Buffer.alloc(step * 2);
  const { uploadUrl: url } = (await session('slow.bin')).body;
  world.sandbox.clock.advance(10 * 60_000);
  expect((await part(url, bytes.subarray(0, step), 0, bytes.length)).status).toBe(202);
  world.sandbox.clock.advance(10 * 60_000);
  expect((await world.raw('GET', url)).status).toBe(200);
  world.sandbox.clock.advance(10 * 60_000);
  expect((await world.raw('GET', url)).body).toMatchObject({
    error: { code: 'itemNotFound', innerError: { code: 'uploadSessionNotFound' } },
  });
  await signIn();
  const { uploadUrl: other } = (await session('slow.bin')).body;
  expect((await world.raw('DELETE', other)).status).toBe(204);
  expect((await world.raw('GET', other)).status).toBe(404);
});

test('a name taken meanwhile is told at the last part, and the upload can still be kept under another name', async () => {
  const bytes = Buffer.from('small');
  const { uploadUrl: url } = (await session('taken.txt')).body;
  await ada('PUT', '/me/drive/root:/Uploads/taken.txt:/content', 'first');
  expect(await part(url, bytes, 0, 5)).toMatchObject({ status: 409, body: { error: { code: 'nameAlreadyExists' } } });
  const kept = await ada('PUT', '/me/drive/root:/Uploads', {
    name: 'taken.txt',
    '@microsoft.graph.conflictBehavior': 'rename',
    '@microsoft.graph.sourceUrl': url,
  });
  expect(kept).toMatchObject({ status: 201, body: { name: 'taken 1.txt', size: 5 } });
});

test('with deferCommit the file appears only when it is asked for', async () => {
  const { uploadUrl: url } = (await session('later.txt', {}, { deferCommit: true })).body;
  expect((await part(url, Buffer.from('later'), 0, 5)).status).toBe(202);
  expect((await ada('GET', '/me/drive/root:/Uploads/later.txt')).status).toBe(404);
  expect(await world.raw('POST', url)).toMatchObject({ status: 201, body: { name: 'later.txt' } });
});

test('room, names and open sessions are looked at before the first byte', async () => {
  expect(await session('huge.bin', { fileSize: 2 * 1024 ** 4 })).toMatchObject({
    status: 507,
    body: { error: { code: 'quotaLimitReached' } },
  });
  expect((await session('a%3Fb.txt')).status).toBe(400);
  world.sandbox.behaviour.files.openSessionBlocksName = true;
  await session('blocked.txt');
  expect((await session('BLOCKED.txt')).status).toBe(409);
  world.sandbox.clock.advance(16 * 60_000);
  await signIn();
  expect((await session('blocked.txt')).status).toBe(200);
  world.sandbox.behaviour.reset();
});

test("Microsoft's own upload task gets a large file through", async () => {
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  const { token } = await world.as('Ada', ['Files.ReadWrite']);
  const authentication = new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) });
  authentication.setNext({
    async execute(context: Context) {
      const { headers, method, body } = context.options ?? {};
      const request = {
        method: method ?? 'GET',
        headers: headers as Record<string, string>,
        dispatcher,
        ...(body ? { body } : {}),
      } as RequestInit;
      context.response = (await fetch(context.request as string, request)) as unknown as Response;
    },
  });
  const client = Client.initWithMiddleware({
    baseUrl: world.sandbox.urls.graph,
    defaultVersion: 'v1.0',
    customHosts: new Set(['localhost']),
    middleware: authentication,
  });
  const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, 'sdk');
  const file = new FileUpload(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    'task.bin',
    bytes.length,
  );
  const task = await OneDriveLargeFileUploadTask.createTaskWithFileObject(client, file, {
    path: '/Uploads',
    fileName: 'task.bin',
    rangeSize: step * 4,
  });
  const { responseBody } = await task.upload();
  expect(responseBody).toMatchObject({ name: 'task.bin', size: bytes.length });
  await dispatcher.destroy();
});

test('R-09 SharePoint changes an Office file shortly after it arrived: size, hash and tags are others, the file still opens', async () => {
  const { id: driveId } = (await ada('GET', '/sites/alderfinch.sharepoint.example:/sites/Sales:/drive')).body;
  const book = (await ada('GET', '/me/drive/root:/Documents/Travel.xlsx')).body;
  const { bytes } = await world.raw('GET', book['@microsoft.graph.downloadUrl'] as string);
  const put = (await ada('PUT', `/drives/${driveId}/root:/Travel.xlsx:/content`, bytes)).body;
  expect(put.size).toBe(bytes.length);
  world.sandbox.clock.advance(3000);
  const later = (await ada('GET', `/drives/${driveId}/items/${put.id}`)).body;
  expect(later.size).toBeGreaterThan(put.size as number);
  expect(later.eTag).not.toBe(put.eTag);
  expect(later.cTag).not.toBe(put.cTag);
  expect(later.file.hashes.quickXorHash).not.toBe(put.file.hashes.quickXorHash);
  const text = (await ada('PUT', `/drives/${driveId}/root:/plain.txt:/content`, 'plain')).body;
  world.sandbox.clock.advance(3000);
  expect((await ada('GET', `/drives/${driveId}/items/${text.id}`)).body.eTag).toBe(text.eTag);
});
