import { randomBytes } from 'node:crypto';
import { recipient } from '../mail/shapes.js';
import type { AgendaOwner, EventFields } from './shapes.js';

/** An event about which nothing is known but its owner and its times. */
export function emptyFields(owner: AgendaOwner, times: Pick<EventFields, 'start' | 'end'>): EventFields {
  return {
    subject: '',
    body: { contentType: 'html', content: '' },
    importance: 'normal',
    sensitivity: 'normal',
    showAs: 'busy',
    isAllDay: false,
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    location: noLocation(),
    locations: [],
    attendees: [],
    organizer: recipient(owner),
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    responseStatus: { response: 'none', time: '0001-01-01T00:00:00Z' },
    isCancelled: false,
    isDraft: false,
    categories: [],
    isOnlineMeeting: false,
    onlineMeetingProvider: 'unknown',
    joinUrl: null,
    ...times,
  };
}
export const noLocation = () => ({
  displayName: '',
  locationType: 'default' as const,
  uniqueIdType: 'unknown' as const,
  address: {},
  coordinates: {},
});

/** What is the same in everybody's calendar: in the form that Exchange gives it, with the place where a date of a series has its date. */
export const newUid = (): string =>
  `040000008200E00074C5B7101A82E00800000000${randomBytes(36).toString('hex').toUpperCase()}`;

/** The text of an event as its organizer sees it to be theirs. */
export const isOrganizer = (owner: AgendaOwner, { organizer }: EventFields): boolean =>
  organizer.emailAddress?.address?.toLowerCase() === owner.address.toLowerCase();
