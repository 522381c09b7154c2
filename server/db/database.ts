import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { withoutDeadlock } from './deadlock.js';
import { migrate } from './migrate.js';
import { lockFolder } from './lock.js';
import { PGliteDialect } from './pglite.js';
import { openPGlite, type Embedded } from './pglite-open.js';
import type { Tables } from './schema.js';
import { Turns } from './turns.js';
import { keepInShape } from './upkeep.js';

/** What a query may run on: the database, or a transaction of it. */
export type Sql = Kysely<Tables> | Transaction<Tables>;

export interface Database {
  kind: 'embedded' | 'postgres';
  kysely: Kysely<Tables>;
  /**
   * Everything in `work` or nothing. Inside, use only `tx`: on the embedded database anything else would wait for ever. On
   * PostgreSQL the victim of a deadlock begins again, so `work` does nothing but write, and keeps what it counts to itself.
   */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Plain SQL for the queue; several statements are allowed when there are no values. A transaction it began ends with its failure. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  close(): Promise<void>;
}

export interface DatabasePlace {
  url?: string;
  folder?: string;
  /** An embedded database that is open already and kept in memory, in place of a new one; it is closed with this. */
  opened?: Embedded;
}

/**
 * Opens PostgreSQL (`url`) or the embedded database (`folder`, or ':memory:'), brought to the newest schema.
 * Throws a sentence an operator understands when the folder is taken or the database is newer than this program.
 */
export async function openDatabase({ url, folder, opened }: DatabasePlace): Promise<Database> {
  const database = url ? await openPostgres(url) : await openEmbedded(folder ?? ':memory:', opened);
  try {
    await migrate(database.kysely);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function openEmbedded(folder: string, opened?: Embedded): Promise<Database> {
  const unlock = folder === ':memory:' ? () => undefined : lockFolder(folder);
  try {
    const db = opened ?? (await openPGlite(folder));
    const turns = new Turns();
    const kysely = new Kysely<Tables>({ dialect: new PGliteDialect(db, turns) });
    const upkeep = folder === ':memory:' ? undefined : keepInShape(db, turns);
    return {
      kind: 'embedded',
      kysely,
      transaction: (work) => kysely.transaction().execute(work),
      async executeSql(text, values = []) {
        await turns.take();
        try {
          if (values.length > 0) return { rows: (await db.query(text, values)).rows };
          const results = await db.exec(text);
          return { rows: results.at(-1)?.rows ?? [] };
        } catch (error) {
          await db.exec('rollback'); // of a text that began a transaction itself: the connection is everybody's
          throw error;
        } finally {
          turns.give();
        }
      },
      async close() {
        await upkeep?.stop();
        await kysely.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Our ids are bigint and stay far below what a number holds exactly; as text they would not equal themselves. */
const bigint = 20;
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === bigint ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

async function openPostgres(url: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, types });
  pool.on('error', () => {
    /* an idle connection went away; the pool makes another */
  });
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    kysely,
    transaction: (work) => withoutDeadlock(() => kysely.transaction().execute(work)),
    async executeSql(text, values) {
      const client = await pool.connect();
      try {
        return { rows: ((await client.query(text, values)) as { rows: unknown[] }).rows };
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => kysely.destroy(),
  };
}

/** Runs text with values inside a transaction, for the queue. */
export const executeIn = async (sql: Sql, text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> =>
  sql.executeQuery(CompiledQuery.raw(text, values));
