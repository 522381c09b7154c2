import { DateTime } from 'luxon';
import type { WishedBooking } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Graph, GraphRequest } from '../../../graph/graph.js';
import { joinLinkOf } from '../../../../contract/join-links.js';
import type { RawEvent } from '../translate.js';
import { writeInvitation } from './invitation.js';

/** Asks Graph as the person whose meeting it is, about what lies below their own mailbox. */
export type Ask = <T>(request: GraphRequest) => Promise<T>;
export const askAs =
  (graph: Graph, as: Principal): Ask =>
  (request) =>
    graph.request(as, { ...request, mailbox: as.address, path: `/me${request.path ?? ''}` });

/*
 * By what the event is found again at Microsoft, whatever happened to our answer: a named property that stays in the organizer's
 * calendar. `transactionId` alone cannot be asked for.
 */
const markName = 'String {8f1c64e2-35b7-4d0e-9a51-6d2f7be0c94a} Name CoherenceBooking';

type RawAttendee = NonNullable<RawEvent['attendees']>[number];
const pathOf = (id: string) => `/events/${encodeURIComponent(id)}`;

/** The event without anybody in it: nobody learns of it before it is whole. The same id again gives the same event. */
export function createEvent(
  ask: Ask,
  id: string,
  wish: WishedBooking,
  calendar: string | undefined,
): Promise<RawEvent> {
  const { subject, html } = writeInvitation(wish);
  return ask<RawEvent>({
    method: 'POST',
    path: `${calendar === undefined ? '' : `/calendars/${encodeURIComponent(calendar)}`}/events`,
    isRepeatable: true, // by its transactionId
    body: {
      transactionId: id,
      subject,
      body: { contentType: 'HTML', content: html },
      start: timeIn(wish.startDateTime, wish.timeZone),
      end: timeIn(wish.endDateTime, wish.timeZone),
      ...placeOf(wish),
      ...(wish.online === 'teams' ? { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' } : {}),
      singleValueExtendedProperties: [{ id: markName, value: id }],
    },
  });
}

/** The event of a wish, wherever an attempt that nobody heard back from left it. */
export async function findEvent(ask: Ask, id: string): Promise<RawEvent | undefined> {
  const { value } = await ask<{ value: RawEvent[] }>({
    path: '/events',
    query: {
      $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${markName}' and ep/value eq '${id}')`,
      $top: '5',
    },
  });
  return value[0];
}
export const readEvent = (ask: Ask, graphId: string): Promise<RawEvent | undefined> =>
  ask<RawEvent>({ path: pathOf(graphId) }).catch(orNothing);

/** Invites whom the wish names and is not there yet; the text stays as it is, so that what Teams wrote into it stays too. */
export async function bringAttendees(ask: Ask, event: RawEvent, wish: WishedBooking): Promise<void> {
  const now = event.attendees ?? [];
  const isResource = (it: RawAttendee) => it.type === 'resource';
  const room = wish.room && { type: 'resource', emailAddress: { address: wish.room.address, name: wish.room.name } };
  // Whom somebody added in Outlook meanwhile is kept; the room alone is ours to change.
  const kept = now.filter((it) => !isResource(it) || addressOf(it) === key(wish.room?.address));
  const has = (address: string) => kept.some((it) => addressOf(it) === key(address));
  const isFirst = now.length === 0;
  const attendees = [
    ...kept,
    ...(isFirst
      ? wish.people.map(({ address, name, kind }) => ({ type: kind, emailAddress: { address, name: name || address } }))
      : []),
    ...(room && !has(room.emailAddress.address) ? [room] : []),
  ];
  if (attendees.length === now.length && kept.length === now.length) return;
  await ask({
    method: 'PATCH',
    path: pathOf(event.id),
    headers: event['@odata.etag'] ? { 'if-match': event['@odata.etag'] } : {},
    body: { attendees, ...(isFirst ? {} : placeOf(wish)) },
  });
}
const key = (address: string | null | undefined): string => (address ?? '').trim().toLowerCase();
const addressOf = (it: RawAttendee): string => key(it.emailAddress?.address);

export type RoomAnswer = 'waiting' | 'accepted' | 'declined';
export function roomAnswerIn({ attendees }: RawEvent, room: string): RoomAnswer {
  const found = (attendees ?? []).find((it) => addressOf(it) === key(room));
  const response = found?.status?.response;
  if (response === 'declined') return 'declined';
  return response === 'accepted' || response === 'tentativelyAccepted' ? 'accepted' : 'waiting';
}

/** Takes it back; who was invited gets a cancellation. What is gone already is fine. */
export async function removeEvent(ask: Ask, event: RawEvent): Promise<void> {
  const isMeeting = (event.attendees ?? []).length > 0;
  await ask(
    isMeeting
      ? { method: 'POST', path: `${pathOf(event.id)}/cancel`, body: { comment: '' }, isRepeatable: true }
      : { method: 'DELETE', path: pathOf(event.id) },
  ).catch(orNothing);
}

const orNothing = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
};

/** An instant as Graph writes it in a zone. An hour that a clock shows twice could be either; there it is said in UTC. */
export function timeIn(instant: string, zone: string): { dateTime: string; timeZone: string } {
  const ms = Date.parse(instant);
  const local = DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  const isOne = [-60, -30, 30, 60].every((minutes) => {
    const other = DateTime.fromMillis(ms + minutes * 60_000, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
    return other !== local;
  });
  return isOne
    ? { dateTime: local, timeZone: zone }
    : { dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: 'UTC' };
}

/** A room is a place that Outlook knows; a link to join is named after its service. */
function placeOf(wish: WishedBooking) {
  if (wish.room) {
    const { address, name } = wish.room;
    return {
      location: {
        displayName: name,
        locationEmailAddress: address,
        locationType: 'conferenceRoom',
        uniqueId: address,
        uniqueIdType: 'directory',
      },
    };
  }
  const link = wish.online === 'existing' ? joinLinkOf(wish.joinUrl ?? '') : undefined;
  return { location: { displayName: link ? link.provider : '' } };
}
