import type { DayOfWeek, FreeBusyStatus } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import type { Agenda } from './agenda.js';
import { entriesBetween, type Entry } from './entries.js';
import type { WorkingHours } from './shapes.js';
import { ianaOf } from './zones.js';

/** What weighs more when several things lie at the same time. */
const weight: FreeBusyStatus[] = ['free', 'workingElsewhere', 'tentative', 'busy', 'oof'];
export const digits: Partial<Record<FreeBusyStatus, string>> = {
  free: '0',
  tentative: '1',
  busy: '2',
  oof: '3',
  workingElsewhere: '4',
};
const week: DayOfWeek[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What takes somebody's time: only the default calendar counts, and nothing that was cancelled. */
export const takenBetween = (agenda: Agenda, fromMs: number, toMs: number): Entry[] =>
  entriesBetween(agenda.eventsIn(agenda.defaultCalendar.id), fromMs, toMs).filter((it) => !it.fields.isCancelled);

/** How busy somebody is in a stretch of time: the weightiest of what lies in it. */
export function statusOf(taken: Entry[], fromMs: number, toMs: number): FreeBusyStatus {
  let found = 0;
  for (const { startMs, endMs, fields } of taken)
    if (startMs < toMs && endMs > fromMs) found = Math.max(found, weight.indexOf(fields.showAs));
  return weight[found] ?? 'free';
}
export const weightier = (a: FreeBusyStatus, b: FreeBusyStatus): FreeBusyStatus =>
  weight.indexOf(a) >= weight.indexOf(b) ? a : b;

/** Whether a stretch of time lies within working hours, in the zone these are told in. */
export function isAtWork(
  { daysOfWeek, startTime, endTime, timeZone }: WorkingHours,
  fromMs: number,
  toMs: number,
): boolean {
  const zone = ianaOf(timeZone.name) ?? 'UTC';
  const [from, to] = [DateTime.fromMillis(fromMs, { zone }), DateTime.fromMillis(toMs, { zone })];
  const day = week[from.weekday - 1];
  return (
    day !== undefined &&
    daysOfWeek.includes(day) &&
    from.hasSame(to, 'day') &&
    from.toFormat('HH:mm:ss') >= startTime.slice(0, 8) &&
    to.toFormat('HH:mm:ss') <= endTime.slice(0, 8)
  );
}
