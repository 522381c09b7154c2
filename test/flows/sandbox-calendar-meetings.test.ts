import type { Attendee, Event, EventMessageRequest, EventMessageResponse } from '@microsoft/microsoft-graph-types';
import {
  attendee,
  calendarScopes,
  create,
  meeting,
  time,
  viewBetween,
  type EventPage,
  type Refusal,
} from '../support/calendar.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

type MeetingMessage = EventMessageRequest & EventMessageResponse & { '@odata.type'?: string; id: string };
let world: GraphWorld;
let ada: GraphCaller;
let ben: GraphCaller;
let cleo: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  const as = (name: string) => world.as(name, calendarScopes);
  [ada, ben, cleo] = [await as('Ada'), await as('Ben'), await as('Cleo')];
});
afterEach(() => world.sandbox.behaviour.reset());
afterAll(() => world.stop());

const [adasAddress, bensAddress, cleosAddress] = ['ada', 'ben', 'cleo'].map((it) => `${it}@alderfinch.example`) as [
  string,
  string,
  string,
];
const copyOf = async (caller: GraphCaller, { iCalUId }: Event): Promise<(Event & { id: string }) | undefined> => {
  const { body } = await caller.get<EventPage>(`/me/events?$filter=iCalUId eq '${iCalUId}'`);
  return body.value[0] as (Event & { id: string }) | undefined;
};
const letters = async (caller: GraphCaller, subject: string): Promise<MeetingMessage[]> => {
  const { body } = await caller.get<{ value: MeetingMessage[] }>(
    `/me/mailFolders/inbox/messages?$filter=${encodeURIComponent(`subject eq '${subject}'`)}&$expand=microsoft.graph.eventMessage/event`,
  );
  return body.value;
};
const answers = (event: Event) =>
  Object.fromEntries((event.attendees ?? []).map((it: Attendee) => [it.emailAddress?.address, it.status?.response]));
const read = async (caller: GraphCaller, id: string) => (await caller.get<Event>(`/me/events/${id}`)).body;
let day = 1;
const invite = (subject: string, more: Partial<Event> & Record<string, unknown> = {}) => {
  const date = `2038-03-${String(day++).padStart(2, '0')}`;
  return create(
    ada,
    meeting(`${date}T09:00:00`, `${date}T10:00:00`, {
      subject,
      attendees: [attendee(bensAddress), attendee(cleosAddress, 'optional')],
      ...more,
    }),
  );
};

test('M38 an invitation arrives in the inbox and, tentatively, in the calendar: the same meeting under another id', async () => {
  const event = await invite('Invited', { body: { contentType: 'html', content: '<p>Agenda</p>' } });
  expect(event).toMatchObject({ isOrganizer: true, responseStatus: { response: 'organizer' } });
  const copy = await copyOf(ben, event);
  expect(copy?.id).not.toBe(event.id);
  expect(copy).toMatchObject({
    isOrganizer: false,
    showAs: 'tentative',
    responseStatus: { response: 'notResponded' },
    organizer: { emailAddress: { address: adasAddress } },
  });
  const [letter] = await letters(ben, 'Invited');
  expect(letter).toMatchObject({
    '@odata.type': '#microsoft.graph.eventMessageRequest',
    meetingMessageType: 'meetingRequest',
    meetingRequestType: 'newMeetingRequest',
    startDateTime: { timeZone: 'UTC' },
    event: { id: copy?.id, iCalUId: event.iCalUId },
  });
  const direct = await ben.get<Event>(`/me/messages/${letter?.id}/microsoft.graph.eventMessage/event`);
  expect(direct.body.id).toBe(copy?.id);
  const selected = await ben.get<MeetingMessage>(
    `/me/messages/${letter?.id}?$select=subject,microsoft.graph.eventMessage/meetingMessageType`,
  );
  expect(selected.body).toMatchObject({ meetingMessageType: 'meetingRequest', subject: 'Invited' });
  expect(selected.body).not.toHaveProperty('startDateTime');
});

