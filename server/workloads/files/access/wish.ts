import { sql, type SqlBool } from 'kysely';
import type { Database, Sql } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { AccessWish } from '../../../db/schema-access.js';
import { factsKey } from './folders.js';

interface Wish {
  tenantId: string;
  wish: AccessWish;
  /** Object id of who wishes it, `record` or `schedule`. */
  by: string;
  confirmed?: string[];
}

/** Writes down what is wished of a folder's access, over whatever was wished before. Whoever is at work sees it before the next step. */
export async function wishAccess(on: Sql, folderId: string, { tenantId, wish, by, confirmed }: Wish): Promise<void> {
  const values = {
    wish,
    wished_by: by,
    confirmed: confirmed ? JSON.stringify(confirmed) : null,
    attempts: 0,
    next_attempt_at: null,
    problem: null,
    updated_at: new Date(),
  };
  await on
    .insertInto('access_plan')
    .values({ folder_id: folderId, tenant_id: tenantId, ...values })
    .onConflict((oc) => oc.column('folder_id').doUpdateSet({ ...values, generation: sql`access_plan.generation + 1` }))
    .execute();
}
export const queueAccess = (queue: Queue, tenantId: string, folderId: string): Promise<void> =>
  queue.add('settle-access', { tenantId, folderId }, { key: folderId });

/**
 * Asks for a look at every folder of an organisation that nobody is at. With `repairs`, folders that follow their record are brought back to
 * it; the others are only looked at, because nobody agreed yet to what would change there.
 */
export async function wishForAll(on: Sql, tenantId: string, by: string, repairs: boolean): Promise<number> {
  const { rows } = await sql`
    insert into access_plan (folder_id, tenant_id, wish, wished_by)
    select f.id, f.tenant_id, 'check', ${by} from record_folder f
      join record_index r on r.tenant_id = f.tenant_id and r.module_id = f.module_id and r.record_id = f.record_id and not r.is_gone
      where f.tenant_id = ${tenantId} and f.state = 'there'
    on conflict (folder_id) do update set wish = case when ${repairs} and access_plan.is_followed then 'repair' else 'check' end,
      wished_by = excluded.wished_by, confirmed = null, attempts = 0, next_attempt_at = null, generation = access_plan.generation + 1
      where access_plan.wish is null
    returning folder_id`.execute(on);
  return rows.length;
}

/**
 * What the clock and the records ask for: folders whose record has another owner, team or privacy than when they were last brought to it,
 * organisations whose time has come, and whatever has work left that nobody is at.
 */
export async function queueDueAccess({ database, queue }: { database: Database; queue: Queue }): Promise<void> {
  await followChangedRecords(database);
  for (const { tenant_id, repairs } of await dueSchedules(database))
    await beginRun(database, tenant_id, 'schedule', repairs);
  const waiting = await database.kysely
    .selectFrom('access_plan')
    .select(['tenant_id', 'folder_id'])
    .where('wish', 'is not', null)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .limit(200)
    .execute();
  for (const it of waiting) await queueAccess(queue, it.tenant_id, it.folder_id);
}

async function followChangedRecords({ kysely }: Database): Promise<void> {
  await sql`
    update access_plan p set wish = 'follow', wished_by = 'record', confirmed = null, attempts = 0, next_attempt_at = null,
      generation = p.generation + 1
    from record_folder f join record_index r on r.tenant_id = f.tenant_id and r.module_id = f.module_id and r.record_id = f.record_id
    where p.folder_id = f.id and f.state = 'there' and p.is_followed and p.wish is null and not r.is_gone
      and p.facts <> ${factsKey}`.execute(kysely);
}
const dueSchedules = ({ kysely }: Database) =>
  kysely
    .selectFrom('access_schedule')
    .select(['tenant_id', 'repairs'])
    .where('every', '<>', 'off')
    .where(sql<SqlBool>`next_run_at <= now()`)
    .execute();

/** Begins a look at all folders; of several processes at once, one does. */
export async function beginRun(database: Database, tenantId: string, by: string, repairs: boolean): Promise<number> {
  return database.transaction(async (tx) => {
    const isOfClock = by === 'schedule';
    const taken = await tx
      .insertInto('access_schedule')
      .values({
        tenant_id: tenantId,
        every: 'off',
        repairs: false,
        run_began_at: new Date(),
        updated_by: by,
        next_run_at: null,
      })
      .onConflict((oc) =>
        oc
          .column('tenant_id')
          .doUpdateSet({
            run_began_at: sql`now()`,
            next_run_at: sql`case access_schedule.every when 'daily' then now() + interval '1 day' when 'weekly' then now() + interval '7 days' end`,
          })
          .where(isOfClock ? sql<SqlBool>`access_schedule.next_run_at <= now()` : sql<SqlBool>`true`),
      )
      .returning('tenant_id')
      .executeTakeFirst();
    if (!taken) return 0;
    await wishForAll(tx, tenantId, by, repairs);
    const { total } = await tx
      .selectFrom('access_plan')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .where('tenant_id', '=', tenantId)
      .where('wish', 'is not', null)
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('access_schedule')
      .set({ run_total: Number(total), run_began_at: sql`now()` })
      .where('tenant_id', '=', tenantId)
      .execute();
    return Number(total);
  });
}
