import type { Router } from '../../base/router.js';
import type { StoredMeeting } from '../../tenant/calendar/online-meetings.js';
import { bodyOf, collection, context, noContent, ok, personAt, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';

const notFound = () => new GraphRefusal(404, 'NotFound', 'The online meeting was not found.');

/** Teams meetings without an event: made, found by their link, changed and deleted. Only their organizer's. */
export function addOnlineMeetings(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '' }: Record<string, string>) => {
    const call = callOf(x);
    const { organisation, person } = personAt(call, user);
    if (call.caller.oid && call.caller.oid !== person.id)
      throw new GraphRefusal(403, 'Forbidden', 'Not the organizer of the meeting.');
    if (call.behaviour.calendar.withoutTeams.includes(person.id))
      throw new GraphRefusal(403, 'Forbidden', 'The user has no valid license for Microsoft Teams.');
    return { call, person, tenantId: organisation.tenantId, meetings: call.tenants.onlineMeetings };
  };
  const one = (x: unknown, params: Record<string, string>) => {
    const found = at(x, params);
    const meeting = found.meetings.of(found.person.id).find((it) => it.id === params.id);
    if (!meeting) throw notFound();
    return { ...found, meeting };
  };
  const view = ({ person }: ReturnType<typeof at>, it: StoredMeeting) => ({
    id: it.id,
    creationDateTime: it.creationDateTime,
    startDateTime: it.startDateTime,
    endDateTime: it.endDateTime,
    joinWebUrl: it.joinWebUrl,
    subject: it.subject,
    externalId: it.externalId,
    videoTeleconferenceId: it.conferenceId,
    isBroadcast: false,
    participants: {
      organizer: {
        upn: person.userPrincipalName,
        role: 'presenter',
        identity: { user: { id: person.id, displayName: person.name } },
      },
      attendees: [],
    },
    joinMeetingIdSettings: { isPasscodeRequired: false, joinMeetingId: it.conferenceId, passcode: null },
  });
  const entity = (found: ReturnType<typeof at>, it: StoredMeeting, status = 200) =>
    ok(
      {
        '@odata.context': context(found.call, `users('${found.person.id}')/onlineMeetings/$entity`),
        ...view(found, it),
      },
      status,
    );
  const add = (found: ReturnType<typeof at>, body: Record<string, unknown>, externalId?: string): StoredMeeting => {
    const now = found.call.clock.now();
    const startDateTime = readInstant(body.startDateTime, now);
    const endDateTime = readInstant(body.endDateTime, new Date(Date.parse(startDateTime) + 3_600_000));
    if (endDateTime <= startDateTime) throw badRequest('The end of the meeting must be after its start.', 'BadRequest');
    return found.meetings.add({
      tenantId: found.tenantId,
      organizerId: found.person.id,
      subject: textOf(body.subject) || null,
      startDateTime,
      endDateTime,
      ...(externalId ? { externalId } : {}),
    });
  };
  router
    .on('POST', '/users/:user/onlineMeetings', (x, params) => {
      const found = at(x, params);
      return entity(found, add(found, bodyOf(found.call)), 201);
    })
    .on('POST', '/users/:user/onlineMeetings/createOrGet', (x, params) => {
      const found = at(x, params);
      const body = bodyOf(found.call);
      const externalId = textOf(body.externalId);
      if (!externalId) throw badRequest('externalId is required.', 'BadRequest');
      const known = found.meetings.of(found.person.id).find((it) => it.externalId === externalId);
      return known ? entity(found, known) : entity(found, add(found, body, externalId), 201);
    })
    .on('GET', '/users/:user/onlineMeetings', (x, params) => {
      const found = at(x, params);
      const wanted = /^\s*JoinWebUrl\s+eq\s+'(.+)'\s*$/i.exec(found.call.query.get('$filter') ?? '')?.[1];
      if (!wanted)
        throw badRequest("Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq '...'", 'BadRequest');
      const hits = found.meetings.of(found.person.id).filter((it) => it.joinWebUrl === wanted.replace(/''/g, "'"));
      return collection(found.call, `users('${found.person.id}')/onlineMeetings`, {
        value: hits.map((it) => view(found, it)),
      });
    })
    .on('GET', '/users/:user/onlineMeetings/:id', (x, params) => {
      const found = one(x, params);
      return entity(found, found.meeting);
    })
    .on('PATCH', '/users/:user/onlineMeetings/:id', (x, params) => {
      const found = one(x, params);
      const { subject, startDateTime, endDateTime } = bodyOf(found.call);
      found.meetings.change(found.meeting, {
        ...(subject === undefined ? {} : { subject: textOf(subject) || null }),
        ...(startDateTime === undefined ? {} : { startDateTime: readInstant(startDateTime) }),
        ...(endDateTime === undefined ? {} : { endDateTime: readInstant(endDateTime) }),
      });
      return entity(found, found.meeting);
    })
    .on('DELETE', '/users/:user/onlineMeetings/:id', (x, params) => {
      const { meetings, meeting } = one(x, params);
      meetings.remove(meeting);
      return noContent();
    });
}

function readInstant(value: unknown, otherwise?: Date): string {
  if (value === undefined && otherwise) return otherwise.toISOString();
  const ms = Date.parse(textOf(value));
  if (Number.isNaN(ms))
    throw badRequest(
      `Cannot convert the literal '${textOf(value)}' to the expected type 'Edm.DateTimeOffset'.`,
      'BadRequest',
    );
  return new Date(ms).toISOString();
}
