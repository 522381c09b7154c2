import { sql } from 'kysely';
import { now } from '../base/clock.js';
import { sha256 } from '../base/ids.js';
import type { Database, Sql } from '../db/database.js';

export interface AuditRow {
  tenantId: string;
  actor: string;
  action: string;
  target: string;
  detail?: Record<string, string | number | boolean>;
}
export interface Audit {
  /** Adds a row to the tenant's chain, in the caller's transaction: what happened and its trace exist together. */
  append(tx: Sql, row: AuditRow): Promise<void>;
  /** Walks the chain; `firstBroken` is the number of the first row that was changed, removed or moved. */
  verify(tenantId: string): Promise<{ isWhole: boolean; entries: number; firstBroken?: number }>;
}
const genesis = '0'.repeat(64);

/** Append-only, each row carrying the hash of the one before. Names no address and no subject; targets are ids. */
export function createAudit(database: Database): Audit {
  return {
    async append(tx, { tenantId, actor, action, target, detail = {} }) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${tenantId}`}, 0))`.execute(tx); // one writer per chain at a time
      const last = await tx
        .selectFrom('audit_entry')
        .select(['sequence', 'hash'])
        .where('tenant_id', '=', tenantId)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      const entry = { sequence: (last?.sequence ?? 0) + 1, at: now().toISOString(), actor, action, target, detail };
      const previous = last?.hash ?? genesis;
      await tx
        .insertInto('audit_entry')
        .values({
          tenant_id: tenantId,
          ...entry,
          detail: JSON.stringify(detail),
          previous_hash: previous,
          hash: hashOf(tenantId, entry, previous),
        })
        .execute();
    },
    async verify(tenantId) {
      let previous = genesis;
      let entries = 0;
      for (;;) {
        const rows = await database.kysely
          .selectFrom('audit_entry')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('sequence', '>', entries)
          .orderBy('sequence')
          .limit(1000)
          .execute();
        if (rows.length === 0) return { isWhole: true, entries };
        for (const row of rows) {
          const made = hashOf(
            tenantId,
            {
              sequence: row.sequence,
              at: new Date(row.at).toISOString(),
              actor: row.actor,
              action: row.action,
              target: row.target,
              detail: row.detail,
            },
            previous,
          );
          if (row.sequence !== entries + 1 || row.previous_hash !== previous || row.hash !== made)
            return { isWhole: false, entries, firstBroken: entries + 1 };
          previous = row.hash;
          entries += 1;
        }
      }
    },
  };
}

interface Hashed {
  sequence: number;
  at: string;
  actor: string;
  action: string;
  target: string;
  detail: Record<string, unknown>;
}
const hashOf = (tenantId: string, { sequence, at, actor, action, target, detail }: Hashed, previous: string): string =>
  sha256(
    JSON.stringify([
      tenantId,
      sequence,
      at,
      actor,
      action,
      target,
      Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1)),
      previous,
    ]),
  );
