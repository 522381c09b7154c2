import type { Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';
import type { Visibility } from './schema-mail.js';

/** What was asked and answered: by people of us, and by us of Microsoft and Coherence (audit/activity.ts). */
export interface ActivityTable {
  tenant_id: string;
  sequence: number;
  at: Instant;
  kind: string;
  actor: string;
  service: string;
  method: string;
  path: string;
  status: number;
  duration_ms: number;
  request_id: string;
  target: string;
  detail: Json<Record<string, unknown>>;
  previous_hash: string;
  hash: string;
}
/** Where each chain of a tenant begins and ends, signed with the server's key (audit/chain.ts). */
export interface AuditHead {
  tenant_id: string;
  chain: 'changes' | 'activity';
  first_sequence: number;
  first_hash: string;
  last_sequence: number;
  last_hash: string;
  /** Empty where the signature was not ours when somebody wrote on. */
  key_id: string;
  mac: string;
  updated_at: Stamp;
}
/** How long the audit is kept; no row means 90 days. */
export interface AuditSetting {
  tenant_id: string;
  /** Null: for ever. */
  retention_days: number | null;
  updated_by: string;
  updated_at: Stamp;
}
/** What administrators decided for one module of Coherence: what may come to its records, and who sees how much of it there. */
export interface ModuleLimits {
  mail: boolean;
  meetings: boolean;
  files: boolean;
  /** Without them the organisation's hold. */
  floor?: Visibility;
  ceiling?: Visibility;
}
/** What administrators decided for everybody; no row means what the product proposes. */
export interface PolicyTable {
  tenant_id: string;
  policy: Json<Record<string, unknown>>;
  version: Generated<number>;
  updated_by: string;
  updated_at: Stamp;
}
/** An export or erasure of personal data: what was found and what was done, by a keyed hash of who it was about. */
export interface PrivacyRequest {
  id: string;
  tenant_id: string;
  kind: 'export' | 'erasure';
  subject_kind: 'address' | 'user';
  subject_hash: string;
  asked_by: string;
  state: 'previewed' | 'done';
  counts: Json<Record<string, number>>;
  proof: Json<Record<string, unknown> | null> | null;
  created_at: Stamp;
  done_at: Instant | null;
}
/** Salted hashes of addresses and names that were erased: what has them is not taken in again. */
export interface SuppressionTable {
  tenant_id: string;
  salt: string;
  address_hash: string;
  created_at: Stamp;
}

export interface TrustTables {
  activity: ActivityTable;
  audit_head: AuditHead;
  audit_setting: AuditSetting;
  policy: PolicyTable;
  privacy_request: PrivacyRequest;
  suppression: SuppressionTable;
}
