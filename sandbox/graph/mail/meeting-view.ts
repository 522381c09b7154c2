import type { MeetingPart } from '../../tenant/mail/shapes.js';
import type { Call } from '../call.js';
import { badQuery } from '../errors.js';
import type { Expansion } from '../expand.js';

/** How `$expand` names the event of a meeting message. */
export const eventOfMeeting = /^microsoft\.graph\.eventMessage(Request|Response)?\/event$/i;
const members = [
  'meetingMessageType',
  'type',
  'isOutOfDate',
  'isAllDay',
  'isDelegated',
  'startDateTime',
  'endDateTime',
  'location',
  'recurrence',
  'meetingRequestType',
  'responseRequested',
  'allowNewTimeProposals',
  'previousStartDateTime',
  'previousEndDateTime',
  'previousLocation',
  'responseType',
  'proposedNewTime',
];

/** A member that only meeting messages have, selected as `microsoft.graph.eventMessage/startDateTime`. */
export function meetingMemberNamed(path: string): string {
  const [type = '', name = ''] = path.split('/');
  const found = members.find((it) => it.toLowerCase() === name.toLowerCase());
  if (!found || !/^microsoft\.graph\.eventMessage(Request|Response)?$/i.test(type))
    throw badQuery(`Could not find a property named '${path}' on type 'microsoft.graph.message'.`);
  return found;
}

/** What a message about a meeting has beyond a message. */
export function meetingView(
  call: Call,
  meeting: MeetingPart,
  { expand, isWhole, ofMeetings }: { expand: Record<string, Expansion>; isWhole: boolean; ofMeetings: string[] },
): Record<string, unknown> {
  const wanted = Object.entries(meeting.members).filter(([name]) => isWhole || ofMeetings.includes(name));
  const mailbox = /^\/users\/([^/]+)/.exec(call.path)?.[1] ?? '';
  const isExpanded = Object.keys(expand).some((it) => eventOfMeeting.test(it));
  return {
    '@odata.type': `#microsoft.graph.${meeting.type}`,
    ...Object.fromEntries(wanted),
    ...(isExpanded ? { event: call.eventOf(mailbox, meeting) ?? null } : {}),
  };
}
