import type { Router } from '../../base/router.js';
import { allows } from '../../tenant/files/access.js';
import type { Drive } from '../../tenant/files/drive-item.js';
import { collection, context, ok, personAt, type Call } from '../call.js';
import { fileDenied } from '../errors.js';
import { pageOf, select } from '../query.js';
import { roleOf } from './access.js';
import { identity, sharepointIds } from './render.js';
import type { FileRoutes } from './routes.js';

type Json = Record<string, unknown>;
export const driveType = 'microsoft.graph.drive';

export function toDrive(call: Call, drive: Drive): Json {
  const { drives } = call.tenants;
  const root = drives.root(drive);
  const used = drives.used(drive);
  const remaining = Math.max(0, drive.quotaBytes - used);
  const site = drives.siteOf(drive);
  const group = site?.groupId && call.tenants.groups.find(drive.tenantId, site.groupId);
  return {
    createdDateTime: drive.createdDateTime,
    description: '',
    id: drive.id,
    lastModifiedDateTime: root.lastModifiedDateTime,
    name: drive.name,
    webUrl: call.files.place(drive),
    driveType: drive.driveType,
    createdBy: identity(root.createdBy),
    owner: group
      ? {
          '@odata.type': '#microsoft.graph.sharePointIdentitySet',
          group: { id: group.id, displayName: group.name, email: group.mail },
        }
      : identity(drive.objectId ?? root.createdBy),
    quota: {
      deleted: Object.values(drive.deleted).reduce((sum, it) => sum + (it.file?.size ?? 0), 0),
      remaining,
      state:
        remaining === 0
          ? 'exceeded'
          : used > drive.quotaBytes * 0.99
            ? 'critical'
            : used > drive.quotaBytes * 0.9
              ? 'nearing'
              : 'normal',
      total: drive.quotaBytes,
      used,
    },
    ...(drive.driveType === 'personal' ? {} : { sharePointIds: sharepointIds(call, drive) }),
  };
}
/** Without the members that come only when they are asked for. */
export const driveRow = (call: Call, drive: Drive): Json =>
  select(toDrive(call, drive), call.query, { type: driveType, always: ['id'], extra: ['sharePointIds', 'system'] });

export function requireDrive(call: Call, drive: Drive): void {
  if (!call.throughLink && !allows(roleOf(call, drive, call.tenants.drives.root(drive)), 'read')) throw fileDenied();
}

export function addDrives(routes: FileRoutes, router: Router, callOf: (x: unknown) => Call): void {
  routes.drive('GET', '', ({ call, drive }) => {
    requireDrive(call, drive);
    return ok({ '@odata.context': context(call, 'drives/$entity'), ...driveRow(call, drive) });
  });
  router.on('GET', '/users/:user/drives', (x, { user = '' }) => {
    const call = callOf(x);
    const { person } = personAt(call, user);
    const drive = call.tenants.drives.ofPerson(person.id);
    if (drive) requireDrive(call, drive);
    return driveList(call, drive && !drive.isNotOpened ? [drive] : []);
  });
}

export const driveList = (call: Call, drives: Drive[]) =>
  collection(
    call,
    'drives',
    pageOf(
      {
        items: drives.map((it) => toDrive(call, it)),
        type: driveType,
        options: ['$top', '$orderby', '$filter', '$count', '$skip'],
        extra: ['sharePointIds', 'system'],
        pageSize: 100,
        largestPage: 500,
        always: ['id'],
      },
      call.query,
    ),
  );
