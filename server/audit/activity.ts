import type { Selectable } from 'kysely';
import type { Database } from '../db/database.js';
import type { ActivityTable } from '../db/schema-trust.js';
import type { Plain } from './audit.js';
import { hashOf, lockChain, readHead, writeHead, type Signing } from './chain.js';
import type { Chain } from './verify.js';

/**
 * `access`: somebody asked us, and which record, mail or file it was about. `call`: we asked Microsoft or Coherence, on whose behalf.
 * `sign_in`: somebody came, or could not.
 */
export interface ActivityRow {
  tenantId: string;
  kind: 'access' | 'call' | 'sign_in';
  /** Object id of a person; `job` where nobody asked. */
  actor: string;
  service: 'here' | 'graph' | 'entra' | 'coherence';
  method: string;
  /** A path with ids left out. */
  path: string;
  status: number;
  durationMs: number;
  requestId: string;
  /** Ids of what it was about. */
  target?: string;
  detail?: Record<string, Plain>;
}
export interface Activity {
  /** Notes what happened. Written together with others a moment later; what a crash loses is no more than that moment. */
  record(row: ActivityRow): void;
  /** Writes what is noted. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const flushEveryMs = 1_000;
const mostWaiting = 20_000;
const perStatement = 500;

const pageRows = 1_000;
export const activityChain: Chain<Selectable<ActivityTable>> = {
  name: 'activity',
  read: (on, tenantId, after) =>
    on
      .selectFrom('activity')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(pageRows)
      .execute(),
  parts: (row) => partsOf({ ...row, sequence: Number(row.sequence), at: new Date(row.at) }),
};
type Parts = Omit<Selectable<ActivityTable>, 'tenant_id' | 'previous_hash' | 'hash'>;
const partsOf = (it: Parts): unknown[] => [
  it.sequence,
  it.at.toISOString(),
  it.kind,
  it.actor,
  it.service,
  it.method,
  it.path,
  it.status,
  it.duration_ms,
  it.request_id,
  it.target,
  it.detail,
];

/** What was asked and answered, in both directions, as a chain of its own: it grows by itself, and much faster than what people change. */
export function createActivity(database: Database, signing: Signing, onLoss: (rows: number) => void): Activity {
  let waiting: (ActivityRow & { at: Date })[] = [];
  let underWay: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const rows = waiting;
    waiting = [];
    for (const tenantId of new Set(rows.map((it) => it.tenantId))) {
      const own = rows.filter((it) => it.tenantId === tenantId);
      for (let from = 0; from < own.length; from += perStatement) {
        const some = own.slice(from, from + perStatement);
        await writeSome(tenantId, some).catch(() => onLoss(some.length));
      }
    }
  }
  const writeSome = (tenantId: string, rows: (ActivityRow & { at: Date })[]) =>
    database.transaction(async (tx) => {
      await lockChain(tx, 'activity', tenantId);
      const head = await readHead(tx, signing, 'activity', tenantId);
      let { lastSequence: sequence, lastHash: previous } = head;
      const values = rows.map((it) => {
        const parts: Parts = {
          sequence: (sequence += 1),
          at: it.at,
          kind: it.kind,
          actor: it.actor,
          service: it.service,
          method: it.method,
          path: it.path.slice(0, 300),
          status: it.status,
          duration_ms: Math.round(it.durationMs),
          request_id: it.requestId.slice(0, 100),
          target: (it.target ?? '').slice(0, 400),
          detail: it.detail ?? {},
        };
        const hash = hashOf(tenantId, partsOf(parts), previous);
        const row = {
          tenant_id: tenantId,
          ...parts,
          detail: JSON.stringify(parts.detail),
          previous_hash: previous,
          hash,
        };
        previous = hash;
        return row;
      });
      await tx.insertInto('activity').values(values).execute();
      await writeHead(tx, signing, 'activity', tenantId, { ...head, lastSequence: sequence, lastHash: previous });
    });
  const flush = () => {
    underWay = underWay.then(write);
    return underWay;
  };
  const timer = setInterval(() => void (waiting.length > 0 && flush()), flushEveryMs);
  timer.unref();

  return {
    record(row) {
      if (waiting.length >= mostWaiting) return onLoss(1);
      waiting.push({ ...row, at: new Date() });
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
