import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.js';

/** What a client of Microsoft's own making meets, in a process of its own (test/support/other-client.mjs). */
interface Met {
  times: string[];
  count: number;
  mime: string;
  uploaded: { name: string; size: number };
  downloaded: number;
  batch: Record<string, number>;
  refusals: Record<string, { status: number; code: string } | number>;
}
let sandbox: Sandbox;
let met: Met;
beforeAll(async () => {
  sandbox = await startSandbox({ root: process.cwd(), serverUrl: 'http://127.0.0.1:9' });
  const { urls, client, people, caFile } = sandbox;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      path.resolve('test/support/other-client.mjs'),
      JSON.stringify({ ...urls, client, person: people[0]?.userPrincipalName }),
    ],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile, NODE_OPTIONS: '' } },
  );
  met = JSON.parse(stdout) as Met;
});
afterAll(() => sandbox?.stop());

test("M112 Microsoft's SDK pages through a mailbox by next links, newest first, and counts the same", () => {
  expect(met.times.length).toBeGreaterThan(20);
  expect(met.times).toEqual([...met.times].sort().reverse());
  expect(met.count).toBe(met.times.length);
});

test('M112 a message can be had as MIME', () => {
  expect(met.mime).toMatch(/^From: .+\r\n/);
});

test('M112 the SDK sends no token to an upload address, and gets the bytes back by a redirect', () => {
  expect(met.uploaded).toEqual({ name: 'large.bin', size: 1_000_000 });
  expect(met.downloaded).toBe(1_000_000);
});

test('M112 a batch answers each of its parts', () => {
  expect(met.batch).toEqual({ 1: 200, 2: 404 });
});

test('M112 what is not imitated, not allowed, not understood or over is refused as Graph refuses it', () => {
  expect(met.refusals).toEqual({
    notImitated: { status: 501, code: 'NotImplemented' },
    missingRole: { status: 403, code: 'ErrorAccessDenied' },
    brokenBatch: 400,
    unknownMember: { status: 400, code: 'RequestBroker--ParseUri' },
    expired: { status: 401, code: 'InvalidAuthenticationToken' },
  });
});
