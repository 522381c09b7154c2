import type { Answer } from '../../base/exchange.js';
import type { MailFolder } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { ok, type Call } from '../call.js';
import { badQuery, badRequest } from '../errors.js';
import { numberOf } from '../query.js';
import { etag, idOf, readShape, viewOf, type Shape } from './message-view.js';
import { linkOf, nextRound, stateGone, unpackState, type SyncState } from './sync-state.js';

const pageSize = 10;
const largestPage = 1000;
const typed = { '@odata.type': '#microsoft.graph.message' };
type Item = Record<string, unknown>;
interface Options {
  shape: Shape;
  /** Only messages received at or after this. */
  from: number;
  change?: 'created' | 'updated' | 'deleted';
  /** How many items the round may have. */
  limit: number;
}

/** GET /mailFolders/{id}/messages/delta: what is in one folder, and afterwards what changed in it. */
export function answerMessageDelta(call: Call, box: Mailbox, folder: MailFolder): Answer {
  const { delta } = call.behaviour;
  const token = call.query.get('$skiptoken') ?? call.query.get('$deltatoken');
  const { changes } = box.contents(folder.id);
  changes.follow();
  const state = token === null ? begin(call, box, folder) : resume(box, folder, token);
  if (delta.goneAfterPages > 0 && state.pages >= delta.goneAfterPages)
    throw stateGone(state.generation, state.generation + 4);
  const options = readOptions(new URLSearchParams(state.options), delta.filteredLimit);
  const isEmptyPage = delta.emptyPages && state.pages % 2 === 1;
  const page = Math.min(call.maxPageSize ?? pageSize, largestPage);
  const again = delta.repeats && !isEmptyPage && page > 1 ? lastTold(box, folder, state) : undefined;
  const size = Math.min(again ? page - 1 : page, options.limit - state.told);
  const base = `${call.baseUrl}/v1.0${ownerOf(call)}/mailfolders('${folder.id}')/messages/delta`;
  const round = isEmptyPage
    ? { items: [] as Item[], next: state }
    : state.since === 0
      ? listPage(call, box, folder, state, options, size)
      : changesPage(call, box, folder, state, options, size);
  const value = [...(again ? [{ ...typed, ...viewOf(call, again, options.shape) }] : []), ...round.items];
  const link =
    endless(call, box, base, state, value) ??
    (round.next
      ? { '@odata.nextLink': linkOf(base, box, 'skip', { ...round.next, pages: state.pages + 1 }) }
      : { '@odata.deltaLink': linkOf(base, box, 'delta', nextRound(state)) });
  return ok(
    {
      '@odata.context': `${call.baseUrl}/v1.0/$metadata#Collection(message)`,
      value,
      ...link,
    },
    200,
    { 'preference-applied': [...call.preferences, 'odata.track-changes'].join(', ') },
  );
}

function begin(call: Call, box: Mailbox, folder: MailFolder): SyncState {
  readOptions(call.query, call.behaviour.delta.filteredLimit);
  return {
    of: folder.id,
    generation: box.generation,
    options: call.query.toString(),
    since: 0,
    until: box.at,
    told: 0,
    pages: 0,
  };
}
function resume(box: Mailbox, folder: MailFolder, token: string): SyncState {
  const state = unpackState(box, folder.id, token);
  return state.until === 0 ? { ...state, until: box.at } : state;
}

/** The first round: everything in the folder, newest first. */
function listPage(call: Call, box: Mailbox, folder: MailFolder, state: SyncState, options: Options, size: number) {
  const { list } = box.contents(folder.id);
  if (options.change === 'updated' || options.change === 'deleted') return { items: [] as Item[] };
  const [, end] = list.within({ from: options.from, fromInclusive: true, to: Infinity, toInclusive: true });
  const first = state.number === undefined ? 0 : list.after(state.receivedMs ?? 0, state.number);
  const page = list.items.slice(first, Math.min(first + size, end));
  const last = page.at(-1);
  const told = state.told + page.length;
  const items: Item[] = page.map((it) => ({ ...typed, ...viewOf(call, it, options.shape) }));
  if (!last || first + page.length >= end || told >= options.limit) return { items };
  return { items, next: { ...state, receivedMs: last.receivedMs, number: last.number, told } };
}

