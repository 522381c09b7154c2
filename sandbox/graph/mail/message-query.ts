import type { Answer } from '../../base/exchange.js';
import { anyTime, type MessageList, type ReceivedRange } from '../../tenant/mail/message-list.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { collection, type Call } from '../call.js';
import { badQuery, badRequest } from '../errors.js';
import { conjuncts, filterPaths, readFilter, type Comparison } from '../filter.js';
import { numberOf } from '../query.js';
import { foundAlong, foundIn, type Found } from './found.js';
import { lazyView, memberNamed, memberOf, readShape, viewOf } from './message-view.js';
import { searchMessages } from './search.js';

const pageSize = 10;
const largestPage = 1000;
const options = [
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$expand',
  '$search',
  '$skiptoken',
  '$format',
];
interface Order {
  path: string;
  isDescending: boolean;
}

/** A page of messages of a mailbox or of one folder. Only the page is made, whatever lies around it. */
export function listMessages(call: Call, box: Mailbox, folderId?: string): Answer {
  refuseUnknown(call.query);
  const { query } = call;
  const shape = readShape(query);
  const skip = numberOf(query, '$skip') ?? 0;
  const top = numberOf(query, '$top');
  if (top !== undefined && top > largestPage)
    throw badRequest(
      `The limit of '${largestPage}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  const size = Math.min(call.maxPageSize ?? top ?? pageSize, largestPage);
  const of = folderId
    ? `users('${box.objectId}')/mailFolders('${folderId}')/messages`
    : `users('${box.objectId}')/messages`;
  const search = query.get('$search');
  const from = search === null ? skip : Number(Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString() || 0);
  const found =
    search === null
      ? findMessages(box, folderId, query)
      : searchMessages(listOf(box, folderId), search, query, from + size + 1);
  const wantsCount = query.get('$count') === 'true';
  const page = found.take(from, size);
  const hasMore = top !== 0 && found.hasMoreThan(from + size);
  const next = Object.fromEntries(query);
  if (search === null) next.$skip = String(from + size);
  else next.$skiptoken = Buffer.from(String(from + size)).toString('base64url');
  return collection(call, of, {
    value: page.map((it) => viewOf(call, it, shape)),
    ...(wantsCount ? { count: found.count() } : {}),
    ...(hasMore ? { next } : {}),
  });
}

const listOf = (box: Mailbox, folderId: string | undefined): MessageList =>
  folderId ? box.contents(folderId).list : box.everything;

function refuseUnknown(query: URLSearchParams): void {
  for (const name of query.keys())
    if (name.startsWith('$') && !options.includes(name))
      throw badQuery(`The query parameter '${name}' is not supported.`);
}

export function findMessages(box: Mailbox, folderId: string | undefined, query: URLSearchParams): Found {
  const filter = query.get('$filter');
  const order = readOrder(query.get('$orderby'));
  if (filter) for (const name of filterPaths(filter)) memberNamed(name);
  if (filter && order.length > 0) requireOrderInFilter(filter, order);
  const { comparisons, isWhole } = filter ? conjuncts(filter) : { comparisons: [], isWhole: true };
  const onTime = comparisons.filter((it) => it.path.toLowerCase() === 'receiveddatetime' && it.operator !== 'ne');
  const needsTest = filter !== null && !(isWhole && onTime.length === comparisons.length);
  const test = needsTest ? readFilter(filter) : undefined;
  const named = namedIn(box, comparisons);
  if (named)
    return foundIn(
      sorted(
        named.filter((it) => (!folderId || it.folderId === folderId) && (!test || test(lazyView(it)))),
        order,
      ),
    );
  const list = listOf(box, folderId);
  const [first, end] = list.within(rangeOf(onTime));
  const isByTime = order.length === 0 || order[0]?.path === 'receivedDateTime';
  if (!isByTime)
    return foundIn(
      sorted(
        list.items.slice(first, end).filter((it) => !test || test(lazyView(it))),
        order,
      ),
    );
  const isAscending = order[0] ? !order[0].isDescending : false;
  return foundAlong(list.items, [first, end], isAscending, test);
}

/** What can be found without looking at everything: by internet message id, or by conversation. */
function namedIn(box: Mailbox, comparisons: Comparison[]): StoredMessage[] | undefined {
  for (const { path, operator, value } of comparisons) {
    if (operator !== 'eq' || typeof value !== 'string') continue;
    if (path === 'internetMessageId') return box.byInternetMessageId(value);
    if (path === 'conversationId') return box.inConversation(value);
  }
  return undefined;
}

function rangeOf(comparisons: Comparison[]): ReceivedRange {
  const range = { ...anyTime };
  for (const { operator, value } of comparisons) {
    const ms = Date.parse(String(value));
    if (Number.isNaN(ms)) throw badRequest(`Invalid filter clause: '${value}'.`);
    const isLower = (operator === 'ge' || operator === 'gt' || operator === 'eq') && ms >= range.from;
    const isUpper = (operator === 'le' || operator === 'lt' || operator === 'eq') && ms <= range.to;
    if (isLower)
      Object.assign(range, { from: ms, fromInclusive: operator !== 'gt' && (ms > range.from || range.fromInclusive) });
    if (isUpper)
      Object.assign(range, { to: ms, toInclusive: operator !== 'lt' && (ms < range.to || range.toInclusive) });
  }
  return range;
}

function readOrder(text: string | null): Order[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [path = '', direction = 'asc'] = part.split(/\s+/);
      const [name = '', ...rest] = path.split('/');
      if (!/^(asc|desc)$/i.test(direction)) throw badQuery(`Syntax error in '${text}'.`);
      return { path: [memberNamed(name), ...rest].join('/'), isDescending: direction.toLowerCase() === 'desc' };
    });
}

/** Exchange sorts only by what it filters by, and in that order; else it refuses. */
function requireOrderInFilter(filter: string, order: Order[]): void {
  const filtered = filterPaths(filter).map((it) => it.toLowerCase());
  const distinct = [...new Set(filtered)];
  for (const [i, { path }] of order.entries())
    if (distinct[i] !== (path.split('/')[0] ?? '').toLowerCase())
      throw badRequest('The restriction or sort order is too complex for this operation.', 'InefficientFilter');
}

function sorted(items: StoredMessage[], order: Order[]): StoredMessage[] {
  const keys = order.length > 0 ? order : [{ path: 'receivedDateTime', isDescending: true }];
  const value = (it: StoredMessage, path: string) => {
    const [name = '', ...rest] = path.split('/');
    const found = rest.reduce<unknown>(
      (v, key) => (v as Record<string, unknown> | undefined)?.[key],
      memberOf(it, name),
    );
    return typeof found === 'string' ? found.toLowerCase() : ((found as number) ?? '');
  };
  return [...items].sort((a, b) => {
    for (const { path, isDescending } of keys) {
      const [left, right] = [value(a, path), value(b, path)];
      if (left !== right) return (left < right ? -1 : 1) * (isDescending ? -1 : 1);
    }
    return b.number - a.number;
  });
}
