import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import type { Call } from '../call.js';
import { GraphRefusal } from '../errors.js';
import { ctag, etag } from './render.js';

const list = (header: string | string[] | undefined): string[] | undefined =>
  header === undefined
    ? undefined
    : String(header)
        .split(/,(?=\s*(?:"|W\/|a|\*))/)
        .map((it) => it.trim().replace(/^W\//, ''));

/**
 * If-Match and If-None-Match of a change, against the eTag or the cTag. The code differs by what was to be done, as it was
 * seen to: `notAllowed` for content, `resourceModified` for the rest.
 */
export function requireMatch(call: Call, drive: Drive, item: StoredItem | undefined, code = 'resourceModified'): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = call.exchange.headers;
  const tags = item ? ['*', etag(drive, item), ctag(drive, item)] : [];
  const isStale =
    (list(match) && !list(match)?.some((it) => tags.includes(it))) || list(noneMatch)?.some((it) => tags.includes(it));
  if (isStale)
    throw new GraphRefusal(412, code, "ETag does not match current item's value", {}, 'entityTagDoesNotMatch');
}

/** Whether the reader has this state already (304). */
export const isKnown = (call: Call, drive: Drive, item: StoredItem): boolean =>
  list(call.exchange.headers['if-none-match'])?.includes(etag(drive, item)) ?? false;

/** A file that somebody has open or checked out cannot be changed by others. */
export function requireUnlocked(call: Call, item: StoredItem | undefined): void {
  const isOpen = (item?.lockedUntil ?? 0) > call.clock.now().getTime();
  const isElsewhere = item?.checkedOutBy !== undefined && item.checkedOutBy !== call.caller.oid;
  if (isOpen || isElsewhere)
    throw new GraphRefusal(
      423,
      'notAllowed',
      'The resource you are attempting to access is locked',
      {},
      'resourceLocked',
    );
}
