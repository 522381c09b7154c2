import { sql } from 'kysely';
import type { Database, Sql } from '../db/database.js';
import { hashOf, lockChain, readHead, writeHead, type ChainName, type Signing } from './chain.js';

export interface Verdict {
  isWhole: boolean;
  /** Rows that are as they were written, from the first on. */
  entries: number;
  /** The number of the first row that was changed, removed or moved. */
  firstBroken?: number;
}
interface Row {
  sequence: number;
  at: Date;
  previous_hash: string;
  hash: string;
}
export interface Chain<R extends Row> {
  name: ChainName;
  /** Some rows after `sequence`, in their order. */
  read(on: Sql, tenantId: string, after: number): Promise<R[]>;
  /** What the hash of a row is made of, in its order. */
  parts(row: R): unknown[];
}

/** Walks a chain from its first kept row to its signed end. */
export async function verifyChain<R extends Row>(
  on: Sql,
  signing: Signing,
  chain: Chain<R>,
  tenantId: string,
): Promise<Verdict> {
  const head = await readHead(on, signing, chain.name, tenantId);
  let { firstSequence: at, firstHash: previous } = head;
  let entries = 0;
  for (;;) {
    const rows = await chain.read(on, tenantId, at);
    for (const row of rows) {
      const made = hashOf(tenantId, chain.parts(row), previous);
      if (Number(row.sequence) !== at + 1 || row.previous_hash !== previous || row.hash !== made)
        return { isWhole: false, entries, firstBroken: at + 1 };
      previous = row.hash;
      at += 1;
      entries += 1;
    }
    if (rows.length === 0) break;
  }
  const isWhole = head.isTrue && at >= head.lastSequence && (at > head.lastSequence || previous === head.lastHash);
  return isWhole ? { isWhole, entries } : { isWhole, entries, firstBroken: at + 1 };
}

/**
 * Takes rows from before `before` out, and signs the new beginning, so that the rest can still be verified. What is broken stays: it is
 * evidence. Answers how many went.
 */
export async function pruneChain<R extends Row>(
  database: Database,
  signing: Signing,
  chain: Chain<R>,
  tenantId: string,
  before: Date,
): Promise<number> {
  return database.transaction(async (tx) => {
    await lockChain(tx, chain.name, tenantId);
    const table = sql.table(chain.name === 'changes' ? 'audit_entry' : 'activity');
    const { rows } = await sql<{ sequence: number; hash: string }>`select sequence, hash from ${table}
      where tenant_id = ${tenantId} and at < ${before} order by sequence desc limit 1`.execute(tx);
    const last = rows[0];
    if (!last || !(await verifyChain(tx, signing, chain, tenantId)).isWhole) return 0;
    const head = await readHead(tx, signing, chain.name, tenantId);
    await sql`delete from ${table} where tenant_id = ${tenantId} and sequence <= ${last.sequence}`.execute(tx);
    const firstSequence = Number(last.sequence);
    await writeHead(tx, signing, chain.name, tenantId, { ...head, firstSequence, firstHash: last.hash });
    return firstSequence - head.firstSequence;
  });
}

/**
 * Signs the ends with the newest key, where an older one signed them; and those of chains from before ends were written down, which is once,
 * when there is no end at all. Twice is once.
 */
export async function signAnew(database: Database, signing: Signing): Promise<void> {
  const known = await database.kysely.selectFrom('audit_head').select('chain').limit(1).execute();
  if (known.length === 0) await signFirst(database, signing);
  const old = await database.kysely
    .selectFrom('audit_head')
    .select(['tenant_id', 'chain'])
    .where('key_id', '<>', signing.newest)
    .where('key_id', '<>', '')
    .execute();
  for (const { tenant_id: tenantId, chain } of old)
    await database.transaction(async (tx) => {
      await lockChain(tx, chain, tenantId);
      const head = await readHead(tx, signing, chain, tenantId);
      if (head.isTrue) await writeHead(tx, signing, chain, tenantId, head);
    });
}

async function signFirst(database: Database, signing: Signing): Promise<void> {
  const tenants = await database.kysely.selectFrom('audit_entry').select('tenant_id').distinct().execute();
  for (const { tenant_id: tenantId } of tenants)
    await database.transaction(async (tx) => {
      await lockChain(tx, 'changes', tenantId);
      const head = await readHead(tx, signing, 'changes', tenantId);
      await writeHead(tx, signing, 'changes', tenantId, { ...head, isTrue: true });
    });
}
