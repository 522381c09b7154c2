import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/database.js';
import { tablesOfTenants } from './scan.js';

/** A server that kept more pieces of its log than this is left to end them by itself. */
const mostPieces = 256;
/** So long it is waited for whoever reads the database since before the erasure: a backup, a long report. */
const readersLimitMs = 60_000;

/**
 * Writes the files of the database anew, so that no file holds what rows no longer do: tables with their indexes, what the planner
 * remembers of their values, and the write-ahead log. Gives whether the log is gone too: on PostgreSQL that takes the right to ask for it, and
 * `wal_recycle = off`, without which an old piece of the log is kept to be written over one day. And whether old versions of rows
 * are gone: PostgreSQL keeps them for a reader that began before.
 */
export async function rewriteFiles(database: Database): Promise<{ isLogGone: boolean; areVersionsGone: boolean }> {
  const run = (text: string) =>
    database.executeSql(text).then(
      () => true,
      () => false,
    );
  const areVersionsGone = await untilReadersEnd(database);
  // A table that lost nothing now may hold versions of rows from before; small ones first, since each is locked for its turn.
  for (const name of await bySize(database)) await run(`vacuum (full, analyze) "${name}"`);
  await run('vacuum (full) pg_catalog.pg_statistic');
  if (database.kind === 'embedded') await run('set wal_recycle = off');
  // Whoever does not own the database is warned, not refused, when it asks to rewrite what the planner remembers.
  const { rows } = await database.executeSql(
    `select current_setting('wal_recycle') = 'off' and pg_has_role(datdba, 'usage') as is_whole
     from pg_database where datname = current_database()`,
  );
  const isWhole = (rows[0] as { is_whole?: boolean } | undefined)?.is_whole === true;
  const isLogGone = await leaveLogBehind(database).catch(() => false);
  if (database.kind === 'embedded') await run('reset wal_recycle');
  return { isLogGone: isWhole && isLogGone, areVersionsGone };
}

/** Waits until nobody reads by a state of the database from before now; false when somebody still does. Embedded, there is one reader. */
async function untilReadersEnd({ kind, executeSql }: Database): Promise<boolean> {
  if (kind === 'embedded') return true;
  const now = (await executeSql('select pg_current_xact_id()::xid as id')).rows[0] as { id: unknown };
  for (const end = Date.now() + readersLimitMs; ; await wait(50)) {
    const { rows } = await executeSql(
      `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and age(backend_xmin) > age($1::xid) limit 1`,
      [String(now.id)],
    );
    if (rows.length === 0) return true;
    if (Date.now() > end) return false;
  }
}

/** Goes on to new pieces of the log until none that is there now is left; also those that were kept for later, which hold what they held. */
async function leaveLogBehind({ executeSql }: Database): Promise<boolean> {
  const names = async () =>
    ((await executeSql('select name from pg_ls_waldir()')).rows as { name: string }[]).map((it) => it.name);
  const before = new Set(await names());
  for (let gone = 0; gone < mostPieces; gone += 1) {
    await executeSql('select pg_switch_wal()');
    await executeSql('checkpoint');
    if (!(await names()).some((it) => before.has(it))) return true;
  }
  return false;
}

async function bySize({ kysely }: Database): Promise<string[]> {
  const tables = (await tablesOfTenants(kysely)).map((it) => it.name);
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname = any(${tables}::text[])
    order by pg_total_relation_size(oid)`.execute(kysely);
  return rows.map((it) => it.name);
}
