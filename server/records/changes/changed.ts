import { sql } from 'kysely';
import type { Database, Sql } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';

export interface ModuleRef {
  tenantId: string;
  moduleId: string;
}
/** Instead of an id: whatever changed in the module. */
export const anyRecord = '';

/** Notes that records are to be read again. Told while it is read, it is read once more. */
export async function noteChanged(on: Sql, { tenantId, moduleId }: ModuleRef, recordIds: string[]): Promise<void> {
  await sql`insert into changed_record (tenant_id, module_id, record_id)
    select ${tenantId}, ${moduleId}, t.id from unnest(${recordIds}::text[]) as t (id)
    on conflict (tenant_id, module_id, record_id) do update set told_at = now(), due_at = now()`.execute(on);
}

export const queueChanges = (queue: Pick<Queue, 'add'>, it: ModuleRef): Promise<void> =>
  queue.add('read-changes', it, { key: `${it.tenantId} ${it.moduleId}` });

/** Modules with something to read that may be read now: told of, asked for by the clock, or left by a crash. */
export async function queueDueChanges({ database, queue }: { database: Database; queue: Queue }): Promise<void> {
  const waiting = await database.kysely
    .selectFrom('changed_record')
    .select(['tenant_id as tenantId', 'module_id as moduleId'])
    .distinct()
    .where('due_at', '<=', sql<Date>`now()`)
    .limit(200)
    .execute();
  for (const it of waiting) await queueChanges(queue, it);
}

/**
 * Asks for a look at modules for which somebody waits, where their time has come. Coherence that tells of changes by itself is looked at too, five
 * times less often: what it tells can get lost.
 */
export async function lookForChanges(database: Database, modules: ModuleRef[], everySeconds: number): Promise<void> {
  if (modules.length === 0) return;
  const [tenants, ids] = [modules.map((it) => it.tenantId), modules.map((it) => it.moduleId)];
  await sql`
    with due as (
      update module m set changes_due_at = now() + make_interval(secs => ${everySeconds}
        * case when exists (select 1 from coherence_webhook w where w.tenant_id = m.tenant_id and w.state = 'listening') then 5 else 1 end)
      from unnest(${tenants}::text[], ${ids}::text[]) as t (tenant_id, module_id)
      where m.tenant_id = t.tenant_id and m.module_id = t.module_id and m.is_enabled and m.changes_due_at <= now()
      returning m.tenant_id, m.module_id)
    insert into changed_record (tenant_id, module_id, record_id) select tenant_id, module_id, ${anyRecord} from due
    on conflict (tenant_id, module_id, record_id) do nothing`.execute(database.kysely);
}
