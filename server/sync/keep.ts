import { sql, type Transaction } from 'kysely';
import type { Database } from '../db/database.js';
import type { HistoryRange } from '../db/schema-mail.js';
import type { Tables } from '../db/schema.js';
import { LeaseLost } from './lease.js';
import { logSync } from './log.js';
import type { AnyWorkload, Broken, Scope } from './workload.js';

/** Where the stream stands once a page is kept; what is left out stays as it is. */
export interface Position {
  stage?: 'baseline' | 'live';
  cursor?: string | null;
  pages?: number;
  history?: HistoryRange[];
  generation?: number;
  /** The stream showed all there is in this generation. */
  enumerated?: number;
  expected?: number;
  inRange?: number;
}
export interface Page {
  changes: unknown[];
  broken: Broken[];
  /** Asked when the page is written, so that it is true then. */
  position(): Position;
}
interface Needs {
  database: Database;
}
export interface Kept {
  changed: number;
  wished: number[];
}
const triesOfOne = 3;
/** The embedded database has one connection: whoever else asks waits for the transaction under way, so it is short. */
const embeddedAtOnce = 250;

/**
 * Writes a page: its rows, its counters and, with the last of them, the place it leads to (R-53: a kill costs at most this page). When
 * the database refuses the rows, they are written in halves down to the one message that cannot be kept; that one is told
 * in the log (C10) and passed over.
 */
export async function keepPage(needs: Needs, workload: AnyWorkload, scope: Scope, page: Page): Promise<Kept> {
  const wished = new Set<number>();
  let changed = 0;
  let written = 0;

  async function write(changes: unknown[], isLast: boolean): Promise<void> {
    const applied = await needs.database.transaction(async (tx) => {
      const done = await workload.apply(tx, scope, changes);
      await movePosition(tx, scope, isLast ? page.position() : {}, done, changes.length);
      if (isLast) for (const it of page.broken) await logBroken(tx, scope, it);
      return done;
    });
    changed += applied.stored + applied.excluded;
    for (const id of applied.wished ?? []) wished.add(id);
    written += changes.length;
  }
  async function writeAround(changes: unknown[], isLast: boolean): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await write(changes, isLast);
        return;
      } catch (error) {
        if (!isAboutData(error)) throw error;
        if (changes.length > 1) break;
        if (changes.length === 0 || attempt >= triesOfOne) {
          // Nothing at all can be kept: then it is not the messages that are at fault.
          if (changes.length === 0 || (written === 0 && page.broken.length > 10)) throw error;
          page.broken.push({ graphId: workload.idOf(changes[0]), why: causeOf(error) });
          if (isLast) await write([], true);
          return;
        }
      }
    }
    const half = Math.ceil(changes.length / 2);
    await writeAround(changes.slice(0, half), false);
    await writeAround(changes.slice(half), isLast);
  }
  const rows = page.changes.length;
  const most = needs.database.kind === 'embedded' ? embeddedAtOnce : Infinity;
  for (let from = 0; from === 0 || from < rows; from += most)
    await writeAround(page.changes.slice(from, from + most), from + most >= rows);
  return { changed, wished: [...wished] };
}

async function movePosition(
  tx: Transaction<Tables>,
  { stateId, lease }: Scope,
  { stage, cursor, pages, history, generation, enumerated, expected, inRange }: Position,
  applied: { stored: number; excluded: number; oldest?: Date | undefined; newest?: Date | undefined },
  seen: number,
): Promise<void> {
  const done = await tx
    .updateTable('sync_state')
    .set({
      seen: sql`seen + ${seen}`,
      stored: sql`stored + ${applied.stored}`,
      excluded: sql`excluded + ${applied.excluded}`,
      updated_at: sql`now()`,
      ...(applied.oldest ? { oldest_at: sql`least(oldest_at, ${applied.oldest}::timestamptz)` } : {}),
      ...(applied.newest ? { newest_at: sql`greatest(newest_at, ${applied.newest}::timestamptz)` } : {}),
      ...(seen > 0 ? { last_change_at: sql`now()` } : {}),
      ...(stage === undefined ? {} : { stage }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(pages === undefined ? {} : { pages }),
      ...(history === undefined ? {} : { history: JSON.stringify(history) }),
      ...(generation === undefined ? {} : { generation }),
      ...(enumerated === undefined ? {} : { enumerated }),
      ...(expected === undefined ? {} : { expected }),
      ...(inRange === undefined ? {} : { in_range: inRange }),
    })
    .where('id', '=', stateId)
    .where('lease_by', '=', lease)
    .where('stage', '!=', 'stopped')
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw new LeaseLost();
}

const logBroken = (tx: Transaction<Tables>, { mailbox }: Scope, { graphId, why }: Broken) =>
  logSync(tx, {
    tenantId: mailbox.tenantId,
    mailboxId: mailbox.id,
    kind: 'message',
    code: 'C10',
    graphId,
    detail: { why },
    state: 'open',
  });

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';
/** The rows are at fault (SQLSTATE classes 22 and 23, or a value of the wrong kind), not the database. */
const isAboutData = (error: unknown): boolean =>
  /^2[23]/.test(codeOf(error)) ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof SyntaxError;
const causeOf = (error: unknown): string => codeOf(error) || (error instanceof Error ? error.name : 'unknown');
