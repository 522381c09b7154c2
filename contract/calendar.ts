import { z } from 'zod';
import { meetingNotes } from './appointment.js';
import { diagnosis, mailbox, mailboxId } from './connection.js';
import { recordView, address, confidence, id, name, reason, recordRef, type Route } from './shapes.js';

/*
 * Calendars that are followed, their events, and changes of them. Each viewer gets of an event what the mailboxes that hold it let them
 * see; of a private one everybody but those who have it gets a time and nothing else.
 */

export const eventId = z.string().regex(/^[1-9]\d{0,15}$/);
/** `own`: the viewer has it. `busy`: a time, and nothing else. */
export const eventSeen = z.enum(['own', 'everything', 'subject', 'people', 'busy']);
const wallTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/);

export const calendarSettings = z.object({
  calendars: z.array(z.string().max(500)).max(200),
  /** Where new events go: one that may be edited. */
  primary: z.string().max(500).optional(),
  /** `read`: from Outlook only. `write`: to Outlook only. */
  direction: z.enum(['both', 'read', 'write']),
  takesPrivate: z.boolean(),
  takesDeclined: z.boolean(),
  takesAllDay: z.boolean(),
});
export const calendarChoice = z.object({
  /** Graph's id. */
  id: z.string().max(500),
  name,
  color: z.string().max(40),
  owner: z.object({ name, address }),
  isOwn: z.boolean(),
  /** Microsoft lets us read it as far as is known; a colleague's needs a permission of its own, asked for when it is chosen. */
  isAllowed: z.boolean(),
  canEdit: z.boolean(),
  isDefault: z.boolean(),
  hasTeams: z.boolean(),
  /** How far it is read; absent where it is not followed. */
  progress: z
    .object({
      state: z.enum(['reading', 'live', 'waiting']),
      events: z.number().int(),
      lastRunDateTime: z.string().optional(),
      problem: diagnosis.optional(),
    })
    .optional(),
});
export const calendarAccount = z.object({
  mailbox,
  /** `not_allowed`: the person has not allowed the calendar yet. */
  state: z.enum(['ready', 'not_allowed', 'needs_attention']),
  /** Nothing is read from it before the first save. */
  isConfigured: z.boolean(),
  version: z.number().int(),
  settings: calendarSettings,
  calendars: z.array(calendarChoice),
  /** What this kind of account does not have. */
  lacks: z.array(z.enum(['rooms', 'schedules', 'teams'])),
  /** The months that are followed. */
  fromDateTime: z.string(),
  toDateTime: z.string(),
});

