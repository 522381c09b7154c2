import { sql } from 'kysely';
import type { Reply } from '../../contract/api.js';
import type { AuditEntryView, AuditFilter } from '../../contract/admin.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { requireAdministrator } from '../identity/administrators.js';
import { toTable } from './table.js';
import type { AdministrationNeeds } from './needs.js';

const pageSize = 50;
const mostRows = 20_000;

interface Row {
  id: string;
  kind: AuditEntryView['kind'];
  at: Date;
  actor: string;
  actor_name: string | null;
  action: string;
  target: string;
  service: AuditEntryView['service'] | null;
  status: number | null;
  duration_ms: number | null;
  request_id: string | null;
  detail: Record<string, unknown>;
}
type Wish = AuditFilter & { after?: string | undefined };

/** Both chains as one list, newest first, a page at a time. Names of people are looked up, never kept. */
async function readRows({ kysely }: Database, tenantId: string, wish: Wish, limit: number): Promise<Row[]> {
  const { kind, actor, words, fromDateTime, toDateTime, after } = wish;
  const [at, place] = after?.split('~') ?? [];
  const like = words && `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<Row>`
    select e.*, c.display_name as actor_name from (
      select 'change ' || sequence as id, 'change' as kind, at, actor, action, target, null as service, null::integer as status,
        null::integer as duration_ms, null as request_id, detail
      from audit_entry where tenant_id = ${tenantId}
      union all
      select 'activity ' || sequence, kind, at, actor, trim(method || ' ' || path), target, service, status, duration_ms, request_id, detail
      from activity where tenant_id = ${tenantId}
    ) e left join connection c on c.tenant_id = ${tenantId} and c.object_id = e.actor
    where (${kind ?? null}::text is null or e.kind = ${kind ?? null})
      and (${actor ?? null}::text is null or e.actor = ${actor ?? null})
      and (${like ?? null}::text is null or e.action ilike ${like ?? null} or e.target ilike ${like ?? null})
      and (${fromDateTime ?? null}::timestamptz is null or e.at >= ${fromDateTime ?? null}::timestamptz)
      and (${toDateTime ?? null}::timestamptz is null or e.at < ${toDateTime ?? null}::timestamptz)
      and (${at ?? null}::timestamptz is null or (date_trunc('milliseconds', e.at), e.id) < (${at ?? null}::timestamptz, ${place ?? ''}))
    order by date_trunc('milliseconds', e.at) desc, e.id desc limit ${limit}`.execute(kysely);
  return rows;
}

type Plain = string | number | boolean;
function view(it: Row): AuditEntryView {
  const { changes = {}, ...detail } = it.detail as { changes?: Record<string, { before?: Plain; after?: Plain }> };
  return {
    id: it.id,
    kind: it.kind,
    dateTime: new Date(it.at).toISOString(),
    actor: { id: it.actor, ...(it.actor_name ? { name: it.actor_name } : {}) },
    action: it.action,
    target: it.target,
    ...(it.service ? { service: it.service } : {}),
    ...(it.status ? { status: it.status } : {}),
    ...(it.duration_ms === null ? {} : { durationMs: it.duration_ms }),
    ...(it.request_id ? { requestId: it.request_id } : {}),
    detail,
    changes: Object.entries(changes).map(([name, change]) => ({ name, ...change })),
  };
}

/** A place to go on from: time and id of the last row. Anything else is as if it were the beginning. */
const isPlace = (text: string): boolean =>
  /^\d{4}-[\dT:.-]+Z~(change|activity) \d+$/.test(text) && !Number.isNaN(Date.parse(text.split('~')[0] ?? ''));

export async function auditPage(
  needs: AdministrationNeeds,
  viewer: Principal,
  { after, ...filter }: Wish,
): Promise<Reply<'POST /admin/audit'>> {
  await requireAdministrator(needs, viewer);
  const { database } = needs;
  await needs.activity.flush(); // what was just done is seen at once
  const place = after && isPlace(after) ? { after } : {};
  const [rows, people] = await Promise.all([
    readRows(database, viewer.tenantId, { ...filter, ...place }, pageSize + 1),
    database.kysely
      .selectFrom('connection')
      .select(['object_id as id', 'display_name as name'])
      .where('tenant_id', '=', viewer.tenantId)
      .orderBy('display_name')
      .limit(500)
      .execute(),
  ]);
  const entries = rows.slice(0, pageSize).map(view);
  const last = entries.at(-1);
  return { entries, people, ...(rows.length > pageSize && last ? { next: `${last.dateTime}~${last.id}` } : {}) };
}

const head = [
  'When (UTC)',
  'Kind',
  'Who',
  'Name',
  'What',
  'About',
  'Service',
  'Status',
  'Milliseconds',
  'Request id',
  'Details',
  'Changes',
];

export async function auditTable(needs: AdministrationNeeds, viewer: Principal, filter: AuditFilter): Promise<string> {
  await requireAdministrator(needs, viewer);
  await needs.activity.flush();
  const rows = await readRows(needs.database, viewer.tenantId, filter, mostRows);
  return toTable(
    head,
    rows.map(view).map((it) => [
      it.dateTime,
      it.kind,
      it.actor.id,
      it.actor.name ?? '',
      it.action,
      it.target,
      it.service ?? '',
      it.status ?? '',
      it.durationMs ?? '',
      it.requestId ?? '',
      Object.entries(it.detail)
        .map(([name, value]) => `${name}=${value}`)
        .join('; '),
      it.changes.map(({ name, before = '', after = '' }) => `${name}: ${before} -> ${after}`).join('; '),
    ]),
  );
}
