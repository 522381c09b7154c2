import { DateTime } from 'luxon';
import type { BookingSlot, RefusalCode } from '../../../../contract/booking.js';
import { isWithinHours, type WorkingHours } from './working-hours.js';

export const quarterMs = 15 * 60_000;
/** Nobody is invited to something that begins in less than this. */
export const soonMs = 5 * 60_000;

/** Somebody whose time counts, or a room. */
export interface Taken {
  address: string;
  kind: 'required' | 'optional' | 'room';
  /** Whether their time could be read; a time is not refused because of somebody nobody knows. */
  isKnown: boolean;
  /** How each quarter of an hour from the beginning of the window is taken, in Graph's digits. */
  view: string;
  hours?: WorkingHours | undefined;
}
export interface Window {
  fromMs: number;
  toMs: number;
}
export interface Asked {
  everybody: readonly Taken[];
  window: Window;
  /** How long the meeting lasts. */
  lengthMs: number;
  nowMs: number;
}

const free = '0';
const codes: Record<string, RefusalCode> = { '1': 'tentative', '2': 'busy', '3': 'out_of_office' };
/** What weighs more when several things lie in the same stretch; working elsewhere takes nobody's time. */
const weight = '04123';

/** How a stretch of time is taken: the weightiest digit that lies in it. What lies outside the window is free. */
export function digitOf({ view }: Pick<Taken, 'view'>, { fromMs }: Window, startMs: number, endMs: number): string {
  let found = free;
  const last = Math.ceil((endMs - fromMs) / quarterMs);
  for (let i = Math.max(0, Math.floor((startMs - fromMs) / quarterMs)); i < last; i += 1) {
    const digit = view[i] ?? free;
    if (weight.indexOf(digit) > weight.indexOf(found)) found = digit;
  }
  return found;
}

/** Why somebody cannot come, or a room cannot be had; undefined when they can. */
export function refusalOf(who: Taken, window: Window, startMs: number, endMs: number): RefusalCode | undefined {
  const taken = who.isKnown ? codes[digitOf(who, window, startMs, endMs)] : undefined;
  if (who.kind === 'room') return taken && 'room_taken';
  if (taken && taken !== 'tentative') return taken;
  if (who.hours && !isWithinHours(who.hours, startMs, endMs)) return 'outside_hours';
  return taken;
}

/** One time: offered, or with every reason why it is not. */
export function judgeSlot({ everybody, window, lengthMs, nowMs }: Asked, startMs: number): BookingSlot {
  const endMs = startMs + lengthMs;
  const reasons = new Map<RefusalCode, string[]>();
  const without: string[] = [];
  if (startMs < nowMs + soonMs) reasons.set('too_soon', []);
  for (const who of everybody) {
    const code = refusalOf(who, window, startMs, endMs);
    if (!code) continue;
    if (who.kind === 'optional') without.push(who.address);
    else reasons.set(code, [...(reasons.get(code) ?? []), who.address]);
  }
  return {
    startDateTime: new Date(startMs).toISOString(),
    endDateTime: new Date(endMs).toISOString(),
    reasons: [...reasons].map(([code, addresses]) => ({ code, addresses })),
    without,
  };
}

/** The beginnings at which a meeting may start on a day: every full and half hour of the wall clock in a zone. */
export function startsOn(date: string, zone: string): number[] {
  const day = DateTime.fromISO(date, { zone }).startOf('day');
  const end = day.plus({ days: 1 }).toMillis();
  const starts: number[] = [];
  for (let ms = day.toMillis(); ms < end; ms += quarterMs)
    if (DateTime.fromMillis(ms, { zone }).minute % 30 === 0) starts.push(ms);
  return starts;
}

export interface Obstacle {
  code: RefusalCode;
  addresses: string[];
  count: number;
}
/**
 * The next times that suit everybody required, the earliest first, within a number of days; where there is none, what stood in the
 * way: for each reason of times that lie within everybody's hours, how often and who.
 */
export function findTimes(
  asked: Asked,
  { date, days, zone, most }: { date: string; days: number; zone: string; most: number },
): { next: BookingSlot[]; obstacles: Obstacle[] } {
  const next: BookingSlot[] = [];
  // What stands in the way within working hours says more than that the night is not offered.
  const [within, outside] = [new Map<string, Obstacle>(), new Map<string, Obstacle>()];
  const first = DateTime.fromISO(date, { zone });
  for (let i = 0; i < days && next.length < most; i += 1)
    for (const ms of startsOn(first.plus({ days: i }).toISODate() ?? date, zone)) {
      const slot = judgeSlot(asked, ms);
      if (slot.reasons.length === 0) next.push(slot);
      else if (!slot.reasons.some((it) => it.code === 'too_soon'))
        count(slot.reasons.some((it) => it.code === 'outside_hours') ? outside : within, slot.reasons);
      if (next.length === most) break;
    }
  if (next.length > 0) return { next, obstacles: [] };
  const found = [...(within.size > 0 ? within : outside).values()];
  return { next, obstacles: found.sort((a, b) => b.count - a.count).slice(0, mostObstacles) };
}
const mostObstacles = 3;
function count(obstacles: Map<string, Obstacle>, reasons: BookingSlot['reasons']): void {
  for (const { code, addresses } of reasons)
    for (const address of addresses) {
      const key = `${code} ${address}`;
      const known = obstacles.get(key);
      if (known) known.count += 1;
      else obstacles.set(key, { code, addresses: [address], count: 1 });
    }
}
