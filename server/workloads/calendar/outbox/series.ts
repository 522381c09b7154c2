import type { Event, PatternedRecurrence } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import type { EventFields } from '../../../../contract/calendar.js';
import { AppError } from '../../../base/errors.js';
import type { EventItem } from '../event-item.js';
import { translate, type RawEvent } from '../translate.js';
import { isSame, fieldsOf, toGraph, type WishedTime } from './fields.js';
import { asHtml, asText, type Events } from './needs.js';
import { onOtherDays, type OtherDays } from './other-days.js';

/** One date of a series on which something is different, as it is to be again. */
export interface KeptException {
  date: string;
  /** Only what differs from the series. */
  fields: EventFields;
  /** The whole body, where that differs. */
  html?: string;
}
export interface SeriesState {
  master: EventItem;
  html: string;
  exceptions: KeptException[];
  /** Dates that were taken out. */
  cancelled: string[];
}

/** A series as it is, with everything that became different on single dates: a change of its times makes the service forget that. */
export async function readSeries(events: Events, masterId: string): Promise<SeriesState> {
  const raw = await events.get(masterId, asText);
  const it = translate(raw);
  if (it.kind !== 'here')
    throw new AppError('upstream_unavailable', 'Outlook did not tell the whole series.', { source: 'graph' });
  const more = (await events.get(masterId, asHtml, {
    $select: 'id,body,cancelledOccurrences',
    $expand: 'exceptionOccurrences',
  })) as RawEvent & { cancelledOccurrences?: string[]; exceptionOccurrences?: RawEvent[] };
  const master = it.item;
  const html = more.body?.content ?? '';
  return {
    master,
    html,
    exceptions: ((more.exceptionOccurrences ?? []) as RawEvent[]).flatMap((it) => toKept(master, html, it)),
    cancelled: (more.cancelledOccurrences ?? [])
      .map((id) => id.slice(-10))
      .filter((date) => /^\d{4}-\d{2}-\d{2}$/.test(date)),
  };
}

function toKept(master: EventItem, html: string, raw: RawEvent): KeptException[] {
  const it = translate(raw);
  if (it.kind !== 'here') return [];
  const [own, series] = [fieldsOf(it.item), fieldsOf(master)];
  const slot = slotOn(master, it.item.occurrence);
  const fields: EventFields = {};
  for (const name of ['subject', 'location', 'showAs', 'sensitivity', 'people'] as const)
    if (!isSame(name, own[name], series[name])) Object.assign(fields, { [name]: own[name] });
  if (slot.start !== it.item.startDateTime || slot.end !== it.item.endDateTime || it.item.isAllDay !== master.isAllDay)
    fields.time = own.time;
  const body = raw.body?.content ?? '';
  return [{ date: it.item.occurrence, fields, ...(body && body !== html ? { html: body } : {}) }];
}

/** When a series has a date, were nothing different on it. */
export function slotOn(master: EventItem, date: string): { start: string; end: string } {
  const zone = master.isAllDay ? 'utc' : master.zone;
  const first = {
    start: DateTime.fromISO(master.startDateTime, { zone }),
    end: DateTime.fromISO(master.endDateTime, { zone }),
  };
  const days = Math.round(
    DateTime.fromISO(date, { zone: 'utc' }).diff(
      DateTime.fromISO(first.start.toISODate() ?? date, { zone: 'utc' }),
      'days',
    ).days,
  );
  const at = (it: DateTime) => it.plus({ days }).toUTC().toISO() ?? '';
  return { start: at(first.start), end: at(first.end) };
}

/** Puts back what was different on single dates, where it is not so already. Twice is once. */
export async function putBack(
  events: Events,
  masterId: string,
  zone: string,
  { exceptions, cancelled }: { exceptions: KeptException[]; cancelled: string[] },
): Promise<void> {
  const dates = [...exceptions.map((it) => it.date), ...cancelled].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return;
  const day = (date: string, days: number) => DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toJSDate();
  const instances = await events.instances(masterId, day(first, -2), day(last, 3));
  const byDate = new Map(instances.map((it) => [plannedDate(it, zone), it]));
  for (const date of cancelled) {
    const id = byDate.get(date)?.id;
    if (id) await events.remove(id).catch(passOver('not_found'));
  }
  for (const { date, fields, html } of exceptions) {
    const id = byDate.get(date)?.id;
    if (!id) continue;
    const body = { ...toGraph(fields), ...(html ? { body: { contentType: 'html', content: html } } : {}) };
    if (Object.keys(body).length > 0) await events.patch(id, body);
  }
}
const plannedDate = (raw: RawEvent, zone: string): string => {
  const start = raw.originalStart ?? `${raw.start?.dateTime?.slice(0, 23) ?? ''}Z`;
  return DateTime.fromISO(start, { zone }).toISODate() ?? '';
};
export const passOver =
  (code: string) =>
  (error: unknown): undefined => {
    if (error instanceof AppError && error.code === code) return undefined;
    throw error;
  };