test('M38 an answer arrives at the organizer as a message and on the list of attendees, unless it is not to be sent', async () => {
  const event = await invite('Answered');
  const [bens, cleos] = [await copyOf(ben, event), await copyOf(cleo, event)];
  expect(
    (await ben.post(`/me/events/${bens?.id}/accept`, { comment: 'With pleasure', sendResponse: true })).status,
  ).toBe(202);
  expect((await cleo.post(`/me/events/${cleos?.id}/tentativelyAccept`, { sendResponse: false })).status).toBe(202);
  expect(await read(ben, bens?.id ?? '')).toMatchObject({ showAs: 'busy', responseStatus: { response: 'accepted' } });
  expect(answers(await read(ada, event.id))).toEqual({ [bensAddress]: 'accepted', [cleosAddress]: 'none' });
  const [letter] = await letters(ada, 'Accepted: Answered');
  expect(letter).toMatchObject({
    '@odata.type': '#microsoft.graph.eventMessageResponse',
    meetingMessageType: 'meetingAccepted',
    responseType: 'accepted',
    event: { id: event.id },
  });
  expect(letter?.bodyPreview).toContain('With pleasure');
  expect(await letters(ada, 'Tentative: Answered')).toEqual([]);
  expect((await ben.post(`/me/events/${bens?.id}/decline`, { sendResponse: true })).status).toBe(202);
  expect(await copyOf(ben, event)).toBeUndefined();
  expect(answers(await read(ada, event.id))[bensAddress]).toBe('declined');
});

test('another time can be proposed where the organizer allows it and the answer is sent', async () => {
  const event = await invite('Proposed');
  const copy = await copyOf(ben, event);
  const proposedNewTime = { start: time('2038-03-30T15:00:00'), end: time('2038-03-30T16:00:00') };
  expect((await ben.post(`/me/events/${copy?.id}/decline`, { proposedNewTime, sendResponse: false })).status).toBe(400);
  expect((await ben.post(`/me/events/${copy?.id}/tentativelyAccept`, { proposedNewTime })).status).toBe(202);
  const [letter] = await letters(ada, 'New Time Proposed: Proposed');
  expect(letter?.proposedNewTime?.start?.dateTime).toBe('2038-03-30T15:00:00.0000000');
  const fixed = await invite('Fixed', { allowNewTimeProposals: false });
  expect(
    (await ben.post(`/me/events/${(await copyOf(ben, fixed))?.id}/tentativelyAccept`, { proposedNewTime })).status,
  ).toBe(400);
});

test('M34 what the organizer changes reaches everybody; other times ask again, another subject does not', async () => {
  const event = await invite('Moved');
  const copy = await copyOf(ben, event);
  await ben.post(`/me/events/${copy?.id}/accept`, {});
  await ada.patch(`/me/events/${event.id}`, { subject: 'Moved, renamed' });
  expect(await read(ben, copy?.id ?? '')).toMatchObject({
    subject: 'Moved, renamed',
    responseStatus: { response: 'accepted' },
  });
  expect((await letters(ben, 'Moved, renamed'))[0]).toMatchObject({ meetingRequestType: 'informationalUpdate' });
  await ada.patch(`/me/events/${event.id}`, { start: time('2038-03-29T09:00:00'), end: time('2038-03-29T10:00:00') });
  expect(await read(ben, copy?.id ?? '')).toMatchObject({
    start: { dateTime: '2038-03-29T07:00:00.0000000' },
    showAs: 'tentative',
    responseStatus: { response: 'notResponded' },
  });
  expect(answers(await read(ada, event.id))[bensAddress]).toBe('none');
  const update = (await letters(ben, 'Moved, renamed')).find((it) => it.meetingRequestType === 'fullUpdate');
  expect(update?.previousStartDateTime?.dateTime).not.toBe(update?.startDateTime?.dateTime);
  await ada.patch(`/me/events/${event.id}`, { attendees: [attendee(cleosAddress)] });
  expect(await read(ben, copy?.id ?? '')).toMatchObject({ isCancelled: true });
});

