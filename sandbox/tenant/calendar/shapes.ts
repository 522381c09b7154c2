import type {
  Attendee,
  CalendarColor,
  CalendarRoleType,
  DayOfWeek,
  EmailAddress,
  FreeBusyStatus,
  Importance,
  ItemBody,
  Location,
  OnlineMeetingProviderType,
  PatternedRecurrence,
  Recipient,
  ResponseStatus,
  Sensitivity,
} from '@microsoft/microsoft-graph-types';
import type { ExtendedProperty, StoredAttachment } from '../mail/shapes.js';
import type { ZonedTime } from './zones.js';

/** What people write into an event, and what others answer; the same for single events, series and single dates of a series. */
export interface EventFields {
  subject: string;
  body: ItemBody;
  importance: Importance;
  sensitivity: Sensitivity;
  showAs: FreeBusyStatus;
  isAllDay: boolean;
  isReminderOn: boolean;
  reminderMinutesBeforeStart: number;
  location: Location;
  locations: Location[];
  attendees: Attendee[];
  organizer: Recipient;
  responseRequested: boolean;
  allowNewTimeProposals: boolean;
  hideAttendees: boolean;
  responseStatus: ResponseStatus;
  isCancelled: boolean;
  isDraft: boolean;
  categories: string[];
  start: ZonedTime;
  end: ZonedTime;
  isOnlineMeeting: boolean;
  onlineMeetingProvider: OnlineMeetingProviderType;
  /** Where people join; null when there is nothing to join. */
  joinUrl: string | null;
}
/** What became different on one date of a series. */
export interface ExceptionPart {
  fields: Partial<EventFields>;
  version: number;
  lastModifiedDateTime: string;
}
export interface OpenExtension {
  id: string;
  members: Record<string, unknown>;
}

/** An event as it lies in one calendar: a single one, or a series with what became of its dates. */
export interface StoredEvent {
  number: number;
  calendarId: string;
  /** The same in everybody's calendar. */
  uid: string;
  fields: EventFields;
  recurrence: PatternedRecurrence | null;
  /** By the date on which the series would have had it. */
  exceptions: Record<string, ExceptionPart>;
  cancelled: string[];
  version: number;
  createdDateTime: string;
  lastModifiedDateTime: string;
  /** The calendar's count of changes when it last changed. */
  changedAt: number;
  transactionId: string | null;
  extended: ExtendedProperty[];
  multiExtended: { id: string; value: string[] }[];
  extensions: OpenExtension[];
  attachments: StoredAttachment[];
  /** How busy the organizer means the time to be; the own copy is tentative until it is answered. */
  intendedShowAs: FreeBusyStatus;
  /** Custom properties an add-in keeps on the item. */
  properties?: Record<string, string>;
}

export interface CalendarPermission {
  id: string;
  emailAddress: EmailAddress;
  role: CalendarRoleType;
  isInsideOrganization: boolean;
  isRemovable: boolean;
}
export interface StoredCalendar {
  id: string;
  groupId: string;
  name: string;
  color: CalendarColor;
  isDefault: boolean;
  version: number;
  permissions: CalendarPermission[];
  /** Set when it is another's calendar, shown here because they share it. */
  sharedFrom?: { objectId: string; calendarId: string };
}
export interface CalendarGroup {
  id: string;
  name: string;
  classId: string;
  version: number;
}

export interface WorkingHours {
  daysOfWeek: DayOfWeek[];
  startTime: string;
  endTime: string;
  timeZone: { name: string };
}
/** Everything of one mailbox's calendars as it is kept on the disk. */
export interface AgendaState {
  calendars: StoredCalendar[];
  groups: CalendarGroup[];
  /** The zone somebody lives in, and when they work. */
  settings: { timeZone: string; workingHours: WorkingHours };
  events: StoredEvent[];
  /** What was removed, and when. */
  gone: { at: number; number: number; calendarId: string }[];
  /** Counts what happens; the points in time of change tracking. */
  at: number;
  generation: number;
  nextNumber: number;
}

/** Whose calendars they are. Rooms and equipment answer by themselves. */
export interface AgendaOwner {
  tenantId: string;
  objectId: string;
  name: string;
  address: string;
  kind: 'person' | 'shared' | 'room' | 'equipment';
}