/** A series at other times, in its own zone, and on other days where the date that was moved is on another. */
export interface MovedSeries {
  times: Pick<Event, 'start' | 'end' | 'isAllDay'>;
  days?: OtherDays;
}
/** Moves a series as one date of it was moved. Throws where a series cannot be told to do so. */
export function movedSeries(master: EventItem, before: WishedTime, wished: WishedTime): MovedSeries {
  if (wished.isAllDay !== master.isAllDay)
    throw new AppError(
      'invalid_request',
      'A whole series stays as it is with or without times of day. Change that in Outlook, or for this one date only.',
      { source: 'request', field: 'time' },
    );
  const zone = master.isAllDay ? 'utc' : master.zone;
  const at = (wall: string, of: WishedTime) =>
    DateTime.fromISO(wall, { zone: of.isAllDay ? 'utc' : of.zone }).setZone(zone);
  const [from, to, until] = [at(before.start, before), at(wished.start, wished), at(wished.end, wished)];
  const [date, newDate] = [from.toISODate() ?? '', to.toISODate() ?? ''];
  const days = date === newDate ? undefined : onOtherDays(master.recurrence as PatternedRecurrence, date, newDate);
  const first = days
    ? DateTime.fromISO(days.recurrence.range?.startDate ?? newDate, { zone })
    : DateTime.fromISO(master.startDateTime, { zone });
  const start = first.set({ hour: to.hour, minute: to.minute, second: 0 });
  const wall = (it: DateTime) => ({
    dateTime: it.toFormat("yyyy-MM-dd'T'HH:mm:ss"),
    timeZone: master.isAllDay ? 'UTC' : master.zone,
  });
  return {
    times: { start: wall(start), end: wall(start.plus(until.diff(to))), isAllDay: master.isAllDay },
    ...(days ? { days } : {}),
  };
}

/** What is different on single dates, when the series goes to other days: it goes along, by as many days as its date. */
export function takenAlong(
  { exceptions, cancelled }: Pick<SeriesState, 'exceptions' | 'cancelled'>,
  { days }: MovedSeries,
): Pick<SeriesState, 'exceptions' | 'cancelled'> {
  if (!days) return { exceptions, cancelled };
  return {
    exceptions: exceptions.map((it) => {
      const date = days.dateOf(it.date);
      const { time } = it.fields;
      return { ...it, date, fields: { ...it.fields, ...(time ? { time: daysLater(time, it.date, date) } : {}) } };
    }),
    cancelled: cancelled.map((it) => days.dateOf(it)),
  };
}
function daysLater(time: WishedTime, from: string, to: string): WishedTime {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const moved = (wall: string) => {
    const date = DateTime.fromISO(wall.slice(0, 10), { zone: 'utc' }).plus({ days }).toISODate() ?? '';
    return `${date}${wall.slice(10)}`;
  };
  return { ...time, start: moved(time.start), end: moved(time.end) };
}

/** The recurrence up to the day before a date, and from it on. `before` is how many dates lie before it. */
export function splitRecurrence(
  recurrence: PatternedRecurrence,
  date: string,
  before: number,
): { first: PatternedRecurrence; rest: PatternedRecurrence } {
  const { range } = recurrence;
  const dayBefore = DateTime.fromISO(date, { zone: 'utc' }).minus({ days: 1 }).toISODate();
  const common = { startDate: range?.startDate ?? null, recurrenceTimeZone: range?.recurrenceTimeZone ?? null };
  const rest =
    range?.type === 'numbered'
      ? { type: 'numbered' as const, numberOfOccurrences: Math.max(1, (range.numberOfOccurrences ?? 1) - before) }
      : range?.type === 'endDate'
        ? { type: 'endDate' as const, endDate: range.endDate ?? null }
        : { type: 'noEnd' as const };
  return {
    first: { pattern: recurrence.pattern ?? null, range: { ...common, type: 'endDate', endDate: dayBefore } },
    rest: { pattern: recurrence.pattern ?? null, range: { ...common, startDate: date, ...rest } },
  };
}
