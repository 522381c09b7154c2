import { badQuery, badRequest } from './errors.js';
import { filterPaths, readFilter } from './filter.js';

type Item = Record<string, unknown>;
export interface Collection {
  /** Fully rendered items; their members are what may be named. */
  items: Item[];
  type: string;
  /** Query options beyond $select that this collection takes. */
  options: ('$filter' | '$orderby' | '$top' | '$skip' | '$count' | '$expand' | '$search')[];
  /** Members that exist but are not always rendered. */
  extra?: string[];
  pageSize: number;
  largestPage: number;
  defaultOrder?: string;
  /** Members kept whatever $select says (Outlook keeps the etag and id). */
  always?: string[];
}
export interface Page {
  value: Item[];
  count?: number;
  next?: Record<string, string>;
}

export const knownOptions = [
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
  '$deltatoken',
];

/** One page of a collection after $filter, $orderby, $skip and $top; refuses what the collection does not take. */
export function pageOf(
  { items, type, options, extra = [], pageSize, largestPage, defaultOrder, always = [] }: Collection,
  query: URLSearchParams,
  maxPageSize?: number,
): Page {
  for (const name of query.keys())
    if (name.startsWith('$') && ![...options, '$select', '$skiptoken', '$format'].includes(name))
      throw badQuery(`The query parameter '${name}' is not supported.`);
  const members = new Set([...items.flatMap(Object.keys), ...extra]);
  const known = (name: string) => {
    if (items.length > 0 && !members.has(name))
      throw badQuery(`Could not find a property named '${name}' on type '${type}'.`);
  };
  let found = items;
  const filter = query.get('$filter');
  if (filter) {
    for (const name of filterPaths(filter)) known(name);
    found = found.filter(readFilter(filter));
  }
  const orderBy = query.get('$orderby') ?? defaultOrder;
  if (orderBy) found = sort(found, orderBy, known);
  const count = query.get('$count') === 'true' ? found.length : undefined;
  const skipped = numberOf(query, '$skip') ?? 0;
  const from = Number(Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString() || skipped);
  const asked = numberOf(query, '$top');
  if (asked !== undefined && asked > largestPage)
    throw badRequest(
      `The limit of '${largestPage}' for Top query has been exceeded. The value from the incoming request is '${asked}'.`,
    );
  const size = Math.min(maxPageSize ?? asked ?? pageSize, largestPage);
  const value = found.slice(from, from + size).map((item) => select(item, query, { type, extra, always, members }));
  const hasMore = from + size < found.length && asked !== 0;
  return {
    value,
    ...(count === undefined ? {} : { count }),
    ...(hasMore
      ? { next: { ...Object.fromEntries(query), $skiptoken: Buffer.from(String(from + size)).toString('base64url') } }
      : {}),
  };
}

/** The members that $select names; unknown names are a 400, as at Graph. */
export function select(
  item: Item,
  query: URLSearchParams,
  {
    type,
    extra = [],
    always = [],
    members,
  }: { type: string; extra?: string[]; always?: string[]; members?: Set<string> },
): Item {
  const text = query.get('$select');
  if (!text) return Object.fromEntries(Object.entries(item).filter(([name]) => !extra.includes(name)));
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const all = members ?? new Set([...Object.keys(item), ...extra]);
  for (const name of names)
    if (![...all].some((it) => it.toLowerCase() === name.toLowerCase()))
      throw badQuery(`Could not find a property named '${name}' on type '${type}'.`);
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const expanded = [...(query.get('$expand') ?? '').matchAll(/(\w+)(\(|,|$)/g)].map((it) => it[1] ?? '');
  return Object.fromEntries(
    Object.entries(item).filter(
      ([name]) =>
        wanted.has(name.toLowerCase()) || always.includes(name) || name.startsWith('@odata') || expanded.includes(name),
    ),
  );
}

/** A query option that must be a number; undefined when it is not given. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text))
    throw badRequest(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  return Number(text);
}

function sort(items: Item[], orderBy: string, known: (name: string) => void): Item[] {
  const keys = orderBy.split(',').map((part) => part.trim().split(/\s+/));
  for (const [path = ''] of keys) known(path.split('/')[0] ?? '');
  const at = (item: Item, path: string) =>
    path.split('/').reduce<unknown>((value, name) => (value as Item | undefined)?.[name], item);
  return [...items].sort((a, b) => {
    for (const [path = '', direction] of keys) {
      const [left, right] = [at(a, path) as string, at(b, path) as string];
      if (left !== right) return (left < right ? -1 : 1) * (direction?.toLowerCase() === 'desc' ? -1 : 1);
    }
    return 0;
  });
}
