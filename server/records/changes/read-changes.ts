import { sql } from 'kysely';
import { now } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import type { Database } from '../../db/database.js';
import { indexRecords, markGone } from '../index-store.js';
import type { ModuleRow, Workspaces } from '../workspaces.js';
import { anyRecord, type ModuleRef } from './changed.js';

export interface ReadNeeds {
  database: Database;
  workspaces: Workspaces;
  /** Reads one record again; what is not there any more is gone. */
  readOne(ref: { tenantId: string; moduleId: string; recordId: string }): Promise<unknown>;
  /** How often a module is looked at where one page tells what is new. */
  everySeconds: number;
}
/** Beyond so many, a page of the newest is less to ask for. */
const mostByOne = 5;
const longestSeconds = 900;
/** A workspace with a thousand calls a day is asked ten times less often. */
const smallPlan = 1_000;

/**
 * Brings the index of a module to what Coherence holds now: the records it told of one by one, or its newest until what is known. Where Coherence does
 * not give its newest first, the whole module is read, and less often the larger it is. Whatever fails is asked for again in a minute.
 */
export async function readChanges(needs: ReadNeeds, ref: ModuleRef): Promise<void> {
  const { database, workspaces } = needs;
  const { tenantId, moduleId } = ref;
  const { rows } = await sql<{ record_id: string; began: string }>`
    select record_id, now()::text as began from changed_record
    where tenant_id = ${tenantId} and module_id = ${moduleId} and due_at <= now()`.execute(database.kysely);
  const [first] = rows;
  if (!first) return;
  const ids = rows.map((it) => it.record_id);
  try {
    const module = await workspaces.moduleById(tenantId, moduleId);
    if (module && !ids.includes(anyRecord) && ids.length <= mostByOne)
      for (const recordId of ids) await needs.readOne({ ...ref, recordId });
    else if (module) await readNewest(needs, tenantId, module);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const seconds = Math.max(60, error.retryAfterSeconds ?? 0);
    await sql`update changed_record set due_at = now() + make_interval(secs => ${seconds})
      where tenant_id = ${tenantId} and module_id = ${moduleId} and record_id = any(${ids}::text[])`.execute(
      database.kysely,
    );
    throw error;
  }
  await sql`delete from changed_record where tenant_id = ${tenantId} and module_id = ${moduleId}
    and record_id = any(${ids}::text[]) and told_at <= ${first.began}::timestamptz`.execute(database.kysely);
}

async function readNewest(needs: ReadNeeds, tenantId: string, module: ModuleRow): Promise<void> {
  const { database, workspaces, everySeconds } = needs;
  const row = await database.kysely
    .selectFrom('module')
    .select(['read_until', 'is_newest_first'])
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', module.moduleId)
    .executeTakeFirst();
  if (!row) return;
  const began = now();
  const until = row.is_newest_first === false ? Number.NaN : (row.read_until?.getTime() ?? Number.NaN);
  const isWhole = Number.isNaN(until); // every comparison with it is false: nothing is left out
  let isNewestFirst = row.is_newest_first !== false;
  let [last, latest, pages] = [Infinity, row.read_until?.getTime() ?? 0, 0];
  const client = await workspaces.client(tenantId, true);
  for await (const page of client.records(module.slug, { newestFirst: true })) {
    pages += 1;
    const changed = page.filter((it) => {
      const at = Date.parse(it.updatedDateTime ?? '');
      if (!(at <= last)) isNewestFirst = false;
      last = at;
      if (at > latest) latest = at;
      return !(at < until);
    });
    await database.transaction((tx) => indexRecords(tx, tenantId, module, changed));
    if (isNewestFirst && last < until) break;
  }
  if (isWhole) await markGone(database, tenantId, module.moduleId, began);
  const { perDay } = await workspaces.quota(tenantId);
  const seconds = Math.min(longestSeconds, everySeconds * Math.max(1, pages) * (perDay <= smallPlan ? 10 : 1));
  await database.kysely
    .updateTable('module')
    .set({
      read_until: latest > 0 ? new Date(latest) : null,
      is_newest_first: isNewestFirst,
      changes_due_at: sql`greatest(changes_due_at, now() + make_interval(secs => ${seconds}))`,
    })
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', module.moduleId)
    .execute();
}
