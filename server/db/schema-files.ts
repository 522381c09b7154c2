import type { ColumnType } from 'kysely';
import type { Instant, Stamp } from './columns.js';

type Optional = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** A file or folder that a person put on a record. Microsoft decides who may see it; drive and item id say which it is. */
export interface FileLink {
  id: string;
  tenant_id: string;
  module_id: string;
  record_id: string;
  drive_id: string;
  item_id: string;
  kind: 'file' | 'folder';
  /** As last seen; content, so that nobody is shown it but who linked, when the file is gone. */
  name: string;
  /** `unlinked` is kept so that it can be undone. */
  state: 'linked' | 'gone' | 'unlinked';
  /** Who linked it. */
  object_id: string;
  linked_by_name: string;
  linked_at: Instant;
  updated_at: Stamp;
}

/** Whether people of an organisation may choose documents of SharePoint; no row means no. */
export interface SharePointSwitch {
  tenant_id: string;
  is_on: boolean;
  changed_by: string;
  updated_at: Stamp;
}

/** A drive with something that is on a record: how far its stream of changes was read, by whose right. */
export interface DriveStream {
  id: string;
  tenant_id: string;
  drive_id: string;
  object_id: string;
  /** Microsoft's next or delta link, whole; none before it began. */
  cursor: string | null;
  problem: string | null;
  lease_by: string | null;
  lease_until: Instant | null;
  next_attempt_at: Instant | null;
  /** Microsoft told of news since it was last taken to be read. */
  wished_at: Optional;
  created_at: Stamp;
}

export interface FileTables {
  drive_stream: DriveStream;
  sharepoint_switch: SharePointSwitch;
  file_link: FileLink;
}
