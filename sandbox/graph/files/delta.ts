import type { Answer } from '../../base/exchange.js';
import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import { context, ok, type Call } from '../call.js';
import { badQuery, badRequest, GraphRefusal } from '../errors.js';
import { select } from '../query.js';
import { roleOf } from './access.js';
import { numberOf } from './paging.js';
import { readExpand } from './present.js';
import { permissionsOf } from './permission-view.js';
import { etag, itemMembers, itemType, onlyWhenAsked, toItem } from './render.js';
import type { At, FileRoutes } from './routes.js';

/** Where a reader stands in the drive's order of changes, with the options of the first call. */
interface State {
  generation: number;
  after: number;
  /** The first round lists what is there; later ones also what is gone. */
  isFirstRound: boolean;
  options: Record<string, string>;
}
const usualPage = 200;
const kept = ['$select', '$expand', '$top'];
type Json = Record<string, unknown>;

export function addDelta(routes: FileRoutes): void {
  routes
    .item('GET', '/delta', 'read', (at) => delta(at, at.call.query.get('token') ?? at.call.query.get('$deltatoken')))
    .item('GET', "/delta(token=':token')", 'read', (at, { token = '' }) => delta(at, token));
}

/** What is there, and from then on what changed: items at their last state, each once a round, what is gone with a `deleted` facet. */
function delta({ call, drive, item }: At, token: string | null): Answer {
  if (item.parentId !== null && drive.driveType !== 'personal')
    throw badRequest(`The expression "drives('${drive.id}')/items/${item.id}/delta" is not valid.`, 'invalidRequest');
  for (const name of call.query.keys())
    if (name.startsWith('$') && !['$deltatoken', '$skiptoken', '$format', ...kept].includes(name))
      throw badQuery(`The query parameter '${name}' is not supported.`);
  const state = stateFor(call, drive, token);
  const options = new URLSearchParams(state.options);
  if (token?.toLowerCase() === 'latest') return answer(call, drive, [], { ...state, after: drive.sequence }, false);
  const size = Math.max(1, Math.min(numberOf(options.get('$top'), '$top') ?? usualPage, 1000));
  const { rows, after, hasMore } = nextRows(call, drive, item, state, size);
  return answer(
    call,
    drive,
    shown(call, drive, rows, state.isFirstRound, options),
    { ...state, after, isFirstRound: state.isFirstRound && hasMore },
    hasMore,
  );
}

function stateFor(call: Call, drive: Drive, token: string | null): State {
  const options = Object.fromEntries([...call.query].filter(([name]) => kept.includes(name)));
  const fresh: State = { generation: drive.generation, after: 0, isFirstRound: true, options };
  if (token === null || token === '') return fresh;
  if (token.toLowerCase() === 'latest') return { ...fresh, isFirstRound: false };
  const instant = /^\d{4}-\d\d-\d\dT/.test(token) ? Date.parse(token.replace(/ (?=\d\d?:\d\d$)/, '+')) : NaN;
  if (!Number.isNaN(instant)) {
    if (drive.driveType === 'personal')
      throw badRequest('A timestamp cannot be used as a token here.', 'invalidRequest');
    return { ...fresh, after: call.tenants.drives.index(drive).sequenceAt(instant), isFirstRound: false };
  }
  const [driveId, generation, after, isFirstRound, saved] = readToken(token);
  if (driveId !== drive.id) throw badRequest('The token belongs to another drive.', 'invalidRequest');
  if (generation !== drive.generation) throw gone(call, drive);
  return { generation, after, isFirstRound, options: { ...saved, ...options } };
}
type Token = [string, number, number, boolean, Record<string, string>];
function readToken(token: string): Token {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Token;
  } catch {
    throw badRequest('The token is malformed.', 'invalidRequest');
  }
}
const writeToken = (drive: Drive, { generation, after, isFirstRound, options }: State): string =>
  Buffer.from(JSON.stringify([drive.id, generation, after, isFirstRound, options] satisfies Token)).toString(
    'base64url',
  );

const address = (call: Call) =>
  `${call.baseUrl}${call.exchange.path.replace(/\/(?:microsoft\.graph\.)?delta(\(.*\))?\/?$/i, '/delta')}`;
