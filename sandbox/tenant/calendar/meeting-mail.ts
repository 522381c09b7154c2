import type { MeetingMessageType, MeetingRequestType, ResponseType } from '@microsoft/microsoft-graph-types';
import { conversationIdOf } from '../mail/compose.js';
import { addressOf, type Address, type Mail, type MeetingPart } from '../mail/shapes.js';
import type { Entry } from './entries.js';
import { graphTime, wallTime } from './zones.js';

/** A stretch of time that somebody proposes instead. */
export interface ProposedTime {
  start: { dateTime: string; timeZone: string };
  end: { dateTime: string; timeZone: string };
}
const utc = (ms: number) => graphTime(wallTime(ms, 'UTC'));

const membersOf = (entry: Entry, meetingMessageType: MeetingMessageType) => ({
  meetingMessageType,
  type: entry.type,
  isOutOfDate: false,
  isAllDay: entry.fields.isAllDay,
  isDelegated: false,
  startDateTime: utc(entry.startMs),
  endDateTime: utc(entry.endMs),
  location: entry.fields.location,
  recurrence: entry.type === 'seriesMaster' ? entry.event.recurrence : null,
});
const about = ({ event: { uid }, date }: Entry): Pick<MeetingPart, 'uid' | 'date'> => ({
  uid,
  ...(date === undefined ? {} : { date }),
});

/** The letter that asks people to come, or tells them what changed. */
export const invitation = (
  entry: Entry,
  to: Address[],
  { kind, before, from }: { kind: MeetingRequestType; before?: Entry | undefined; from?: Address },
): Mail => ({
  ...letter(
    entry,
    from ?? addressOf(entry.fields.organizer),
    to,
    entry.fields.subject,
    entry.fields.body.content ?? '',
  ),
  meeting: {
    ...about(entry),
    type: 'eventMessageRequest',
    members: {
      ...membersOf(entry, 'meetingRequest'),
      meetingRequestType: kind,
      responseRequested: entry.fields.responseRequested,
      allowNewTimeProposals: entry.fields.allowNewTimeProposals,
      previousStartDateTime: before ? utc(before.startMs) : null,
      previousEndDateTime: before ? utc(before.endMs) : null,
      previousLocation: before ? before.fields.location : null,
    },
  },
});

/** The letter that says that it will not take place. */
export const cancellation = (entry: Entry, to: Address[], comment: string): Mail => ({
  ...letter(
    entry,
    addressOf(entry.fields.organizer),
    to,
    `Canceled: ${entry.fields.subject.replace(/^Canceled: /, '')}`,
    comment ? `<p>${escape(comment)}</p>` : (entry.fields.body.content ?? ''),
  ),
  importance: 'high',
  meeting: { ...about(entry), type: 'eventMessage', members: membersOf(entry, 'meetingCancelled') },
});

// The type's third name is misspelt in the service itself.
const words: Partial<Record<ResponseType, [string, MeetingMessageType]>> = {
  accepted: ['Accepted', 'meetingAccepted'],
  tentativelyAccepted: ['Tentative', 'meetingTenativelyAccepted'],
  declined: ['Declined', 'meetingDeclined'],
};
/** The letter that tells the organizer how somebody answered. */
export function answerLetter(
  entry: Entry,
  from: Address,
  response: ResponseType,
  comment: string,
  proposed?: ProposedTime,
): Mail {
  const [word = '', type = 'none'] = words[response] ?? [];
  return {
    ...letter(
      entry,
      from,
      [addressOf(entry.fields.organizer)],
      `${proposed ? 'New Time Proposed' : word}: ${entry.fields.subject}`,
      comment ? `<p>${escape(comment)}</p>` : '',
    ),
    meeting: {
      ...about(entry),
      type: 'eventMessageResponse',
      members: {
        ...membersOf(entry, type),
        responseType: response,
        proposedNewTime: proposed ? { start: zoned(proposed.start), end: zoned(proposed.end) } : null,
      },
    },
  };
}
const zoned = ({ dateTime, timeZone }: ProposedTime['start']) =>
  graphTime({ dateTime: dateTime.replace(/\.\d+$/, ''), timeZone });

const letter = (entry: Entry, from: Address, to: Address[], subject: string, html: string): Mail => ({
  from,
  to,
  subject,
  html,
  conversationId: conversationIdOf(entry.event.uid),
  headers: [{ name: 'Thread-Topic', value: entry.fields.subject }],
});
const escape = (text: string) => text.replace(/[&<>]/g, (it) => `&#${it.charCodeAt(0)};`).replace(/\r?\n/g, '<br>');
