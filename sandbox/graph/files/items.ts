import type { Answer } from '../../base/exchange.js';
import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import { bodyOf, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, fileDenied, GraphRefusal, nameTaken, notFoundFile } from '../errors.js';
import { actor, itemAt, visible } from './access.js';
import { isKnown, requireMatch, requireUnlocked } from './conditions.js';
import { clashOf, freeName, requireName, requirePathLength } from './names.js';
import { pageOfRows } from './paging.js';
import { itemAnswer, present } from './present.js';
import { ensureFolders } from './put.js';
import { itemMembers, toItem } from './render.js';
import type { At, FileRoutes } from './routes.js';

/** Items by id or path: read, list, make folders, rename, move, remove, bring back. */
export function addItems(routes: FileRoutes): void {
  routes
    .item('GET', '', 'read', ({ call, drive, item }) =>
      isKnown(call, drive, item) ? { status: 304 } : itemAnswer(call, drive, item),
    )
    .item('GET', '/children', 'read', listChildren)
    .item('POST', '/children', 'write', createChild)
    .item('PATCH', '', 'write', (at) => change(at))
    .missing('PATCH', '', makeByPath)
    .item('DELETE', '', 'write', remove)
    .item('POST', '/permanentDelete', 'write', remove)
    .drive('POST', '/items/:item/restore', ({ call, drive }, { item = '' }) => restore(call, drive, item))
    .item('GET', '/listItem', 'read', ({ call, drive, item }) =>
      ok({
        '@odata.context': context(call, 'listItem'),
        ...(present({ ...call, query: expandListItem(call) }, drive, item).listItem as object),
      }),
    );
}
const expandListItem = (call: Call) =>
  new URLSearchParams({ $expand: `listItem($expand=${call.query.get('$expand') ?? ''})` });

function listChildren({ call, drive, item }: At): Answer {
  if (item.file) throw badRequest('The item is not a folder.', 'invalidRequest');
  return pageOfRows(call, {
    of: `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/children`,
    rows: visible(call, drive, call.tenants.drives.children(drive, item.id)),
    look: (it) => toItem(call, drive, it),
    show: (it) => present(call, drive, it),
    known: itemMembers,
    options: ['$orderby', '$filter', '$count'],
  });
}

function createChild({ call, drive, item: parent }: At): Answer {
  const body = bodyOf(call);
  const name = textOf(body.name);
  if (!body.folder || body.file)
    throw badRequest('Only folders can be created this way; the folder facet is missing.', 'invalidRequest');
  if (parent.file) throw badRequest('The parent is not a folder.', 'invalidRequest');
  requireName(name, { drive, parentId: parent.id, isFolder: true });
  const clash = clashOf(body['@microsoft.graph.conflictBehavior'], 'fail');
  const existing = call.tenants.drives.child(drive, parent.id, name);
  if (existing && (clash === 'fail' || (clash === 'replace' && existing.file))) throw nameTaken();
  if (existing && clash === 'replace') return itemAnswer(call, drive, existing, 201);
  const free = existing ? freeName(call, drive, parent.id, name) : name;
  requirePathLength(call, drive, parent.id, free);
  const folder = call.tenants.drives.addFolder(drive, parent.id, free, actor(call, drive));
  folder.createdWith = call.caller.appid;
  describe(call, drive, folder, body);
  return itemAnswer(call, drive, folder, 201);
}

