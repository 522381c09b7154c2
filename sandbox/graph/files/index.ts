import type { Clock } from '../../base/clock.js';
import type { Answer, Exchange } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import type { Caller } from '../../entra/tokens.js';
import type { Tenants } from '../../tenant/tenants.js';
import type { Call } from '../call.js';
import { FileAddresses } from './addresses.js';
import { addContent, download } from './content.js';
import { Copies } from './copies.js';
import { addDelta } from './delta.js';
import { addDrives } from './drives.js';
import { addFollowedSites } from './followed-sites.js';
import { addInvitations } from './invitations.js';
import { addItems } from './items.js';
import { addLinks } from './links.js';
import { addLists } from './lists.js';
import { addLocks } from './locks.js';
import { addPermissions } from './permissions.js';
import { addPreviews, thumbnailPicture } from './previews.js';
import { addMissing, fileRoutes } from './routes.js';
import { addSearch } from './search.js';
import { addShares, followShare, type Share } from './shares.js';
import { addSites } from './sites.js';
import { ResourceUnits } from './units.js';
import { UploadSessions } from './upload-sessions.js';
import { addVersions } from './versions.js';

export interface FilesOptions {
  tenants: Tenants;
  clock: Clock;
  /** Where pages for people stand, and where bytes come and go. */
  pagesUrl(): string;
  contentUrl(): string;
  /** A call on behalf of who opened an upload session, for the answer to its last part. */
  callFor(caller: Caller, exchange: Exchange): Call;
}
export interface Files {
  addresses: FileAddresses;
  /** Counts what a request costs in resource units, and refuses what is too much. */
  units: ResourceUnits;
  addRoutes(router: Router, callOf: (x: unknown) => Call): void;
  /** Where a request below /shares leads; undefined for any other. */
  followShare(exchange: Exchange, caller: Caller): Share | undefined;
  /** Addresses that carry their own right; undefined when the path is none of them. */
  transfer(exchange: Exchange): (() => Answer) | undefined;
}

/** Drives, libraries and sites of Microsoft Graph. */
export function createFiles({ tenants, clock, pagesUrl, contentUrl, callFor }: FilesOptions): Files {
  const addresses = new FileAddresses(tenants.drives, clock, pagesUrl, contentUrl);
  const uploads = new UploadSessions(tenants.drives, tenants.store, callFor);
  const copies = new Copies(tenants.drives);
  return {
    addresses,
    units: new ResourceUnits(),
    addRoutes(router, callOf) {
      const routes = fileRoutes(router, callOf);
      addDrives(routes, router, callOf);
      addItems(routes);
      addContent(routes);
      addDelta(routes);
      uploads.addRoutes(routes);
      addPermissions(routes);
      addPreviews(routes);
      addLocks(routes);
      addVersions(routes);
      copies.addRoutes(routes);
      addInvitations(routes);
      addLinks(routes);
      addShares(router, callOf);
      addSites(router, callOf);
      addFollowedSites(router, callOf);
      addLists(router, callOf);
      addSearch(routes, router, callOf);
      addMissing(router, callOf);
    },
    followShare: (exchange, caller) => followShare(tenants.drives, exchange, caller),
    transfer(exchange) {
      const [, kind, rest = ''] = /^\/(upload|download|thumbnail|monitor)\/(.*)$/.exec(exchange.path) ?? [];
      if (kind === 'upload') return () => uploads.handle(exchange, decodeURIComponent(rest));
      if (kind === 'download') return () => download(tenants.drives, addresses, exchange);
      if (kind === 'thumbnail') return () => thumbnailPicture(tenants.drives, addresses, exchange);
      if (kind === 'monitor') return () => copies.monitor(rest);
      return undefined;
    },
  };
}
