import { bookingEn } from './booking-en.js';
import { createT, formatList, locale } from './text.js';

/** The sentences of booking a meeting. */
export const t = createT(bookingEn);
export { formatList };

/** Where the reader is. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const format = (iso: string, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Date(iso).toLocaleString(locale(), { timeZone, ...options });
export const formatClock = (iso: string, zone: string): string =>
  format(iso, zone, { hour: '2-digit', minute: '2-digit' });
export const formatWeekday = (iso: string, zone: string): string =>
  format(iso, zone, { weekday: 'short', day: 'numeric', month: 'short' });
/** A day by its date alone (yyyy-mm-dd). */
export const formatDate = (date: string): string =>
  format(`${date}T12:00:00Z`, 'UTC', { weekday: 'long', day: 'numeric', month: 'long' });
/** "Thursday, 26 November, 10:00 – 10:30", with the zone where it is not the reader's. */
export function formatWhen(start: string, end: string, zone: string): string {
  const day = format(start, zone, { weekday: 'long', day: 'numeric', month: 'long' });
  const isOther = zone !== ownZone();
  const to = isOther
    ? format(end, zone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })
    : formatClock(end, zone);
  return `${day}, ${formatClock(start, zone)} – ${to}`;
}
export const zoneName = (zone: string): string =>
  new Intl.DateTimeFormat(locale(), { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts(new Date())
    .find((it) => it.type === 'timeZoneName')?.value ?? zone;
export const formatLength = (minutes: number): string =>
  minutes % 60 === 0 ? t('length.hours', { count: minutes / 60 }) : t('length.minutes', { count: minutes });

/** The date of an instant in a zone (yyyy-mm-dd). */
export const dateIn = (iso: string, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(iso),
  );
