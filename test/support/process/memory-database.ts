import type { PGlite } from '@electric-sql/pglite';
import { createPGlite, type Embedded } from '../../../server/db/pglite-open.js';
import { databaseImage } from './database-image.js';

interface Kept {
  pglite: PGlite;
  /** What a fresh one holds, by table: the schema's version and the queues. */
  rows: Map<string, unknown[]>;
}
/** Those nobody uses now. This module stands for all test files of a process (shared-rooms.cjs). */
const free: Kept[] = [];
/** One that grew beyond this is not handed on. */
const bytesAtMost = 96 * 1024 * 1024;

/**
 * An embedded database at the newest schema in memory, as if it were new. Starting one costs more processor than most tests do, so
 * whoever closes it hands it on, emptied; what still asks it then is told that it is closed.
 */
export async function borrowMemoryDatabase(): Promise<Embedded> {
  const kept = free.pop() ?? (await open());
  let isClosed = false;
  const own = () => {
    if (isClosed) throw new Error('PGlite is closed');
    return kept.pglite;
  };
  return {
    query: async (text, values) => own().query(text, values),
    exec: async (text) => own().exec(text),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (await empty(kept).catch(() => false)) free.push(kept);
      else await kept.pglite.close();
    },
  };
}

async function open(): Promise<Kept> {
  const pglite = await createPGlite(':memory:', await databaseImage());
  const rows = new Map<string, unknown[]>();
  for (const table of await tablesOf(pglite)) {
    const { rows: found } = await pglite.query<{ it: unknown[] | null }>(`select json_agg(t) as it from ${table} t`);
    rows.set(table, found[0]?.it ?? []);
  }
  return { pglite, rows };
}

/** Makes it as it was when it was new; false when that is not worth it, or not sure. */
async function empty({ pglite, rows }: Kept): Promise<boolean> {
  await pglite.exec('rollback');
  const { rows: size } = await pglite.query<{ bytes: number }>(
    'select pg_database_size(current_database())::int as bytes',
  );
  const tables = await tablesOf(pglite);
  if ((size[0]?.bytes ?? Infinity) > bytesAtMost || tables.length !== rows.size || !tables.every((it) => rows.has(it)))
    return false;
  await pglite.exec('discard all');
  await pglite.exec(
    `begin; set local session_replication_role = replica; truncate ${tables.join(', ')} restart identity cascade`,
  );
  for (const [table, kept] of rows)
    if (kept.length > 0)
      await pglite.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(kept),
      ]);
  await pglite.exec('commit');
  return true;
}

/** Every table that is not a part of another one, by its full name. */
async function tablesOf(pglite: PGlite): Promise<string[]> {
  const { rows } = await pglite.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
      order by 1`,
  );
  return rows.map((it) => it.name);
}