function gone(call: Call, drive: Drive): GraphRefusal {
  const start = writeToken(drive, { generation: drive.generation, after: 0, isFirstRound: true, options: {} });
  return new GraphRefusal(
    410,
    call.tenants.drives.settings.resync,
    "Resync required. Replace any local items with the server's version (including deletes) if you're sure that the service was up to date with your local changes when you last sync'd. Upload any local changes that the server doesn't know about.",
    { location: `${address(call)}?token=${start}` },
    'resyncRequired',
  );
}

function nextRows(call: Call, drive: Drive, top: StoredItem, { after, isFirstRound }: State, size: number) {
  const rows: StoredItem[] = [];
  let last = after;
  let hasMore = false;
  if (call.behaviour.delta.repeats && after > 0) size += 1;
  for (const { id, sequence } of call.tenants.drives
    .index(drive)
    .changesAfter(call.behaviour.delta.repeats ? Math.max(0, after - 1) : after)) {
    if (rows.length === size) {
      hasMore = true;
      break;
    }
    last = Math.max(last, sequence);
    const item = drive.items[id];
    if (item ? isSeen(call, drive, item, top) : !isFirstRound) rows.push(item ?? (drive.deleted[id] as StoredItem));
  }
  return { rows, after: last, hasMore };
}
/** Below the folder that was asked about, and not hidden from the reader. */
function isSeen(call: Call, drive: Drive, item: StoredItem, top: StoredItem): boolean {
  let isHidden = false;
  for (let at: StoredItem | undefined = item; at; at = drive.items[at.parentId ?? '']) {
    isHidden ||= at.isCutOff === true && !roleOf(call, drive, at);
    if (at.id === top.id) return !isHidden;
  }
  return false;
}

/** Changed items, in later rounds before them the folders above (unless the caller asked not to), and no folder before what was deleted in it. */
function shown(call: Call, drive: Drive, rows: StoredItem[], isFirstRound: boolean, options: URLSearchParams): Json[] {
  const inPage = new Set(rows.map((it) => it.id));
  const above: StoredItem[] = [];
  if (!isFirstRound && call.exchange.headers.deltaexcludeparent === undefined)
    for (const row of rows)
      for (let at = drive.items[row.parentId ?? '']; at && !inPage.has(at.id); at = drive.items[at.parentId ?? '']) {
        inPage.add(at.id);
        above.unshift(at);
      }
  const { deltaOmitsEvery } = call.tenants.drives.settings;
  return [...above, ...rows].map((item, i) => {
    const full = drive.items[item.id] ? living(call, drive, item, options) : tombstone(drive, item);
    if (deltaOmitsEvery > 0 && (i + 1) % deltaOmitsEvery === 0) {
      delete full.name;
      delete full.parentReference;
    }
    return {
      '@odata.type': `#${itemType}`,
      ...select(full, options, {
        type: itemType,
        always: ['id'],
        extra: onlyWhenAsked,
        members: new Set([...itemMembers, ...Object.keys(full)]),
      }),
    };
  });
}
function living(call: Call, drive: Drive, item: StoredItem, options: URLSearchParams): Json {
  const { cTag, ...full } = toItem(call, drive, item);
  const { path: _path, ...parentReference } = full.parentReference as Json; // a renamed folder would make it untrue
  const expands = readExpand(options.get('$expand')).some((it) => it.name === 'permissions');
  return {
    ...full,
    ...(drive.driveType === 'personal' ? { cTag } : {}),
    parentReference,
    ...(expands ? { permissions: permissionsOf(call, drive, item) } : {}),
  };
}
function tombstone(drive: Drive, item: StoredItem): Json {
  return {
    id: item.id,
    ...(drive.driveType === 'personal' ? { name: item.name } : { size: 0 }),
    eTag: etag(drive, item),
    createdDateTime: item.createdDateTime,
    lastModifiedDateTime: new Date(item.changedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    parentReference: { driveType: drive.driveType, driveId: drive.id, id: item.parentId },
    ...(item.file ? { file: {} } : { folder: { childCount: 0 } }),
    deleted: { state: 'deleted' },
  };
}

/** One of the two links, each in its own of the two spellings that the service has. */
function answer(call: Call, drive: Drive, value: Json[], state: State, hasMore: boolean): Answer {
  const token = writeToken(drive, state);
  return ok({
    '@odata.context': context(call, 'Collection(driveItem)'),
    ...(hasMore
      ? { '@odata.nextLink': `${address(call)}?token=${token}` }
      : { '@odata.deltaLink': `${address(call)}(token='${token}')` }),
    value,
  });
}
