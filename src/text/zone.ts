/*
 * The zone in which a reader sees times: the browser's, or the one of their mailbox where they chose it (M74). Pages tell it once, when
 * they know it.
 */

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
let chosen: string | undefined;
const listeners = new Set<() => void>();
export const readersZone = (): string => chosen ?? browserZone();
/** Undefined: the browser's again. */
export function showTimesIn(zone: string | undefined): void {
  chosen = zone;
  for (const it of [...listeners]) it();
}
/** Tells when times are shown in another zone. */
export function onZone(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();
function partsOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}
/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds; NaN for a zone nobody knows. */
export function offsetOf(zone: string, at: number): number {
  try {
    const parts = partsOf(zone).formatToParts(at);
    const [year = 0, month = 1, day, hour, minute, second] = (
      ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
    ).map((type) => Number(parts.find((it) => it.type === type)?.value));
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  } catch {
    return Number.NaN;
  }
}

/** What the clocks of a zone show at an instant, as yyyy-mm-ddThh:mm. */
export const wallTimeOf = (at: number, zone = readersZone()): string =>
  new Date(at + offsetOf(zone, at)).toISOString().slice(0, 16);
/** When the clocks of a zone show this; what a change of clocks skips is an hour later. */
export function instantOf(wall: string, zone = readersZone()): number {
  const utc = Date.parse(`${wall.slice(0, 16)}:00Z`);
  const first = utc - offsetOf(zone, utc);
  return utc - offsetOf(zone, first);
}

/** Whether the clocks of two zones show the same all year long. */
export function isAlike(a: string, b: string, now = Date.now()): boolean {
  const month = 30 * 86_400_000;
  return Array.from({ length: 13 }, (_it, i) => now + i * month).every((at) => offsetOf(a, at) === offsetOf(b, at));
}
