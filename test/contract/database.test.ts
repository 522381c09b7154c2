import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../../server/db/database.js';
import { lockFolder } from '../../server/db/lock.js';
import { migrate } from '../../server/db/migrate.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { until } from '../support/until.js';

describe.each(databaseKinds)('M111 the database on %s', (kind) => {
  let database: Database;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    await database.executeSql('create table counter (id text primary key, n integer not null)');
  });
  afterAll(() => stop?.());

  const add = (id: string, n = 1) => ({
    text: 'insert into counter values ($1, $2) on conflict (id) do update set n = counter.n + $2',
    values: [id, n],
  });
  const read = async (id: string) => (await database.executeSql('select n from counter where id = $1', [id])).rows;

  test('what is done in a transaction is there when it ends, and none of it when it fails', async () => {
    await database.transaction(async (tx) => {
      await sql`insert into counter values ('kept', 1)`.execute(tx);
    });
    const failed = database.transaction(async (tx) => {
      await sql`insert into counter values ('lost', 1)`.execute(tx);
      await sql`insert into counter values ('lost too', 1)`.execute(tx);
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await read('kept')).toEqual([{ n: 1 }]);
    expect(await read('lost')).toEqual([]);
    await expect(
      database.transaction(async (tx) => {
        await sql`select * from there_is_no_such_table`.execute(tx);
      }),
    ).rejects.toThrow();
    await database.executeSql(add('after a failure').text, add('after a failure').values);
    expect(await read('after a failure')).toEqual([{ n: 1 }]);
  });

  test('a text of several statements that fails in its own transaction leaves none open for others', async () => {
    const text = "begin; insert into counter values ('half', 1); select * from there_is_no_such_table; commit";
    for (let i = 0; i < 12; i += 1) await expect(database.executeSql(text)).rejects.toThrow(); // each connection of a pool
    await database.executeSql(add('after a failed text').text, add('after a failed text').values);
    expect(await read('after a failed text')).toEqual([{ n: 1 }]);
    expect(await read('half')).toEqual([]);
  });

  test('two that take the same rows in opposite orders both come to their end', async () => {
    await database.executeSql("insert into counter values ('first', 0), ('second', 0)");
    let [took, bothTook] = [0, () => {}];
    const both = new Promise<void>((resolve) => {
      bothTook = resolve;
    });
    const patience = () =>
      new Promise<void>((resolve) => {
        setTimeout(resolve, 500); // on the embedded database the other only begins afterwards
      });
    const take = (ids: string[]) =>
      database.transaction(async (tx) => {
        for (const id of ids) {
          await sql`update counter set n = n + 1 where id = ${id}`.execute(tx);
          if ((took += 1) === 2) bothTook();
          await Promise.race([both, patience()]);
        }
      });
    await Promise.all([take(['first', 'second']), take(['second', 'first'])]);
    expect([await read('first'), await read('second')]).toEqual([[{ n: 2 }], [{ n: 2 }]]);
  });

  test('a hundred writers at once lose nothing, and nobody sees half a transaction', async () => {
    await database.executeSql("insert into counter values ('left', 0), ('right', 0)");
    const pairs: unknown[][] = [];
    await Promise.all([
      ...Array.from({ length: 50 }, () =>
        database.transaction(async (tx) => {
          await sql`update counter set n = n + 1 where id = 'left'`.execute(tx);
          await sql`update counter set n = n + 1 where id = 'right'`.execute(tx);
        }),
      ),
      ...Array.from({ length: 50 }, async () => {
        pairs.push((await database.executeSql("select n from counter where id in ('left', 'right')")).rows);
      }),
    ]);
    for (const [left, right] of pairs) expect(left).toEqual(right);
    expect(await read('left')).toEqual([{ n: 50 }]);
  });

  test('bringing the schema to the newest version twice is once', async () => {
    const tables = async () =>
      (
        await database.executeSql(
          "select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2",
        )
      ).rows;
    const before = await tables();
    await migrate(database.kysely);
    expect(await tables()).toEqual(before);
  });

  test('a database that a newer program wrote is refused in words', async () => {
    await database.executeSql(
      "insert into kysely_migration (name, timestamp) values ('999-from-the-future', '2030-01-01')",
    );
    await expect(migrate(database.kysely)).rejects.toThrow(
      'The database is newer than this program. Start the version that wrote it, or a later one.',
    );
    await database.executeSql("delete from kysely_migration where name = '999-from-the-future'");
    await migrate(database.kysely);
  });
});

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
