import type { Sql } from '../../db/database.js';
import type { FolderOf } from './names-for.js';

export type NamedRecord = FolderOf;

/** Records of a module as their folders are named after them, by id; those that are gone or hidden are left out. */
export async function namedRecords(
  on: Sql,
  tenantId: string,
  moduleId: string,
  recordIds: string[],
): Promise<Map<string, NamedRecord>> {
  const rows = await on
    .selectFrom('record_index as r')
    .innerJoin('module as m', (join) =>
      join.onRef('m.tenant_id', '=', 'r.tenant_id').onRef('m.module_id', '=', 'r.module_id'),
    )
    .select(['r.record_id', 'r.display_name', 'r.code', 'm.plural'])
    .where('r.tenant_id', '=', tenantId)
    .where('r.module_id', '=', moduleId)
    .where('r.record_id', 'in', ['', ...recordIds])
    .where('r.is_gone', '=', false)
    .where('m.is_enabled', '=', true)
    .execute();
  return new Map(
    rows.map((it) => [
      it.record_id,
      {
        tenantId,
        moduleId,
        recordId: it.record_id,
        moduleName: it.plural,
        recordName: it.display_name,
        code: it.code ?? '',
      },
    ]),
  );
}
