import type { Answer } from '../../base/exchange.js';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import type { Entry } from '../../tenant/calendar/entries.js';
import { collection, type Call } from '../call.js';
import { badQuery, badRequest } from '../errors.js';
import { filterPaths, readFilter } from '../filter.js';
import { numberOf } from '../query.js';
import { expandable, memberCalled } from './event-members.js';
import { memberNamed, memberOf, readShape, viewOf } from './event-view.js';
import { isHidden, seen, type Sight } from './sight.js';

const pageSize = 10;
const largestPage = 1000;
const options = ['$select', '$filter', '$orderby', '$top', '$skip', '$count', '$expand', '$skiptoken', '$format'];

/** A page of events. Only the page is made, whatever lies around it. `of` is what the context says. */
export function listEntries(call: Call, agenda: Agenda, entries: Entry[], sight: Sight, of: string): Answer {
  const { query } = call;
  for (const name of query.keys())
    if (name.startsWith('$') && !options.includes(name))
      throw badQuery(`The query parameter '${name}' is not supported.`);
  const shape = readShape(call, sight);
  const top = numberOf(query, '$top');
  if (top !== undefined && top > largestPage)
    throw badRequest(
      `The limit of '${largestPage}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  const size = Math.min(call.maxPageSize ?? top ?? pageSize, largestPage);
  const skip = numberOf(query, '$skip') ?? 0;
  const found = sorted(call, agenda, filtered(call, agenda, entries, sight), query.get('$orderby'));
  const hasMore = top !== 0 && found.length > skip + size;
  return collection(call, of, {
    value: found.slice(skip, skip + size).map((it) => viewOf(call, agenda, it, shape)),
    ...(query.get('$count') === 'true' ? { count: found.length } : {}),
    ...(hasMore ? { next: { ...Object.fromEntries(query), $skip: String(skip + size) } } : {}),
  });
}

function filtered(call: Call, agenda: Agenda, entries: Entry[], sight: Sight): Entry[] {
  const filter = call.query.get('$filter');
  if (!filter) return entries;
  for (const name of filterPaths(filter)) memberNamed(name);
  if (
    /\b(body|bodyPreview|attendees|location\/displayName)\b/i.test(filter) &&
    /\bcontains\b/i.test(filter) &&
    !/subject/i.test(filter)
  )
    throw badRequest('The filter expression is not supported on this property.', 'ErrorInvalidUrlQueryFilter');
  // The times of events are text without an offset, in UTC: both sides are compared as such.
  const test = readFilter(
    filter.replace(
      /'(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)'/g,
      (_all, time: string) => `'${withOffset(time)}'`,
    ),
  );
  return entries.filter((it) => test(lazyView(call, agenda, it, sight)));
}
const withOffset = (time: string): string =>
  `${time.includes('T') ? time.replace(/(\.\d{3})\d+$/, '$1') : `${time}T00:00:00`}Z`;

/** An event whose members are made as a filter looks at them; what is hidden from the caller cannot be asked for either. */
function lazyView(call: Call, agenda: Agenda, entry: Entry, sight: Sight): Record<string, unknown> {
  const shown: Entry = { ...entry, fields: seen(entry.fields, sight) };
  return new Proxy(
    {},
    {
      get(_target, name) {
        const member = memberCalled(String(name)) ?? '';
        if (member === 'start' || member === 'end') {
          const value = memberOf(call, agenda, shown, member, 'UTC') as { dateTime: string; timeZone: string };
          return { ...value, dateTime: withOffset(value.dateTime) };
        }
        if (member === 'singleValueExtendedProperties')
          return isHidden(entry.fields, sight) ? [] : entry.event.extended;
        if (expandable.includes(member)) return undefined;
        return memberOf(call, agenda, shown, member, 'UTC');
      },
    },
  );
}

function sorted(call: Call, agenda: Agenda, entries: Entry[], orderBy: string | null): Entry[] {
  if (!orderBy) return entries;
  const keys = orderBy.split(',').map((part) => {
    const [path = '', direction = 'asc'] = part.trim().split(/\s+/);
    const [name = '', ...rest] = path.split('/');
    if (!/^(asc|desc)$/i.test(direction)) throw badQuery(`Syntax error in '${orderBy}'.`);
    return { path: [memberNamed(name), ...rest], factor: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  const valueOf = (it: Entry, [name = '', ...rest]: string[]): string | number => {
    if (name === 'start') return it.startMs;
    if (name === 'end') return it.endMs;
    const value = rest.reduce<unknown>(
      (v, key) => (v as Record<string, unknown> | undefined)?.[key],
      memberOf(call, agenda, it, name, 'UTC'),
    );
    return typeof value === 'string' ? value.toLowerCase() : Number(value ?? 0);
  };
  return [...entries].sort((a, b) => {
    for (const { path, factor } of keys) {
      const [left, right] = [valueOf(a, path), valueOf(b, path)];
      if (left !== right) return (left < right ? -1 : 1) * factor;
    }
    return 0;
  });
}
