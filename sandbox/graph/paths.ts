import type { Caller } from '../entra/tokens.js';
import { isNamed, organisations } from '../tenant/company.js';
import { everyAccount } from '../tenant/rooms.js';
import type { Drive, StoredItem } from '../tenant/files/drive-item.js';
import { hostOf, siteKey, type Site } from '../tenant/files/site.js';
import { specialFolders } from '../tenant/files/special-folders.js';
import type { Tenants } from '../tenant/tenants.js';
import { badRequest, GraphRefusal, notFoundFile, notFoundResource } from './errors.js';

/**
 * Many ways lead to one thing. Brings a path to its canonical form below /v1.0: `/me` to the person, every drive to
 * `/drives/{id}`, every site to `/sites/{id}`, items named by path between colons to items by id. What is not there yet becomes
 * `/drives/{drive}/missing/{folder}/{rest of the path}` so that uploads can make it.
 */
export function canonicalPath(path: string, caller: Caller, tenants: Tenants): string {
  let out = path
    .replace(/^\/(v1\.0|beta)/i, '')
    .replace(/^\/applications\(appId=(?:'|%27)([^'%]+)(?:'|%27)\)/i, '/applications/$1')
    .replace(/^\/servicePrincipals\(appId=(?:'|%27)([^'%]+)(?:'|%27)\)/i, '/servicePrincipals/$1')
    .replace(/(\((?:token|q|path)=)(?:'|%27)?(.*?)(?:'|%27)?\)/gi, "$1'$2')")
    .replace(
      /\/(users|messages|mailfolders|childfolders|attachments|items|drives|children|sites|lists|applications|servicePrincipals|oauth2PermissionGrants|directoryRoles|groups|permissions|shares|events|instances|calendars|calendarGroups|calendarPermissions|extensions|onlineMeetings|places)\('([^']*)'\)/gi,
      '/$1/$2',
    )
    .replace(
      /\/(?:microsoft\.graph\.)?(delta|move|copy|send|reply|replyAll|forward|accept|decline|tentativelyAccept|cancel|getSchedule|findMeetingTimes)\(\)(?=\/|$)/i,
      '/$1',
    )
    .replace(
      /\/microsoft\.graph\.(accept|decline|tentativelyAccept|cancel|forward|getSchedule|findMeetingTimes|createOrGet)$/i,
      '/$1',
    );
  // A folder below a folder is a folder: every one has its own id.
  out = out.replace(/\/mailFolders\/[^/]+\/childFolders\/(?!delta$|\$count$)([^/]+)/i, '/mailFolders/$1');
  // A message under a folder's path is the same message, even when it lies elsewhere by now.
  out = out.replace(/\/mailFolders\/[^/]+\/messages\/(?!delta$|\$count$)([^/]+)/i, '/messages/$1');
  out = canonicalCalendar(out);
  if (/^\/me(\/|$)/i.test(out)) {
    if (!caller.oid) throw badRequest('/me request is only valid with delegated authentication flow.');
    out = out.replace(/^\/me/i, `/users/${caller.oid}`);
  }
  // One spelling for each account, so that limits and rights are asked once and the same.
  out = out.replace(/^\/users\/([^/]+)(?=\/|$)/i, (all, key: string, at: number, whole: string) => {
    const organisation = organisations.find((it) => it.tenantId === caller.tid);
    const account = organisation && everyAccount(organisation).find((it) => isNamed(it, decodeURIComponent(key)));
    if (!account && whole.length > at + all.length) throw notFoundResource(decodeURIComponent(key));
    return account ? `/users/${account.id}` : all;
  });
  out = resolveSite(resolveGroup(out, caller.tid, tenants), caller.tid, tenants)
    .replace(
      /^\/users\/([^/]+)\/drive(?=\/|$)/i,
      (_all, user: string) => `/drives/${driveOf(user, caller, tenants).id}`,
    )
    .replace(/^\/users\/[^/]+\/drives\/(?=[^/])/i, '/drives/')
    .replace(/^\/drive(?=\/|$)/i, () => `/drives/${driveOf(caller.oid ?? '', caller, tenants).id}`);
  return resolveDrive(out, tenants);
}

/** The default calendar has a key of its own; a calendar of a group is a calendar, and an event of an online path an event. */
const canonicalCalendar = (path: string): string =>
  path
    .replace(/^(\/me|\/users\/[^/]+)\/calendar(?=\/|$)/i, '$1/calendars/calendar')
    .replace(/\/calendarGroups\/[^/]+\/calendars\/([^/]+)/i, '/calendars/$1')
    .replace(
      /\/(?:microsoft\.)?graph\.(room|roomlist|eventMessage|eventMessageRequest|eventMessageResponse)(?=\/|$)/i,
      (_all, type: string) => `/as/${type.toLowerCase()}`,
    );

function driveOf(user: string, caller: Caller, tenants: Tenants): Drive {
  const name = decodeURIComponent(user);
  const drive =
    tenants.drives.ofPerson(name) ?? tenants.drives.ofPerson(tenants.mailboxes.byAddress(name)?.objectId ?? '');
  if (!drive || drive.tenantId !== caller.tid) throw notFoundResource(name);
  if (drive.isNotOpened) throw new GraphRefusal(404, 'ResourceNotFound', "User's mysite not found.");
  return drive;
}

const noSite = () => new GraphRefusal(404, 'itemNotFound', 'Requested site could not be found');

/** A group's site and drive are those of the site it belongs to. */
function resolveGroup(path: string, tenantId: string, tenants: Tenants): string {
  const [, key = '', rest = ''] = /^\/groups\/([^/]+)(\/(?:drives?|sites)(?:\/.*)?)$/i.exec(path) ?? [];
  if (!rest || /^\/sites\/?$/i.test(rest)) return path;
  const group = tenants.groups.find(tenantId, decodeURIComponent(key));
  const site = group && tenants.sites.ofGroup(group.id);
  if (!group) throw notFoundResource(key);
  if (!site) throw noSite();
  return `/sites/${siteKey(site)}${rest.replace(/^\/sites\/[^/]+/i, '')}`;
}

/** Sites by id, by `root`, or by host and path between colons; then the drives below them. */
function resolveSite(path: string, tenantId: string, tenants: Tenants): string {
  const [, place = '', between = ''] = /^\/sites\/([^/]+)(\/.*)?$/i.exec(path) ?? [];
  if (!place || /^(add|remove|delta(\(\))?|getAllSites(\(\))?)$/i.test(place)) return path;
  let site: Site | undefined;
  let rest = between;
  if (place.endsWith(':')) {
    const [, wanted = '', after = ''] = /^(.*?)(?::(\/.*)?)?$/.exec(between) ?? [];
    site = atHost(place.slice(0, -1), tenantId)
      ? tenants.sites.byPath(tenantId, sitePath(wanted, tenantId))
      : undefined;
    rest = after;
  } else {
    site = tenants.sites.find(tenantId, decodeURIComponent(place));
    const [, wanted, after = ''] =
      /^(?:\/getByPath\(path='([^']*)'\)|:(\/[^:]*)(?::(\/.*)?)?)(.*)$/i.exec(between) ?? [];
    if (wanted !== undefined && site) {
      site = tenants.sites.byPath(tenantId, [site.path, decodeURIComponent(wanted)].join('/'));
      rest = after;
    }
  }
  if (!site) throw noSite();
  const libraries = tenants.drives.ofSite(site);
  const [, list, afterList = ''] = /^\/lists\/([^/]+)\/drive(?=\/|$)(.*)$/i.exec(rest) ?? [];
  if (list !== undefined) {
    const drive = libraries.find(
      (it) => it.ids.listId === decodeURIComponent(list) || it.name === decodeURIComponent(list),
    );
    if (!drive) throw notFoundFile();
    return `/drives/${drive.id}${afterList}`;
  }
  if (/^\/drives\/[^/]/i.test(rest)) return rest;
  if (/^\/drive(\/|$)/i.test(rest)) {
    if (!libraries[0]) throw notFoundFile();
    return `/drives/${libraries[0].id}${rest.replace(/^\/drive/i, '')}`;
  }
  return `/sites/${siteKey(site)}${rest}`;
}
/** The organisation's own name for its host, or that of the imitation's pages. */
const atHost = (host: string, tenantId: string): boolean =>
  [hostOf(tenantId), 'localhost', '127.0.0.1'].includes(decodeURIComponent(host).toLowerCase());
/** The pages of the imitation have the organisation's label before the path. */
const sitePath = (path: string, tenantId: string): string =>
  decodeURIComponent(path).replace(new RegExp(`^/?${hostOf(tenantId).split('.')[0]}(?=/|$)`, 'i'), '');

function resolveDrive(path: string, tenants: Tenants): string {
  const match = /^\/drives\/([^/]+)\/(root|items\/[^/:]+|special\/[^/:]+)(.*)$/i.exec(path);
  if (!match) return path;
  const [, driveId = '', place = '', rest = ''] = match;
  const drive = tenants.drives.find(decodeURIComponent(driveId));
  if (!drive) throw notFoundFile();
  const [kind = '', name = ''] = place.split('/');
  const { start, before } = /^special$/i.test(kind)
    ? { start: drive.rootId, before: [specialName(decodeURIComponent(name))] }
    : { start: /^root$/i.test(name || kind) ? drive.rootId : decodeURIComponent(name), before: [] };
  const byPath = rest.startsWith(':') ? /^:\/?(.*?)(?::(\/.*)?)?$/.exec(rest) : undefined;
  const names = [
    ...before,
    ...decode(byPath?.[1] ?? '')
      .split('/')
      .filter(Boolean),
  ];
  const after = byPath ? (byPath[2] ?? '') : rest;
  return `/drives/${driveId}${findByNames(tenants, drive, start, names)}${after}`;
}
/** `%2F` in a path parts names as well as `/` does. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest('The path is not correctly encoded.', 'invalidRequest');
  }
}
function specialName(name: string): string {
  const folder = specialFolders.find((it) => it.name === name.toLowerCase())?.folder;
  if (!folder) throw badRequest("The special folder identifier isn't valid", 'invalidRequest');
  return folder;
}
function findByNames(tenants: Tenants, drive: Drive, start: string, names: string[]): string {
  let at = start;
  for (const [i, name] of names.entries()) {
    const child: StoredItem | undefined = tenants.drives.child(drive, at, name);
    if (!child) return `/missing/${encodeURIComponent(at)}/${encodeURIComponent(names.slice(i).join('/'))}`;
    at = child.id;
  }
  return `/items/${encodeURIComponent(at)}`;
}
