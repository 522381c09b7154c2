import type { Embedded } from './pglite-open.js';
import { inBackground } from './priority.js';
import type { Turns } from './turns.js';

const lookEveryMs = 5_000;
/** About so much is written again after a kill; it takes a second or two. */
const replayedAtMost = 32 * 1024 * 1024;

/**
 * What other processes of PostgreSQL do for it, and the embedded database has none of. A checkpoint now and then: without it,
 * everything written since the start would be replayed after a kill, for minutes in the end, and its log would never become shorter. And
 * fresh statistics of a table that changed much, as autovacuum gathers them: without them a large table is taken for an
 * empty one, and read whole where an index would do.
 */
export function keepInShape(db: Embedded, turns: Turns): { stop(): Promise<void> } {
  let underWay: Promise<void> | undefined;
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    await turns.take();
    try {
      return await work();
    } finally {
      turns.give();
    }
  }
  /** The checkpoint comes last: `analyze` tidies pages, and the first change of each after a checkpoint is logged as the whole page. */
  async function look(): Promise<void> {
    try {
      const table = await inTurn(() => mostChanged(db));
      if (table) await inTurn(() => db.exec(`analyze ${table}`)); // one at a time: others wait for it
    } finally {
      await inTurn(() => checkpoint(db));
    }
  }
  const timer = setInterval(() => {
    underWay ??= inBackground(look)
      .catch(() => undefined) // the next look comes
      .finally(() => {
        underWay = undefined;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}

async function checkpoint(db: Embedded): Promise<void> {
  const { rows } = await db.query<{ is_much: boolean }>(
    'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) > $1::bigint as is_much from pg_control_checkpoint()',
    [replayedAtMost],
  );
  if (rows[0]?.is_much) await db.exec('checkpoint');
}

/** By the measure of autovacuum, somewhat lazier. */
const isStale = `s.schemaname = 'public' and s.n_mod_since_analyze > 500 + 0.2 * greatest(c.reltuples, 0)`;
const tables = 'pg_stat_user_tables s join pg_class c on c.oid = s.relid';

/** The table whose statistics are the most out of date. */
async function mostChanged(db: Embedded): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(s.relname) as name from ${tables} where ${isStale}
     order by s.n_mod_since_analyze / (500 + greatest(c.reltuples, 0)) desc limit 1`,
  );
  return rows[0]?.name;
}

/** Fresh statistics now, on either database, for tables of these that changed much; one after the other. */
export async function renewStatistics(
  { executeSql }: { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> },
  names: readonly string[],
): Promise<void> {
  const { rows } = await executeSql(
    `select quote_ident(s.relname) as name from ${tables} where ${isStale} and s.relname = any($1::text[])`,
    [names],
  );
  for (const { name } of rows as { name: string }[]) await executeSql(`analyze ${name}`);
}