export const eventPerson = z.object({
  address,
  name,
  kind: z.enum(['required', 'optional', 'resource']),
  response: z.string().max(40),
  /** Who that is in Coherence; only where one event is looked at. */
  state: z.enum(['self', 'colleague', 'known', 'several', 'unknown', 'queued', 'resource']).optional(),
  records: z.array(recordView).optional(),
});
export const eventLink = z.object({
  id,
  record: recordView,
  isSeries: z.boolean(),
  confidence,
  reason: z.object({ kind: z.string().max(40), value: z.string().max(400) }),
  canUndo: z.boolean(),
});
const wishedPerson = z.object({ address, name: name.optional(), kind: z.enum(['required', 'optional', 'resource']) });
/** What a person writes of an event; of a change only what is to be different. */
export const eventFields = z.object({
  subject: z.string().max(255).optional(),
  time: z.object({ start: wallTime, end: wallTime, zone: z.string().max(60), isAllDay: z.boolean() }).optional(),
  location: z.string().max(255).optional(),
  /** Plain text; what Teams wrote below it stays. */
  text: z.string().max(20_000).optional(),
  people: z.array(wishedPerson).max(500).optional(),
  isOnline: z.boolean().optional(),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']).optional(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).optional(),
});
export const eventScope = z.enum(['one', 'following', 'all']);
export const repeats = z.object({
  every: z.enum(['day', 'week', 'month']),
  interval: z.number().int().min(1).max(99),
  /** The last day, or how many times. */
  until: z.iso.date().optional(),
  times: z.number().int().min(1).max(999).optional(),
});
export const eventChange = z.object({
  id,
  kind: z.enum(['create', 'update', 'cancel', 'propose']),
  scope: eventScope,
  state: z.enum(['waiting', 'conflict', 'done', 'failed', 'dropped']),
  event: eventId.optional(),
  sentence: z.string().optional(),
  /** Both sides changed the same: what the person saw, what they wished, and what Outlook has now. */
  conflict: z
    .object({ before: eventFields, ours: eventFields, theirs: eventFields, changedDateTime: z.string().optional() })
    .optional(),
});
export const calendarEvent = z.object({
  id: eventId,
  seen: eventSeen,
  kind: z.enum(['single', 'master', 'occurrence', 'exception']),
  subject: z.string().optional(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  /** Whole days have no zone: their times are midnight UTC. */
  isAllDay: z.boolean(),
  /** Where it was written. */
  zone: z.string().optional(),
  showAs: z.string(),
  isPrivate: z.boolean(),
  isCancelled: z.boolean(),
  /** In no mailbox any more. */
  isGone: z.boolean(),
  organizer: z.object({ name, address }).optional(),
  people: z.array(eventPerson).optional(),
  location: z.string().optional(),
  joinUrl: z.string().optional(),
  /** The viewer's own answer. */
  response: z.string().optional(),
  calendar: z.object({ id: z.string(), name, color: z.string() }).optional(),
  colleagues: z.array(z.object({ name, address })).optional(),
  webLink: z.string().optional(),
  canEdit: z.boolean(),
  isOrganizer: z.boolean(),
});
export const eventDetails = calendarEvent.extend({
  text: z.string().optional(),
  sensitivity: eventFields.shape.sensitivity,
  links: z.array(eventLink),
  suggestions: z.array(z.object({ record: recordView, confidence, reason })),
  /** What waits to be told to Outlook, or is asked. */
  changes: z.array(eventChange),
  notes: meetingNotes,
  /** The settings let nothing be changed in Outlook. */
  isReadOnly: z.boolean(),
});
const zone = z.string().max(60);
/** The zones a person's times may be shown in, as IANA names. */
export const calendarZones = z.object({
  /** As Outlook is set now. */
  mailbox: zone,
  /** What is kept here for the person: periods are counted in it. */
  workspace: zone,
  /** Times are shown in the mailbox's zone, whatever the browser's is. */
  usesMailbox: z.boolean(),
});

const wish = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  search: z.string().trim().min(1).max(200).optional(),
  calendars: z.array(z.string().max(500)).max(200).optional(),
});
/** In which zone the times of a table are written. */
const inZone = z.object({ timeZone: z.string().max(60).optional() });
const ofEvent = z.object({ event: eventId });
const ofMailbox = z.object({ mailbox: mailboxId });

