import { IANAZone } from 'luxon';
import { findIana, findWindows, IANA_ALIAS_MAP, WINDOWS_TO_IANA_MAP } from 'windows-iana';

/** A time as Outlook keeps it: what the clock on the wall shows, and where that wall is (Windows or IANA name, as it was given). */
export interface ZonedTime {
  /** To the second, without an offset. */
  dateTime: string;
  timeZone: string;
}

const utcNames = new Set(['utc', 'tzone://microsoft/utc', 'etc/utc', 'etc/gmt', 'gmt']);
const windowsByName = new Map(
  [...new Set(WINDOWS_TO_IANA_MAP.map((it) => it.windowsName))].map((name) => [name.toLowerCase(), name]),
);
const known = new Map<string, string | undefined>();

/** The IANA zone that a Windows or IANA name means; undefined when the service does not know it either. */
export function ianaOf(name: string): string | undefined {
  if (!known.has(name)) known.set(name, lookUp(name));
  return known.get(name);
}
function lookUp(name: string): string | undefined {
  if (utcNames.has(name.toLowerCase())) return 'UTC';
  const windows = windowsByName.get(name.toLowerCase());
  if (windows) return findIana(windows)[0];
  return name.includes('/') && IANAZone.isValidZone(name) ? name : undefined;
}
/** The Windows name of a zone, as mailboxes keep it. */
export const windowsOf = (name: string): string =>
  windowsByName.get(name.toLowerCase()) ?? findWindows(name)[0] ?? name;

export const windowsZones = (): string[] => [...windowsByName.values()].sort();
export const ianaZones = (): string[] =>
  [...new Set([...WINDOWS_TO_IANA_MAP.flatMap((it) => it.iana), ...IANA_ALIAS_MAP.flatMap((it) => it.alias)])]
    .filter((it) => it.includes('/'))
    .sort();

const dayMs = 86_400_000;
const minuteMs = 60_000;
const steady = new Map<string, Map<number, number | undefined>>();
/** The offset of a zone in milliseconds on a day and those around it, when the clock is not changed there: asked once for each day. */
function steadyOffset(iana: string, ms: number): number | undefined {
  const day = Math.floor(ms / dayMs);
  const days = steady.get(iana) ?? new Map<number, number | undefined>();
  steady.set(iana, days);
  if (!days.has(day)) {
    const [before, after] = [offsetAt(iana, (day - 1) * dayMs), offsetAt(iana, (day + 2) * dayMs)];
    days.set(day, before === after ? before : undefined);
  }
  return days.get(day);
}
const offsetAt = (iana: string, ms: number): number => IANAZone.create(iana).offset(ms) * minuteMs;

/**
 * The instant of a wall time. A time that the clock skips in spring is an hour later, as in Outlook; one that it shows twice in
 * autumn is the second, in standard time, as Windows reads it.
 */
export function instantOf({ dateTime, timeZone }: ZonedTime): number {
  const iana = ianaOf(timeZone) ?? 'UTC';
  const wall = Date.parse(`${dateTime}Z`);
  const known = steadyOffset(iana, wall);
  if (known !== undefined) return wall - known;
  const offsets = [offsetAt(iana, wall - dayMs), offsetAt(iana, wall + dayMs)];
  const fitting = offsets.map((it) => wall - it).filter((ms, i) => offsetAt(iana, ms) === offsets[i]);
  return fitting.length > 0 ? Math.max(...fitting) : wall - Math.min(...offsets);
}

/** What the wall clock of a zone shows at an instant. */
export function wallTime(ms: number, timeZone: string): ZonedTime {
  const iana = ianaOf(timeZone) ?? 'UTC';
  const offset = steadyOffset(iana, ms) ?? offsetAt(iana, ms);
  return { dateTime: new Date(ms + offset).toISOString().slice(0, 19), timeZone };
}
export const inZone = (time: ZonedTime, timeZone: string): ZonedTime =>
  time.timeZone === timeZone ? time : wallTime(instantOf(time), timeZone);

/** As Graph writes it: seven digits of a second's fraction, and no offset. */
export const graphTime = ({ dateTime, timeZone }: ZonedTime) => ({ dateTime: `${dateTime}.0000000`, timeZone });

/** Days as numbers, to count with. */
export const dayNumber = (date: string): number =>
  Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000);
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