/** Later rounds: for each item its last state, or that it is not here any more. */
function changesPage(call: Call, box: Mailbox, folder: MailFolder, state: SyncState, options: Options, size: number) {
  const { changes } = box.contents(folder.id);
  const all = changes.between(state.since, state.until);
  const last = new Map(all.map((it) => [it.number, it.at]));
  const left = new Map(all.filter((it) => it.kind === 'gone').map((it) => [it.number, it.at]));
  const items: Item[] = [];
  const next = { ...state };
  for (const change of all) {
    if (change.at <= (state.at ?? 0)) continue;
    if (items.length >= size) {
      next.told += items.length;
      return { items, ...(next.told < options.limit ? { next } : {}) };
    }
    next.at = change.at;
    if (change.kind === 'gone') {
      // An immutable id is one and the same before and after: told once, however often the item came and went.
      const isRepeated = call.isImmutable && left.get(change.number) !== change.at;
      if (isRepeated || !wants(options, 'deleted')) continue;
      const id = call.isImmutable ? box.ids.immutable(change.number) : box.ids.rest(change.number, change.moves);
      items.push({ ...typed, id, '@removed': { reason: 'deleted' } });
      continue;
    }
    if (last.get(change.number) !== change.at) continue;
    // Out and in again within one round: with immutable ids the service tells of the going and not of the coming back.
    if (call.isImmutable && left.has(change.number)) continue;
    const it = box.byNumber(change.number);
    if (!it || it.folderId !== folder.id || it.receivedMs < options.from) continue;
    const kind = it.enteredAt > state.since ? 'created' : 'updated';
    if (kind === 'created' && it.moves > 0 && call.isImmutable && call.behaviour.delta.hidesMovedIn) continue;
    if (!wants(options, kind)) continue;
    next.number = it.number;
    items.push(changedView(call, it, options.shape, kind));
  }
  return { items };
}

/** The item that ended the page before, if it is still here. */
function lastTold(box: Mailbox, folder: MailFolder, { pages, number }: SyncState): StoredMessage | undefined {
  const found = pages > 0 && number !== undefined ? box.byNumber(number) : undefined;
  return found?.folderId === folder.id ? found : undefined;
}
const wants = ({ change }: Options, kind: Options['change']) => !change || change === kind;

/** A changed item; the service may leave out what did not change. */
function changedView(call: Call, it: StoredMessage, shape: Shape, kind: 'created' | 'updated'): Item {
  const full = { ...typed, ...viewOf(call, it, shape) };
  if (kind === 'created' || !call.behaviour.delta.sparse || it.changedNames.length === 0) return full;
  const kept = Object.entries(full).filter(([name]) => it.changedNames.includes(name));
  return { ...typed, '@odata.etag': etag(it), id: idOf(call, it), ...Object.fromEntries(kept) };
}

/** A fault: the round goes on and on, with the same link or with others that bring the same page. */
function endless(call: Call, box: Mailbox, base: string, state: SyncState, value: Item[]) {
  const { endless: kind } = call.behaviour.delta;
  if (kind === 'no' || value.length === 0) return undefined;
  const nonce = kind === 'same-page' ? (state.nonce ?? 0) + 1 : 0;
  return { '@odata.nextLink': linkOf(base, box, 'skip', { ...state, nonce }) };
}

function readOptions(query: URLSearchParams, filteredLimit: number): Options {
  for (const name of query.keys())
    if (!['$select', '$top', '$expand', '$filter', '$orderby', 'changeType', '$format'].includes(name))
      throw name.startsWith('$')
        ? badRequest(
            `The following parameters are not supported with change tracking over the 'Messages' resource: '${name}'.`,
            'ErrorInvalidUrlQuery',
          )
        : badQuery(`The query parameter '${name}' is not supported.`);
  const filter = query.get('$filter');
  const read = /^\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*$/i.exec(filter ?? '');
  const from = Date.parse(read?.[2] ?? '');
  if (filter !== null && Number.isNaN(from))
    throw badRequest(
      "The '$filter' parameter value is not supported for 'Messages' resource; only a value of 'receivedDateTime ge value' is supported.",
      'ErrorInvalidUrlQuery',
    );
  const order = query.get('$orderby');
  if (order !== null && !/^\s*receivedDateTime\s+desc\s*$/i.test(order))
    throw badRequest(
      "The '$orderby' parameter value is not supported for 'Messages' resource; only a value of 'receivedDateTime desc' is supported.",
      'ErrorInvalidUrlQuery',
    );
  const change = query.get('changeType');
  if (change !== null && !/^(created|updated|deleted)$/.test(change))
    throw badRequest(`The value '${change}' of changeType is not valid.`, 'ErrorInvalidUrlQuery');
  const top = numberOf(query, '$top');
  return {
    shape: readShape(query),
    from: filter === null ? -Infinity : read?.[1]?.toLowerCase() === 'gt' ? from + 1 : from,
    ...(change ? { change: change as 'created' } : {}),
    limit: Math.min(top || Infinity, filter === null ? Infinity : filteredLimit),
  };
}

/** `/me`, or the person as the path named them. */
export function ownerOf(call: Call): string {
  const read = /^\/(?:v1\.0|beta)(\/me|\/users(?:\/[^/]+|\('[^']*'\)))/i.exec(call.exchange.path);
  return read?.[1]?.replace(/^\/users\/([^/]+)$/i, "/users('$1')") ?? '/me';
}
