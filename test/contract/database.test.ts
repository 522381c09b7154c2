import { sql } from 'kysely';
import type { Database } from '../../server/db/database.js';
import { migrate } from '../../server/db/migrate.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

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
