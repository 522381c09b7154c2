import { randomUUID } from 'node:crypto';
import type { Answer } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import { organisations } from '../tenant/company.js';
import type { Drive, StoredItem } from '../tenant/drives.js';
import { bodyOf, collection, context, noContent, ok, personAt, textOf, type Call } from './call.js';
import { badRequest, fileDenied, GraphRefusal, nameTaken, notFoundFile, stale } from './errors.js';
import { pageOf, select } from './query.js';

const type = 'microsoft.graph.driveItem';
export const smallUpload = 250 * 1024 * 1024;
export type Clash = 'fail' | 'replace' | 'rename';

export function driveAt(call: Call, id: string): Drive {
  const drive = call.tenants.drives.find(id);
  if (!drive || drive.tenantId !== call.caller.tid) throw notFoundFile();
  return drive;
}
/** An item the caller may see (or change); what they may not see is refused as OneDrive refuses it. */
export function itemAt(call: Call, drive: Drive, id: string, change = false): StoredItem {
  const item = drive.items[id];
  if (!item) throw notFoundFile();
  requireRole(call, drive, item, change);
  return item;
}
function requireRole(call: Call, drive: Drive, item: StoredItem, change: boolean): void {
  if (!call.caller.oid) return;
  const role = call.tenants.drives.role(drive, item, call.caller.oid);
  if (!role || (change && role === 'read')) throw fileDenied();
}

const nameOf = (objectId: string) => organisations.flatMap((it) => it.people).find((it) => it.id === objectId);
const identity = (objectId: string) => {
  const who = nameOf(objectId);
  return { user: { email: who?.userPrincipalName, id: objectId, displayName: who?.name ?? 'Application' } };
};
/** Where a person looks at a drive in the browser (sandbox/outlook/onedrive.ts). */
const site = (call: Call, drive: Drive) =>
  `${call.filesUrl}/personal/${(nameOf(drive.objectId)?.userPrincipalName ?? '').replace(/[@.]/g, '_')}`;
export const etag = (item: StoredItem) => `"{${item.id.slice(2, 34)}},${item.version}"`;

export function toItem(call: Call, drive: Drive, item: StoredItem): Record<string, unknown> {
  const { drives } = call.tenants;
  const path = drives.path(drive, item);
  const parent = item.parentId ? drive.items[item.parentId] : undefined;
  const parentPath = `/drives/${drive.id}/root:${path
    .slice(0, -1)
    .map((name) => `/${encodeURIComponent(name)}`)
    .join('')}`;
  const download = item.file && call.downloadUrl(drive, item);
  return {
    ...(download ? { '@microsoft.graph.downloadUrl': download } : {}),
    createdDateTime: item.createdDateTime,
    eTag: etag(item),
    id: item.id,
    lastModifiedDateTime: item.lastModifiedDateTime,
    name: item.name,
    webUrl: [`${site(call, drive)}/Documents`, ...path.map(encodeURIComponent)].join('/'),
    cTag: `"c:{${item.id.slice(2, 34)}},${item.contentVersion}"`,
    size: drives.size(drive, item),
    createdBy: identity(item.createdBy),
    lastModifiedBy: identity(item.createdBy),
    parentReference: parent
      ? {
          driveType: 'business',
          driveId: drive.id,
          id: parent.id,
          name: parent.name,
          path: parent.parentId ? parentPath : `/drives/${drive.id}/root:`,
        }
      : { driveType: 'business', driveId: drive.id },
    fileSystemInfo: { createdDateTime: item.createdDateTime, lastModifiedDateTime: item.lastModifiedDateTime },
    ...(item.file
      ? { file: { mimeType: item.file.mimeType, hashes: { quickXorHash: item.file.quickXorHash } } }
      : { folder: { childCount: drives.children(drive, item.id).length } }),
    ...(item.parentId ? {} : { root: {} }),
    ...(item.permissions.length > 0 ? { shared: { scope: 'users' } } : {}),
  };
}
export const entity = (call: Call, drive: Drive, item: StoredItem) => ({
  '@odata.context': context(call, `drives('${encodeURIComponent(drive.id)}')/items/$entity`),
  ...select(toItem(call, drive, item), call.query, {
    type,
    always: ['id'],
    extra: ['deleted', 'package', 'image', 'description', 'webDavUrl'],
  }),
});

