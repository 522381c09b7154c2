import { randomUUID } from 'node:crypto';
import type { RouteKey } from '../../../contract/api.js';
import { ask, planned, twin, type Attempt } from './side.js';

const ofEvent =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ eventId }, by) => [ask(by, method, `/calendar/events/${eventId}${path}`, body)];
const ofBooking =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ bookingId }, by) => [ask(by, method, `/bookings/${bookingId}${path}`, body)];
const openMeeting = (mailbox: string, id: string, address: string) => ({
  mailbox,
  item: { kind: 'event', id },
  subject: 'Meeting',
  people: [{ role: 'from', address }],
});

/** Events, meetings, bookings, and the open appointment. */
export const calendar = {
  'POST /appointments/look': ({ caller, mail, address }, by) => [
    ask(by, 'POST', '/appointments/look', openMeeting(caller.person.userPrincipalName, mail.id, address)),
    ask(by, 'POST', '/appointments/look', openMeeting(by.caller.person.userPrincipalName, mail.id, address)),
  ],
  'POST /appointments/link': ({ caller, mail, address, record }, by) =>
    [caller, by.caller].map((it) =>
      ask(by, 'POST', '/appointments/link', {
        ...openMeeting(it.person.userPrincipalName, mail.id, address),
        record,
        scope: 'one',
      }),
    ),
  'POST /appointments/unlink': ({ mail, address, filingIds }, by) =>
    filingIds.map((link) =>
      ask(by, 'POST', '/appointments/unlink', {
        ...openMeeting(by.caller.person.userPrincipalName, mail.id, address),
        link,
        scope: 'one',
      }),
    ),
  'POST /appointments/teams': (_owner, by) => [
    ask(by, 'POST', '/appointments/teams', {
      key: randomUUID(),
      subject: 'Meeting',
      startDateTime: new Date().toISOString(),
      endDateTime: new Date().toISOString(),
    }),
  ],
  'PUT /meetings/:id/notes': (_owner, by) => [ask(by, 'PUT', '/meetings/1/notes', { text: 'Not mine' })],
  'GET /records/:module/:id/meetings/logged': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/meetings/logged`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/meetings/logged`),
  ],
  'POST /bookings/prepare': ({ record, mail }, by) => [
    ask(by, 'POST', '/bookings/prepare', { record }),
    ask(by, 'POST', '/bookings/prepare', { record: twin }),
    ask(by, 'POST', '/bookings/prepare', { mail: { messageId: mail.id, subject: 'x', participants: [] } }),
  ],
  'POST /bookings/times': ({ caller }, by) => [
    ask(by, 'POST', '/bookings/times', {
      people: [{ address: caller.person.userPrincipalName, kind: 'required' }],
      minutes: 30,
      timeZone: 'Europe/Berlin',
    }),
  ],
  'POST /bookings/rooms': (_owner, by) => {
    const { startDateTime, endDateTime } = planned(twin);
    return [ask(by, 'POST', '/bookings/rooms', { startDateTime, endDateTime, people: 2, equipment: [] })];
  },
  'GET /bookings/:id': ofBooking('GET', ''),
  'PUT /bookings/:id': ({ bookingId }, by) => [
    ask(by, 'PUT', `/bookings/${bookingId}`, { ...planned(twin), subject: 'Taken over', version: 1 }),
  ],
  'POST /bookings/:id/book': ofBooking('POST', '/book', { version: 1 }),
  'POST /bookings/:id/undo': ofBooking('POST', '/undo', {}),
  'POST /bookings/:id/room': ofBooking('POST', '/room', {}),
  'GET /records/:module/:id/bookings': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/bookings`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/bookings`),
  ],
  'GET /calendar/settings': (_owner, by) => [ask(by, 'GET', '/calendar/settings')],
  'PUT /calendar/settings/:mailbox': ({ mailboxId }, by) => [
    ask(by, 'PUT', `/calendar/settings/${mailboxId}`, {
      settings: { calendars: [], direction: 'both', takesPrivate: true, takesDeclined: true, takesAllDay: true },
      version: 0,
    }),
  ],
  'POST /calendar/events/search': ({ organisation }, by) =>
    [undefined, 'Meeting', organisation.name, organisation.domain].map((search) =>
      ask(by, 'POST', '/calendar/events/search', {
        from: new Date(Date.now() - 86_400_000).toISOString(),
        to: new Date(Date.now() + 86_400_000).toISOString(),
        ...(search ? { search } : {}),
      }),
    ),
  'POST /calendar/events/csv': (_owner, by) => [
    ask(by, 'POST', '/calendar/events/csv', {
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  ],
  'GET /calendar/events/:event': ofEvent('GET', ''),
  'POST /calendar/events': ({ mailboxId }, by) => [
    ask(by, 'POST', '/calendar/events', {
      id: randomUUID(),
      mailbox: mailboxId,
      fields: {
        subject: 'Mine',
        time: { start: '2027-01-01T09:00', end: '2027-01-01T10:00', zone: 'UTC', isAllDay: false },
      },
    }),
  ],
  'POST /calendar/events/:event/change': ofEvent('POST', '/change', {
    id: randomUUID(),
    scope: 'one',
    fields: { subject: 'Mine' },
    before: {},
  }),
  'POST /calendar/events/:event/cancel': ofEvent('POST', '/cancel', { id: randomUUID(), scope: 'one' }),
  'POST /calendar/events/:event/propose': ofEvent('POST', '/propose', {
    id: randomUUID(),
    time: { start: '2038-01-05T09:00', end: '2038-01-05T10:00', zone: 'UTC' },
  }),
  'GET /calendar/conflicts': (_owner, by) => [ask(by, 'GET', '/calendar/conflicts')],
  'GET /calendar/zone': (_owner, by) => [ask(by, 'GET', '/calendar/zone')],
  'GET /calendar/zones': (_owner, by) => [ask(by, 'GET', '/calendar/zones')],
  'POST /calendar/zones/use-mailbox': (_owner, by) => [ask(by, 'POST', '/calendar/zones/use-mailbox')],
  'GET /calendar/changes/:change': ({ changeId }, by) => [
    ask(by, 'GET', `/calendar/changes/${encodeURIComponent(changeId)}`),
  ],
  'POST /calendar/changes/:change/answer': ({ changeId }, by) => [
    ask(by, 'POST', `/calendar/changes/${encodeURIComponent(changeId)}/answer`, { keep: 'coherence' }),
  ],
  'GET /records/:module/:id/events': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/events`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/events`),
  ],
  'POST /records/:module/:id/events/csv': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/events/csv`, {}),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/events/csv`, {}),
  ],
  'POST /calendar/events/:event/links': ({ eventId }, by) => [
    ask(by, 'POST', `/calendar/events/${eventId}/links`, { record: by.record, isSeries: false }),
  ],
  'POST /calendar/links/:link/undo': ({ eventLinkId }, by) => [
    ask(by, 'POST', `/calendar/links/${encodeURIComponent(eventLinkId)}/undo`),
  ],
} satisfies Partial<Record<RouteKey, Attempt>>;
