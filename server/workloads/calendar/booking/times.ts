import { DateTime, IANAZone } from 'luxon';
import type { Body } from '../../../../contract/api.js';
import type { BookingTimes } from '../../../../contract/booking.js';
import { now } from '../../../base/clock.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { requireCalendar } from './helps.js';
import type { Needs } from './needs.js';
import { readTaken, type Whose } from './schedules.js';
import { findTimes, judgeSlot, quarterMs, startsOn, type Window } from './slots.js';

const searchedDays = 14;
const mostTimes = 6;

/**
 * When everybody required is free. One window is read for all: from the first day, two weeks. Who asks is required too. A zone that
 * is not of the list of IANA is refused at its field.
 */
export async function findBookingTimes(
  needs: Pick<Needs, 'graph' | 'permissions'>,
  viewer: Principal,
  wish: Body<'POST /bookings/times'>,
): Promise<BookingTimes> {
  const { minutes, timeZone: zone } = wish;
  if (!IANAZone.isValidZone(zone))
    throw new AppError('invalid_request', `“${zone}” is not a time zone.`, { source: 'request', field: 'timeZone' });
  await requireCalendar(needs, viewer);
  const at = now().getTime();
  const today = DateTime.fromMillis(at, { zone }).startOf('day');
  const first =
    wish.date === undefined ? today : DateTime.max(today, DateTime.fromISO(wish.date, { zone }).startOf('day'));
  const last = first.plus({ days: searchedDays });
  const window: Window = {
    fromMs: Math.floor(first.toMillis() / quarterMs) * quarterMs,
    // A meeting that begins late on the last day may end on the next.
    toMs: Math.ceil((last.toMillis() + minutes * 60_000) / quarterMs) * quarterMs,
  };
  const everybody = await readTaken(needs.graph, viewer, whoseTimes(viewer, wish), window);
  const asked = { everybody, window, lengthMs: minutes * 60_000, nowMs: at };
  const date = first.toISODate() ?? '';
  const { next, obstacles } = findTimes(asked, { date, days: searchedDays, zone, most: mostTimes });
  const shown = wish.date === undefined && next[0] ? DateTime.fromISO(next[0].startDateTime, { zone }) : first;
  const day = shown.startOf('day');
  return {
    next,
    date: day.toISODate() ?? date,
    slots: startsOn(day.toISODate() ?? date, zone).map((ms) => judgeSlot(asked, ms)),
    schedules: everybody.map(({ address, isKnown, view }) => ({
      address,
      isKnown,
      view: isKnown ? dayOf(view, window, day) : '',
    })),
    untilDate: last.minus({ days: 1 }).toISODate() ?? date,
    obstacles,
  };
}

/** Who asks comes first; nobody counts twice, and whoever is required anywhere is required. */
function whoseTimes(viewer: Principal, { people, room }: Body<'POST /bookings/times'>): Whose[] {
  const found = new Map<string, Whose>([[viewer.address.toLowerCase(), { address: viewer.address, kind: 'required' }]]);
  for (const it of people) {
    const key = it.address.toLowerCase();
    if (!found.has(key) || it.kind === 'required') found.set(key, found.get(key) ?? it);
  }
  return [...found.values(), ...(room ? [{ address: room, kind: 'room' as const }] : [])];
}

/** The quarters of one day. */
function dayOf(view: string, { fromMs }: Window, day: DateTime): string {
  const from = Math.round((day.toMillis() - fromMs) / quarterMs);
  return view.slice(from, from + Math.round((day.plus({ days: 1 }).toMillis() - day.toMillis()) / quarterMs));
}
