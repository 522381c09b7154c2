import type { Exchange } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import type { Caller } from '../../entra/tokens.js';
import type { Drive, Role, StoredItem } from '../../tenant/files/drive-item.js';
import type { Drives } from '../../tenant/files/drives.js';
import { findByAddress } from '../../tenant/files/find-by-address.js';
import { findLink, letsIn, redeem } from '../../tenant/files/sharing-links.js';
import { context, ok, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { driveAt, itemAt } from './access.js';
import { toPermission } from './permission-view.js';
import { identity } from './render.js';

export interface Share {
  path: string;
  throughLink?: { driveId: string; itemId: string; role: Role };
}

const noShare = () =>
  new GraphRefusal(
    403,
    'accessDenied',
    'The sharing link no longer exists, or you do not have permission to access it.',
  );

/**
 * `/shares/{share}/driveItem/…` as a path to the item. The share is an address (`u!` and base64url): of a sharing link,
 * or the item's own `webUrl`. A link gives its right only when the caller redeems it with `Prefer: redeemSharingLink`, or
 * for this request with `redeemSharingLinkIfNecessary`; without it the caller's own right decides.
 */
export function followShare(drives: Drives, exchange: Exchange, caller: Caller): Share | undefined {
  const path = exchange.path.replace(/^\/(v1\.0|beta)/i, '').replace(/\/shares\('([^']*)'\)/i, '/shares/$1');
  const [, share = '', what = '', rest = ''] =
    /^\/shares\/([^/]+)(?:\/(driveItem|root|items\/[^/]+|permission))?(\/.*)?$/i.exec(path) ?? [];
  if (!share) return undefined;
  const found = resolve(drives, decodeURIComponent(share));
  if (!found) throw noShare();
  const { drive, item, role, isLink } = found;
  const prefer = String(exchange.headers.prefer ?? '');
  const link = isLink ? findLink(drives, isLink, drives.clock.now().getTime()) : undefined;
  const isFollowed = link !== undefined && /redeemSharingLink/i.test(prefer);
  if (link && isFollowed && !letsIn(link, caller.tid) && link.link.scope !== 'users') throw noShare();
  if (link && isFollowed && !/IfNecessary/i.test(prefer) && caller.oid) redeem(drives, link, caller.tid, caller.oid);
  const isLetIn = link !== undefined && isFollowed && letsIn(link, caller.tid);
  const hasRight =
    drive.tenantId === caller.tid && (!caller.oid || drives.role(drive, item, drives.viewer(caller.tid, caller.oid)));
  if (!isLetIn && !hasRight) throw noShare();
  const base = `/drives/${drive.id}/items/${encodeURIComponent(item.id)}`;
  return {
    path: /^items\//i.test(what)
      ? `/drives/${drive.id}/${what}${rest}`
      : what && !/^permission$/i.test(what)
        ? `${base}${rest}`
        : `${base}/${what ? 'sharePermission' : 'share'}${rest}`,
    ...(isLetIn ? { throughLink: { driveId: drive.id, itemId: item.id, role } } : {}),
  };
}

function resolve(
  drives: Drives,
  share: string,
): { drive: Drive; item: StoredItem; role: Role; isLink?: string } | undefined {
  if (!share.startsWith('u!')) throw badRequest('The share is neither an id nor an encoded address.', 'invalidRequest');
  const address = Buffer.from(share.slice(2), 'base64url').toString('utf8');
  if (!URL.canParse(address)) throw badRequest('The share is not an encoded address.', 'invalidRequest');
  const token = new URL(address).pathname.split('/').pop() ?? '';
  const link = findLink(drives, token, drives.clock.now().getTime());
  if (link) return { drive: link.drive, item: link.item, role: link.grant.role, isLink: token };
  const own = findByAddress(drives, new URL(address));
  return own && { ...own, role: 'read' };
}

/** The share itself, and the permission behind it. */
export function addShares(router: Router, callOf: (x: unknown) => Call): void {
  router.on('GET', '/drives/:drive/items/:item/share', (x, { drive: driveId = '', item: id = '' }) => {
    const call = callOf(x);
    const drive = driveAt(call, driveId);
    const item = itemAt(call, drive, id);
    return ok({
      '@odata.context': context(call, 'shares/$entity'),
      id: call.exchange.path.split('/')[3],
      name: item.name,
      webUrl: call.files.web(drive, item),
      owner: identity(drive.objectId ?? item.createdBy),
    });
  });
  router.on('GET', '/drives/:drive/items/:item/sharePermission', (x, { drive: driveId = '', item: id = '' }) => {
    const call = callOf(x);
    const drive = driveAt(call, driveId);
    const item = itemAt(call, drive, id);
    const token = Buffer.from(decodeURIComponent(call.exchange.path.split('/')[3] ?? '').slice(2), 'base64url')
      .toString()
      .split('/')
      .pop();
    const grant = item.permissions.find((it) => it.link?.token === token);
    if (!grant) throw noShare();
    return ok({
      '@odata.context': context(call, 'permission'),
      ...toPermission(call, drive, item, { grant, from: item }),
    });
  });
}
