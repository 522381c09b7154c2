import type { Drive, Grant, SharingLink, StoredItem } from './drive-item.js';
import type { Drives } from './drives.js';

export interface FoundLink {
  drive: Drive;
  item: StoredItem;
  grant: Grant;
  link: SharingLink;
}

/** The link with this secret, in whatever drive, while it lives (`now` in ms). */
export function findLink(drives: Drives, token: string, now: number): FoundLink | undefined {
  for (const drive of drives.all())
    for (const id of drives.index(drive).shared) {
      const item = drive.items[id];
      const grant = item?.permissions.find((it) => it.link?.token === token);
      const isOver = grant?.expirationDateTime !== undefined && Date.parse(grant.expirationDateTime) <= now;
      if (item && grant?.link && !isOver) return { drive, item, grant, link: grant.link };
    }
  return undefined;
}

/** Whether the link would let somebody in who follows it. */
export const letsIn = ({ drive, link }: FoundLink, tenantId: string): boolean =>
  link.scope === 'anonymous' || (link.scope === 'organization' && drive.tenantId === tenantId);

/** Keeps that somebody followed the link, when it is for them. Twice is once. */
export function redeem(drives: Drives, found: FoundLink, tenantId: string, objectId: string): boolean {
  if (!letsIn(found, tenantId)) return false;
  if (!found.link.redeemedBy.includes(objectId)) {
    found.link.redeemedBy.push(objectId);
    drives.store.touch();
  }
  return true;
}
