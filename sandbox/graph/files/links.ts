import { randomBytes } from 'node:crypto';
import type { Answer } from '../../base/exchange.js';
import type { Grant, SharingLink } from '../../tenant/files/drive-item.js';
import { newLinkId } from '../../tenant/files/grants.js';
import { bodyOf, context, ok } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { cutOff } from './permissions.js';
import { toPermission } from './permission-view.js';
import type { At, FileRoutes } from './routes.js';

export function addLinks(routes: FileRoutes): void {
  routes.item('POST', '/createLink', 'write', createLink);
}

/** A link of the kind asked for: the one this application has on the item already (200), or a new one (201). */
function createLink({ call, drive, item }: At): Answer {
  const body = bodyOf(call);
  const isPersonal = drive.driveType === 'personal';
  const { type = 'view', scope = isPersonal ? 'anonymous' : 'organization', password, expirationDateTime } = body;
  if (type !== 'view' && type !== 'edit' && type !== 'embed')
    throw badRequest('The type must be view, edit or embed.', 'invalidRequest');
  if (scope !== 'anonymous' && scope !== 'organization' && scope !== 'users')
    throw badRequest('The scope must be anonymous, organization or users.', 'invalidRequest');
  if (type === 'embed' && !(isPersonal && item.file))
    throw new GraphRefusal(400, 'notSupported', 'Embed links are only available for files of personal accounts.');
  if (isPersonal && scope === 'organization')
    throw badRequest('Personal accounts have no organisation.', 'invalidRequest');
  if (password !== undefined && !isPersonal)
    throw badRequest('Passwords are only available for personal accounts.', 'invalidRequest');
  if (scope === 'anonymous' && !isPersonal && !call.tenants.drives.settings.anonymousLinks)
    throw new GraphRefusal(
      403,
      'accessDenied',
      'The feature has been disabled. Please contact your admin to get it enabled.',
      {},
      'sharingDisabled',
    );
  const known = item.permissions.find(
    (it) =>
      it.link?.type === type &&
      it.link.scope === scope &&
      scope !== 'users' &&
      it.link.application?.id === call.caller.appid &&
      it.expirationDateTime === (expirationDateTime ?? undefined),
  );
  const link: SharingLink = {
    type,
    scope,
    token: `E${randomBytes(27).toString('base64url')}`,
    people: [],
    redeemedBy: [],
    ...(typeof password === 'string' ? { password } : {}),
    application: { id: call.caller.appid, displayName: 'Application' },
  };
  const grant: Grant = known ?? {
    id: newLinkId(),
    role: type === 'edit' ? 'write' : 'read',
    link,
    grantedDateTime: call.clock.now().toISOString(),
    ...(typeof expirationDateTime === 'string' ? { expirationDateTime } : {}),
  };
  if (!known) {
    cutOff(item, body.retainInheritedPermissions);
    item.permissions.push(grant);
    call.tenants.drives.permissionsChanged(drive, item);
  }
  return ok(
    { '@odata.context': context(call, 'permission'), ...toPermission(call, drive, item, { grant, from: item }) },
    known ? 200 : 201,
  );
}
