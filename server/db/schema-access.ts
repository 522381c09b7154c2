import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';

/** A user of the workspace, where Coherence tells them. */
export interface CoherenceUserTable {
  tenant_id: string;
  user_id: string;
  name: string;
  address: string;
  role: string;
  is_active: boolean;
}
export interface StoredGrantee {
  kind: 'person' | 'group';
  id?: string;
  address?: string;
  name: string;
}
/** Who in Microsoft 365 stands for a user, a team, a module or the administrators of Coherence. */
export interface TeamMapping {
  id: string;
  tenant_id: string;
  source_kind: 'user' | 'team' | 'module' | 'administrators';
  /** User id, name of the team, module id; empty for the administrators. */
  source_id: string;
  grantee_key: string;
  grantee: Json<StoredGrantee>;
  role: 'default' | 'read' | 'write';
  updated_by: string;
  updated_at: Stamp;
}
/** How access to the folder of a record stands, and what is wished of it. */
export interface AccessPlan {
  folder_id: string;
  tenant_id: string;
  /** Applied once by a person; from then on it follows its record. */
  is_followed: Generated<boolean>;
  wish: ColumnType<AccessWish | null, AccessWish | null | undefined, AccessWish | null>;
  /** Counts up with each wish; a run that read an older one has nothing to say. */
  generation: Generated<number>;
  /** Object id of who wished it; `record` where the record changed, `schedule` where the clock did. */
  wished_by: string | null;
  /** Steps by name that a person looked at; null: whatever the record asks for. */
  confirmed: ColumnType<string[] | null, string | null | undefined, string | null>;
  /** What the record's access came from when it was last followed. */
  facts: Generated<string>;
  state: ColumnType<AccessState, AccessState | undefined, AccessState>;
  /** What was found when the folder was last looked at (FolderAccess of the contract). */
  view: ColumnType<unknown, string | null | undefined, string | null>;
  more: Generated<number>;
  less: Generated<number>;
  problem: string | null;
  checked_at: Instant | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_by: string | null;
  lease_until: Instant | null;
  updated_at: Stamp;
}
export type AccessWish = 'check' | 'follow' | 'repair' | 'stop';
/** `changed`: something was different from what the person had agreed to, so nothing was done. */
export type AccessState = 'unknown' | 'even' | 'drift' | 'changed' | 'problem';
/** A permission we gave on a folder, or one we are about to take away (`key` then begins with "permission"). */
export interface AccessGrant {
  folder_id: string;
  tenant_id: string;
  key: string;
  grantee: Json<StoredGrantee>;
  role: 'read' | 'write';
  before_role: 'read' | 'write' | null;
  because: string;
  /** `again`: there now, about to be taken away to be given anew once the folder is cut off. */
  state: 'giving' | 'held' | 'ending' | 'again';
  permission_id: string | null;
  given_by: string;
  updated_at: Stamp;
}
/** When the folders of an organisation are looked at by themselves, and how the last look went. */
export interface AccessSchedule {
  tenant_id: string;
  every: 'off' | 'daily' | 'weekly';
  /** Whether what is found is repaired at once. */
  repairs: boolean;
  next_run_at: Instant | null;
  run_began_at: Instant | null;
  run_total: Generated<number>;
  updated_by: string;
  updated_at: Stamp;
}

export interface AccessTables {
  coherence_user: CoherenceUserTable;
  team_mapping: TeamMapping;
  access_plan: AccessPlan;
  access_grant: AccessGrant;
  access_schedule: AccessSchedule;
}