test('M34 an attendee cannot change whom it concerns, cannot cancel, and an organizer cannot answer', async () => {
  const event = await invite('Owned');
  const copy = await copyOf(ben, event);
  const code = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    return [status, (body as Refusal).error.code];
  };
  expect(await code(ben.patch(`/me/events/${copy?.id}`, { attendees: [] }))).toEqual([400, 'ErrorInvalidPropertySet']);
  const cancelled = await ben.post<Refusal>(`/me/events/${copy?.id}/cancel`, {});
  expect([cancelled.status, cancelled.body.error.message]).toEqual([
    400,
    "Your request can't be completed. You need to be an organizer to cancel a meeting.",
  ]);
  expect(await code(ada.post(`/me/events/${event.id}/accept`, {}))).toEqual([400, 'ErrorInvalidRequest']);
  await ben.patch(`/me/events/${copy?.id}`, { categories: ['Blue category'], showAs: 'oof' });
  expect(await read(ada, event.id)).toMatchObject({ categories: [], showAs: 'busy' });
});

test('M35 a cancelled meeting stays with its attendees, marked; an attendee who deletes takes away only their own copy', async () => {
  const event = await invite('Cancelled');
  const [bens, cleos] = [await copyOf(ben, event), await copyOf(cleo, event)];
  await cleo.remove(`/me/events/${cleos?.id}`);
  expect((await ada.get<Event>(`/me/events/${event.id}`)).status).toBe(200);
  expect((await ada.post(`/me/events/${event.id}/cancel`, { comment: 'Not needed any more' })).status).toBe(202);
  expect((await ada.get(`/me/events/${event.id}`)).status).toBe(404);
  expect(await read(ben, bens?.id ?? '')).toMatchObject({
    isCancelled: true,
    showAs: 'free',
    subject: 'Canceled: Cancelled',
  });
  const [letter] = await letters(ben, 'Canceled: Cancelled');
  expect(letter).toMatchObject({
    '@odata.type': '#microsoft.graph.eventMessage',
    meetingMessageType: 'meetingCancelled',
  });
  expect(letter?.bodyPreview).toContain('Not needed any more');
});

test('M34 one date of a series is answered, moved and cancelled by itself, in every calendar', async () => {
  const event = await create(
    ada,
    meeting('2038-06-07T09:00:00', '2038-06-07T10:00:00', {
      subject: 'Series of two',
      attendees: [attendee(bensAddress)],
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: { type: 'numbered', startDate: '2038-06-07', numberOfOccurrences: 4 },
      },
    }),
  );
  const dates = async (caller: GraphCaller) =>
    (await viewBetween(caller, '2038-06-01T00:00:00Z', '2038-07-30T00:00:00Z')).filter((it) =>
      it.subject?.includes('Series of two'),
    );
  const [adas, bens] = [await dates(ada), await dates(ben)];
  expect(bens.map((it) => it.iCalUId)).toEqual(adas.map((it) => it.iCalUId));
  await ben.post(`/me/events/${bens[0]?.id}/decline`, {});
  expect(answers(await read(ada, adas[0]?.id ?? ''))[bensAddress]).toBe('declined');
  expect(answers(await read(ada, event.id))[bensAddress]).toBe('none');
  await ada.patch(`/me/events/${adas[1]?.id}`, {
    start: time('2038-06-15T11:00:00'),
    end: time('2038-06-15T12:00:00'),
  });
  await ada.post(`/me/events/${adas[2]?.id}/cancel`, { comment: 'Holiday' });
  const after = await dates(ben);
  expect(after.map((it) => [it.start?.dateTime?.slice(0, 16), it.isCancelled])).toEqual([
    ['2038-06-15T09:00', false],
    ['2038-06-21T07:00', true],
    ['2038-06-28T07:00', false],
  ]);
});