/** Names OneDrive refuses. */
export function requireName(name: string): void {
  const refused =
    name.length === 0 ||
    name.length > 255 ||
    /["*:<>?/\\|]/.test(name) ||
    /^\s|\s$|\.$/.test(name) ||
    /^~\$|_vti_/.test(name) ||
    /^(\.lock|con|prn|aux|nul|com\d|lpt\d|desktop\.ini)$/i.test(name);
  if (refused)
    throw badRequest(
      'The provided name cannot contain any of the following characters, or is reserved.',
      'invalidRequest',
    );
}
export const freeName = (call: Call, drive: Drive, parentId: string, name: string): string => {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^.]*)?$/.exec(name) ?? [];
  for (let n = 1; ; n += 1)
    if (!call.tenants.drives.child(drive, parentId, `${stem} ${n}${ending}`)) return `${stem} ${n}${ending}`;
};
export function clashOf(value: unknown, otherwise: Clash): Clash {
  if (value === undefined || value === null) return otherwise;
  if (value === 'fail' || value === 'replace' || value === 'rename') return value;
  throw badRequest('The value of @microsoft.graph.conflictBehavior is not valid.', 'invalidRequest');
}

/** Puts bytes under a name: new, replaced, renamed or refused. Answers the item and whether it is new. */
export function putBytes(
  call: Call,
  drive: Drive,
  parentId: string,
  wanted: string,
  bytes: Uint8Array,
  mimeType: string,
  clash: Clash,
): { item: StoredItem; isNew: boolean } {
  requireName(wanted);
  const existing = call.tenants.drives.child(drive, parentId, wanted);
  if (existing && !existing.file) throw nameTaken();
  if (existing && clash === 'fail') throw nameTaken();
  if (call.tenants.drives.used(drive) + bytes.length > drive.quotaBytes)
    throw new GraphRefusal(507, 'quotaLimitReached', 'The user has reached their quota limit.');
  const name = existing && clash === 'rename' ? freeName(call, drive, parentId, wanted) : wanted;
  return {
    item: call.tenants.drives.putFile(
      drive,
      parentId,
      name,
      bytes,
      mimeType || 'application/octet-stream',
      call.caller.oid ?? drive.objectId,
    ),
    isNew: !existing || name !== wanted,
  };
}

/** Folders named on the way to a new item are made, as OneDrive makes them for an upload by path. */
export function parentFor(call: Call, drive: Drive, fromId: string, path: string): { parentId: string; name: string } {
  const names = path.split('/').map(decodeURIComponent);
  const name = names.pop() ?? '';
  let parent = itemAt(call, drive, fromId, true);
  for (const folder of names) {
    requireName(folder);
    parent =
      call.tenants.drives.child(drive, parent.id, folder) ??
      call.tenants.drives.addFolder(drive, parent.id, folder, call.caller.oid ?? drive.objectId);
  }
  return { parentId: parent.id, name };
}

