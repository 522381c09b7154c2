import { sql } from 'kysely';
import type { RecordRef, RecordView } from '../../contract/api.js';
import type { Sql } from '../db/database.js';
import type { ModuleRow, Workspaces } from './workspaces.js';

export interface StoredRef {
  moduleId: string;
  recordId: string;
}
export const keyOf = ({ moduleId, recordId }: StoredRef): string => `${moduleId} ${recordId}`;

export interface Views {
  /** Records by our own keys; one whose module people may not see is left out. */
  of(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
  from(
    module: ModuleRow,
    appUrl: string,
    record: { id: string; displayName: string; link?: string | null },
  ): RecordView;
}

export function createViews(publicUrl: string, workspaces: Workspaces): Views {
  const views: Views = {
    from: (module, appUrl, { id, displayName, link }) => ({
      module: module.slug,
      id,
      moduleName: module.singular,
      displayName: displayName || '(no name)',
      url: `${publicUrl}/record/${encodeURIComponent(module.slug)}/${encodeURIComponent(id)}`,
      coherenceUrl: link
        ? /^https:/.test(link)
          ? link
          : `${appUrl}${link}`
        : `${appUrl}/${encodeURIComponent(module.slug)}/${encodeURIComponent(id)}`,
    }),
    async of(on, tenantId, refs) {
      if (refs.length === 0) return new Map();
      const [modules, appUrl] = await Promise.all([workspaces.modules(tenantId), workspaces.appUrl(tenantId)]);
      const { rows } = await sql<{ module_id: string; record_id: string; display_name: string; link: string | null }>`
        select r.module_id, r.record_id, r.display_name, r.link from record_index r
        join unnest(${refs.map((it) => it.moduleId)}::text[], ${refs.map((it) => it.recordId)}::text[]) as t (module_id, record_id) on r.module_id = t.module_id and r.record_id = t.record_id where r.tenant_id = ${tenantId}`.execute(
        on,
      );
      const found = rows.flatMap((it) => {
        const module = modules.find((m) => m.moduleId === it.module_id);
        return module
          ? [
              [
                keyOf({ moduleId: it.module_id, recordId: it.record_id }),
                views.from(module, appUrl, { id: it.record_id, displayName: it.display_name, link: it.link }),
              ] as const,
            ]
          : [];
      });
      return new Map(found);
    },
  };
  return views;
}

/** Our keys of a record named on the wire; throws `not_found` for a module people may not see. */
export const storedRef = async (
  workspaces: Workspaces,
  tenantId: string,
  ref: RecordRef,
): Promise<StoredRef & { module: ModuleRow }> => {
  const module = await workspaces.module(tenantId, ref.module);
  return { moduleId: module.moduleId, recordId: ref.id, module };
};
