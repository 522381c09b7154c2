import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fetch } from 'undici';
import { alder } from '../../sandbox/tenant/company.js';
import { readConfig } from '../../server/config.js';
import { startServer } from '../../server/context.js';
import { backUp, restore } from '../../server/db/backup.js';
import type { Database } from '../../server/db/database.js';
import { operate } from '../../server/operate.js';
import { write } from '../support/compose.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { databaseOf, follow } from '../support/followed.js';
import { saveFiles } from '../support/folders.js';
import { startPostgres } from '../support/postgres.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* A backup, restored into a new database of either kind, gives the same answers. */
jest.setTimeout(400_000);
const administrators = alder.people.map((it) => it.id).join(' ');
let world: World;
let ada: Caller;
let lines: string[];
const asked: [string, string, unknown?][] = [];
let before: unknown[];

beforeAll(async () => {
  world = await startWorld({
    environment: { SYNC_POLL_SECONDS: '86400', ADMINISTRATORS: administrators },
  });
  ada = await world.as('Ada');
  const followed = await follow(world, ada);
  await followed.settled();
  await saveFiles(ada);
  const filing = await ada.file('Quote for the renewal');
  await ada.settled(filing.id);
  const mail = await write(ada, { module: 'people', id: 'rec_jana' }, { subject: 'A draft' });
  const { graph } = ada.message('Quote for the renewal');
  asked.push(
    ['GET', '/records/people/rec_jana/timeline'],
    ['POST', '/matches', { internetMessageId: graph.internetMessageId, subject: 'x', participants: [] }],
    ['GET', `/filings/${filing.id}`],
    ['GET', `/outgoing/${mail.id}`],
    ['GET', '/connection'],
    ['GET', `/mailboxes/${followed.mailbox.id}/settings`],
    ['GET', '/files/settings'],
    ['POST', '/records/search', { query: 'Lumen' }],
    ['GET', '/audit/verify'],
  );
  before = await answersOf(world.server!.url);
  lines = [];
  await backUp(databaseOf(world), async (line) => void lines.push(line));
});
afterAll(() => world?.stop());

async function answersOf(url: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [method, place, body] of asked) {
    const response = await fetch(`${url}/api${place}`, {
      method,
      headers: { authorization: `Bearer ${ada.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    answers.push([method, place, response.status, await response.json()]);
  }
  return answers;
}
async function* stream(of: string[]): AsyncGenerator<string> {
  for (const it of of) yield it;
}
async function into<T>(kind: (typeof databaseKinds)[number], work: (database: Database) => Promise<T>): Promise<T> {
  const { database, stop } = await emptyDatabase(kind);
  try {
    return await work(database);
  } finally {
    await stop();
  }
}

test.each(databaseKinds)('M111 restored into %s it gives the same answers, and the audit is whole', async (kind) => {
  const { database, stop } = await emptyDatabase(kind);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-restore-'));
  const restored = await restore(database, stream(lines));
  expect(restored.filing).toBe(1);
  expect(restored.mail_message).toBeGreaterThan(3);
  const { config, secrets } = readConfig({
    ...world.sandbox.serverEnvironment(),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ADMINISTRATORS: administrators,
    DATA_DIR: folder,
    SYNC_POLL_SECONDS: '86400',
  });
  const server = await startServer(config, secrets, { database, requestsPerMinute: 100_000 });
  try {
    expect(await answersOf(server.url)).toEqual(before);
    // And it goes on: numbers continue, the chain too.
    const again = await fetch(`${server.url}/api/connection/dismiss`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(again.status).toBe(200);
  } finally {
    await server.stop();
    await stop().catch(() => undefined);
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test.each(databaseKinds)(
  'M111 the commands restore a file into %s and write one from it; a damaged file is refused',
  async (kind) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-operate-'));
    const [file, again] = [path.join(folder, 'a.gz'), path.join(folder, 'b.gz')];
    const whole = gzipSync(lines.join(''));
    const postgres = kind === 'postgres' ? await startPostgres() : undefined;
    const config = { database: postgres ? { url: postgres.url } : { folder: path.join(folder, 'data') } };
    try {
      fs.writeFileSync(file, whole.subarray(0, -whole.length / 2));
      await expect(operate('restore', file, config)).rejects.toThrow(/damaged.*Nothing was restored/);
      fs.writeFileSync(file, whole);
      const restored = await operate('restore', file, config);
      expect(restored).toMatch(/^Restored \d{2,} rows of \d+ tables[.]$/);
      expect(await operate('backup', again, config)).toBe(restored.replace('Restored', 'Backed up'));
      await expect(operate('restore', again, config)).rejects.toThrow(/not empty/);
    } finally {
      await postgres?.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
);

test('M111 M92 no secret can be read in a backup', () => {
  const text = lines.join('');
  const { CLIENT_SECRET = '', ENCRYPTION_KEYS = '', COHERENCE_CONNECTIONS = '[]' } = world.sandbox.serverEnvironment();
  const keys = (JSON.parse(COHERENCE_CONNECTIONS) as { apiKey: string }[]).map((it) => it.apiKey);
  for (const secret of [CLIENT_SECRET, ENCRYPTION_KEYS.split(':')[1] ?? '', ...keys, ada.token, 'A draft'])
    expect(text).not.toContain(secret);
});

test.each<[string, (all: string[]) => string[], RegExp]>([
  ['that is cut off', (all) => all.slice(0, -1), /not complete/],
  ['that lacks a line', (all) => all.filter((_it, i) => i !== 3), /not complete/],
  ['that is damaged', (all) => all.map((it, i) => (i === 3 ? it.slice(0, -20) : it)), /damaged/],
  ['of another version', (all) => [all[0]!.replace('001-first', '000-before'), ...all.slice(1)], /another version/],
  ['that is none', () => ['{"hello":1}'], /not a backup/],
])('M111 a backup %s is refused with a sentence, and nothing is restored', async (_what, spoil, sentence) => {
  await into('embedded', async (database) => {
    await expect(restore(database, stream(spoil(lines)))).rejects.toThrow(sentence);
    expect((await database.executeSql('select 1 from filing')).rows).toEqual([]);
    expect((await database.executeSql('select 1 from mailbox')).rows).toEqual([]);
  });
});

test('M111 nothing is restored over what is there', async () => {
  await into('embedded', async (database) => {
    await restore(database, stream(lines));
    await expect(restore(database, stream(lines))).rejects.toThrow(/not empty/);
  });
});