export function addDriveItems(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { drive = '', item = '' }: Record<string, string>, change = false) => {
    const call = callOf(x);
    const found = driveAt(call, drive);
    return { call, drive: found, item: itemAt(call, found, item, change) };
  };
  router
    .on('GET', '/drives/:drive', (x, { drive: id = '' }) => {
      const call = callOf(x);
      const drive = driveAt(call, id);
      requireRole(call, drive, drive.items[drive.rootId] as StoredItem, false);
      const used = call.tenants.drives.used(drive);
      return ok({
        '@odata.context': context(call, 'drives/$entity'),
        ...select(
          {
            createdDateTime: drive.items[drive.rootId]?.createdDateTime,
            description: '',
            id: drive.id,
            lastModifiedDateTime: drive.items[drive.rootId]?.lastModifiedDateTime,
            name: 'OneDrive',
            webUrl: `${site(call, drive)}/Documents`,
            driveType: 'business',
            owner: identity(drive.objectId),
            quota: { deleted: 0, remaining: drive.quotaBytes - used, state: 'normal', total: drive.quotaBytes, used },
          },
          call.query,
          { type: 'microsoft.graph.drive', always: ['id'] },
        ),
      });
    })
    .on('GET', '/drives/:drive/items/:item', (x, params) => {
      const { call, drive, item } = at(x, params);
      return ok(entity(call, drive, item));
    })
    .on('GET', '/drives/:drive/items/:item/children', (x, params) => {
      const { call, drive, item } = at(x, params);
      const items = call.tenants.drives.children(drive, item.id).map((it) => toItem(call, drive, it));
      return collection(
        call,
        `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/children`,
        pageOf(
          {
            items,
            type,
            options: ['$top', '$orderby', '$filter', '$count'],
            pageSize: 200,
            largestPage: 1000,
            extra: ['file', 'folder', '@microsoft.graph.downloadUrl'],
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .on('POST', '/drives/:drive/items/:item/children', (x, params) => createFolder(at(x, params, true)))
    .on('PATCH', '/drives/:drive/items/:item', (x, params) => {
      const { call, drive, item } = at(x, params, true);
      requireMatch(call, item);
      const body = bodyOf(call) as { name?: string; parentReference?: { id?: string } };
      const parentId = body.parentReference?.id
        ? itemAt(call, drive, body.parentReference.id, true).id
        : (item.parentId ?? '');
      const name = body.name ?? item.name;
      requireName(name);
      const other = call.tenants.drives.child(drive, parentId, name);
      if (other && other.id !== item.id) throw nameTaken();
      Object.assign(item, { name, parentId });
      call.tenants.drives.changed(item);
      return ok(entity(call, drive, item));
    })
    .on('DELETE', '/drives/:drive/items/:item', (x, params) => {
      const { call, drive, item } = at(x, params, true);
      if (!item.parentId) throw fileDenied();
      requireMatch(call, item);
      call.tenants.drives.remove(drive, item);
      return noContent();
    })
    .on('GET', '/drives/:drive/items/:item/content', (x, params) => {
      const { call, drive, item } = at(x, params);
      if (!item.file) throw badRequest('The item is a folder.', 'notSupported');
      return { status: 302, headers: { location: call.downloadUrl(drive, item) } };
    })
    .on('PUT', '/drives/:drive/items/:item/content', (x, params) => {
      const { call, drive, item } = at(x, params, true);
      requireMatch(call, item);
      const { item: put } = putBytes(
        call,
        drive,
        item.parentId ?? '',
        item.name,
        call.exchange.body,
        call.exchange.headers['content-type'] ?? '',
        clashOf(call.query.get('@microsoft.graph.conflictBehavior'), 'replace'),
      );
      return ok(entity(call, drive, put));
    })
    .on('PUT', '/drives/:drive/missing/:item/:path/content', (x, params) => {
      const { call, drive, item } = at(x, params, true);
      if (call.exchange.body.length > smallUpload)
        throw new GraphRefusal(413, 'invalidRequest', 'The request is too large. Use an upload session.');
      const { parentId, name } = parentFor(call, drive, item.id, params.path ?? '');
      const { item: put, isNew } = putBytes(
        call,
        drive,
        parentId,
        name,
        call.exchange.body,
        call.exchange.headers['content-type'] ?? '',
        clashOf(call.query.get('@microsoft.graph.conflictBehavior'), 'replace'),
      );
      return ok(entity(call, drive, put), isNew ? 201 : 200);
    })
    .on('GET', '/drives/:drive/items/:item/permissions', (x, params) => {
      const { call, drive, item } = at(x, params);
      const items = [
        { id: 'owner', roles: ['owner'], grantedToV2: identity(drive.objectId) },
        ...item.permissions.map((it) => ({ id: it.id, roles: it.roles, grantedToV2: identity(it.objectId) })),
      ];
      return collection(
        call,
        `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/permissions`,
        pageOf({ items, type: 'microsoft.graph.permission', options: [], pageSize: 100, largestPage: 100 }, call.query),
      );
    })
    .on('POST', '/drives/:drive/items/:item/invite', (x, params) => {
      const { call, item } = at(x, params, true);
      const { recipients = [], roles = [] } = bodyOf(call) as {
        recipients?: { email?: string; objectId?: string }[];
        roles?: string[];
      };
      const added = recipients.map((it) => {
        const { person } = personAt(call, it.objectId ?? it.email ?? '');
        const permission = { id: randomUUID(), objectId: person.id, roles };
        item.permissions = [...item.permissions.filter((known) => known.objectId !== person.id), permission];
        return { id: permission.id, roles, grantedToV2: identity(person.id) };
      });
      call.tenants.drives.changed(item);
      return ok({ '@odata.context': context(call, 'Collection(permission)'), value: added });
    });
}

function createFolder({ call, drive, item }: { call: Call; drive: Drive; item: StoredItem }): Answer {
  const body = bodyOf(call);
  const name = textOf(body.name);
  requireName(name);
  if (!body.folder)
    throw badRequest('Only folders can be created this way; the folder facet is missing.', 'invalidRequest');
  const clash = clashOf(body['@microsoft.graph.conflictBehavior'], 'fail');
  const existing = call.tenants.drives.child(drive, item.id, name);
  if (existing && clash === 'fail') throw nameTaken();
  if (existing && clash === 'replace') return ok(entity(call, drive, existing));
  const folder = call.tenants.drives.addFolder(
    drive,
    item.id,
    existing ? freeName(call, drive, item.id, name) : name,
    call.caller.oid ?? drive.objectId,
  );
  return ok(entity(call, drive, folder), 201);
}

function requireMatch(call: Call, item: StoredItem): void {
  const wanted = call.exchange.headers['if-match'];
  if (wanted && wanted !== '*' && wanted !== etag(item)) throw new GraphRefusal(412, 'notAllowed', stale().message);
}
