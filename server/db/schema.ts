import type { ColumnType, Generated } from 'kysely';
import type { TakenFolder } from '../../contract/files.js';
import type { Instant, Json, Stamp } from './columns.js';
import type { AccessTables } from './schema-access.js';
import type { BookingTables } from './schema-booking.js';
import type { CalendarTables } from './schema-calendar.js';
import type { ChangeTables } from './schema-changes.js';
import type { FileTables } from './schema-files.js';
import type { FolderTables } from './schema-folders.js';
import type { MailTables } from './schema-mail.js';
import type { TrustTables } from './schema-trust.js';
import type { MeetingTables } from './schema-meeting.js';

/*
 * The tables, as Kysely sees them; migrations/ says the same in SQL. Every row of a customer's carries
 * tenant_id, and every query names it. Secrets are sealed (identity/seal.ts) before they come here.
 */
export interface Connection {
  tenant_id: string;
  object_id: string;
  user_principal_name: string;
  address: string;
  display_name: string;
  scopes: string;
  first_seen: Stamp;
  last_seen: Stamp;
}
export interface TokenCache {
  tenant_id: string;
  object_id: string;
  key_id: string;
  sealed: string;
  /** Graph scopes that came with it, with spaces. */
  scopes: ColumnType<string, string | undefined, string>;
  updated_at: Stamp;
}
export interface CoherenceConnection {
  tenant_id: string;
  workspace_name: string;
  base_url: string;
  app_url: string;
  key_id: string;
  sealed_key: string;
  second_key_id: ColumnType<string | null, string | null | undefined, string | null>;
  sealed_second_key: ColumnType<string | null, string | null | undefined, string | null>;
  /** 1: the one of the server's settings, 2: the one an administrator entered. */
  key_in_use: Generated<number>;
  dialect: 'o' | 'd' | 'l' | null;
  quota: Json<Record<string, unknown>>;
  indexed_at: Instant | null;
  updated_at: Stamp;
}
export interface Module {
  tenant_id: string;
  module_id: string;
  slug: string;
  singular: string;
  plural: string;
  role: string;
  /** What an administrator says it is for, whatever its name. */
  role_set: ColumnType<string | null, string | null | undefined, string | null>;
  is_enabled: boolean;
  fields: Json<unknown[]>;
  /** Up to when its changes were read, in Coherence's time. */
  read_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Whether Coherence gives its newest first when asked to; null: not seen yet. */
  is_newest_first: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
  /** When it is looked at for changes at the earliest. */
  changes_due_at: ColumnType<Date, Date | undefined, Date>;
}
export interface RecordIndex {
  tenant_id: string;
  module_id: string;
  record_id: string;
  display_name: string;
  code: string | null;
  link: string | null;
  owner_user_id: string | null;
  is_private: Generated<boolean>;
  /** Values of its team field. */
  teams: ColumnType<string[], string | undefined, string>;
  is_gone: Generated<boolean>;
  seen_at: Stamp;
  /** When it came into the index. */
  first_seen_at: Stamp;
}
export interface RecordAddress {
  tenant_id: string;
  address: string;
  module_id: string;
  record_id: string;
}
export interface RecordDomain {
  tenant_id: string;
  domain: string;
  module_id: string;
  record_id: string;
}
export interface Intent {
  id: string;
  tenant_id: string;
  module_id: string;
  natural_key: string;
  display_name: string;
  fields: Json<Record<string, string>>;
  created_by: string;
  /** Although Coherence warned that there is one like it. */
  is_wished_anyway: Generated<boolean>;
  state: string;
  record_id: string | null;
  problem: string | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_until: Instant | null;
  lease_by: string | null;
  created_at: Stamp;
  updated_at: Stamp;
}

export interface FilingTable {
  id: string;
  tenant_id: string;
  internet_message_id: string;
  module_id: string;
  record_id: string;
  state: string;
  reason: Json<{ kind: string; value: string }>;
  /** The filer, whose mailbox the bytes are read from and whose drive holds the folder. */
  object_id: string;
  filed_by_name: string;
  filed_at: Instant;
  mailbox: string;
  message_id: string;
  conversation_id: string | null;
  subject: string;
  from_name: string;
  from_address: string;
  received_at: Instant;
  category_state: string;
  record_check: string;
  notice: string | null;
  /** What the notice is about, as the catalogue knows it. */
  diagnosis: Json<Record<string, string> | null> | null;
  /** Counts up with each wish (file, unfile, retry); a job that read an older one has nothing to say. */
  generation: Generated<number>;
  is_working: boolean;
  lease_until: Instant | null;
  lease_by: string | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  updated_at: Stamp;
}
/** One wished file of a filing; `stored_file_id` once the bytes are in the folder. */
export interface FilingFile {
  id: string;
  tenant_id: string;
  filing_id: string;
  kind: string;
  attachment_id: string | null;
  name: string;
  size_bytes: number;
  state: string;
  problem: string | null;
  /** What the problem is, as the catalogue knows it. */
  diagnosis: Json<Record<string, string> | null> | null;
  stored_file_id: string | null;
  is_reused: Generated<boolean>;
  /** What a person decided for a file that is there already; null: nobody was asked. */
  if_there: ColumnType<IfThere | null, IfThere | null | undefined, IfThere | null>;
  /** The file it was decided about, or that is in the way. */
  there_drive_id: Optional;
  there_item_id: Optional;
  /** Of the file that is used instead of a copy. */
  there_web_url: Optional;
  /** The link that was made because the file lies with another record. */
  link_id: Optional;
  /** The folder that is in the way of the record's, as who brought the file may see it. */
  folder_taken: ColumnType<TakenFolder | null, string | null | undefined, string | null>;
  /** Who brought it, and from which copy of the mail, where that was not who filed. */
  object_id: Optional;
  message_id: Optional;
}
type Optional = ColumnType<string | null, string | null | undefined, string | null>;
export type IfThere = 'link' | 'version' | 'both';
/** A file in a record's folder; `upload_url` is kept sealed from before the first byte to the end. */
export interface StoredFile {
  id: string;
  tenant_id: string;
  folder_id: string;
  sha256: string;
  name: string;
  size_bytes: number;
  state: string;
  drive_id: string;
  item_id: string | null;
  web_url: string | null;
  sealed_upload: string | null;
  /** It stands where a foreign file stood, whose older version Microsoft keeps. */
  is_replacement: Generated<boolean>;
  updated_at: Stamp;
}

export interface AuditEntry {
  tenant_id: string;
  sequence: number;
  at: Instant;
  actor: string;
  action: string;
  target: string;
  detail: Json<Record<string, unknown>>;
  previous_hash: string;
  hash: string;
}

export interface Tables
  extends
    MailTables,
    FileTables,
    FolderTables,
    AccessTables,
    CalendarTables,
    ChangeTables,
    TrustTables,
    MeetingTables,
    BookingTables {
  connection: Connection;
  token_cache: TokenCache;
  audit_entry: AuditEntry;
  coherence_connection: CoherenceConnection;
  module: Module;
  record_index: RecordIndex;
  record_address: RecordAddress;
  record_domain: RecordDomain;
  intent: Intent;
  filing: FilingTable;
  filing_file: FilingFile;
  stored_file: StoredFile;
}
