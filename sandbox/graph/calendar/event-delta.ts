import type { Answer } from '../../base/exchange.js';
import { entryOf, isWithin, occurrencesBetween, type Entry } from '../../tenant/calendar/entries.js';
import type { StoredEvent } from '../../tenant/calendar/shapes.js';
import { ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { ownerOf } from '../mail/message-delta.js';
import { linkOf, nextRound, stateGone, unpackState, type SyncState } from '../mail/sync-state.js';
import type { Found } from './access.js';
import { etag, idOf, readShape, timeOut, viewOf, type Shape } from './event-view.js';
import { readWindow } from './times.js';

const pageSize = 10;
const largestPage = 1000;
const typed = { '@odata.type': '#microsoft.graph.event' };
type Item = Record<string, unknown>;

/**
 * GET calendarView/delta: what lies within a time, and afterwards what changed there. Of a series come its master, and its dates
 * with nothing but their times; the whole of it comes again whenever anything of it changed, and dates that are gone are simply
 * missing then.
 */
export function answerEventDelta(call: Call, found: Found, key: string): Answer {
  const { agenda, calendar, right } = found;
  const { delta } = call.behaviour;
  const token = call.query.get('$skiptoken') ?? call.query.get('$deltatoken');
  const of = `calendarView ${calendar.id}`;
  const state = token === null ? begin(call, found, of) : resume(found, of, token);
  if (delta.goneAfterPages > 0 && state.pages >= delta.goneAfterPages)
    throw stateGone(state.generation, state.generation + 4);
  const window = readWindow({ ...call, query: new URLSearchParams(state.options) });
  const shape = readShape(call, right.sight, new URLSearchParams());
  const size = Math.min(call.maxPageSize ?? pageSize, largestPage);
  const isEmptyPage = delta.emptyPages && state.pages % 2 === 1;
  const units = unitsOf(call, found, state, window, shape);
  const { items, next } = isEmptyPage
    ? { items: [] as Item[], next: state }
    : takePage(units, state, size - (again(call, state) ? 1 : 0));
  const value = [...repeated(call, found, state, window, shape), ...items];
  const place = key ? `/calendars('${calendar.id}')` : '';
  const base = `${call.baseUrl}/v1.0${ownerOf(call)}${place}/calendarView/delta`;
  const link =
    endless(call, found, base, state, value) ??
    (next
      ? { '@odata.nextLink': linkOf(base, agenda, 'skip', { ...next, pages: state.pages + 1 }) }
      : { '@odata.deltaLink': linkOf(base, agenda, 'delta', nextRound(state)) });
  return ok({ '@odata.context': `${call.baseUrl}/v1.0/$metadata#Collection(event)`, value, ...link }, 200, {
    'preference-applied': [...call.preferences, 'odata.track-changes'].join(', '),
  });
}

function begin(call: Call, { agenda }: Found, of: string): SyncState {
  for (const name of call.query.keys())
    if (name.startsWith('$'))
      throw badRequest(
        `The following parameters are not supported with change tracking over the 'CalendarView' resource: '${name}'.`,
        'ErrorInvalidUrlQuery',
      );
  readWindow(call);
  return {
    of,
    generation: agenda.generation,
    options: call.query.toString(),
    since: 0,
    until: agenda.at,
    told: 0,
    pages: 0,
  };
}
function resume({ agenda }: Found, of: string, token: string): SyncState {
  const state = unpackState(agenda, of, token);
  return state.until === 0 ? { ...state, until: agenda.at } : state;
}

/** What belongs together in an answer: a single event, a series with its dates, or the word that something is gone. */
interface Unit {
  /** Where it stands in the round. */
  at: number;
  items(): Item[];
}

/** What is still to be told in this round, in the order of the changes; at first in the order of coming. Made as far as a page takes it. */
function* unitsOf(call: Call, found: Found, state: SyncState, window: [number, number], shape: Shape): Generator<Unit> {
  const { agenda, calendar } = found;
  const done = state.at ?? 0;
  if (state.since === 0) {
    for (const event of agenda.state.events)
      if (event.calendarId === calendar.id && event.number > done)
        yield { at: event.number, items: () => itemsOf(call, agenda, event, window, shape, true) };
    return;
  }
  const isDue = (at: number) => at > Math.max(state.since, done) && at <= state.until;
  const changed = agenda
    .eventsIn(calendar.id)
    .filter((it) => isDue(it.changedAt))
    .map((event): Unit => ({ at: event.changedAt, items: () => itemsOf(call, agenda, event, window, shape, false) }));
  const gone = agenda.state.gone
    .filter((it) => it.calendarId === calendar.id && isDue(it.at))
    .map(({ at, number }): Unit => ({
      at,
      items: () => [removed(agenda.ids.of(number, undefined, call.isImmutable))],
    }));
  yield* [...changed, ...gone].sort((a, b) => a.at - b.at);
}
const removed = (id: string): Item => ({ ...typed, id, '@removed': { reason: 'deleted' } });

/** As many whole units as fit; one that is larger than a page goes over several. */
function takePage(units: Iterable<Unit>, state: SyncState, size: number): { items: Item[]; next?: SyncState } {
  const items: Item[] = [];
  let { at = 0, told } = state;
  for (const unit of units) {
    const rest = unit.items().slice(told);
    if (rest.length > size - items.length && items.length > 0) return { items, next: { ...state, at, told: 0 } };
    if (rest.length > size) return { items: rest.slice(0, size), next: { ...state, at, told: told + size } };
    items.push(...rest);
    told = 0;
    at = unit.at;
  }
  return { items };
}

/** An event of the window; one that changed and is not in it (any more) is told as removed, whether it ever was in it or not. */
function itemsOf(
  call: Call,
  agenda: Found['agenda'],
  event: StoredEvent,
  window: [number, number],
  shape: Shape,
  isFirst: boolean,
): Item[] {
  const whole = (it: Entry) => ({ ...typed, ...viewOf(call, agenda, it, shape) });
  const entry = entryOf(event);
  const outside = () => (isFirst ? [] : [removed(idOf(call, agenda, entry))]);
  if (!event.recurrence) return isWithin(entry, ...window) ? [whole(entry)] : outside();
  const dates = occurrencesBetween(event, ...window);
  if (dates.length === 0) return outside();
  return [whole(entry), ...dates.map((it) => (it.type === 'exception' ? whole(it) : sparse(call, agenda, it, shape)))];
}
const sparse = (call: Call, agenda: Found['agenda'], it: Entry, { timeZone }: Shape): Item => ({
  ...typed,
  '@odata.etag': etag(agenda, it),
  id: idOf(call, agenda, it),
  seriesMasterId: agenda.ids.of(it.event.number, undefined, call.isImmutable),
  type: it.type,
  start: timeOut(it.fields.start, it.fields.isAllDay, timeZone),
  end: timeOut(it.fields.end, it.fields.isAllDay, timeZone),
});

/** A bad habit: the last event of the page before comes once more. */
const again = ({ behaviour: { delta }, maxPageSize = pageSize }: Call, state: SyncState): boolean =>
  delta.repeats && state.pages > 0 && maxPageSize > 1 && (state.at ?? 0) > 0;
function repeated(call: Call, { agenda }: Found, state: SyncState, window: [number, number], shape: Shape): Item[] {
  if (!again(call, state)) return [];
  const last = agenda.state.events.find((it) => (state.since === 0 ? it.number : it.changedAt) === state.at);
  return last ? itemsOf(call, agenda, last, window, shape, true).slice(0, 1) : [];
}

/** A fault: the round goes on and on, with the same link or with others that bring the same page. */
function endless(call: Call, { agenda }: Found, base: string, state: SyncState, value: Item[]) {
  const { endless: kind } = call.behaviour.delta;
  if (kind === 'no' || value.length === 0) return undefined;
  const nonce = kind === 'same-page' ? (state.nonce ?? 0) + 1 : 0;
  return { '@odata.nextLink': linkOf(base, agenda, 'skip', { ...state, nonce }) };
}
