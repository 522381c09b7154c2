import type { Instant, Stamp } from './columns.js';

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

export interface FileTables {
  sharepoint_switch: SharePointSwitch;
  file_link: FileLink;
}