/** PATCH: another name, another folder of the same drive, a description, the client's own times. */
function change({ call, drive, item }: At): Answer {
  const body = bodyOf(call);
  requireMatch(call, drive, item);
  requireUnlocked(call, item);
  if (item.parentId === null) throw fileDenied();
  const parentId = newParent(call, drive, item, body.parentReference) ?? item.parentId;
  const wanted = body.name === undefined ? item.name : textOf(body.name);
  if (wanted !== item.name) requireName(wanted, { drive, parentId, isFolder: !item.file });
  const other = call.tenants.drives.child(drive, parentId, wanted);
  const isTaken = other !== undefined && other.id !== item.id;
  const clash = clashOf(body['@microsoft.graph.conflictBehavior'], 'fail');
  if (isTaken && (clash === 'fail' || (clash === 'replace' && !(other.file && item.file)))) throw nameTaken();
  if (isTaken && clash === 'replace') call.tenants.drives.remove(drive, other, actor(call, drive));
  const name = isTaken && clash === 'rename' ? freeName(call, drive, parentId, wanted) : wanted;
  if (parentId !== item.parentId || name !== item.name) requirePathLength(call, drive, parentId, name);
  describe(call, drive, item, body);
  call.tenants.drives.move(drive, item, { parentId, name }, actor(call, drive));
  return itemAnswer(call, drive, item);
}
function newParent(call: Call, drive: Drive, item: StoredItem, reference: unknown): string | undefined {
  const { id, driveId, path } = (reference ?? {}) as { id?: string; driveId?: string; path?: string };
  if (driveId && driveId !== drive.id)
    throw badRequest('Items cannot be moved to another drive with this request.', 'invalidRequest');
  const folder =
    id !== undefined ? itemAt(call, drive, id, 'write') : path !== undefined ? byPath(call, drive, path) : undefined;
  if (!folder) return undefined;
  if (folder.file) throw badRequest('The parent is not a folder.', 'invalidRequest');
  for (let at: StoredItem | undefined = folder; at; at = drive.items[at.parentId ?? ''])
    if (at.id === item.id) throw badRequest('An item cannot be moved into itself.', 'invalidRequest');
  return folder.id;
}
function byPath(call: Call, drive: Drive, path: string): StoredItem {
  let at: StoredItem | undefined = drive.items[drive.rootId];
  for (const name of decodeURIComponent(path.replace(/^.*?root:?\/?/, ''))
    .split('/')
    .filter(Boolean))
    at = at && call.tenants.drives.child(drive, at.id, name);
  if (!at) throw notFoundFile();
  return itemAt(call, drive, at.id, 'write');
}
function describe(call: Call, drive: Drive, item: StoredItem, body: Record<string, unknown>): void {
  const keepsDescription = drive.driveType === 'personal' || call.tenants.drives.settings.descriptions;
  if (typeof body.description === 'string' && keepsDescription) item.description = body.description;
  const { createdDateTime, lastModifiedDateTime } = (body.fileSystemInfo ?? {}) as Record<string, unknown>;
  if (typeof createdDateTime === 'string') item.clientTimes = { ...item.clientTimes, createdDateTime };
  if (typeof lastModifiedDateTime === 'string') item.clientTimes = { ...item.clientTimes, lastModifiedDateTime };
}

/** `PATCH /root:/A/B/C` with a folder facet: seen to make the whole path on business drives, nowhere documented. */
function makeByPath({ call, drive, item, names }: At & { names: string[] }): Answer {
  if (!call.tenants.drives.settings.pathFolders || !bodyOf(call).folder) throw notFoundFile();
  return itemAnswer(call, drive, ensureFolders(call, drive, item, names), 201);
}

function remove({ call, drive, item }: At): Answer {
  if (item.parentId === null) throw fileDenied();
  requireMatch(call, drive, item);
  requireUnlocked(call, item);
  call.tenants.drives.remove(drive, item, actor(call, drive));
  return noContent();
}

function restore(call: Call, drive: Drive, id: string): Answer {
  if (drive.driveType !== 'personal')
    throw new GraphRefusal(
      501,
      'notSupported',
      'Operation not supported: items of this drive are brought back from its recycle bin.',
    );
  itemAt(call, drive, drive.rootId, 'write');
  const { parentReference, name } = bodyOf(call) as { parentReference?: { id?: string }; name?: string };
  const gone = drive.deleted[id];
  const parentId = parentReference?.id ?? gone?.parentId ?? '';
  if (gone && call.tenants.drives.child(drive, parentId, name ?? gone.name)) throw nameTaken();
  const item = call.tenants.drives.restore(
    drive,
    id,
    { ...(parentReference?.id ? { parentId: parentReference.id } : {}), ...(name ? { name } : {}) },
    actor(call, drive),
  );
  if (!item) throw notFoundFile();
  return itemAnswer(call, drive, item);
}
