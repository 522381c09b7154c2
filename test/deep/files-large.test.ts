import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { quickXorHash } from '../../sandbox/tenant/files/quick-xor-hash.js';
import { ensureBuilt } from '../support/built.js';
import { isLong } from '../support/depth.js';
import { filesOf } from '../support/files.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * A large attachment on its way into a record's folder, from a server in a process of its own that is killed in the middle.
 * `npm run test:long` takes the full size, and then looks at the server's memory too: a small file says nothing about it.
 */
const mebibyte = 1024 * 1024;
const total = (isLong ? 149 : 16) * mebibyte + 77;
jest.setTimeout(isLong ? 900_000 : 300_000);
let world: World;
let ada: Caller;
beforeAll(async () => {
  ensureBuilt('node');
  world = await startWorld({ inside: false, environment: { WORKER_LEASE_SECONDS: '1' } });
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

async function start(): Promise<ChildProcess> {
  const child = await world.spawnServer();
  await until(
    () => ada.ask('GET', '/records/people/rec_jana'),
    ({ status }) => status === 200,
  );
  return child;
}
const bytes = Buffer.alloc(total);
for (let i = 0; i < total; i += 997) bytes.writeUInt8(i & 0xff, i);
function deliver(subject: string, name: string, content: Buffer): void {
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada Brandt', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Large</p>',
    attachments: [{ name, contentType: 'application/octet-stream', bytes: content }],
  });
}
/** Megabytes the process holds; only where the system tells. */
const heldOf = ({ pid }: ChildProcess): number | undefined => {
  const file = `/proc/${pid}/status`;
  const said = fs.existsSync(file) ? /VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(file, 'utf8')) : undefined;
  return said ? Number(said[1]) / 1024 : undefined;
};

test('M107 a large attachment arrives whole although the server is killed in the middle, and no more than parts of it are held', async () => {
  deliver('Plant video', 'video.mp4', bytes);
  let child = await start();
  const half = Math.floor(total / (10 * 320 * 1024) / 2);
  const hold = world.sandbox.faults.add({
    service: 'graph',
    method: 'PUT',
    path: '^/upload/',
    after: half,
    holdAfter: true,
  });
  const record = { module: 'people', id: 'rec_jana' };
  const { id } = await ada.file('Plant video', record);
  await world.sandbox.faults.reached(hold, 240_000);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  world.sandbox.faults.clear();
  const sessions = world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: 'createUploadSession',
    times: 0,
    delayMs: 1,
  });
  child = await start();
  const early = heldOf(child);
  let most = early ?? 0;
  await until(
    async () => {
      most = Math.max(most, heldOf(child) ?? 0);
      return ada.call('GET /filings/:id', { params: { id } });
    },
    (it) => !it.isWorking,
    600_000,
  );
  expect(world.sandbox.faults.list().find((it) => it.id === sessions)?.met).toBe(0); // the upload that was begun went on
  const filing = await ada.call('GET /filings/:id', { params: { id } });
  expect(filing.files).toMatchObject([{ name: 'video.mp4', state: 'stored', sizeBytes: total }]);
  const { drive, drives } = filesOf(world);
  const stored = Object.values(drive('Ada').items).filter((it) => it.name === 'video.mp4');
  expect(stored).toHaveLength(1);
  expect(stored[0]?.file?.quickXorHash).toBe(quickXorHash(bytes));
  expect(drives.bytes(stored[0]!).equals(bytes)).toBe(true);
  const growth = Math.round(most - (early ?? most));
  process.stdout.write(`${JSON.stringify({ upload: total, growthMegabytes: growth })}\n`);
  if (isLong && early !== undefined) {
    expect(growth).toBeLessThan(140); // the file as a whole is 149, and a copy of it would come on top
    await expectFlat(child);
  }
  child.kill('SIGKILL');
});

/** Another file of that size, once the process holds all that any upload needs: it should hold hardly more. */
async function expectFlat(child: ChildProcess): Promise<void> {
  bytes.writeUInt8(7, 1);
  deliver('Plant video, second part', 'second.mp4', bytes);
  const before = heldOf(child) ?? 0;
  let most = before;
  const { id } = await ada.file('Plant video, second part', { module: 'people', id: 'rec_jana' });
  await until(
    async () => {
      most = Math.max(most, heldOf(child) ?? 0);
      return ada.call('GET /filings/:id', { params: { id } });
    },
    (it) => !it.isWorking,
    600_000,
  );
  process.stdout.write(`${JSON.stringify({ secondUpload: total, growthMegabytes: Math.round(most - before) })}\n`);
  expect(most - before).toBeLessThan(75); // half of one of them
}

test('M107 an Office file that Microsoft rewrote after it arrived is known as the one that was sent, and not sent again', async () => {
  world.sandbox.behaviour.files.officeRewriting = 'everywhere';
  world.sandbox.behaviour.files.officeRewritingDelayMs = 0;
  deliver('Offer to sign', 'Offer.docx', Buffer.from('PK\u0003\u0004 an offer'));
  const child = await start();
  world.sandbox.faults.add({ service: 'graph', method: 'PUT', path: 'Offer[.]docx', dropConnection: true });
  const { id } = await ada.file('Offer to sign', { module: 'people', id: 'rec_tomas' });
  await ada.settled(id);
  const offers = Object.values(filesOf(world).drive('Ada').items).filter((it) => /^Offer/.test(it.name));
  expect(offers.map((it) => it.name)).toEqual(['Offer.docx']);
  expect(offers[0]?.file?.size).not.toBe(Buffer.from('PK\u0003\u0004 an offer').length);
  child.kill('SIGKILL');
});