test('M38 who is hidden stays hidden, drafts invite nobody, lists reach their members, and invitations can be handed on', async () => {
  const hidden = await invite('Hidden', { hideAttendees: true });
  expect(Object.keys(answers((await copyOf(ben, hidden)) ?? {}))).toEqual([bensAddress]);
  const draft = await invite('Draft', { isDraft: true });
  expect(await copyOf(ben, draft)).toBeUndefined();
  await ada.patch(`/me/events/${draft.id}`, { isDraft: false });
  expect(await copyOf(ben, draft)).toBeDefined();
  const toList = await invite('To a list', { attendees: [attendee('sales@alderfinch.example')] });
  const copy = await copyOf(ben, toList);
  expect(copy).toBeDefined();
  expect(
    (await ben.post(`/me/events/${copy?.id}/forward`, { toRecipients: [attendee(cleosAddress)], comment: 'For you' }))
      .status,
  ).toBe(202);
  expect(await copyOf(cleo, toList)).toBeDefined();
  expect(await letters(cleo, 'FW: To a list')).toHaveLength(1);
});

test('M41 a Teams meeting has a link and a block in its body; a body that forgets the block loses the link, and it cannot be switched off', async () => {
  const event = await invite('Online', {
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    body: { contentType: 'html', content: '<p>Agenda</p>' },
  });
  const url = event.onlineMeeting?.joinUrl ?? '';
  expect(new URL(url).host).toBe('teams.microsoft.com');
  expect(event).toMatchObject({
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    onlineMeetingUrl: null,
  });
  expect(event.body?.content).toContain(url.replace(/&/g, '&amp;'));
  expect((await copyOf(ben, event))?.onlineMeeting?.joinUrl).toBe(url);
  const off = await ada.patch<Event>(`/me/events/${event.id}`, { isOnlineMeeting: false });
  expect(off.body.onlineMeeting?.joinUrl).toBe(url);
  const kept = await ada.patch<Event>(`/me/events/${event.id}`, {
    body: { contentType: 'html', content: event.body?.content?.replace('Agenda', 'Other agenda') },
  });
  expect(kept.body.onlineMeeting?.joinUrl).toBe(url);
  const careless = await ada.patch<Event>(`/me/events/${event.id}`, {
    body: { contentType: 'html', content: '<p>New</p>' },
  });
  expect(careless.body).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null });
  const plain = await invite('Plain');
  expect(plain).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null });
  expect(
    (await ada.patch<Event>(`/me/events/${plain.id}`, { isOnlineMeeting: true })).body.onlineMeeting?.joinUrl,
  ).toMatch(/^https:\/\/teams\.microsoft\.com\//);
});

test('M40 an account without Teams says so and gets events without a link; meetings without an event are made once', async () => {
  const made = await ada.post<{ joinWebUrl: string; id: string }>('/me/onlineMeetings/createOrGet', {
    externalId: 'deal-1042',
    subject: 'Call',
  });
  const again = await ada.post<{ id: string }>('/me/onlineMeetings/createOrGet', {
    externalId: 'deal-1042',
    subject: 'Call',
  });
  expect([made.status, again.status, again.body.id]).toEqual([201, 200, made.body.id]);
  const found = await ada.get<{ value: { id: string }[] }>(
    `/me/onlineMeetings?$filter=${encodeURIComponent(`JoinWebUrl eq '${made.body.joinWebUrl}'`)}`,
  );
  expect(found.body.value.map((it) => it.id)).toEqual([made.body.id]);
  world.sandbox.behaviour.change({ calendar: { withoutTeams: [ada.mailbox.objectId] } });
  const calendar = await ada.get<{ allowedOnlineMeetingProviders: string[] }>('/me/calendar');
  expect(calendar.body.allowedOnlineMeetingProviders).toEqual([]);
  expect(await invite('Without', { isOnlineMeeting: true })).toMatchObject({
    isOnlineMeeting: false,
    onlineMeeting: null,
  });
  expect((await ada.post('/me/onlineMeetings', { subject: 'Call' })).status).toBe(403);
});
