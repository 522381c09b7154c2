/** The same time of day on the first day on which it is still to come. Days are counted by the calendar, which twice a year has one of 23 or 25 hours. */
export function wallDayAfter(start: number, now: number): number {
  const at = new Date(start);
  const days = Math.max(1, Math.floor((now - start) / 86_400_000));
  at.setDate(at.getDate() + days);
  while (at.getTime() <= now) at.setDate(at.getDate() + 1);
  return at.getTime();
}
