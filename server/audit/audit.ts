import { now } from '../base/clock.js';
import type { Database, Sql } from '../db/database.js';
import type { AuditEntry } from '../db/schema.js';
import type { Selectable } from 'kysely';
import { hashOf, lockChain, readHead, writeHead, type Signing } from './chain.js';
import { verifyChain, type Chain, type Verdict } from './verify.js';

export type Plain = string | number | boolean;
export interface AuditRow {
  tenantId: string;
  actor: string;
  action: string;
  target: string;
  detail?: Record<string, Plain>;
  /** What was changed, member by member: how it was, and how it is. Never content, never an address. */
  changes?: Record<string, { before?: Plain; after?: Plain }>;
}
export interface Audit {
  /** Adds a row to the tenant's chain, in the caller's transaction: what happened and its trace exist together. */
  append(tx: Sql, row: AuditRow): Promise<void>;
  /** Walks the chain; `firstBroken` is the number of the first row that was changed, removed or moved. */
  verify(tenantId: string): Promise<Verdict>;
}

const pageRows = 1_000;
export const changesChain: Chain<Selectable<AuditEntry>> = {
  name: 'changes',
  read: (on, tenantId, after) =>
    on
      .selectFrom('audit_entry')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(pageRows)
      .execute(),
  parts: ({ sequence, at, actor, action, target, detail }) => [
    Number(sequence),
    new Date(at).toISOString(),
    actor,
    action,
    target,
    members(detail),
  ],
};
const members = (detail: Record<string, unknown>) => Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));

/** What was changed, append-only, each row carrying the hash of the one before. Names no address and no subject; targets are ids. */
export function createAudit(database: Database, signing: Signing): Audit {
  return {
    async append(tx, { tenantId, actor, action, target, detail = {}, changes }) {
      await lockChain(tx, 'changes', tenantId);
      const head = await readHead(tx, signing, 'changes', tenantId);
      const sequence = head.lastSequence + 1;
      const at = now();
      const told = changes && Object.keys(changes).length > 0 ? { ...detail, changes } : detail;
      const parts = [sequence, at.toISOString(), actor, action, target, members(told)];
      const hash = hashOf(tenantId, parts, head.lastHash);
      await tx
        .insertInto('audit_entry')
        .values({
          tenant_id: tenantId,
          sequence,
          at,
          actor,
          action,
          target,
          detail: JSON.stringify(told),
          previous_hash: head.lastHash,
          hash,
        })
        .execute();
      await writeHead(tx, signing, 'changes', tenantId, { ...head, lastSequence: sequence, lastHash: hash });
    },
    verify: (tenantId) => verifyChain(database.kysely, signing, changesChain, tenantId),
  };
}

/** What is different, member by member, for `changes` of a row. */
export function differences(
  before: Record<string, Plain | undefined>,
  after: Record<string, Plain | undefined>,
): NonNullable<AuditRow['changes']> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names
      .filter((it) => before[it] !== after[it])
      .map((it) => [
        it,
        {
          ...(before[it] === undefined ? {} : { before: before[it] }),
          ...(after[it] === undefined ? {} : { after: after[it] }),
        },
      ]),
  );
}
