import { sql } from 'kysely';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import { isAllowed } from '../../records/module-limits.js';
import { countTotal, openRun } from './folder-runs.js';

interface Needs {
  database: Database;
  queue: Pick<Queue, 'add'>;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
}
interface Found {
  tenant_id: string;
  module_id: string;
  object_id: string;
  record_ids: string[];
}
const mostAtOnce = 1000;

/**
 * Puts records into a run of their module by themselves: those that appeared in a chosen module after it was chosen, and,
 * where folders follow their records, those that have another name now. What failed waits for a person. Twice is once.
 */
export async function wishFolders({ database, queue, connections }: Needs): Promise<void> {
  for (const { tenant_id: tenantId, module_id, object_id, record_ids } of await findWishes(database)) {
    const name = (await connections.find(tenantId, object_id))?.name ?? '';
    await database.transaction(async (tx) => {
      const run = await openRun(tx, tenantId, module_id, { kind: 'automatic', objectId: object_id, name });
      await sql`insert into folder_run_item (run_id, tenant_id, record_id, position)
        select ${run.id}, ${tenantId}, t.id, t.n + (select coalesce(max(position), 0) from folder_run_item where run_id = ${run.id})
        from unnest(${record_ids}::text[]) with ordinality as t (id, n)
        on conflict (run_id, record_id) do update set state = 'waiting', attempts = 0, code = null, reason = null
          where folder_run_item.state <> 'waiting'`.execute(tx);
      await countTotal(tx, run.id);
      await queue.add('make-folders', { tenantId, runId: run.id }, { key: run.id, tx });
    });
  }
}

async function findWishes(database: Database): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select tenant_id, module_id, object_id, array_agg(record_id order by display_name) as record_ids from (
      select s.tenant_id, s.object_id, r.module_id, r.record_id, r.display_name
      from file_setting s
      join record_index r on r.tenant_id = s.tenant_id and not r.is_gone
      join module m on m.tenant_id = r.tenant_id and m.module_id = r.module_id and m.is_enabled
      left join record_folder f on f.tenant_id = r.tenant_id and f.module_id = r.module_id and f.record_id = r.record_id and f.object_id = ''
      where (s.auto_modules <> '{}' or s.rename_with_record)
        and ((f.id is null and jsonb_exists(s.auto_modules, r.module_id)
              and r.first_seen_at > (s.auto_modules ->> r.module_id)::timestamptz)
          or (s.rename_with_record and f.state = 'there' and f.record_name <> '' and f.record_name <> r.display_name))
        and ${isAllowed(sql.ref('r.tenant_id'), sql.ref('r.module_id'), 'files')}
        and not exists (select 1 from folder_run_item i join folder_run n on n.id = i.run_id
          where n.tenant_id = r.tenant_id and n.module_id = r.module_id and i.record_id = r.record_id
            and (i.state in ('failed', 'asking') or (i.state = 'waiting' and n.state in ('running', 'paused'))))
      limit ${mostAtOnce}) as wished
    group by tenant_id, module_id, object_id`.execute(database.kysely);
  return rows;
}

/** Modules with new records that get a folder, or with folders that take the name of their record or follow its owner and team. */
export async function waitingModules({ kysely }: Database): Promise<{ tenantId: string; moduleId: string }[]> {
  const { rows } = await sql<{ tenantId: string; moduleId: string }>`
    select m.tenant_id as "tenantId", m.module_id as "moduleId" from module m
    left join file_setting s on s.tenant_id = m.tenant_id
    where m.is_enabled and (jsonb_exists(s.auto_modules, m.module_id)
      or exists (select 1 from record_folder f left join access_plan p on p.folder_id = f.id
        where f.tenant_id = m.tenant_id and f.module_id = m.module_id and f.state = 'there'
          and (p.is_followed or (s.rename_with_record and f.object_id = ''))))`.execute(kysely);
  return rows;
}

/** Runs with work left that nobody is at: a crash, or a wait that is over. */
export const lostRuns = (database: Database) =>
  database.kysely
    .selectFrom('folder_run')
    .select(['tenant_id', 'id'])
    .where('state', '=', 'running')
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .limit(100)
    .execute();
