/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds; NaN for a zone nobody knows. */
export function offsetOf(zone: string, at: number): number {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    }).formatToParts(at);
    const [year = 0, month = 1, day, hour, minute, second] = (
      ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
    ).map((type) => Number(parts.find((it) => it.type === type)?.value));
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  } catch {
    return Number.NaN;
  }
}

/** The same time of day on the first day on which it is still to come. Days are counted by the calendar, which twice a year has one of 23 or 25 hours. */
export function wallDayAfter(start: number, now: number): number {
  const at = new Date(start);
  const days = Math.max(1, Math.floor((now - start) / 86_400_000));
  at.setDate(at.getDate() + days);
  while (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.getTime();
}
