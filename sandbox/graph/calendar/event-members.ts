/** Members of an event in the order in which the service answers them. */
export const plain = [
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'transactionId',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'iCalUId',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'hasAttachments',
  'subject',
  'bodyPreview',
  'importance',
  'sensitivity',
  'isAllDay',
  'isCancelled',
  'isOrganizer',
  'responseRequested',
  'seriesMasterId',
  'showAs',
  'type',
  'webLink',
  'onlineMeetingUrl',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'allowNewTimeProposals',
  'isDraft',
  'hideAttendees',
  'responseStatus',
  'body',
  'start',
  'end',
  'location',
  'locations',
  'recurrence',
  'attendees',
  'organizer',
  'onlineMeeting',
] as const;
/** Answered only when they are selected, or where they mean something. */
export const onAsking = ['originalStart', 'cancelledOccurrences'];
export const expandable = [
  'attachments',
  'calendar',
  'exceptionOccurrences',
  'extensions',
  'instances',
  'multiValueExtendedProperties',
  'singleValueExtendedProperties',
];
export const type = 'microsoft.graph.event';
const members = new Map([...plain, ...onAsking, ...expandable, 'id'].map((name) => [name.toLowerCase(), name]));
/** A member by its name in any spelling; undefined when events have none such. */
export const memberCalled = (name: string): string | undefined => members.get(name.toLowerCase());
