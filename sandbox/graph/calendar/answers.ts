import type { ResponseType } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import type { ProposedTime } from '../../tenant/calendar/meeting-mail.js';
import { isOrganizer } from '../../tenant/calendar/new-event.js';
import { addressOf } from '../../tenant/mail/shapes.js';
import { accepted, bodyOf, textOf, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { eventAt, requireWrite, type Found } from './access.js';
import { deleteEvent } from './event-changes.js';
import { readTime } from './times.js';

const answers: [string, ResponseType][] = [
  ['accept', 'accepted'],
  ['tentativelyAccept', 'tentativelyAccepted'],
  ['decline', 'declined'],
];
const refused = (why: string) => badRequest(`Your request can't be completed. ${why}`, 'ErrorInvalidRequest');

/** What is done to meetings: answered, cancelled, handed on. Each is accepted (202) without a body. */
export function addAnswers(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
    const call = callOf(x);
    const found = eventAt(call, user, id);
    requireWrite(found);
    return { call, found, body: named(bodyOf(call)) };
  };
  for (const one of ['/users/:user/events/:id', '/users/:user/calendars/:calendar/events/:id']) {
    for (const [action, response] of answers)
      router.on('POST', `${one}/${action}`, (x, params) => {
        const { call, found, body } = at(x, params);
        const { agenda, entry } = found;
        if (isOrganizer(agenda.owner, entry.fields))
          throw refused("You can't respond to this meeting because you're the meeting organizer.");
        if (entry.fields.isCancelled) throw refused('The meeting was cancelled.');
        const send = body.sendresponse !== false;
        const proposed = action === 'accept' ? undefined : readProposed(body.proposednewtime, found, send);
        call.tenants.meetings.answer(agenda, entry, response, {
          send,
          comment: textOf(body.comment),
          ...(proposed ? { proposed } : {}),
        });
        return accepted();
      });
    router
      .on('POST', `${one}/cancel`, (x, params) => {
        const { call, found, body } = at(x, params);
        if (!isOrganizer(found.agenda.owner, found.entry.fields))
          throw refused('You need to be an organizer to cancel a meeting.');
        deleteEvent(call, found, textOf(body.comment));
        return accepted();
      })
      .on('POST', `${one}/forward`, (x, params) => {
        const { call, found, body } = at(x, params);
        const to = Array.isArray(body.torecipients) ? body.torecipients.map((it) => addressOf(it as object)) : [];
        if (to.length === 0 || to.some(({ address }) => !/^[^\s@]+@[^\s@]+$/.test(address)))
          throw badRequest('At least one recipient is not valid., Recipients are required.', 'ErrorInvalidRecipients');
        call.tenants.meetings.forward(found.agenda, found.entry, to, textOf(body.comment));
        return accepted();
      })
      .on('POST', `${one}/dismissReminder`, (x, params) => {
        const { found } = at(x, params);
        found.entry.event.fields.isReminderOn = false;
        found.agenda.changed(found.entry.event);
        return accepted();
      });
  }
}

/** Parameters of actions come in either spelling. */
const named = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));

function readProposed(
  value: unknown,
  { entry }: Pick<Found, 'calendar'> & ReturnType<typeof eventAt>,
  send: boolean,
): ProposedTime | undefined {
  if (value === undefined || value === null) return undefined;
  if (!entry.fields.allowNewTimeProposals)
    throw refused("The meeting organizer doesn't allow new meeting time proposals.");
  if (!send) throw refused('A new time can only be proposed with a response that is sent.');
  const { start, end } = value as { start?: unknown; end?: unknown };
  return { start: readTime(start, 'proposedNewTime.start'), end: readTime(end, 'proposedNewTime.end') };
}
