import { collection, noContent, type Call } from '../call.js';
import { notFoundFile } from '../errors.js';
import type { Drive, StoredItem, StoredVersion } from '../../tenant/files/drive-item.js';
import { pageOf } from '../query.js';
import { actor } from './access.js';
import { requireUnlocked } from './conditions.js';
import { identity } from './render.js';
import type { FileRoutes } from './routes.js';

/** Contents of a file, the present one first. */
function versionsOf(item: StoredItem): StoredVersion[] {
  if (!item.file) return [];
  const { contentVersion: number, file, lastModifiedBy, lastModifiedDateTime } = item;
  return [{ number, file, lastModifiedBy, lastModifiedDateTime }, ...[...(item.versions ?? [])].reverse()];
}
export function addVersions(routes: FileRoutes): void {
  routes
    .item('GET', '/versions', 'read', ({ call, drive, item }) =>
      collection(
        call,
        `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/versions`,
        pageOf(
          {
            items: versionsOf(item).map((it) => ({
              id: `${it.number}.0`,
              lastModifiedDateTime: it.lastModifiedDateTime,
              size: it.file.size,
              lastModifiedBy: identity(it.lastModifiedBy),
            })),
            type: 'microsoft.graph.driveItemVersion',
            options: ['$top'],
            pageSize: 100,
            largestPage: 500,
            always: ['id'],
          },
          call.query,
        ),
      ),
    )
    .item('POST', '/versions/:version/restoreVersion', 'write', ({ call, drive, item }, { version = '' }) => {
      requireUnlocked(call, item);
      restore(call, drive, item, version);
      return noContent();
    });
}
function restore(call: Call, drive: Drive, item: StoredItem, id: string): void {
  const found = versionsOf(item).find((it) => `${it.number}.0` === id);
  if (!found || item.parentId === null) throw notFoundFile();
  call.tenants.drives.putStored(drive, item.parentId, item.name, found.file, actor(call, drive));
}
