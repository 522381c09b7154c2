import { DateTime, FixedOffsetZone, type Zone } from 'luxon';
import { toIanaZone } from '../../../graph/time-zone.js';

/** As getSchedule tells them: words for days, times of day with or without fractions, in a zone that Windows, IANA or nobody else knows. */
export interface RawWorkingHours {
  daysOfWeek?: (string | null)[] | null;
  startTime?: string | null;
  endTime?: string | null;
  /** `bias` of a zone that somebody made up: minutes to add to get UTC. */
  timeZone?: { name?: string | null; bias?: number | null } | null;
}
export interface WorkingHours {
  /** 1 is Monday. */
  days: ReadonlySet<number>;
  /** Minutes after midnight. */
  from: number;
  to: number;
  zone: string | Zone;
}
const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Undefined where they say nothing that could be used. */
export function readWorkingHours(raw: RawWorkingHours | null | undefined): WorkingHours | undefined {
  const [from, to] = [minutesOf(raw?.startTime), minutesOf(raw?.endTime)];
  const days = new Set((raw?.daysOfWeek ?? []).map((it) => week.indexOf((it ?? '').toLowerCase()) + 1).filter(Boolean));
  if (from === undefined || to === undefined || from === to || days.size === 0) return undefined;
  const { name, bias } = raw?.timeZone ?? {};
  return {
    days,
    from,
    to: to === 0 ? 1440 : to,
    zone: typeof bias === 'number' ? FixedOffsetZone.instance(-bias) : toIanaZone(name ?? undefined),
  };
}
function minutesOf(text: string | null | undefined): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(text ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Whether all of a stretch of time lies within them, in their own zone. Who works past midnight works on the day it began. */
export function isWithinHours({ days, from, to, zone }: WorkingHours, startMs: number, endMs: number): boolean {
  const start = DateTime.fromMillis(startMs, { zone });
  const end = DateTime.fromMillis(endMs, { zone });
  const midnight = start.startOf('day');
  for (const day of from < to ? [midnight] : [midnight.minus({ days: 1 }), midnight]) {
    if (!days.has(day.weekday)) continue;
    const until = from < to ? at(day, to) : at(day.plus({ days: 1 }), to);
    if (start >= at(day, from) && end <= until) return true;
  }
  return false;
}
/** The wall clock says so, also on days that have 23 or 25 hours. */
const at = (day: DateTime, minutes: number): DateTime =>
  minutes === 1440 ? day.plus({ days: 1 }) : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
