import type { Answer } from '../../base/exchange.js';
import { collection, type Call } from '../call.js';
import { badQuery, badRequest } from '../errors.js';
import { filterPaths, readFilter } from '../filter.js';
import type { Page } from '../query.js';

type Json = Record<string, unknown>;
interface List<T> {
  of: string;
  rows: readonly T[];
  /** Cheap members for filtering and sorting, without addresses and expansions. */
  look(row: T): Json;
  /** What is answered for the rows of the page alone. */
  show(row: T): Json;
  known: ReadonlySet<string>;
  options: string[];
  pageSize?: number;
  largestPage?: number;
}

/**
 * One page of a long collection: only the rows of the page are worked out. Pages larger than the service gives are cut to
 * its own size without a word, as it does.
 */
export function pageOfRows<T>(
  call: Call,
  { of, rows, look, show, known, options, pageSize = 200, largestPage = 999 }: List<T>,
): Answer {
  const { query } = call;
  for (const name of query.keys())
    if (name.startsWith('$') && !['$select', '$expand', '$top', '$skiptoken', '$format', ...options].includes(name))
      throw badQuery(`The query parameter '${name}' is not supported.`);
  const requireKnown = (name: string) => {
    if (!known.has(name))
      throw badRequest(
        `Could not find a property named '${name}' on type 'microsoft.graph.driveItem'.`,
        'invalidRequest',
      );
  };
  let found = rows;
  const filter = query.get('$filter');
  if (filter) {
    for (const name of filterPaths(filter)) requireKnown(name);
    const test = readFilter(filter);
    found = found.filter((row) => test(look(row)));
  }
  const orderBy = query.get('$orderby');
  if (orderBy) found = sorted(found, look, orderBy, requireKnown);
  const top = numberOf(query.get('$top'), '$top');
  const from = Number(
    Buffer.from(query.get('$skiptoken') ?? '', 'base64url')
      .toString()
      .replace(/^Paged=TRUE&p=/, '') || 0,
  );
  const size = Math.max(1, Math.min(top ?? pageSize, largestPage));
  const page: Page = {
    value: found.slice(from, from + size).map(show),
    ...(query.get('$count') === 'true' ? { count: found.length } : {}),
    ...(from + size < found.length
      ? {
          next: {
            ...Object.fromEntries(query),
            $skiptoken: Buffer.from(`Paged=TRUE&p=${from + size}`).toString('base64url'),
          },
        }
      : {}),
  };
  return collection(call, of, page);
}

export function numberOf(text: string | null, name: string): number | undefined {
  if (text === null) return undefined;
  if (!/^\d+$/.test(text))
    throw badRequest(`Invalid value '${text}' for ${name} query option found.`, 'invalidRequest');
  return Number(text);
}

function sorted<T>(
  rows: readonly T[],
  look: (row: T) => Json,
  orderBy: string,
  requireKnown: (name: string) => void,
): T[] {
  const keys = orderBy.split(',').map((part) => {
    const [path = '', direction = 'asc'] = part.trim().split(/\s+/);
    requireKnown(path.split('/')[0] ?? '');
    return { path: path.split('/'), sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  const seen = rows.map((row) => ({ row, item: look(row) }));
  const at = (item: Json, path: string[]) =>
    path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], item) as string | number | undefined;
  seen.sort((a, b) => {
    for (const { path, sign } of keys) {
      const [left, right] = [at(a.item, path) ?? '', at(b.item, path) ?? ''];
      if (left !== right) return (left < right ? -1 : 1) * sign;
    }
    return 0;
  });
  return seen.map((it) => it.row);
}
