import { noContent } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { requireUnlocked } from './conditions.js';
import type { FileRoutes } from './routes.js';

/** Checking a file out keeps others from changing it (423) until it is checked in. */
export function addLocks(routes: FileRoutes): void {
  routes
    .item('POST', '/checkout', 'write', ({ call, drive, item }) => {
      if (!item.file) throw badRequest('Only files are checked out.', 'invalidRequest');
      requireUnlocked(call, item);
      item.checkedOutBy = call.caller.oid ?? call.caller.appid;
      call.tenants.drives.permissionsChanged(drive, item);
      return noContent();
    })
    .item('POST', '/checkin', 'write', ({ call, drive, item }) => {
      requireUnlocked(call, item);
      if (item.checkedOutBy === undefined) throw new GraphRefusal(400, 'notSupported', 'The file is not checked out.');
      delete item.checkedOutBy;
      call.tenants.drives.changed(drive, item, call.caller.oid ?? call.caller.appid);
      return noContent();
    });
}
