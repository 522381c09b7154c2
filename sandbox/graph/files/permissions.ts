import type { HeldGrant } from '../../tenant/files/access.js';
import type { StoredItem } from '../../tenant/files/drive-item.js';
import type { Role } from '../../tenant/files/drive-item.js';
import { bodyOf, context, noContent, ok } from '../call.js';
import { badRequest, fileDenied, GraphRefusal, notFoundFile } from '../errors.js';
import { pageOfRows } from './paging.js';
import { toPermission } from './permission-view.js';
import type { At, FileRoutes } from './routes.js';

const members = new Set(
  'id roles shareId expirationDateTime grantedTo grantedToV2 grantedToIdentities grantedToIdentitiesV2 hasPassword inheritedFrom invitation link'.split(
    ' ',
  ),
);

/** What counts for an item, whoever gave it where; changed and taken back only where it was given. */
export function addPermissions(routes: FileRoutes): void {
  routes
    .item('GET', '/permissions', 'read', ({ call, drive, item }) =>
      pageOfRows(call, {
        of: `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/permissions`,
        rows: call.tenants.drives.grants(drive, item),
        look: (it) => toPermission(call, drive, item, it),
        show: (it) => toPermission(call, drive, item, it),
        known: members,
        options: ['$filter', '$count'],
      }),
    )
    .item('GET', '/permissions/:permission', 'read', (at, { permission = '' }) => one(at, find(at, permission)))
    .item('PATCH', '/permissions/:permission', 'write', (at, { permission = '' }) => {
      const held = own(at, permission);
      const { roles, expirationDateTime } = bodyOf(at.call) as { roles?: unknown; expirationDateTime?: unknown };
      if (held.grant.link && roles !== undefined)
        throw badRequest('The roles of a sharing link cannot be changed.', 'invalidRequest');
      if (roles !== undefined) held.grant.role = roleFrom(roles);
      if (typeof expirationDateTime === 'string') held.grant.expirationDateTime = expirationDateTime;
      at.call.tenants.drives.permissionsChanged(at.drive, at.item);
      return one(at, held);
    })
    .item('DELETE', '/permissions/:permission', 'write', (at, { permission = '' }) => {
      const { grant } = own(at, permission);
      at.item.permissions = at.item.permissions.filter((it) => it !== grant);
      at.call.tenants.drives.permissionsChanged(at.drive, at.item);
      return noContent();
    });
}

const one = ({ call, drive, item }: At, held: HeldGrant) =>
  ok({
    '@odata.context': context(
      call,
      `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/permissions/$entity`,
    ),
    ...toPermission(call, drive, item, held),
  });

function find({ call, drive, item }: At, id: string): HeldGrant {
  const held = call.tenants.drives.grants(drive, item).find((it) => it.grant.id === id);
  if (!held) throw notFoundFile();
  return held;
}
/** A permission given on the item itself; one from above, or the owner's, is not this item's to change. */
function own(at: At, id: string): HeldGrant {
  const held = find(at, id);
  if (held.from.id !== at.item.id)
    throw new GraphRefusal(
      403,
      'accessDenied',
      'Inherited permissions can only be changed on the item they were given on.',
      {},
      'inheritedPermission',
    );
  if (!at.item.permissions.includes(held.grant)) throw fileDenied();
  return held;
}

/** One of `read` and `write`; SharePoint's `owner` is not given by sharing. */
export function roleFrom(roles: unknown): Role {
  const [role, ...more] = Array.isArray(roles) ? (roles as unknown[]) : [];
  if (more.length > 0 || (role !== 'read' && role !== 'write' && role !== 'owner'))
    throw badRequest('The roles must be one of read, write and owner.', 'invalidRequest');
  return role;
}

/** The first time an item is shared, what came from above may be left behind. */
export function cutOff(item: StoredItem, retain: unknown): void {
  if (retain === false && item.permissions.length === 0) item.isCutOff = true;
}
