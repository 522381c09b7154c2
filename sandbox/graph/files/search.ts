import type { Answer } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest, fileDenied, notImitated } from '../errors.js';
import { driveAt, roleOf } from './access.js';
import { pageOfRows } from './paging.js';
import { identity, itemMembers, selectItem, toItem } from './render.js';
import type { FileRoutes } from './routes.js';
import { findSites, toSite } from './sites.js';

type Json = Record<string, unknown>;
interface Found {
  drive: Drive;
  item: StoredItem;
}

/** Files and folders whose name has words beginning with every word asked for. */
const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
function matches(item: StoredItem, wanted: string[]): boolean {
  const words = wordsOf(`${item.name} ${item.description ?? ''}`);
  return wanted.every((it) => words.some((word) => word.startsWith(it)));
}
function searchIn(call: Call, drive: Drive, text: string, top?: StoredItem): Found[] {
  const wanted = wordsOf(text.replace(/''/g, "'"));
  const isBelow = (item: StoredItem) => {
    for (let at: StoredItem | undefined = item; at; at = drive.items[at.parentId ?? ''])
      if (at.id === top?.id) return true;
    return false;
  };
  return Object.values(drive.items)
    .filter((it) => it.parentId !== null && matches(it, wanted) && (!top || top.parentId === null || isBelow(it)))
    .filter((it) => roleOf(call, drive, it))
    .map((item) => ({ drive, item }));
}
/** What a search tells of an item: without the path to it. */
function hit(call: Call, { drive, item }: Found): Json {
  const { cTag: _cTag, ...full } = toItem(call, drive, item);
  const { path: _path, ...parentReference } = full.parentReference as Json;
  return { ...full, parentReference, searchResult: {} };
}
const foundPage = (call: Call, rows: Found[]): Answer =>
  pageOfRows(call, {
    of: 'Collection(driveItem)',
    rows,
    look: (it) => hit(call, it),
    show: (it) => selectItem(call, hit(call, it)),
    known: itemMembers,
    options: ['$orderby', '$filter', '$count'],
  });

export function addSearch(routes: FileRoutes, router: Router, callOf: (x: unknown) => Call): void {
  for (const pattern of ["/search(q=':q')", "/search(q='')"]) {
    routes.item('GET', pattern, 'read', ({ call, drive, item }, { q = '' }) =>
      foundPage(call, searchIn(call, drive, q, item)),
    );
    routes.drive('GET', pattern, ({ call, drive }, { q = '' }) => foundPage(call, searchIn(call, drive, q)));
  }
  const own = (x: unknown, id: string) => {
    const call = callOf(x);
    const drive = driveAt(call, id);
    if (!call.caller.oid || drive.objectId !== call.caller.oid) throw fileDenied();
    return { call, viewer: call.tenants.drives.viewer(call.caller.tid, call.caller.oid) };
  };
  router
    .on('GET', '/drives/:drive/recent', (x, { drive: id = '' }) => {
      const { call, viewer } = own(x, id);
      const rows = call.tenants.drives
        .list(call.caller.tid)
        .flatMap((drive) => Object.values(drive.items).map((item) => ({ drive, item })))
        .filter(
          ({ item }) => item.file && (item.lastModifiedBy === viewer.objectId || item.createdBy === viewer.objectId),
        )
        .filter(({ drive, item }) => roleOf(call, drive, item))
        .sort((a, b) => (a.item.lastModifiedDateTime < b.item.lastModifiedDateTime ? 1 : -1))
        .slice(0, 100);
      return foundPage(call, rows);
    })
    .on('GET', '/drives/:drive/sharedWithMe', (x, { drive: id = '' }) => {
      const { call, viewer } = own(x, id);
      const rows = call.tenants.drives
        .list(call.caller.tid)
        .filter((drive) => drive.objectId !== viewer.objectId)
        .flatMap((drive) => call.tenants.drives.sharedWith(drive, viewer).map((item) => ({ drive, item })));
      return pageOfRows(call, {
        of: 'Collection(driveItem)',
        rows,
        look: (it) => remote(call, it),
        show: (it) => selectItem(call, remote(call, it)),
        known: itemMembers,
        options: ['$count'],
      });
    })
    .on('POST', '/search/query', (x) => searchQuery(callOf(x)));
}

/** A pointer to an item of another drive; what it points to is told inside. */
export function remote(call: Call, { drive, item }: Found): Json {
  const full = toItem(call, drive, item);
  const grant = item.permissions[0];
  const shared = {
    scope: 'users',
    owner: identity(drive.objectId ?? item.createdBy),
    sharedBy: identity(drive.objectId ?? item.createdBy),
    sharedDateTime: grant?.grantedDateTime ?? item.createdDateTime,
  };
  const {
    id,
    name,
    size,
    webUrl,
    file,
    folder,
    fileSystemInfo,
    createdBy,
    createdDateTime,
    lastModifiedBy,
    lastModifiedDateTime,
  } = full;
  const { path: _path, ...parentReference } = full.parentReference as Json;
  const facet = file ? { file } : { folder };
  const common = {
    id,
    name,
    size,
    webUrl,
    fileSystemInfo,
    createdDateTime,
    lastModifiedDateTime,
    createdBy,
    lastModifiedBy,
    ...facet,
  };
  return { ...common, remoteItem: { ...common, parentReference, shared, sharepointIds: full.sharepointIds } };
}

interface SearchRequest {
  entityTypes?: string[];
  query?: { queryString?: string };
  from?: number;
  size?: number;
}
function searchQuery(call: Call): Answer {
  const { requests = [] } = bodyOf(call) as { requests?: SearchRequest[] };
  if (requests.length !== 1) throw badRequest('Exactly one request is taken at a time.');
  const value = requests.map(({ entityTypes = [], query = {}, from = 0, size = 25 }) => {
    if (entityTypes.some((it) => !['driveItem', 'site'].includes(it)))
      throw notImitated('POST', `/search/query for ${entityTypes.join(', ')}`);
    const text = (query.queryString ?? '').replace(/\b(path|filetype|author):\S+/gi, '');
    const items = entityTypes.includes('driveItem')
      ? call.tenants.drives
          .list(call.caller.tid)
          .flatMap((drive) => searchIn(call, drive, text.replace(/\*/g, '')))
          .map((it) => ({ type: 'driveItem', id: it.item.id, json: hit(call, it) }))
      : [];
    const sites = entityTypes.includes('site')
      ? findSites(call, text).map((it) => ({ type: 'site', id: it.siteId, json: toSite(call, it) }))
      : [];
    const all = [...items, ...sites];
    return {
      searchTerms: wordsOf(text),
      hitsContainers: [
        {
          hits: all.slice(from, from + size).map(({ type, id, json }, i) => {
            const { searchResult: _searchResult, '@microsoft.graph.downloadUrl': _url, ...resource } = json;
            return {
              hitId: id,
              rank: from + i + 1,
              summary: '',
              resource: { '@odata.type': `#microsoft.graph.${type}`, ...resource },
            };
          }),
          total: all.length,
          moreResultsAvailable: from + size < all.length,
        },
      ],
    };
  });
  return ok({ '@odata.context': context(call, 'Collection(microsoft.graph.searchResponse)'), value });
}
