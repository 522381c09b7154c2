import type { Router } from '../../base/router.js';
import { entryOf, occurrenceAt } from '../../tenant/calendar/entries.js';
import type { MeetingPart } from '../../tenant/mail/shapes.js';
import { ok, type Call } from '../call.js';
import { badQuery, notFoundItem } from '../errors.js';
import { mailboxAt } from '../mail/access.js';
import { messageAt } from '../mail/find.js';
import { entity, readShape, viewOf } from './event-view.js';

/** The event a meeting message is about, as it lies in the mailbox that got the message; undefined when it is not there any more. */
export function eventOfMessage(
  call: Call,
  mailbox: string,
  { uid, date }: MeetingPart,
): Record<string, unknown> | undefined {
  const found = entryFor(call, mailbox, { uid, ...(date ? { date } : {}) });
  return found && viewOf(call, found.agenda, found.entry, readShape(call, 'everything', new URLSearchParams()));
}
function entryFor(call: Call, mailbox: string, { uid, date }: Pick<MeetingPart, 'uid' | 'date'>) {
  const agenda = call.tenants.agendas.find(mailbox);
  const event = agenda?.byUid(uid);
  if (!agenda || !event) return undefined;
  const entry = date !== undefined && event.recurrence ? occurrenceAt(event, date) : entryOf(event);
  return entry && { agenda, entry };
}

/** From a meeting message to its event. */
export function addMeetingMessages(router: Router, callOf: (x: unknown) => Call): void {
  for (const type of ['eventmessage', 'eventmessagerequest', 'eventmessageresponse'])
    router.on('GET', `/users/:user/messages/:id/as/${type}/event`, (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const { meeting } = messageAt(box, id).content;
      if (!meeting) throw badQuery("Resource not found for the segment 'event'.");
      const found = entryFor(call, box.objectId, meeting);
      if (!found) throw notFoundItem();
      return ok(entity(call, found.agenda, found.entry, readShape(call)));
    });
}
