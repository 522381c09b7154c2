import { sha256 } from '../base/ids.js';
import type { Sql } from '../db/database.js';
import type { AuditHead } from '../db/schema-trust.js';
import { sql } from 'kysely';

export type ChainName = 'changes' | 'activity';
/** Signs the ends of a chain with the server's key, which is not in the database. */
export interface Signing {
  newest: string;
  sign(text: string): { keyId: string; mac: string };
  isSigned(signed: { keyId: string; mac: string }, text: string): boolean;
}
/** Where a chain begins, after what retention took, and where it ends. */
export interface Ends {
  firstSequence: number;
  firstHash: string;
  lastSequence: number;
  lastHash: string;
}
export type Head = Ends & { isTrue: boolean };

export const genesis = '0'.repeat(64);
const tables = { changes: 'audit_entry', activity: 'activity' } as const;

/** The same text for the same value, whatever the order of its members: the database keeps none. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, it]) => `${JSON.stringify(name)}:${canonical(it)}`).join(',')}}`;
}
export const hashOf = (tenantId: string, parts: unknown[], previous: string): string =>
  sha256(canonical([tenantId, ...parts, previous]));

/** One writer for each chain at a time, until the transaction ends. */
export async function lockChain(tx: Sql, chain: ChainName, tenantId: string): Promise<void> {
  const key = chain === 'changes' ? `audit ${tenantId}` : `activity ${tenantId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

const textOf = (tenantId: string, chain: ChainName, { firstSequence, firstHash, lastSequence, lastHash }: Ends) =>
  canonical([tenantId, chain, firstSequence, firstHash, lastSequence, lastHash]);

/** `isTrue` is false where the signature is not ours: from then on the chain is broken, whatever is added. */
export async function readHead(tx: Sql, signing: Signing, chain: ChainName, tenantId: string): Promise<Head> {
  const row = await tx
    .selectFrom('audit_head')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('chain', '=', chain)
    .executeTakeFirst();
  if (!row) return atRows(tx, chain, tenantId);
  const ends = endsOf(row);
  const isTrue = signing.isSigned({ keyId: row.key_id, mac: row.mac }, textOf(tenantId, chain, ends));
  return { ...ends, isTrue };
}
const endsOf = (row: Pick<AuditHead, 'first_sequence' | 'first_hash' | 'last_sequence' | 'last_hash'>): Ends => ({
  firstSequence: Number(row.first_sequence),
  firstHash: row.first_hash,
  lastSequence: Number(row.last_sequence),
  lastHash: row.last_hash,
});
/** A chain without an end that was written down is new, or somebody took the end away. */
async function atRows(tx: Sql, chain: ChainName, tenantId: string): Promise<Head> {
  const last = await tx
    .selectFrom(tables[chain])
    .select(['sequence', 'hash'])
    .where('tenant_id', '=', tenantId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    firstSequence: 0,
    firstHash: genesis,
    lastSequence: Number(last?.sequence ?? 0),
    lastHash: last?.hash ?? genesis,
    isTrue: last === undefined,
  };
}

export async function writeHead(
  tx: Sql,
  signing: Signing,
  chain: ChainName,
  tenantId: string,
  { isTrue, ...ends }: Head,
): Promise<void> {
  const signed = isTrue ? signing.sign(textOf(tenantId, chain, ends)) : { keyId: '', mac: '' };
  const values = {
    first_sequence: ends.firstSequence,
    first_hash: ends.firstHash,
    last_sequence: ends.lastSequence,
    last_hash: ends.lastHash,
    key_id: signed.keyId,
    mac: signed.mac,
    updated_at: new Date(),
  };
  await tx
    .insertInto('audit_head')
    .values({ tenant_id: tenantId, chain, ...values })
    .onConflict((on) => on.columns(['tenant_id', 'chain']).doUpdateSet(values))
    .execute();
}
