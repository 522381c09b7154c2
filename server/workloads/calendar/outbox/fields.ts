import type { Event } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import type { EventFields } from '../../../../contract/calendar.js';
import type { EventItem } from '../event-item.js';
import type { EventRow } from '../event-rows.js';
import { ownText } from './body.js';

export type WishedTime = NonNullable<EventFields['time']>;
export type FieldName = keyof EventFields;
const fieldNames: FieldName[] = ['subject', 'time', 'location', 'text', 'people', 'isOnline', 'showAs', 'sensitivity'];

/** What stands in an event as fields that people may change. */
export const fieldsOf = (it: EventItem): EventFields => ({
  subject: it.subject,
  time: timeOf(it.startDateTime, it.endDateTime, it.zone, it.isAllDay),
  location: it.location,
  text: ownText(it.bodyText),
  people: it.attendees.map(({ address, name, kind }) => ({ address, name, kind })),
  isOnline: it.joinUrl !== null,
  showAs: it.showAs as NonNullable<EventFields['showAs']>,
  sensitivity: it.sensitivity,
});
/** The same of a stored event; its people stand elsewhere. */
export const fieldsOfRow = (it: EventRow, text: string): EventFields => ({
  subject: it.subject,
  time: timeOf(new Date(it.starts_at).toISOString(), new Date(it.ends_at).toISOString(), it.zone, it.is_all_day),
  location: it.location,
  text: ownText(text),
  isOnline: it.join_url !== null,
  showAs: it.show_as as NonNullable<EventFields['showAs']>,
  sensitivity: it.sensitivity,
});

/** Instants as the wall time of a zone; whole days as their dates. */
export function timeOf(start: string, end: string, zone: string, isAllDay: boolean): WishedTime {
  const wall = (at: string) => DateTime.fromISO(at, { zone: isAllDay ? 'utc' : zone }).toFormat("yyyy-MM-dd'T'HH:mm");
  return { start: wall(start), end: wall(end), zone, isAllDay };
}
/** When a wished time is. An hour that a change of clocks skips is an hour later, as Outlook reads it. */
export function instantsOf({ start, end, zone, isAllDay }: WishedTime): { start: number; end: number } {
  const at = (wall: string) => DateTime.fromISO(wall, { zone: isAllDay ? 'utc' : zone }).toMillis();
  return { start: at(start), end: at(end) };
}

/** Whether two values of a field mean the same. */
export function isSame(name: FieldName, a: EventFields[FieldName], b: EventFields[FieldName]): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (name === 'time') {
    const [x, y] = [a as WishedTime, b as WishedTime];
    const [i, j] = [instantsOf(x), instantsOf(y)];
    return x.isAllDay === y.isAllDay && i.start === j.start && i.end === j.end;
  }
  if (name === 'people') {
    const key = (list: NonNullable<EventFields['people']>) =>
      list
        .map((it) => `${it.address.toLowerCase()} ${it.kind}`)
        .sort()
        .join('\n');
    return key(a as never) === key(b as never);
  }
  if (name === 'text') return flat(a as string) === flat(b as string);
  return a === b;
}
const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * Fields that both sides changed, each in another way, since the person saw the event. People are never among them: who was added or
 * taken off is done to the list as it is now.
 */
export const conflictsOf = (before: EventFields, wished: EventFields, theirs: EventFields): FieldName[] =>
  fieldNames.filter(
    (it) =>
      it !== 'people' &&
      wished[it] !== undefined &&
      before[it] !== undefined &&
      !isSame(it, before[it], theirs[it]) &&
      !isSame(it, wished[it], theirs[it]),
  );

/** Of what is wished, what is not so yet. */
export function leftToDo(wished: EventFields, now: EventFields): EventFields {
  const names = fieldNames.filter((it) => wished[it] !== undefined && !isSame(it, wished[it], now[it]));
  return Object.fromEntries(names.map((it) => [it, wished[it]])) as EventFields;
}

/** The list as it is now with what the person added, took off or changed since they saw it. */
export function mergedPeople(
  before: EventFields['people'],
  wished: EventFields['people'],
  now: EventFields['people'],
): EventFields['people'] {
  if (!wished) return undefined;
  const key = (it: { address: string }) => it.address.toLowerCase();
  const seen = new Map((before ?? now ?? []).map((it) => [key(it), it]));
  const list = new Map((now ?? []).map((it) => [key(it), it]));
  for (const it of wished) {
    const old = seen.get(key(it));
    if (!old || old.kind !== it.kind || !list.has(key(it))) list.set(key(it), { ...list.get(key(it)), ...it });
  }
  const kept = new Set(wished.map(key));
  for (const it of seen.keys()) if (!kept.has(it)) list.delete(it);
  return [...list.values()];
}

/** Fields in Graph's shape; text is not among them, because a body is written around what stands in it (body.ts). */
export function toGraph({ subject, time, location, people, isOnline, showAs, sensitivity }: EventFields): Event {
  const at = (wall: string) => ({
    dateTime: wall.length === 16 ? `${wall}:00` : wall,
    timeZone: time?.isAllDay ? 'UTC' : (time?.zone ?? 'UTC'),
  });
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(time ? { start: at(time.start), end: at(time.end), isAllDay: time.isAllDay } : {}),
    ...(location === undefined ? {} : { location: { displayName: location } }),
    ...(people
      ? {
          attendees: people.map(({ address, name, kind }) => ({
            type: kind,
            emailAddress: { address, name: name ?? address },
          })),
        }
      : {}),
    ...(isOnline ? { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' as const } : {}),
    ...(showAs ? { showAs } : {}),
    ...(sensitivity ? { sensitivity } : {}),
  };
}
