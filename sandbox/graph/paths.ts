import type { Caller } from '../entra/tokens.js';
import type { Tenants } from '../tenant/tenants.js';
import { notFoundFile, notFoundResource, badRequest } from './errors.js';

/**
 * Many ways lead to one thing. Brings a path to its canonical form below /v1.0: `/me` to the person, a person's
 * drive to the drive, items named by path between colons to items by id. What is not there yet becomes
 * `/drives/{drive}/missing/{folder}/{rest of the path}` so that uploads can make it.
 */
export function canonicalPath(path: string, caller: Caller, tenants: Tenants): string {
  let out = path
    .replace(/^\/(v1\.0|beta)/i, '')
    .replace(/\/(users|messages|mailfolders|childfolders|attachments|items|drives|children)\('([^']*)'\)/gi, '/$1/$2')
    .replace(/\/(?:microsoft\.graph\.)?(delta|move|copy|send|reply|replyAll|forward)\(\)(?=\/|$)/i, '/$1');
  // A folder below a folder is a folder: every one has its own id.
  out = out.replace(/\/mailFolders\/[^/]+\/childFolders\/(?!delta$|\$count$)([^/]+)/i, '/mailFolders/$1');
  if (/^\/me(\/|$)/i.test(out)) {
    if (!caller.oid) throw badRequest('/me request is only valid with delegated authentication flow.');
    out = out.replace(/^\/me/i, `/users/${caller.oid}`);
  }
  out = out
    .replace(/^\/users\/([^/]+)\/drive(?=\/|$)/i, (_all, user: string) => {
      const box = decodeURIComponent(user);
      const drive =
        tenants.drives.ofPerson(box) ?? tenants.drives.ofPerson(tenants.mailboxes.byAddress(box)?.objectId ?? '');
      if (!drive) throw notFoundResource(box);
      return `/drives/${drive.id}`;
    })
    .replace(/^\/drive(?=\/|$)/i, () => `/drives/${tenants.drives.ofPerson(caller.oid ?? '')?.id ?? ''}`);
  return resolveDrive(out, tenants);
}

function resolveDrive(path: string, tenants: Tenants): string {
  const match = /^\/drives\/([^/]+)\/(root|items\/[^/:]+)(.*)$/i.exec(path);
  if (!match) return path;
  const [, driveId = '', place = '', rest = ''] = match;
  const drive = tenants.drives.find(decodeURIComponent(driveId));
  if (!drive) throw notFoundFile();
  const start = /^root$/i.test(place) || /^items\/root$/i.test(place) ? drive.rootId : place.slice('items/'.length);
  const byPath = /^:\/?(.*?)(?::(\/.*)?)?$/.exec(rest);
  if (!byPath || !rest.startsWith(':')) return `/drives/${driveId}/items/${start}${rest}`;
  const names = (byPath[1] ?? '').split('/').filter(Boolean);
  let at = start;
  for (const [i, name] of names.entries()) {
    const child = tenants.drives.child(drive, at, decodeURIComponent(name));
    if (!child)
      return `/drives/${driveId}/missing/${at}/${encodeURIComponent(names.slice(i).join('/'))}${byPath[2] ?? ''}`;
    at = child.id;
  }
  return `/drives/${driveId}/items/${at}${byPath[2] ?? ''}`;
}
