import type { HeldGrant } from '../../tenant/files/access.js';
import type { Drive, Grant, Principal, StoredItem } from '../../tenant/files/drive-item.js';
import { loginOf } from '../../tenant/files/grants.js';
import type { Call } from '../call.js';
import { drivePath, identity, mailOf } from './render.js';

type Json = Record<string, unknown>;

/** Whom a permission names, in the new form and in the old one that Graph still sends beside it. */
function granted(principal: Principal): { v2: Json; old: Json } {
  const mail = mailOf(principal);
  const named = { displayName: principal.name, ...(mail ? { email: mail } : {}) };
  const site = { displayName: principal.name, loginName: loginOf(principal, mail) };
  switch (principal.kind) {
    case 'person': {
      const user = { id: principal.id, ...named };
      return { v2: { user, siteUser: { id: '10', ...site } }, old: { user } };
    }
    case 'group': {
      const group = { id: principal.id, ...named };
      return { v2: { group, siteUser: { id: '12', ...site } }, old: { user: named } };
    }
    case 'outsider':
      return { v2: { user: named, siteUser: { id: '14', ...site } }, old: { user: named } };
    case 'everyone':
      return { v2: { siteUser: { id: '8', ...site } }, old: { user: named } };
    case 'siteGroup':
      return {
        v2: { siteGroup: { id: siteGroupIds[principal.id] ?? '6', ...site } },
        old: { user: named },
      };
  }
}
const siteGroupIds: Record<string, string> = { owners: '3', members: '5', visitors: '4' };

/** A permission as it counts for an item; `from` is where it was given. */
export function toPermission(call: Call, drive: Drive, item: StoredItem, { grant, from }: HeldGrant): Json {
  const isInherited = from.id !== item.id;
  return {
    id: grant.id,
    roles: [grant.role],
    ...(grant.link ? { shareId: shareIdOf(call, drive, from, grant) } : {}),
    ...(grant.expirationDateTime ? { expirationDateTime: grant.expirationDateTime } : {}),
    ...(grant.to ? { grantedToV2: granted(grant.to).v2, grantedTo: granted(grant.to).old } : {}),
    ...(grant.invitation
      ? {
          invitation: {
            email: grant.invitation.email,
            signInRequired: grant.invitation.signInRequired,
            ...(grant.invitation.invitedBy ? { invitedBy: identity(grant.invitation.invitedBy) } : {}),
          },
        }
      : {}),
    ...(grant.link ? linkFacets(call, drive, from, grant) : {}),
    ...(isInherited
      ? {
          inheritedFrom: call.tenants.drives.settings.tellsInheritedFrom
            ? {
                driveId: drive.id,
                driveType: drive.driveType,
                id: from.id,
                name: from.name,
                path: drivePath(call, drive, from),
              }
            : {},
        }
      : {}),
  };
}
function linkFacets(call: Call, drive: Drive, item: StoredItem, { link }: Grant): Json {
  if (!link) return {};
  const people = link.people.map(granted);
  return {
    hasPassword: link.password !== undefined,
    link: {
      type: link.type,
      scope: link.scope,
      webUrl: call.files.link(drive, item, link.token),
      ...(link.type === 'embed'
        ? { webHtml: `<iframe src="${call.files.link(drive, item, link.token)}"></iframe>` }
        : {}),
      preventsDownload: false,
      ...(link.application ? { application: link.application } : {}),
    },
    grantedToIdentitiesV2: people.map((it) => it.v2),
    grantedToIdentities: people.map((it) => it.old),
  };
}
export const shareIdOf = (call: Call, drive: Drive, item: StoredItem, { link }: Grant): string =>
  `u!${Buffer.from(call.files.link(drive, item, link?.token ?? '')).toString('base64url')}`;

/** Direct ones first, then what comes from above. */
export const permissionsOf = (call: Call, drive: Drive, item: StoredItem): Json[] =>
  call.tenants.drives.grants(drive, item).map((held) => toPermission(call, drive, item, held));
