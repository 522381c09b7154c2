import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../../server/db/database.js';
import { lockFolder } from '../../server/db/lock.js';
import { until } from '../support/until.js';

test('M111 the folder of the embedded database belongs to one process; one that was killed has let go of it', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-lock-'));
  const lockModule = JSON.stringify(path.join(process.cwd(), 'server/db/lock.ts'));
  const script = `import { lockFolder } from ${lockModule}; lockFolder(${JSON.stringify(folder)}); console.log('mine'); setInterval(() => {}, 1e6);`;
  const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  await expect(openDatabase({ folder })).rejects.toThrow(
    `The database folder ${folder} is in use by process ${other.pid}. Stop it first, or use another folder (DATA_DIR), or PostgreSQL (DATABASE_URL) for several processes.`,
  );
  other.kill('SIGKILL');
  await once(other, 'exit');
  const database = await openDatabase({ folder });
  await database.close();
  expect(fs.existsSync(path.join(folder, '.lock'))).toBe(false);
  fs.rmSync(folder, { recursive: true, force: true });
}, 240_000);

test('M111 a lock whose owner was killed before it had written its number holds nobody up', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-lock-'));
  fs.writeFileSync(path.join(folder, '.lock'), '');
  const unlock = lockFolder(folder);
  expect(fs.readFileSync(path.join(folder, '.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  unlock();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('M111 the embedded database never has much to write again after a kill, however long it has been at work', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-wal-'));
  const database = await openDatabase({ folder });
  const bytes = async (since: string) => {
    const { rows } = await database.executeSql(
      `select pg_wal_lsn_diff(pg_current_wal_lsn(), ${since})::float8 as bytes from pg_control_checkpoint()`,
    );
    return (rows[0] as { bytes: number }).bytes;
  };
  const before = await bytes("'0/0'");
  await database.executeSql('create table large (id integer primary key, text text)');
  // In one transaction: no checkpoint comes between and leaves a rest that is too little for another.
  await database.transaction(async (tx) => {
    for (let i = 0; i < 3; i += 1)
      await sql`insert into large select n, repeat(md5(n::text), 20) from generate_series(1, 20000) n
                on conflict (id) do update set text = excluded.text || '.'`.execute(tx);
  });
  expect((await bytes("'0/0'")) - before).toBeGreaterThan(33 * 1024 * 1024);
  await until(
    () => bytes('redo_lsn'),
    (left) => left < 1024 * 1024,
  );
  await database.close();
  fs.rmSync(folder, { recursive: true, force: true });
}, 240_000);
