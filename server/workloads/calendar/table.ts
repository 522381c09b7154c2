import { stringify } from 'csv-stringify/sync';
import { DateTime, IANAZone } from 'luxon';
import type { RecordRef } from '../../../contract/api.js';
import type { CalendarEvent } from '../../../contract/calendar.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { DetailsNeeds } from './details.js';
import { everyEventOfRecord } from './record-events.js';
import { searchEvents, type EventsWish } from './show.js';

/** More is no table a person reads. */
const mostInTable = 20_000;
const columns = [
  'Start',
  'End',
  'Time zone',
  'Whole day',
  'Subject',
  'Place',
  'Organizer',
  'People',
  'Your answer',
  'Calendar',
  'Shown as',
  'Private',
  'Cancelled',
  'Join',
];

/** Events of the calendar page as a table: the same rows, read by the same rule, so that nothing stands in it which the page hides. */
export async function eventTable(
  needs: DetailsNeeds,
  viewer: Principal,
  { timeZone, ...wish }: EventsWish & { timeZone?: string | undefined },
): Promise<string> {
  const zone = known(timeZone);
  const { events } = await searchEvents(needs, viewer, { ...wish, limit: mostInTable });
  return toTable(events, zone);
}

/** The events on a record as a table, those to come and those that were, in order of time. */
export async function recordEventTable(
  needs: DetailsNeeds,
  viewer: Principal,
  ref: RecordRef,
  { timeZone }: { timeZone?: string | undefined },
): Promise<string> {
  const zone = known(timeZone);
  return toTable(await everyEventOfRecord(needs, viewer, ref, mostInTable), zone);
}

function known(zone = 'UTC'): string {
  if (!IANAZone.isValidZone(zone))
    throw new AppError('invalid_request', `“${zone}” is not a time zone.`, { source: 'request', field: 'timeZone' });
  return zone;
}
/** A text that a spreadsheet would take for a formula is made harmless. */
const toTable = (events: CalendarEvent[], zone: string): string =>
  stringify(
    events.map((it) => lineOf(it, zone)),
    { header: true, columns, record_delimiter: 'windows', escape_formulas: true, bom: true },
  );

function lineOf(it: CalendarEvent, zone: string): string[] {
  const at = (iso: string) =>
    it.isAllDay ? iso.slice(0, 10) : DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd HH:mm');
  const yes = (is: boolean) => (is ? 'yes' : '');
  const named = ({ name, address }: { name: string; address: string }) =>
    name && name !== address ? `${name} <${address}>` : address;
  return [
    at(it.startDateTime),
    // A whole day ends where the next one begins; people say the day itself.
    it.isAllDay ? at(new Date(Date.parse(it.endDateTime) - 1).toISOString()) : at(it.endDateTime),
    it.isAllDay ? '' : zone,
    yes(it.isAllDay),
    it.subject ?? '',
    it.location ?? '',
    it.organizer ? named(it.organizer) : '',
    (it.people ?? []).map(named).join('; '),
    it.response ?? '',
    it.calendar?.name ?? '',
    it.showAs,
    yes(it.isPrivate),
    yes(it.isCancelled),
    it.joinUrl ?? '',
  ];
}
