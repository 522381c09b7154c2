import type { Appointment } from '../../../contract/api.js';
import type { OpenAppointment } from '../../office/appointment.js';
import type { InvitationFacts, Room } from './doctor.js';

/** What the doctor looks at: the open appointment, with what only Microsoft knows of it. */
export function factsOf(now: OpenAppointment, known: Appointment | undefined, rooms: Room[]): InvitationFacts {
  const { meeting } = known ?? {};
  const own = now.organizer?.address.toLowerCase();
  const announced =
    now.kind === 'request' && meeting
      ? {
          by: 'request' as const,
          start: now.start,
          end: now.end,
          id: meeting.graphId,
        }
      : meeting?.seriesTime && {
          by: 'series' as const,
          start: Date.parse(meeting.seriesTime.startDateTime),
          end: Date.parse(meeting.seriesTime.endDateTime),
          id: meeting.seriesId,
        };
  const times =
    now.kind === 'request' && meeting
      ? { start: Date.parse(meeting.startDateTime), end: Date.parse(meeting.endDateTime) }
      : { start: now.start, end: now.end };
  return {
    role: now.kind === 'form' ? 'organizer' : 'attendee',
    isRequest: now.kind === 'request',
    ...times,
    isAllDay: now.isAllDay,
    invited: [...now.required, ...now.optional].filter((it) => it.address.toLowerCase() !== own).length,
    html: now.html,
    places: now.places,
    joinUrl: now.kind === 'form' ? undefined : meeting?.joinUrl,
    rooms,
    // Once the form has another time, where it was planned first says nothing any more.
    zones: meeting && Date.parse(meeting.startDateTime) === times.start ? meeting.zones : undefined,
    announced,
  };
}
