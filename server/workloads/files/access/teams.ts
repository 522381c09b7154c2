import type { Selectable } from 'kysely';
import type { Database } from '../../../db/database.js';
import type { TeamMapping } from '../../../db/schema-access.js';
import type { AccessSettings, CoherenceUser, Mapping } from './wished.js';

/** Mapping, users and settings of an organisation, as the access of all its records is worked out from. */
export interface Organisation {
  mappings: Mapping[];
  users: CoherenceUser[];
  settings: AccessSettings;
  /** Who chose the organisation's root; acts where a folder is nobody's own. */
  rootHolder?: string;
}

export async function readOrganisation({ kysely }: Pick<Database, 'kysely'>, tenantId: string): Promise<Organisation> {
  const [rows, users, setting] = await Promise.all([
    kysely.selectFrom('team_mapping').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute(),
    kysely.selectFrom('coherence_user').selectAll().where('tenant_id', '=', tenantId).execute(),
    kysely
      .selectFrom('file_setting')
      .select(['sharing', 'allow_anonymous', 'object_id'])
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst(),
  ]);
  return {
    mappings: rows.map(toMapping),
    users: users.map((it) => ({
      userId: it.user_id,
      name: it.name,
      address: it.address,
      role: it.role,
      isActive: it.is_active,
    })),
    settings: { sharing: setting?.sharing ?? 'write', allowAnonymous: setting?.allow_anonymous ?? false },
    ...(setting ? { rootHolder: setting.object_id } : {}),
  };
}

export function toMapping({ source_kind, source_id, grantee, role }: Selectable<TeamMapping>): Mapping {
  return { source: sourceOf(source_kind, source_id), to: grantee, role };
}
function sourceOf(kind: TeamMapping['source_kind'], id: string): Mapping['source'] {
  switch (kind) {
    case 'user':
      return { kind, userId: id };
    case 'team':
      return { kind, name: id };
    case 'module':
      return { kind, moduleId: id };
    case 'administrators':
      return { kind };
  }
}
