import { sql, type SqlBool } from 'kysely';
import type { AccessSchedule, DriftFilter, DriftPage, DriftRow } from '../../../../contract/access.js';
import type { Body } from '../../../../contract/api.js';
import { now } from '../../../base/clock.js';
import type { Principal } from '../../../base/principal.js';
import { requireAdministrator } from '../../../identity/administrators.js';
import { keyOf } from '../../../records/view.js';
import { toCsv } from './csv.js';
import type { AccessNeeds } from './needs.js';
import type { AccessView } from './show.js';
import { beginRun, queueAccess, queueDueAccess, wishAccess } from './wish.js';

type Wish = DriftFilter & { after?: string | undefined };
const pageSize = 50;
const mostRows = 5_000;

/** Folders whose access differs from their record, as they were last looked at; for administrators. */
export async function driftPage(needs: AccessNeeds, viewer: Principal, wish: Wish): Promise<DriftPage> {
  await requireAdministrator(needs, viewer);
  const { tenantId } = viewer;
  const seenAt = now();
  const [rows, counts, plan] = await Promise.all([
    readRows(needs, tenantId, wish, pageSize + 1),
    countFolders(needs, tenantId),
    readSchedule(needs, tenantId),
  ]);
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    rows: shown.map((it) => it.row),
    seenAt: seenAt.toISOString(),
    counts,
    schedule: plan.schedule,
    ...(plan.run ? { run: { ...plan.run, isOver: plan.run.done >= plan.run.total } } : {}),
    ...(rows.length > pageSize && last ? { next: last.place } : {}),
  };
}

/** The same as a table for a spreadsheet, one line for each finding. */
export async function driftTable(needs: AccessNeeds, viewer: Principal, filter: DriftFilter): Promise<string> {
  await requireAdministrator(needs, viewer);
  const rows = await readRows(needs, viewer.tenantId, filter, mostRows);
  return toCsv(rows.map((it) => it.row));
}

export async function checkAll(needs: AccessNeeds, principal: Principal): Promise<{ total: number }> {
  await requireAdministrator(needs, principal);
  const total = await beginRun(needs.database, principal.tenantId, principal.objectId, false);
  await queueDueAccess(needs);
  return { total };
}

/** Wishes for each folder exactly the changes that stood on the page at `seenAt`. */
export async function repairDrift(
  needs: AccessNeeds,
  principal: Principal,
  { folders, seenAt }: Body<'POST /access/drift/repair'>,
): Promise<{ folders: number }> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  let query = needs.database.kysely
    .selectFrom('access_plan')
    .select(['folder_id', 'view'])
    .where('tenant_id', '=', tenantId)
    .where('state', 'in', ['drift', 'changed'])
    .where('wish', 'is', null)
    .where('checked_at', '<=', new Date(seenAt));
  if (folders) query = query.where('folder_id', 'in', ['', ...folders]);
  const found = (await query.limit(mostRows).execute()).flatMap(({ folder_id, view }) => {
    const changes = (view as AccessView | null)?.repair.map((it) => it.key) ?? [];
    return changes.length > 0 ? [{ id: folder_id, changes }] : [];
  });
  await needs.database.transaction(async (tx) => {
    for (const { id, changes } of found)
      await wishAccess(tx, id, { tenantId, wish: 'repair', by: objectId, confirmed: changes });
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'access.repair_asked',
      target: folders ? 'some' : 'all',
      detail: { folders: found.length, changes: found.reduce((sum, it) => sum + it.changes.length, 0) },
    });
  });
  for (const { id } of found.slice(0, 200)) await queueAccess(needs.queue, tenantId, id); // the sweep takes the rest
  return { folders: found.length };
}

export async function keepSchedule(
  needs: AccessNeeds,
  principal: Principal,
  { every, repairs }: Body<'PUT /access/schedule'>,
): Promise<AccessSchedule> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  const next = every === 'off' ? null : sql<Date>`now() + ${every === 'daily' ? '1 day' : '7 days'}::interval`;
  const values = { every, repairs, next_run_at: next as unknown as Date | null, updated_by: objectId };
  await needs.database.transaction(async (tx) => {
    await tx
      .insertInto('access_schedule')
      .values({ tenant_id: tenantId, run_began_at: null, ...values })
      .onConflict((oc) => oc.column('tenant_id').doUpdateSet({ ...values, updated_at: sql`now()` }))
      .execute();
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'access.schedule_kept',
      target: 'schedule',
      detail: { every, repairs },
    });
  });
  return (await readSchedule(needs, tenantId)).schedule;
}

