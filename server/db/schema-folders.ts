import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';
import type { TakenFolder } from '../../contract/files.js';
import type { Diagnosis } from './schema-mail.js';

/** Where the organisation keeps files of records, and what happens to them; one row per tenant, none before the first save. */
export interface FileSetting {
  tenant_id: string;
  root_kind: 'oneDrive' | 'library';
  drive_id: string;
  root_item_id: string;
  /** As a person recognises it: "OneDrive of Ada Brandt", "Sales / Documents". */
  root_name: string;
  root_web_url: string;
  /** Who chose the root: folders of records are made there with this person's right. */
  object_id: string;
  /** Folders with fields in braces: Coherence/{Module}/{Record}. */
  template: string;
  attachments: 'ask' | 'never' | 'always';
  /** What the record's people get on its folder by default. */
  sharing: 'none' | 'read' | 'write';
  /** What happens to a file whose name is taken. */
  clash: 'keepBoth' | 'replace' | 'ask';
  /** Modules whose new records get a folder by themselves, and since when: ISO time by module id. */
  auto_modules: Json<Record<string, string>>;
  rename_with_record: boolean;
  allow_anonymous: Generated<boolean>;
  /** What happens when a record's folder was deleted in Microsoft 365. */
  when_deleted: ColumnType<'recreate' | 'ask', 'recreate' | 'ask' | undefined, 'recreate' | 'ask'>;
  version: Generated<number>;
  created_at: Stamp;
  updated_at: Stamp;
}
/**
 * The folder of a record. `object_id` is empty for the one folder at the organisation's root; before a root was chosen, and
 * for people who may not write there, it says in whose own OneDrive it stands. At most one of each.
 */
export interface RecordFolder {
  id: string;
  tenant_id: string;
  module_id: string;
  record_id: string;
  object_id: string;
  drive_id: string;
  /** The truth about which folder it is: a folder renamed or moved by hand stays the record's. */
  item_id: string;
  web_url: string;
  /** As it was last seen. */
  name: Generated<string>;
  parent_item_id: string | null;
  /** The record's name it was named after. */
  record_name: Generated<string>;
  state: ColumnType<'there' | 'gone', 'there' | 'gone' | undefined, 'there' | 'gone'>;
  created_at: Stamp;
  updated_at: Stamp;
}
/** Which record a name in a folder belongs to; `name_key` is what Microsoft takes for the same name. */
export interface FolderName {
  tenant_id: string;
  drive_id: string;
  parent_item_id: string;
  name_key: string;
  module_id: string;
  record_id: string;
  name: string;
  /** Since when; null where that was not noted yet. */
  claimed_at: ColumnType<Date | null, Date | undefined, Date | null>;
}
/** A folder of Microsoft's that has the name of a record's and is not ours; it is used, or another one made, by somebody's word. */
export interface FolderQuestion {
  tenant_id: string;
  module_id: string;
  record_id: string;
  /** As of `RecordFolder`. */
  object_id: string;
  drive_id: string;
  item_id: string;
  /** As it was seen, by whose right. */
  taken: Json<TakenFolder>;
  seen_by: string;
  answer: 'use' | 'another' | null;
  answered_by: string | null;
  updated_at: Stamp;
}
/** A folder above those of records, by its path below the root. */
export interface FolderPlace {
  tenant_id: string;
  drive_id: string;
  root_item_id: string;
  path_key: string;
  item_id: string;
  created_at: Stamp;
}
/** Folders for many records of a module: by a person's wish, or because records appeared. */
export interface FolderRun {
  id: string;
  tenant_id: string;
  module_id: string;
  kind: 'all' | 'automatic';
  object_id: string;
  begun_by: string;
  state: 'running' | 'paused' | 'cancelled' | 'done';
  /** Why it waits. */
  problem: Json<Diagnosis | null> | null;
  total: Generated<number>;
  /** HTTP requests it took. */
  requests: Generated<number>;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_by: string | null;
  lease_until: Instant | null;
  created_at: Stamp;
  updated_at: Stamp;
  ended_at: Instant | null;
}
export interface FolderRunItem {
  run_id: string;
  tenant_id: string;
  record_id: string;
  position: number;
  state: Generated<'waiting' | 'created' | 'existed' | 'renamed' | 'failed' | 'asking'>;
  code: string | null;
  reason: string | null;
  name: string | null;
  attempts: Generated<number>;
  updated_at: Stamp;
}

export interface FolderTables {
  file_setting: FileSetting;
  record_folder: RecordFolder;
  folder_name: FolderName;
  folder_question: FolderQuestion;
  folder_place: FolderPlace;
  folder_run: FolderRun;
  folder_run_item: FolderRunItem;
}
