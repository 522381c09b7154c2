import { DateTime } from 'luxon';

/** The next day from Monday to Friday after `now`, as a date where the person is (an IANA zone). */
export function nextBusinessDay(now: Date, zone: string): string {
  let day = DateTime.fromJSDate(now, { zone }).startOf('day').plus({ days: 1 });
  while (day.weekday > 5) day = day.plus({ days: 1 });
  return day.toISODate() ?? '';
}
