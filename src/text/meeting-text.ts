import { meetingEn } from './meeting-en.js';
import { createT, locale, type KeyOf } from './text.js';
import { readersZone } from './zone.js';

export type MeetingKey = KeyOf<typeof meetingEn>;
export const t = createT(meetingEn);

/** A list in words. Here, so that the first screen does not carry it. */
export const formatNames = (names: string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
/** Day and times of a meeting, in the reader's own zone, or in another that is then named. */
export function formatMeeting({
  start,
  end,
  isAllDay = false,
  zone,
}: {
  start: number;
  end: number;
  isAllDay?: boolean;
  zone?: string | undefined;
}): string {
  const timeZone = isAllDay ? 'UTC' : (zone ?? readersZone());
  const day = new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', timeZone });
  if (isAllDay) {
    const last = end - 1;
    return day.format(start) === day.format(last)
      ? `${day.format(start)}, ${t('allDay')}`
      : day.formatRange(start, last);
  }
  const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', timeZone });
  const isOneDay = day.format(start) === day.format(end);
  const until = isOneDay ? time.format(end) : `${day.format(end)} ${time.format(end)}`;
  return `${day.format(start)}, ${time.format(start)} – ${until}${zone ? ` (${zone.split('/').at(-1)?.replace(/_/g, ' ') ?? zone})` : ''}`;
}
