import type { Clock } from '../base/clock.js';
import { html, type Answer, type Exchange } from '../base/exchange.js';
import { endSession, sessionCookie, setSession } from '../entra/authorize.js';
import type { Directory } from '../entra/directory.js';
import { accountPicker } from '../entra/pages.js';
import type { FileAddresses } from '../graph/files/addresses.js';
import type { Person } from '../tenant/company.js';
import type { Drive } from '../tenant/files/drive-item.js';
import { findByAddress } from '../tenant/files/find-by-address.js';
import { hostLabel } from '../tenant/files/site.js';
import type { Tenants } from '../tenant/tenants.js';
import { embedPage } from './embed.js';
import { markup, page } from './looks.js';
import { followLink } from './links.js';
import { askForAccess, showItem, showSite } from './pages.js';
import type { Visit } from './visit.js';

export interface SharePointOptions {
  tenants: Tenants;
  directory: Directory;
  addresses: FileAddresses;
  clock: Clock;
}
export interface SharePoint {
  handle(exchange: Exchange): Promise<Answer>;
}

const gone = (): Answer =>
  page({
    title: 'Not found',
    status: 404,
    content: markup`<h1>This is not here</h1><p>It was moved or deleted, or the address is not complete.</p>`,
  });

/** The pages that `webUrl`, sharing links and previews lead to. A page shows what the person signed in may see, and no more. */
export function createSharePoint({ tenants, directory, addresses, clock }: SharePointOptions): SharePoint {
  const { drives, sites } = tenants;

  function embed(exchange: Exchange): Answer {
    const [, signature = '', content] = /^\/embed\/([^/]+)(\/content)?$/.exec(exchange.path) ?? [];
    const signed = addresses.read('preview', decodeURIComponent(signature));
    const item = signed && drives.find(signed.driveId)?.items[signed.itemId];
    if (!item?.file)
      return page({ title: 'Preview', status: 404, content: markup`<p>This preview has ended. Open it again.</p>` });
    if (!content) return embedPage(item, () => drives.bytes(item), `/embed/${signature}/content`);
    const isShown = /^(image\/(png|jpeg|gif)|application\/pdf)$/.test(item.file.mimeType);
    return {
      status: 200,
      headers: {
        'content-type': isShown ? item.file.mimeType : 'application/octet-stream',
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      },
      body: drives.bytes(item),
    };
  }

  function visit(exchange: Exchange): Answer {
    const who = directory.person(exchange.cookies[sessionCookie] ?? '');
    const back = exchange.url.pathname + exchange.url.search;
    if (!who)
      return html(
        accountPicker(
          (objectId) => `/sign-in?${new URLSearchParams({ as: objectId, to: back }).toString()}`,
          'SharePoint',
        ),
      );
    const seen: Visit = { tenants, addresses, exchange, ...who };
    const path = exchange.path.split('/').filter(Boolean).map(decodeURIComponent);
    const [host = ''] = path;
    const link = /^:[a-z]:$/.test(path[1] ?? '') ? path.at(-1) : undefined;
    if (link !== undefined) return followLink(seen, link, clock) ?? gone();
    const found = findByAddress(drives, exchange.url);
    if (found) {
      openOwn(found.drive, who.person);
      if (exchange.method === 'POST') return askForAccess(seen, found);
      return showItem(seen, found);
    }
    const organisation = who.organisation;
    const site =
      host === hostLabel(organisation) ? sites.byPath(organisation.tenantId, path.slice(1).join('/')) : undefined;
    return site ? showSite(seen, site) : gone();
  }
  /** Opening one's own OneDrive for the first time makes it. */
  function openOwn(drive: Drive, person: Person): void {
    if (drive.objectId !== person.id || !drive.isNotOpened) return;
    delete drive.isNotOpened;
    drives.store.touch();
  }
  return {
    async handle(exchange) {
      const query = exchange.url.searchParams;
      const to = query.get('to') ?? '/';
      switch (exchange.path) {
        case '/sign-in':
          return {
            status: 302,
            headers: {
              location: to.startsWith('/') && !to.startsWith('//') ? to : '/',
              'set-cookie': setSession(query.get('as') ?? ''),
            },
          };
        case '/sign-out':
          return {
            status: 302,
            headers: {
              location: exchange.headers.referer ? new URL(exchange.headers.referer).pathname : '/',
              'set-cookie': endSession,
            },
          };
        default:
          return exchange.path.startsWith('/embed/') ? embed(exchange) : visit(exchange);
      }
    },
  };
}
