import type { Agenda } from '../../tenant/calendar/agenda.js';
import type { EventFields, StoredEvent } from '../../tenant/calendar/shapes.js';
import { hasJoinBlock, newJoinUrl, withJoinBlock } from '../../tenant/calendar/teams.js';
import type { Call } from '../call.js';
import { badRequest } from '../errors.js';
import { hasTeams } from './calendar-view.js';

/**
 * Makes a Teams meeting of an event that asks for one: a link, and the block in its body that leads there. An account without
 * Teams gets an event without a link, and no error. Once on, it stays on: what says otherwise is read over, as in Outlook.
 */
export function settleOnlineMeeting(
  call: Call,
  agenda: Agenda,
  event: StoredEvent,
  wanted: Partial<EventFields>,
): void {
  const { fields } = event;
  if (fields.joinUrl !== null) {
    Object.assign(fields, { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
    return;
  }
  const isWanted = wanted.isOnlineMeeting ?? false;
  const provider = wanted.onlineMeetingProvider ?? 'teamsForBusiness';
  if (!isWanted || !hasTeams(call, agenda) || !['teamsForBusiness', 'unknown'].includes(provider)) {
    Object.assign(fields, { isOnlineMeeting: false, onlineMeetingProvider: 'unknown' });
    return;
  }
  Object.assign(fields, { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
  const joinUrl = newJoinUrl(agenda.owner.tenantId, agenda.objectId);
  const fill = () => {
    fields.joinUrl = joinUrl;
    fields.body = { contentType: 'html', content: withJoinBlock(fields.body.content ?? '', joinUrl) };
  };
  const { joinLinkAfterMs } = call.behaviour.calendar;
  if (joinLinkAfterMs <= 0) {
    fill();
    return;
  }
  setTimeout(() => {
    fill();
    agenda.changed(event);
  }, joinLinkAfterMs).unref();
}

/** A new body that leaves the join block out takes the link away, or gets another one: careful clients keep the block. */
export function keepOrLoseMeeting(
  call: Call,
  agenda: Agenda,
  fields: EventFields,
  body: EventFields['body'],
): Partial<EventFields> {
  const { joinUrl } = fields;
  if (joinUrl === null || hasJoinBlock(body.content ?? '', joinUrl)) return { body };
  if (call.behaviour.calendar.bodyWithoutJoinBlock === 'renews') {
    const other = newJoinUrl(agenda.owner.tenantId, agenda.objectId);
    return { body: { contentType: 'html', content: withJoinBlock(body.content ?? '', other) }, joinUrl: other };
  }
  return { body, joinUrl: null, isOnlineMeeting: false, onlineMeetingProvider: 'unknown' };
}

export function refuseOtherProvider(
  { joinUrl }: EventFields,
  { onlineMeetingProvider: wanted }: Partial<EventFields>,
): void {
  if (joinUrl !== null && wanted && !['unknown', 'teamsForBusiness'].includes(wanted))
    throw badRequest('The online meeting provider of an event cannot be changed.', 'ErrorInvalidPropertySet');
}