async function readRows(
  { database: { kysely }, records }: AccessNeeds,
  tenantId: string,
  { text, show = 'drift', after }: Wish,
  limit: number,
): Promise<{ row: DriftRow; place: string }[]> {
  const name = sql<string>`lower(r.display_name)`;
  let query = kysely
    .selectFrom('access_plan as p')
    .innerJoin('record_folder as f', 'f.id', 'p.folder_id')
    .innerJoin('record_index as r', (join) =>
      join
        .onRef('r.tenant_id', '=', 'f.tenant_id')
        .onRef('r.module_id', '=', 'f.module_id')
        .onRef('r.record_id', '=', 'f.record_id'),
    )
    .selectAll('p')
    .select(['f.module_id', 'f.record_id', 'f.web_url', name.as('name')])
    .where('p.tenant_id', '=', tenantId)
    .where('r.is_gone', '=', false)
    .where('f.state', '=', 'there')
    .orderBy(name)
    .orderBy('p.folder_id')
    .limit(limit);
  const drifting = sql<SqlBool>`(p.more > 0 or p.less > 0)`;
  if (show === 'drift') query = query.where((eb) => eb.or([drifting, eb('p.state', '=', 'problem')]));
  if (show === 'more') query = query.where('p.more', '>', 0);
  if (show === 'less') query = query.where('p.less', '>', 0);
  if (show === 'problem') query = query.where('p.state', '=', 'problem');
  if (text)
    query = query.where(
      sql<SqlBool>`(${name} like ${`%${escaped(text)}%`} or lower(p.view::text) like ${`%${escaped(text)}%`})`,
    );
  if (after) {
    const { name: from, id } = readPlace(after);
    query = query.where(sql<SqlBool>`(lower(r.display_name), p.folder_id) > (${from}, ${id})`);
  }
  const rows = await query.execute();
  const refs = rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  const views = await records.views(kysely, tenantId, refs);
  return rows.flatMap((it) => {
    const record = views.get(keyOf({ moduleId: it.module_id, recordId: it.record_id }));
    if (!record) return [];
    const view = it.view as AccessView | null;
    return [
      {
        place: JSON.stringify([it.name, it.folder_id]),
        row: {
          folder: it.folder_id,
          record,
          webUrl: it.web_url,
          state: it.state,
          isWorking: it.wish !== null,
          isFollowed: it.is_followed,
          more: view?.more ?? [],
          less: view?.less ?? [],
          repair: view?.repair ?? [],
          ...(it.problem ? { problem: it.problem } : {}),
          ...(it.checked_at ? { checkedAt: new Date(it.checked_at).toISOString() } : {}),
        },
      },
    ];
  });
}
const escaped = (text: string) => text.toLowerCase().replace(/[\\%_]/g, (it) => `\\${it}`);
function readPlace(text: string): { name: string; id: string } {
  try {
    const [name, id] = JSON.parse(text) as unknown[];
    return { name: String(name), id: String(id) };
  } catch {
    return { name: '', id: '' };
  }
}

async function countFolders({ database: { kysely } }: AccessNeeds, tenantId: string): Promise<DriftPage['counts']> {
  const { rows } = await sql<Record<keyof DriftPage['counts'], number>>`
    select count(*)::int as folders, count(p.checked_at)::int as checked,
      (count(*) filter (where p.more > 0 or p.less > 0))::int as drifting,
      coalesce(sum(p.more), 0)::int as more, coalesce(sum(p.less), 0)::int as less,
      (count(*) filter (where p.state = 'problem'))::int as problems, (count(*) filter (where p.wish is not null))::int as working
    from record_folder f join record_index r on r.tenant_id = f.tenant_id and r.module_id = f.module_id and r.record_id = f.record_id
    left join access_plan p on p.folder_id = f.id
    where f.tenant_id = ${tenantId} and f.state = 'there' and not r.is_gone`.execute(kysely);
  return rows[0] ?? { folders: 0, checked: 0, drifting: 0, more: 0, less: 0, problems: 0, working: 0 };
}

async function readSchedule({ database: { kysely } }: AccessNeeds, tenantId: string) {
  const row = await kysely
    .selectFrom('access_schedule')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  const schedule: AccessSchedule = {
    every: row?.every ?? 'off',
    repairs: row?.repairs ?? false,
    ...(row?.next_run_at ? { nextRunAt: new Date(row.next_run_at).toISOString() } : {}),
  };
  if (!row?.run_began_at) return { schedule };
  const { done } = await kysely
    .selectFrom('access_plan')
    .select((eb) => eb.fn.countAll<number>().as('done'))
    .where('tenant_id', '=', tenantId)
    .where('checked_at', '>=', row.run_began_at)
    .executeTakeFirstOrThrow();
  const run = {
    beganAt: new Date(row.run_began_at).toISOString(),
    total: row.run_total,
    done: Math.min(Number(done), row.run_total),
  };
  return { schedule, run };
}
