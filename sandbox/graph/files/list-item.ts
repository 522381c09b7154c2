import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import { itemGuid } from '../../tenant/files/microsoft-ids.js';
import type { Call } from '../call.js';
import { identity, sharepointIds } from './render.js';

/** The row of the library that the item is; its columns only when asked for. */
export function listItem(call: Call, drive: Drive, item: StoredItem, withFields: boolean): Record<string, unknown> {
  const row = {
    '@odata.etag': `"${itemGuid(item.id).toLowerCase()},${item.version}"`,
    createdDateTime: item.createdDateTime,
    eTag: `"${itemGuid(item.id).toLowerCase()},${item.version}"`,
    id: String(item.number),
    lastModifiedDateTime: item.lastModifiedDateTime,
    webUrl: call.files.place(drive, item),
    createdBy: identity(item.createdBy),
    lastModifiedBy: identity(item.lastModifiedBy),
    parentReference: { siteId: drive.ids.siteId },
    contentType: item.file ? { id: '0x0101', name: 'Document' } : { id: '0x0120', name: 'Folder' },
    sharepointIds: sharepointIds(call, drive, item),
  };
  if (!withFields) return row;
  return {
    ...row,
    fields: {
      id: String(item.number),
      FileLeafRef: item.name,
      Title: item.description ?? null,
      Created: item.createdDateTime,
      Modified: item.lastModifiedDateTime,
      ContentType: row.contentType.name,
      ...(item.file ? { FileSizeDisplay: String(item.file.size), DocIcon: /\.(\w+)$/.exec(item.name)?.[1] ?? '' } : {}),
    },
  };
}