export const calendarRoutes = {
  'GET /calendar/settings': {
    summary: 'The calendars a person may follow, which of them are, and how',
    reply: z.object({ accounts: z.array(calendarAccount), timeZone: z.string() }),
  },
  'PUT /calendar/settings/:mailbox': {
    summary: 'Follow these calendars of a mailbox from now on. The same twice is once',
    params: ofMailbox,
    body: z.object({ settings: calendarSettings, version: z.number().int() }),
    reply: calendarAccount,
  },
  'POST /calendar/events/search': {
    summary: 'Events of the chosen calendars within a time, in order of time; words look in what the viewer may see',
    body: wish.extend({ limit: z.number().int().min(1).max(1000).optional() }),
    /** `isMore`: there are more than were given. */
    reply: z.object({ events: z.array(calendarEvent), isMore: z.boolean() }),
  },
  'POST /calendar/events/csv': {
    summary: 'The same as a table to take along: of each event what the viewer may see, and no more',
    body: wish.extend(inZone.shape),
    reply: z.object({ csv: z.string() }),
  },
  'GET /calendar/events/:event': {
    summary: 'One event with its people, the records it is on, and changes on their way',
    params: ofEvent,
    reply: eventDetails,
  },
  'POST /calendar/events': {
    summary: 'Make an event in Outlook. The same `id` again makes no second one',
    body: z.object({
      id: z.uuid(),
      mailbox: mailboxId.optional(),
      calendar: z.string().max(500).optional(),
      fields: eventFields.required({ subject: true, time: true }),
      repeats: repeats.optional(),
      records: z.array(recordRef).max(20).optional(),
    }),
    reply: eventChange,
  },
  'POST /calendar/events/:event/change': {
    summary: 'Change an event in Outlook; `before` is what the person saw, so that nothing is overwritten unseen',
    params: ofEvent,
    body: z.object({ id: z.uuid(), scope: eventScope, fields: eventFields, before: eventFields }),
    reply: eventChange,
  },
  'POST /calendar/events/:event/cancel': {
    summary: 'Take an event back: its organizer cancels it for everybody, a guest declines it',
    params: ofEvent,
    body: z.object({ id: z.uuid(), scope: eventScope, message: z.string().max(2000).optional() }),
    reply: eventChange,
  },
  'POST /calendar/events/:event/propose': {
    summary: 'Propose another time to the organizer of a meeting, who decides',
    params: ofEvent,
    body: z.object({
      id: z.uuid(),
      time: z.object({ start: wallTime, end: wallTime, zone }),
      message: z.string().max(2000).optional(),
    }),
    reply: eventChange,
  },
  'GET /calendar/conflicts': {
    summary: 'Events that both sides changed, which wait for the viewer’s word',
    reply: z.object({ conflicts: z.array(z.object({ change: eventChange, event: calendarEvent })) }),
  },
  'GET /calendar/zone': {
    summary: 'The zone the viewer’s times are shown in; none is the browser’s',
    reply: z.object({ zone: zone.optional() }),
  },
  'GET /calendar/zones': {
    summary: 'The zones of the viewer’s mailbox, as Microsoft has it now, and of what is kept here',
    reply: calendarZones,
  },
  'POST /calendar/zones/use-mailbox': {
    summary: 'Show times, and count periods, in the zone of the mailbox from now on. Twice is once',
    reply: calendarZones,
  },
  'GET /calendar/changes/:change': {
    summary: 'How a change stands',
    params: z.object({ change: id }),
    reply: eventChange,
  },
  'POST /calendar/changes/:change/answer': {
    summary: 'Which side stays where both changed: Outlook’s, ours, or what was chosen of each',
    params: z.object({ change: id }),
    body: z.object({ keep: z.enum(['outlook', 'coherence', 'merge']), fields: eventFields.optional() }),
    reply: eventChange,
  },
  'GET /records/:module/:id/events': {
    summary: 'The events on a record, those to come first, as far as the viewer may see them',
    params: recordRef,
    reply: z.object({ upcoming: z.array(calendarEvent), past: z.array(calendarEvent), isMore: z.boolean() }),
  },
  'POST /records/:module/:id/events/csv': {
    summary: 'The events on a record as a table to take along: of each what the viewer may see, and no more',
    params: recordRef,
    body: inZone,
    reply: z.object({ csv: z.string() }),
  },
  'POST /calendar/events/:event/links': {
    summary: 'Put an event, or its whole series, on a record. Twice is once',
    params: ofEvent,
    body: z.object({ record: recordRef, isSeries: z.boolean() }),
    reply: eventDetails,
  },
  'POST /calendar/links/:link/undo': {
    summary: 'Take an event off a record; no rule puts it back. Twice is once',
    params: z.object({ link: id }),
    reply: z.object({ id }),
  },
} as const satisfies Record<string, Route>;

export type CalendarSettings = z.infer<typeof calendarSettings>;
export type CalendarAccount = z.infer<typeof calendarAccount>;
export type CalendarChoice = z.infer<typeof calendarChoice>;
export type CalendarEvent = z.infer<typeof calendarEvent>;
export type EventDetails = z.infer<typeof eventDetails>;
export type EventPerson = z.infer<typeof eventPerson>;
export type EventLink = z.infer<typeof eventLink>;
export type EventFields = z.infer<typeof eventFields>;
export type EventScope = z.infer<typeof eventScope>;
export type EventChange = z.infer<typeof eventChange>;
export type CalendarZones = z.infer<typeof calendarZones>;
export type Repeats = z.infer<typeof repeats>;
