import type { Drive, DriveType, Principal, StoredItem } from '../../tenant/files/drive-item.js';
import { organisations } from '../../tenant/company.js';
import { itemGuid } from '../../tenant/files/microsoft-ids.js';
import { siteKey } from '../../tenant/files/site.js';
import { context, type Call } from '../call.js';
import { select } from '../query.js';

export const itemType = 'microsoft.graph.driveItem';
type Json = Record<string, unknown>;

/** Members of a driveItem, by the metadata; the second list comes only when it is asked for. */
export const itemMembers = new Set(
  'id createdBy createdDateTime description eTag lastModifiedBy lastModifiedDateTime name parentReference webUrl audio bundle cTag deleted file fileSystemInfo folder image location malware package pendingOperations photo publication remoteItem root searchResult shared sharepointIds size specialFolder video webDavUrl children listItem permissions thumbnails versions content @microsoft.graph.downloadUrl'.split(
    ' ',
  ),
);
export const onlyWhenAsked = ['sharepointIds', 'webDavUrl'];

const isPersonal = (drive: Drive) => drive.driveType === 'personal';
export const etag = (drive: Drive, item: StoredItem): string =>
  isPersonal(drive)
    ? `a${Buffer.from(`${item.id}.${item.version}`).toString('base64url')}`
    : `"{${itemGuid(item.id)}},${item.version}"`;
export const ctag = (drive: Drive, item: StoredItem): string =>
  isPersonal(drive)
    ? `a${Buffer.from(`c:${item.id}.${item.contentVersion}`).toString('base64url')}`
    : `"c:{${itemGuid(item.id)}},${item.contentVersion}"`;

const personOf = (objectId: string) => organisations.flatMap((it) => it.people).find((it) => it.id === objectId);
/** A person as files name them; what an application did is its own. */
export function identity(objectId: string): Json {
  const who = personOf(objectId);
  return who
    ? { user: { email: who.userPrincipalName, id: objectId, displayName: who.name } }
    : { application: { id: objectId, displayName: 'Application' } };
}
/** Who made it; of what a person made with an application, both are told. */
function madeBy({ createdBy, createdWith }: StoredItem): Json {
  const by = identity(createdBy);
  return by.user && createdWith ? { application: { id: createdWith, displayName: 'Application' }, ...by } : by;
}
export const mailOf = (principal: Principal): string | undefined =>
  principal.kind === 'outsider' ? principal.id : personOf(principal.id)?.userPrincipalName;

export function drivePath(call: Call, drive: Drive, folder: StoredItem): string {
  const path = call.tenants.drives.path(drive, folder).map((name) => `/${encodeURIComponent(name)}`);
  return `/drives/${drive.id}/root:${path.join('')}`;
}
export function parentReference(call: Call, drive: Drive, item: StoredItem): Json {
  const site = call.tenants.drives.siteOf(drive);
  const parent = item.parentId === null ? undefined : drive.items[item.parentId];
  return {
    driveType: drive.driveType satisfies DriveType,
    driveId: drive.id,
    ...(parent ? { id: parent.id, name: parent.name, path: drivePath(call, drive, parent) } : {}),
    ...(isPersonal(drive) ? {} : { siteId: site ? siteKey(site) : drive.ids.siteId }),
  };
}
export const sharepointIds = (call: Call, drive: Drive, item?: StoredItem): Json => ({
  listId: drive.ids.listId,
  ...(item && item.parentId !== null
    ? { listItemId: String(item.number), listItemUniqueId: itemGuid(item.id).toLowerCase() }
    : {}),
  siteId: drive.ids.siteId,
  siteUrl: call.files.siteOf(drive),
  tenantId: drive.tenantId,
  webId: drive.ids.webId,
});

/** Everything Graph says about an item, before $select. */
export function toItem(call: Call, drive: Drive, item: StoredItem): Json {
  const { drives } = call.tenants;
  const isRoot = item.parentId === null;
  return {
    ...(item.file ? { '@microsoft.graph.downloadUrl': call.files.download(drive, item) } : {}),
    createdDateTime: item.createdDateTime,
    ...(item.description ? { description: item.description } : {}),
    eTag: etag(drive, item),
    id: item.id,
    lastModifiedDateTime: item.lastModifiedDateTime,
    name: item.name,
    webUrl: call.files.web(drive, item),
    cTag: ctag(drive, item),
    size: drives.size(drive, item),
    createdBy: madeBy(item),
    lastModifiedBy: identity(item.lastModifiedBy),
    parentReference: parentReference(call, drive, item),
    fileSystemInfo: {
      createdDateTime: item.clientTimes?.createdDateTime ?? item.createdDateTime,
      lastModifiedDateTime: item.clientTimes?.lastModifiedDateTime ?? item.lastModifiedDateTime,
    },
    ...(item.file
      ? { file: { mimeType: item.file.mimeType, hashes: { quickXorHash: item.file.quickXorHash } } }
      : { folder: { childCount: drives.index(drive).childCount(item.id) } }),
    ...(item.file && /^image\//.test(item.file.mimeType) ? { image: {} } : {}),
    ...(isRoot ? { root: {} } : {}),
    ...(item.specialFolder ? { specialFolder: { name: item.specialFolder } } : {}),
    ...(item.checkedOutBy
      ? {
          publication: {
            level: 'checkout',
            versionId: `${item.contentVersion}.0`,
            checkedOutBy: identity(item.checkedOutBy),
          },
        }
      : {}),
    ...sharedFacet(item),
    sharepointIds: sharepointIds(call, drive, item),
    webDavUrl: call.files.place(drive, item),
  };
}
function sharedFacet(item: StoredItem): Json {
  if (item.permissions.length === 0) return {};
  const scopes = item.permissions.map((it) => it.link?.scope ?? 'users');
  const widest = (['anonymous', 'organization', 'users'] as const).find((it) => scopes.includes(it));
  return { shared: { scope: widest ?? 'users' } };
}

export const selectItem = (call: Call, item: Json): Json =>
  select(item, call.query, {
    type: itemType,
    always: ['id'],
    extra: onlyWhenAsked,
    members: new Set([...itemMembers, ...Object.keys(item)]),
  });
export const itemContext = (call: Call, drive: Drive): string =>
  context(call, `drives('${encodeURIComponent(drive.id)}')/items/$entity`);
