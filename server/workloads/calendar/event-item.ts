import type { EventKind, EventSensitivity } from '../../db/schema-calendar.js';

export interface EventPerson {
  address: string;
  name: string;
  kind: 'required' | 'optional' | 'resource';
  /** In Graph's words: none, organizer, accepted, tentativelyAccepted, declined, notResponded. */
  response: string;
}
/** One event of one calendar as our rules and tables read it; Graph's own shape ends in translate.ts. */
export interface EventItem {
  graphId: string;
  etag: string;
  /** The same in everybody's calendar; of a series that of the master, for all of its dates. */
  uid: string;
  /** The date on which its series has it (yyyy-mm-dd), empty for single events and masters. */
  occurrence: string;
  kind: EventKind;
  seriesMasterId: string | null;
  subject: string;
  bodyText: string;
  /** Instants. Of all-day events midnight UTC of the first day, and of the day after the last. */
  startDateTime: string;
  endDateTime: string;
  /** IANA; the zone in which the organizer wrote it. */
  zone: string;
  isAllDay: boolean;
  sensitivity: EventSensitivity;
  showAs: string;
  isCancelled: boolean;
  organizer: { address: string; name: string };
  joinUrl: string | null;
  location: string;
  /** Graph's patternedRecurrence; of masters. */
  recurrence: unknown;
  attendees: EventPerson[];
  /** The owner of the calendar organizes it, and what they answered where they do not. */
  isOrganizer: boolean;
  /** Without text and people: it may have been cut down for somebody who may not see more. */
  isBare: boolean;
  response: string;
  webLink: string;
  transactionId: string | null;
  modifiedDateTime: string;
}
