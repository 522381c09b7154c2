import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { fetch } from 'undici';
import { readConfig } from '../../server/config.js';
import { startServer } from '../../server/context.js';
import { backUp, restore } from '../../server/db/backup.js';
import type { Database } from '../../server/db/database.js';
import { databaseKinds, databaseOnDisk } from '../support/databases.js';
import { filesWith } from '../support/files-on-disk.js';
import { databaseOf, follow } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* What an erasure leaves in the files of a database, looked for byte by byte. What else it does is in test/flows/privacy. */
jest.setTimeout(400_000);
/** Somebody whom only one organisation knows, so that no file may hold them afterwards. */
const quentin = { name: 'Quentin Marlowe', address: 'quentin.marlowe@lumenworks.example' };
let world: World;
let cleo: Caller;
beforeAll(async () => {
  world = await startWorld();
  const ada = await world.as('Ada');
  cleo = await world.as('Cleo');
  const ofQuentin = world.sandbox.tenants.deliver({
    from: quentin,
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'A word with you',
    html: '<p>Quentin Marlowe would like to talk.</p>',
  });
  const followed = await follow(world, ada);
  await followed.settled();
  await until(followed.kept, (it) => it.includes(ofQuentin));
  const filed = await ada.file('A word with you', { module: 'people', id: 'rec_jana' }, { attachments: false });
  await ada.settled(filed.id);
  await cleo.call('GET /me');
});
afterAll(() => world?.stop());

/** Somebody who begins to read now, and still sees the database as it is now for so long. */
async function readFor(database: Database, ms: number): Promise<{ ended: Promise<unknown> }> {
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((began) => {
    ended = database.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        await sql`select count(*) from filing`.execute(tx);
        began();
        await sql`select pg_sleep(${ms / 1000})`.execute(tx);
      });
  });
  return { ended };
}

describe.each(databaseKinds)('the files of the %s database', (kind) => {
  test('M96 hold no byte of a person who was erased: not in tables, indexes, statistics or the write-ahead log', async () => {
    const lines: string[] = [];
    await backUp(databaseOf(world), async (line) => void lines.push(line));
    const own = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-erasure-'));
    const { database, folder, stop } = await databaseOnDisk(kind, path.join(own, 'data'));
    try {
      await restore(database, stream(lines));
      const { config, secrets } = readConfig({
        ...world.sandbox.serverEnvironment(),
        PORT: '0',
        LOG_LEVEL: 'silent',
        DATA_DIR: own,
        SYNC_POLL_SECONDS: '86400',
      });
      const server = await startServer(config, secrets, { database, requestsPerMinute: 100_000 });
      try {
        const ask = async (place: string, body: unknown) => {
          const answer = await fetch(`${server.url}/api${place}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${cleo.token}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          return (await answer.json()) as { proof?: { isGone: boolean }; elsewhere?: string[]; changes?: unknown };
        };
        // As years of work leave them: old versions of rows, and what the planner remembers.
        await database.executeSql("update filing set subject = subject || ' ' where from_address = $1", [
          quentin.address,
        ]);
        await database.executeSql('analyze');
        await database.executeSql('checkpoint');
        const terms = [quentin.address, quentin.name, quentin.name.toLowerCase()];
        expect(filesWith(folder, terms).some((it) => it.includes('pg_wal'))).toBe(true);
        expect(filesWith(folder, terms).some((it) => it.includes('base'))).toBe(true);
        // Somebody reads on since before: what they may still see stays in the files, so it is waited for them.
        const reader = kind === 'postgres' ? await readFor(database, 1_500) : undefined;
        const { proof, elsewhere = [] } = await ask('/admin/privacy/erase', {
          subject: { kind: 'address', address: quentin.address },
          names: [quentin.name],
          confirm: quentin.address,
        });
        expect(proof).toMatchObject({ isGone: true });
        await reader?.ended;
        expect(elsewhere.join(' ')).not.toMatch(/write-ahead|old versions/);
        expect(filesWith(folder, terms)).toEqual([]);
        expect(await ask('/admin/audit/verify', {})).toMatchObject({ changes: { isWhole: true } });
      } finally {
        await server.stop();
      }
    } finally {
      await stop().catch(() => undefined);
      fs.rmSync(own, { recursive: true, force: true });
    }
  });
});

async function* stream(of: string[]): AsyncGenerator<string> {
  for (const it of of) yield it;
}
