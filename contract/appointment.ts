import { z } from 'zod';
import { participantMatch, suggestion } from './records.js';
import { address, id, name, participant, reason, recordRef, recordView, type Route } from './shapes.js';

/*
 * The appointment that is open in Outlook, the records it is on, and what is kept about meetings that took place. The appointment
 * itself is written by its form; nothing here changes it.
 */

/** `event`: an appointment by its id in Graph's form. `request`: the message that invites to it. */
const openItem = z.object({ kind: z.enum(['event', 'request']), id: z.string().min(1).max(1000) });
const question = z.object({
  /** Address of the mailbox that is open; the caller's own for now. */
  mailbox: address.min(3),
  /** None while the appointment is new and kept nowhere. */
  item: openItem.optional(),
  subject: z.string().max(2000),
  /** The organizer as `from`, the required ones as `to`, the optional ones as `cc`. */
  people: z.array(participant).max(500),
  /** The zone Outlook is set to, as it names it. */
  timeZone: z.string().max(100).optional(),
});
/** `one`: this date. `series`: every date of the series. */
export const linkScope = z.enum(['one', 'series']);

const note = z.object({ text: z.string(), dateTime: z.string() });
export const meetingNotes = z.object({
  own: note.optional(),
  others: z.array(note.extend({ name })),
  /** It is over, and the caller was there and has not written yet. */
  isAsked: z.boolean(),
});

/** Why the calendar here does not have the event, and what would bring it. */
export const leftOut = z.object({
  cause: z.enum(['calendar.unselected', 'calendar.writeOnly', 'event.excluded']),
  about: z.string().optional(),
  /** Whose settings say so. */
  mailbox: id,
  /** The calendar it is in, where that one is not chosen. */
  calendar: z.string().max(500).optional(),
});

const openMeeting = z.object({
  /** Once it is known here: for notes. */
  id: id.optional(),
  /** In Graph's form, of the appointment itself. */
  graphId: z.string(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  isAllDay: z.boolean(),
  isCancelled: z.boolean(),
  isPrivate: z.boolean(),
  isOrganizer: z.boolean(),
  /** `part`: one date of a series. `whole`: the series itself. */
  series: z.enum(['none', 'part', 'whole']),
  /** Of the series this date belongs to, in Graph's form. */
  seriesId: z.string().optional(),
  /** When its series has this date, where it was moved. */
  seriesTime: z.object({ startDateTime: z.string(), endDateTime: z.string() }).optional(),
  joinUrl: z.string().optional(),
  /** IANA: the zone it was planned in, and the one of the caller's mailbox. */
  zones: z.object({ planned: z.string(), own: z.string() }),
  /** Its calendar is read all the time, so that it is logged by itself when it is over. */
  isFollowed: z.boolean(),
  /** It will be followed, and is being read. */
  isComing: z.boolean(),
  leftOut: leftOut.optional(),
  /** When it was logged on its records. */
  loggedDateTime: z.string().optional(),
});
export const appointmentLink = z.object({
  id,
  record: recordView,
  scope: linkScope,
  reason: reason.extend({ kind: z.string() }).partial({ value: true }),
  linkedBy: z.object({ name, isYou: z.boolean() }),
  canUndo: z.boolean(),
});
export const appointment = z.object({
  meeting: openMeeting.optional(),
  links: z.array(appointmentLink),
  suggestions: z.array(suggestion),
  /** Why nothing is suggested although records are known: administrators do not allow meetings in their modules. */
  notAllowed: z.string().optional(),
  people: z.array(participantMatch),
  /** Coherence's records are being read for the first time. */
  isIndexing: z.literal(true).optional(),
  notes: meetingNotes,
});

const loggedMeeting = z.object({
  /** Of the event, for notes. */
  id,
  subject: z.string().optional(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  isAllDay: z.boolean(),
  /** Who was invited and did not decline, the organizer first; rooms are none of them. */
  people: z.array(z.object({ address, name })),
  rooms: z.array(name),
  loggedDateTime: z.string(),
  notes: meetingNotes,
});

export const appointmentRoutes = {
  'POST /appointments/look': {
    summary: 'What is known of the appointment that is open: its records, who is known, notes',
    body: question,
    reply: appointment,
  },
  'POST /appointments/link': {
    summary: 'Put the open appointment, or its whole series, on a record; twice is once',
    body: question.extend({ item: openItem, record: recordRef, scope: linkScope, reason: reason.optional() }),
    reply: appointment,
  },
  'POST /appointments/unlink': {
    summary: 'Take it off a record: this date only, or the series where it is on it as a whole. Twice is once',
    body: question.extend({ item: openItem, link: id, scope: linkScope }),
    reply: appointment,
  },
  'POST /appointments/teams': {
    summary: 'A Teams meeting to join, for an appointment that is being written; the same key gives the same one',
    body: z.object({
      key: z.uuid(),
      subject: z.string().max(255),
      startDateTime: z.iso.datetime(),
      endDateTime: z.iso.datetime(),
    }),
    reply: z.object({ joinUrl: z.string(), meetingId: z.string().optional() }),
  },
  'PUT /meetings/:id/notes': {
    summary: 'What the caller writes about a meeting; an empty text says that they write nothing',
    params: z.object({ id }),
    body: z.object({ text: z.string().max(20_000) }),
    reply: meetingNotes,
  },
  'GET /records/:module/:id/meetings/logged': {
    summary: 'Meetings of a record that took place, the latest first, with what was written about them',
    params: recordRef,
    query: z.object({ before: z.string().max(200).optional() }),
    reply: z.object({ meetings: z.array(loggedMeeting), next: z.string().optional() }),
  },
} as const satisfies Record<string, Route>;

export type Appointment = z.infer<typeof appointment>;
export type AppointmentLink = z.infer<typeof appointmentLink>;
export type AppointmentQuestion = z.infer<typeof question>;
export type LeftOut = z.infer<typeof leftOut>;
export type OpenMeeting = z.infer<typeof openMeeting>;
export type LinkScope = z.infer<typeof linkScope>;
export type MeetingNotes = z.infer<typeof meetingNotes>;
export type LoggedMeeting = z.infer<typeof loggedMeeting>;
