import type { CalendarEvent, EventDetails, EventFields, Repeats } from '../../../contract/calendar.js';
import { t, type CalendarKey } from '../../text/calendar-text.js';
import { instantOf, readersZone, wallTimeOf } from '../../text/zone.js';
import { addDays, dayOf, whenOf } from './when.js';

/** What stands in the form: as a person types it, in their own zone. */
export interface EventDraft {
  subject: string;
  isAllDay: boolean;
  startDay: string;
  startTime: string;
  endDay: string;
  endTime: string;
  location: string;
  people: string;
  isOnline: boolean;
  isPrivate: boolean;
  text: string;
  every: 'no' | Repeats['every'];
  times: string;
}
/** What a new event cannot be without is there. */
export type WholeFields = EventFields & { subject: string; time: NonNullable<EventFields['time']> };
const two = (it: number) => String(it).padStart(2, '0');

/** A new event at the next full hour of a day. */
export function newDraft(day: string, people: string[] = []): EventDraft {
  const next = Number(wallTimeOf(Date.now() + 3_600_000).slice(11, 13));
  const start = day === dayOf(new Date()) ? Math.min(22, next) : 9;
  return {
    subject: '',
    isAllDay: false,
    startDay: day,
    startTime: `${two(start)}:00`,
    endDay: day,
    endTime: `${two(start + 1)}:00`,
    location: '',
    people: people.join(', '),
    isOnline: false,
    isPrivate: false,
    text: '',
    every: 'no',
    times: '10',
  };
}

export function draftOf(event: EventDetails): EventDraft {
  const [start, end] = [event.startDateTime, event.endDateTime].map((it) =>
    event.isAllDay ? it : wallTimeOf(Date.parse(it)),
  ) as [string, string];
  return {
    subject: event.subject ?? '',
    isAllDay: event.isAllDay,
    startDay: start.slice(0, 10),
    startTime: event.isAllDay ? '09:00' : start.slice(11),
    endDay: event.isAllDay ? addDays(end.slice(0, 10), -1) : end.slice(0, 10),
    endTime: event.isAllDay ? '10:00' : end.slice(11),
    location: event.location ?? '',
    people: (event.people ?? []).map((it) => it.address).join(', '),
    isOnline: event.joinUrl !== undefined,
    isPrivate: event.isPrivate,
    text: event.text ?? '',
    every: 'no',
    times: '10',
  };
}

export const addressesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\s]+/)
      .map((it) => it.trim().toLowerCase())
      .filter(Boolean),
  ),
];
export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** The form as the server reads it. People keep what they were: required, optional, or a room. */
export function fieldsOf(draft: EventDraft, known: CalendarEvent['people'] = []): WholeFields {
  return {
    subject: draft.subject.trim(),
    time: draft.isAllDay
      ? {
          start: `${draft.startDay}T00:00`,
          end: `${addDays(draft.endDay, 1)}T00:00`,
          zone: readersZone(),
          isAllDay: true,
        }
      : {
          start: `${draft.startDay}T${draft.startTime}`,
          end: `${draft.endDay}T${draft.endTime}`,
          zone: readersZone(),
          isAllDay: false,
        },
    location: draft.location.trim(),
    text: draft.text.trim(),
    people: addressesIn(draft.people).map((address) => {
      const old = known.find((it) => it.address === address);
      return { address, kind: old?.kind ?? 'required', ...(old?.name ? { name: old.name } : {}) };
    }),
    isOnline: draft.isOnline,
    sensitivity: draft.isPrivate ? 'private' : 'normal',
  };
}

/** Only what the person made different from what they saw; and that, so that the server can tell what others changed. */
export function changedFields(
  before: EventDraft,
  draft: EventDraft,
  known: CalendarEvent['people'],
): { fields: EventFields; before: EventFields } {
  const [was, is] = [fieldsOf(before, known), fieldsOf(draft, known)];
  const names = (Object.keys(is) as (keyof EventFields)[]).filter(
    (it) => JSON.stringify(was[it]) !== JSON.stringify(is[it]),
  );
  const of = (from: EventFields) => Object.fromEntries(names.map((it) => [it, from[it]])) as EventFields;
  return { fields: of(is), before: of(was) };
}

export function problemOf(draft: EventDraft): { field: 'subject' | 'end' | 'people'; sentence: string } | undefined {
  if (!draft.subject.trim()) return { field: 'subject', sentence: t('form.name') };
  const [from, to] = draft.isAllDay
    ? [draft.startDay, draft.endDay]
    : [`${draft.startDay}T${draft.startTime}`, `${draft.endDay}T${draft.endTime}`];
  if (to < from) return { field: 'end', sentence: t('form.order') };
  const bad = addressesIn(draft.people).find((it) => !isAddress(it));
  return bad === undefined ? undefined : { field: 'people', sentence: t('form.people.bad', { value: bad }) };
}

/** A field's value in words, for looking at two of them side by side. */
export function wordsFor(name: keyof EventFields, value: EventFields[keyof EventFields]): string {
  if (value === undefined || value === '') return t('empty');
  if (name === 'time') {
    const { start, end, zone, isAllDay } = value as NonNullable<EventFields['time']>;
    const at = (wall: string) => new Date(instantOf(wall, isAllDay ? 'UTC' : zone)).toISOString();
    return whenOf({ startDateTime: at(start), endDateTime: at(end), isAllDay });
  }
  if (name === 'people')
    return (value as NonNullable<EventFields['people']>).map((it) => it.name ?? it.address).join(', ') || t('empty');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  return value as string;
}
export const nameOfField = (name: string): string => t(`field.${name}` as CalendarKey);
