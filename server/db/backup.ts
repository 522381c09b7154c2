import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database, Sql } from './database.js';
import type { Tables } from './schema.js';

/*
 * A backup that either database can be restored from: lines of JSON, table by table. Secrets stay sealed in it; ENCRYPTION_KEYS are kept apart.
 * Jobs are not in it: rows say what is wished, and the sweep asks for it again.
 */

const perLine = 500;
interface Head {
  backup: 'coherence-365';
  format: 1;
  migrations: string[];
}
type Line = Head | { table: string; rows: object[] } | { end: true; tables: Record<string, number> };

const tablesOf = async (on: Sql): Promise<string[]> =>
  (
    await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely_%' order by 1`.execute(
      on,
    )
  ).rows.map((it) => it.name);
const migrationsOf = async (on: Sql): Promise<string[]> =>
  (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(on)).rows.map((it) => it.name);

/** Everything as it is at one moment, line by line. */
export async function backUp(
  database: Database,
  write: (line: string) => Promise<void>,
): Promise<Record<string, number>> {
  const say = (line: Line) => write(`${JSON.stringify(line)}\n`);
  return database.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    await say({ backup: 'coherence-365', format: 1, migrations: await migrationsOf(tx) });
    const tables: Record<string, number> = {};
    for (const table of await tablesOf(tx)) {
      tables[table] = 0;
      for (let after = '(0,0)'; ;) {
        const { rows } = await sql<{ place: string; row: object }>`select ctid::text as place, to_jsonb(x) as row
          from ${sql.table(table)} x where ctid > ${after}::tid order by ctid limit ${perLine}`.execute(tx);
        const last = rows.at(-1);
        if (!last) break;
        await say({ table, rows: rows.map((it) => it.row) });
        tables[table] += rows.length;
        after = last.place;
      }
    }
    await say({ end: true, tables });
    return tables;
  });
}

/**
 * Fills an empty database from a backup, all of it or nothing. Throws a sentence for an operator: not a backup, not complete, of another
 * version, or the database is not empty.
 */
export async function restore(database: Database, lines: AsyncIterable<string>): Promise<Record<string, number>> {
  return database.transaction(async (tx) => {
    const known = await tablesOf(tx);
    for (const table of known) {
      const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(tx);
      if (rows.length > 0) throw new Error(`The database is not empty (${table}). Restore into a new one.`);
    }
    const keys = await takeOffKeys(tx);
    await switchTriggers(tx, known, 'disable');
    const restored: Record<string, number> = Object.fromEntries(known.map((it) => [it, 0]));
    let end: Record<string, number> | undefined;
    let isFirst = true;
    for await (const text of lines) {
      if (!text.trim()) continue;
      const line = parse(text);
      if (isFirst) await requireHead(tx, line);
      else if ('end' in line) end = line.tables;
      else if ('table' in line) {
        if (!known.includes(line.table))
          throw new Error(`The backup has a table this program does not know: ${line.table}.`);
        await sql`insert into ${sql.table(line.table)} overriding system value
          select * from jsonb_populate_recordset(null::${sql.table(line.table)}, ${JSON.stringify(line.rows)}::jsonb)`.execute(
          tx,
        );
        restored[line.table] = (restored[line.table] ?? 0) + line.rows.length;
      }
      isFirst = false;
    }
    if (!end || known.some((it) => (end?.[it] ?? 0) !== (restored[it] ?? 0)))
      throw new Error('The backup is not complete. Nothing was restored.');
    await switchTriggers(tx, known, 'enable');
    await putOnKeys(tx, keys);
    await countOn(tx);
    return restored;
  });
}

function parse(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw new Error('This is not a backup of Coherence for Microsoft 365, or it is damaged. Nothing was restored.');
  }
}
async function requireHead(tx: Sql, line: Line): Promise<void> {
  if (!('backup' in line))
    throw new Error('This is not a backup of Coherence for Microsoft 365. Nothing was restored.');
  const here = await migrationsOf(tx);
  if (line.migrations.join() !== here.join())
    throw new Error(
      `The backup was made by another version (its schema: ${line.migrations.at(-1)}, here: ${here.at(-1)}). Restore with that version, then start the newer one.`,
    );
}

interface Key {
  table: string;
  name: string;
  definition: string;
}
/** Rows come table by table, so that what they hang on may come later: the keys are off meanwhile, and checked when they are put on again. */
async function takeOffKeys(tx: Transaction<Tables>): Promise<Key[]> {
  const { rows } =
    await sql<Key>`select r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
    where c.contype = 'f' and n.nspname = 'public'`.execute(tx);
  for (const { table, name } of rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx);
  return rows;
}
async function putOnKeys(tx: Transaction<Tables>, keys: Key[]): Promise<void> {
  for (const { table, name, definition } of keys)
    await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(tx);
}
/** What the database does by itself at a write was done when the rows were first written. */
async function switchTriggers(tx: Transaction<Tables>, tables: string[], how: 'enable' | 'disable'): Promise<void> {
  for (const table of tables) await sql`alter table ${sql.table(table)} ${sql.raw(how)} trigger user`.execute(tx);
}
/** The next number after the highest. */
async function countOn(tx: Transaction<Tables>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`select table_name as table, column_name as column
    from information_schema.columns where table_schema = 'public' and is_identity = 'YES'`.execute(tx);
  for (const { table, column } of rows)
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
      (select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(table)}), false)`.execute(tx);
}
