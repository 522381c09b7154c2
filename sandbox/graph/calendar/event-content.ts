import type { Attendee, Location } from '@microsoft/microsoft-graph-types';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import { isMidnight } from '../../tenant/calendar/entries.js';
import { noLocation } from '../../tenant/calendar/new-event.js';
import type { EventFields } from '../../tenant/calendar/shapes.js';
import { instantOf } from '../../tenant/calendar/zones.js';
import type { Call } from '../call.js';
import { badRequest } from '../errors.js';
import { readBody } from '../mail/message-content.js';
import { memberCalled } from './event-members.js';
import { readTime } from './times.js';

const choices: Record<string, readonly string[]> = {
  importance: ['low', 'normal', 'high'],
  sensitivity: ['normal', 'personal', 'private', 'confidential'],
  showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'],
  onlineMeetingProvider: ['unknown', 'skypeForBusiness', 'skypeForConsumer', 'teamsForBusiness'],
};
const switches = [
  'isAllDay',
  'isReminderOn',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isOnlineMeeting',
  'isDraft',
];
const unread = (name: string) => badRequest(`Cannot read the value of property '${name}'.`, 'RequestBodyRead');
const mostAttendees = 500;

/** What a body says about an event, as far as people write it; what the service knows by itself is read over. */
export function readFields(call: Call, agenda: Agenda, body: Record<string, unknown>): Partial<EventFields> {
  const fields: Partial<EventFields> = {};
  for (const [given, value] of Object.entries(body)) {
    if (given.includes('@odata')) continue;
    const name = memberCalled(given);
    if (!name)
      throw badRequest(
        `The property '${given}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type.`,
        'RequestBodyRead',
      );
    const one = readMember(call, agenda, name, value);
    if (one !== undefined) Object.assign(fields, { [name]: one });
  }
  // `location` is the first of `locations`; either gives both.
  if (fields.locations) fields.location = fields.locations[0] ?? noLocation();
  else if (fields.location) fields.locations = fields.location.displayName ? [fields.location] : [];
  return fields;
}

function readMember(call: Call, agenda: Agenda, name: string, value: unknown): unknown {
  const allowed = choices[name];
  if (allowed) {
    if (value === null) return undefined;
    const found = allowed.find((it) => it.toLowerCase() === (typeof value === 'string' ? value : '').toLowerCase());
    if (!found) throw unread(name);
    return found;
  }
  if (switches.includes(name)) {
    if (value === null) return undefined;
    if (typeof value !== 'boolean') throw unread(name);
    return value;
  }
  switch (name) {
    case 'subject':
      if (value !== null && typeof value !== 'string') throw unread(name);
      return (value ?? '').slice(0, 255);
    case 'body':
      return readHtml(value);
    case 'start':
    case 'end':
      return readTime(value, name);
    case 'reminderMinutesBeforeStart':
      if (!Number.isInteger(value) || (value as number) < 0) throw unread(name);
      return value;
    case 'categories':
      if (!Array.isArray(value) || !value.every((it) => typeof it === 'string')) throw unread(name);
      return value;
    case 'attendees':
      return readAttendees(value);
    case 'location':
      return readLocation(call, agenda, value, name);
    case 'locations':
      if (!Array.isArray(value)) throw unread(name);
      return value.map((it) => readLocation(call, agenda, it, name));
    default:
      return undefined;
  }
}

/** Outlook keeps every body as HTML in a page of its own. */
export function readHtml(value: unknown): EventFields['body'] {
  const { contentType, content } = readBody(value);
  const html =
    contentType === 'html'
      ? (content ?? '')
      : (content ?? '').replace(/[&<>]/g, (it) => `&#${it.charCodeAt(0)};`).replace(/\r?\n/g, '<br>\r\n');
  return { contentType: 'html', content: /<html/i.test(html) ? html : page(html) };
}
const page = (html: string): string =>
  `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>${html}</body></html>`;

function readAttendees(value: unknown): Attendee[] {
  if (!Array.isArray(value)) throw unread('attendees');
  if (value.length > mostAttendees)
    throw badRequest(
      `The number of attendees exceeds the limit of ${mostAttendees}.`,
      'ErrorExceededMaxRecipientLimit',
    );
  return (value as Attendee[]).map((it) => {
    const address = it?.emailAddress?.address;
    if (typeof address !== 'string') throw unread('attendees');
    if (!/^[^\s@]+@[^\s@]+$/.test(address))
      throw badRequest(
        `At least one recipient is not valid., Recipient '${address}' is not resolved. All recipients must be resolved before a message can be submitted.`,
        'ErrorInvalidRecipients',
      );
    const type = (it.type ?? 'required').toLowerCase();
    if (!['required', 'optional', 'resource'].includes(type)) throw unread('attendees');
    return {
      type: type as 'required',
      status: { response: 'none', time: '0001-01-01T00:00:00Z' },
      emailAddress: { name: it.emailAddress?.name || address, address },
    };
  });
}

/** A place; one with a room's address is that room. */
function readLocation(call: Call, agenda: Agenda, value: unknown, name: string): Location {
  if (value === null) return noLocation();
  if (typeof value !== 'object') throw unread(name);
  const given = value as Location;
  const room = call.tenants.agendas.byAddress(given.locationEmailAddress ?? '');
  const isRoom = room?.owner.kind === 'room' && room.owner.tenantId === agenda.owner.tenantId;
  const displayName = given.displayName ?? (isRoom ? room.owner.name : '');
  return {
    displayName,
    ...(given.locationUri ? { locationUri: given.locationUri } : {}),
    ...(given.locationEmailAddress ? { locationEmailAddress: given.locationEmailAddress } : {}),
    locationType: isRoom ? 'conferenceRoom' : (given.locationType ?? 'default'),
    ...(isRoom || given.uniqueId || displayName
      ? { uniqueId: isRoom ? room.owner.address : (given.uniqueId ?? displayName) }
      : {}),
    uniqueIdType: isRoom ? 'directory' : displayName ? (given.uniqueIdType ?? 'private') : 'unknown',
    ...(given.address ? { address: given.address } : {}),
    ...(given.coordinates ? { coordinates: given.coordinates } : {}),
  };
}

/** Times that contradict each other are refused; whole days begin and end at midnight, in one zone, and last a day at least. */
export function checkTimes({ start, end, isAllDay }: Pick<EventFields, 'start' | 'end' | 'isAllDay'>): void {
  if (isAllDay) {
    if (!isMidnight(start) || !isMidnight(end))
      throw badRequest(
        'The Event.Start property for an all-day event needs to be set to midnight., The Event.End property for an all-day event needs to be set to midnight.',
        'ErrorPropertyValidationFailure',
      );
    if (start.timeZone !== end.timeZone)
      throw badRequest(
        'Event start and end time zones must be the same for an all-day event.',
        'ErrorPropertyValidationFailure',
      );
    if (start.dateTime >= end.dateTime)
      throw badRequest(
        'The duration of an event marked as All day must be at least 24 hours.',
        'ErrorPropertyValidationFailure',
      );
  }
  if (instantOf(end) < instantOf(start))
    throw badRequest('At least one property failed validation.', 'ErrorPropertyValidationFailure');
  if (instantOf(end) - instantOf(start) > 5 * 366 * 86_400_000)
    throw badRequest('The duration of the calendar item is too long.', 'ErrorCalendarDurationIsTooLong');
}
