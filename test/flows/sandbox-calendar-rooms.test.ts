import type { Event, Room, ScheduleInformation } from '@microsoft/microsoft-graph-types';
import { attendee, calendarScopes, create, meeting, time, type EventPage, type Refusal } from '../support/calendar.js';
import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

let world: GraphWorld;
let ada: GraphCaller;
let ben: GraphCaller;
beforeAll(async () => {
  world = await startGraphWorld();
  [ada, ben] = [await world.as('Ada', calendarScopes), await world.as('Ben', calendarScopes)];
});
afterEach(() => world.sandbox.behaviour.reset());
afterAll(() => world.stop());

/** A day from now, within what rooms can be booked for. */
const dayFromNow = (days: number) =>
  new Date(world.sandbox.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
const book = (
  caller: GraphCaller,
  room: string,
  days: number,
  from: string,
  to: string,
  more: Partial<Event> & Record<string, unknown> = {},
) =>
  create(
    caller,
    meeting(`${dayFromNow(days)}T${from}:00`, `${dayFromNow(days)}T${to}:00`, {
      attendees: [attendee(`${room}@alderfinch.example`, 'resource')],
      ...more,
    }),
  );
const answerOf = async (caller: GraphCaller, { id }: { id: string }, room: string) => {
  const { body } = await caller.get<Event>(`/me/events/${id}`);
  return body.attendees?.find((it) => it.emailAddress?.address === `${room}@alderfinch.example`)?.status?.response;
};

test('M37 rooms stand in lists by building, with capacity and equipment, and are found by address', async () => {
  const rooms = await ada.get<{ value: Room[] }>('/places/microsoft.graph.room');
  expect(rooms.body.value.map((it) => it.displayName).sort()).toEqual([
    'Anchor',
    'Lighthouse',
    'Loom',
    'Quay',
    'Shuttle',
  ]);
  expect(rooms.body.value.find((it) => it.displayName === 'Lighthouse')).toMatchObject({
    capacity: 12,
    building: 'Harbour House',
    floorNumber: 2,
    bookingType: 'standard',
    isWheelChairAccessible: true,
    emailAddress: 'room.lighthouse@alderfinch.example',
  });
  const lists = await ada.get<{ value: { emailAddress: string }[] }>('/places/graph.roomlist');
  expect(lists.body.value.map((it) => it.emailAddress)).toEqual([
    'rooms.harbour@alderfinch.example',
    'rooms.mill@alderfinch.example',
  ]);
  const inMill = await ada.get<{ value: Room[] }>(
    '/places/rooms.mill@alderfinch.example/microsoft.graph.roomlist/rooms',
  );
  expect(inMill.body.value.map((it) => it.displayName)).toEqual(['Loom', 'Shuttle']);
  const reader = await world.as('Ben', ['User.Read', 'Calendars.ReadWrite']);
  expect((await reader.get('/places/microsoft.graph.room')).status).toBe(403);
});

test('M37 a room takes the first meeting and refuses the second at the same time, with a letter that says why', async () => {
  const first = await book(ada, 'room.quay', 20, '09:00', '10:00', { subject: 'First' });
  const second = await book(ben, 'room.quay', 20, '09:30', '10:30', { subject: 'Second' });
  expect([await answerOf(ada, first, 'room.quay'), await answerOf(ben, second, 'room.quay')]).toEqual([
    'accepted',
    'declined',
  ]);
  const { body } = await ben.get<{ value: { subject: string; bodyPreview: string }[] }>(
    "/me/mailFolders/inbox/messages?$filter=subject eq 'Declined: Second'",
  );
  expect(body.value[0]?.bodyPreview).toContain('already booked');
  await ada.post(`/me/events/${first.id}/cancel`, {});
  await ben.patch(`/me/events/${second.id}`, {
    start: time(`${dayFromNow(20)}T09:15:00`),
    end: time(`${dayFromNow(20)}T10:00:00`),
  });
  expect(await answerOf(ben, second, 'room.quay')).toBe('accepted');
});

test('M37 a room refuses what is too far ahead, too long, too many people, or a series that it does not take', async () => {
  const [near, far] = [
    await book(ada, 'room.anchor', 50, '09:00', '10:00'),
    await book(ada, 'room.anchor', 70, '09:00', '10:00'),
  ];
  expect([await answerOf(ada, near, 'room.anchor'), await answerOf(ada, far, 'room.anchor')]).toEqual([
    'accepted',
    'declined',
  ]);
  const long = await book(ada, 'room.loom', 21, '09:00', '14:00');
  expect(await answerOf(ada, long, 'room.loom')).toBe('declined');
  const full = await book(ada, 'room.anchor', 22, '09:00', '10:00', {
    attendees: [
      attendee('ben@alderfinch.example'),
      attendee('cleo@alderfinch.example'),
      attendee('room.anchor@alderfinch.example', 'resource'),
    ],
  });
  expect(await answerOf(ada, full, 'room.anchor')).toBe('declined');
  const series = (count: number) => ({
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: dayFromNow(23), numberOfOccurrences: count },
    } as Event['recurrence'] & object,
  });
  expect(await answerOf(ada, await book(ada, 'room.shuttle', 23, '09:00', '10:00', series(2)), 'room.shuttle')).toBe(
    'declined',
  );
  expect(await answerOf(ada, await book(ada, 'room.loom', 23, '15:00', '16:00', series(5)), 'room.loom')).toBe(
    'accepted',
  );
  expect(await answerOf(ada, await book(ada, 'room.loom', 23, '17:00', '18:00', series(300)), 'room.loom')).toBe(
    'declined',
  );
  expect(await answerOf(ada, await book(ada, 'projector', 23, '09:00', '10:00'), 'projector')).toBe('accepted');
});

test('M37 a room that takes its time answers by the clock of the sandbox', async () => {
  world.sandbox.behaviour.change({ calendar: { roomsAnswerAfterMs: 600_000 } });
  const event = await book(ada, 'room.lighthouse', 24, '13:00', '14:00');
  expect(await answerOf(ada, event, 'room.lighthouse')).toBe('none');
  world.sandbox.clock.advance(601_000);
  expect(await answerOf(ada, event, 'room.lighthouse')).toBe('accepted');
});

test('M36 schedules show digits for each slot and items as far as one may know; an unknown address is an error in its place', async () => {
  const day = dayFromNow(30);
  await create(ben, meeting(`${day}T09:00:00`, `${day}T10:00:00`, { subject: 'Quotes' }));
  await create(ben, meeting(`${day}T10:00:00`, `${day}T10:30:00`, { subject: 'Maybe', showAs: 'tentative' }));
  await create(
    ben,
    meeting(`${day}T11:00:00`, `${day}T12:00:00`, { subject: 'Doctor', sensitivity: 'private', showAs: 'oof' }),
  );
  const ask = async (schedules: string[], more: object = {}) =>
    ada.post<{ value: ScheduleInformation[] } & Refusal>(
      '/me/calendar/getSchedule',
      {
        schedules,
        startTime: time(`${day}T08:00:00`),
        endTime: time(`${day}T13:00:00`),
        availabilityViewInterval: 30,
        ...more,
      },
      { prefer: 'outlook.timezone="W. Europe Standard Time"' },
    );
  const { body } = await ask([
    'ben@alderfinch.example',
    'room.shuttle@alderfinch.example',
    'nobody@alderfinch.example',
    'erin@birchway.example',
  ]);
  const [bens, room, nobody, stranger] = body.value;
  expect(bens?.availabilityView).toBe('0022103300');
  expect(bens?.scheduleItems?.map((it) => [it.status, it.start?.dateTime?.slice(11, 16), it.subject])).toEqual([
    ['busy', '09:00', undefined],
    ['tentative', '10:00', undefined],
    ['oof', '11:00', undefined],
  ]);
  expect(bens?.workingHours).toMatchObject({
    startTime: '08:00:00.0000000',
    timeZone: { name: 'W. Europe Standard Time' },
  });
  expect(room?.availabilityView).toBe('0000000000');
  expect([nobody?.error?.responseCode, stranger?.error?.responseCode]).toEqual([
    'ErrorMailRecipientNotFound',
    'ErrorMailRecipientNotFound',
  ]);
  const permissions = await ben.get<{ value: { id: string; role: string }[] }>('/me/calendar/calendarPermissions');
  await ben.patch(`/me/calendar/calendarPermissions/${permissions.body.value[0]?.id}`, { role: 'limitedRead' });
  const more = (await ask(['ben@alderfinch.example'])).body.value[0];
  expect(more?.scheduleItems?.map((it) => [it.subject, it.isPrivate])).toEqual([
    ['Quotes', false],
    ['Maybe', false],
    [undefined, true],
  ]);
  await ben.patch(`/me/calendar/calendarPermissions/${permissions.body.value[0]?.id}`, { role: 'freeBusyRead' });
  const code = async (answer: ReturnType<typeof ask>) => (await answer).body.error.code;
  expect(await code(ask(Array.from({ length: 21 }, (_, i) => `p${i}@alderfinch.example`)))).toBe('ErrorInvalidRequest');
  expect(await code(ask(['ben@alderfinch.example'], { availabilityViewInterval: 4 }))).toBe(
    'ErrorInvalidMergedFreeBusyInterval',
  );
  expect(await code(ask(['ben@alderfinch.example'], { endTime: time('2199-01-01T00:00:00') }))).toBe(
    'ErrorTimeIntervalTooBig',
  );
});

test('M36 times are suggested when enough people are free, with rooms; without one, the reason is told', async () => {
  const day = '2038-01-13'; // a Wednesday on which nobody has anything yet
  const slot = (from: string, to: string) => [{ start: time(`${day}T${from}:00`), end: time(`${day}T${to}:00`) }];
  await create(ben, meeting(`${day}T09:00:00`, `${day}T10:00:00`));
  type Found = {
    emptySuggestionsReason: string;
    meetingTimeSuggestions: {
      confidence: number;
      organizerAvailability: string;
      suggestionReason?: string;
      meetingTimeSlot: { start: { dateTime: string } };
      locations: { displayName: string }[];
      attendeeAvailability: { availability: string }[];
    }[];
  };
  const find = async (body: object) =>
    (
      await ada.post<Found>(
        '/me/findMeetingTimes',
        { attendees: [attendee('ben@alderfinch.example')], meetingDuration: 'PT1H', ...body },
        { prefer: 'outlook.timezone="W. Europe Standard Time"' },
      )
    ).body;
  const free = await find({
    timeConstraint: { timeSlots: slot('09:00', '11:30') },
    returnSuggestionReasons: true,
    locationConstraint: { isRequired: true, suggestLocation: true },
  });
  expect(free.emptySuggestionsReason).toBe('');
  expect(free.meetingTimeSuggestions[0]).toMatchObject({
    confidence: 100,
    organizerAvailability: 'free',
    meetingTimeSlot: { start: { dateTime: `${day}T10:00:00.0000000` } },
  });
  expect(free.meetingTimeSuggestions[0]?.suggestionReason).toContain('all attendees are available');
  expect(free.meetingTimeSuggestions[0]?.locations[0]?.displayName).toBeDefined();
  expect((await find({ timeConstraint: { timeSlots: slot('09:00', '10:00') } })).emptySuggestionsReason).toBe(
    'attendeesUnavailable',
  );
  expect(
    (await find({ timeConstraint: { timeSlots: slot('09:00', '10:00') }, minimumAttendeePercentage: 0 }))
      .meetingTimeSuggestions,
  ).toHaveLength(1);
  const unknown = {
    attendees: [attendee('jana.novak@lumenworks.example')],
    timeConstraint: { timeSlots: slot('12:00', '13:00') },
  };
  expect((await find(unknown)).emptySuggestionsReason).toBe('attendeesUnavailableOrUnknown');
  expect((await find({ ...unknown, minimumAttendeePercentage: 40 })).meetingTimeSuggestions[0]).toMatchObject({
    confidence: 49,
    attendeeAvailability: [{ availability: 'unknown' }],
  });
  await create(ada, meeting(`${day}T14:00:00`, `${day}T15:00:00`));
  expect((await find({ timeConstraint: { timeSlots: slot('14:00', '15:00') } })).emptySuggestionsReason).toBe(
    'organizerUnavailable',
  );
  expect(
    (await find({ timeConstraint: { timeSlots: slot('14:00', '15:00') }, isOrganizerOptional: true }))
      .meetingTimeSuggestions,
  ).toHaveLength(1);
  expect((await find({ timeConstraint: { timeSlots: slot('19:00', '21:00') } })).meetingTimeSuggestions).toEqual([]);
  expect(
    (await find({ timeConstraint: { activityDomain: 'unrestricted', timeSlots: slot('19:00', '21:00') } }))
      .meetingTimeSuggestions.length,
  ).toBeGreaterThan(0);
  const none = await find({
    attendees: [attendee('ben@alderfinch.example'), attendee('room.quay@alderfinch.example', 'resource')],
    timeConstraint: { timeSlots: slot('15:00', '16:00') },
  });
  expect(none.meetingTimeSuggestions).toHaveLength(1);
});

test('M36 working hours and the zone of a mailbox are read and changed; zones are listed by either name', async () => {
  const read = await ada.get<{ timeZone: string; workingHours: { endTime: string } }>('/me/mailboxSettings');
  expect(read.body).toMatchObject({
    timeZone: 'W. Europe Standard Time',
    workingHours: { endTime: '17:00:00.0000000' },
  });
  const changed = await ada.patch('/me/mailboxSettings', {
    workingHours: { endTime: '16:00:00' },
    timeZone: 'GMT Standard Time',
  });
  expect(changed.status).toBe(200);
  expect((await ada.get<{ timeZone: string }>('/me/mailboxSettings')).body).toMatchObject({
    timeZone: 'GMT Standard Time',
    workingHours: { startTime: '08:00:00.0000000', endTime: '16:00:00.0000000' },
  });
  await ada.patch('/me/mailboxSettings', {
    workingHours: { endTime: '17:00:00' },
    timeZone: 'W. Europe Standard Time',
  });
  const windows = await ada.get<{ value: { alias: string }[] }>('/me/outlook/supportedTimeZones');
  expect(windows.body.value.map((it) => it.alias)).toContain('W. Europe Standard Time');
  const iana = await ada.get<{ value: { alias: string }[] }>(
    "/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
  );
  expect(iana.body.value.map((it) => it.alias)).toContain('Europe/Berlin');
});

test('M30 private events are busy to others at every level of sharing; each level shows what it says', async () => {
  const day = '2038-01-11';
  await create(
    ben,
    meeting(`${day}T09:00:00`, `${day}T10:00:00`, {
      subject: 'Open',
      location: { displayName: 'Here' },
      body: { contentType: 'text', content: 'Text' },
    }),
  );
  await create(
    ben,
    meeting(`${day}T11:00:00`, `${day}T12:00:00`, {
      subject: 'Doctor',
      sensitivity: 'private',
      location: { displayName: 'Clinic' },
    }),
  );
  const bens = `/users/ben@alderfinch.example/calendarView?startDateTime=${day}T00:00:00Z&endDateTime=${day}T23:00:00Z`;
  expect((await ada.get<Refusal>(bens)).body.error.code).toBe('ErrorAccessDenied');
  const share = await ben.post<{ id: string }>('/me/calendar/calendarPermissions', {
    emailAddress: { address: 'ada@alderfinch.example', name: 'Ada Brandt' },
    role: 'freeBusyRead',
  });
  expect(share.status).toBe(201);
  const seen = async (role: string) => {
    await ben.patch(`/me/calendar/calendarPermissions/${share.body.id}`, { role });
    const { body } = await ada.get<EventPage>(bens);
    return body.value.map((it) => [it.subject, it.location?.displayName, (it.bodyPreview ?? '') !== '']);
  };
  expect(await seen('freeBusyRead')).toEqual([
    ['Busy', '', false],
    ['Busy', '', false],
  ]);
  const hidden = ['Private Appointment', '', false];
  expect(await seen('limitedRead')).toEqual([['Open', 'Here', false], hidden]);
  expect(await seen('read')).toEqual([['Open', 'Here', true], hidden]);
  const shared = (
    await ada.get<{ value: { id: string; name: string; canEdit: boolean; owner: { address: string } }[] }>(
      '/me/calendars?$top=50',
    )
  ).body.value.find((it) => it.owner.address === 'ben@alderfinch.example');
  expect(shared).toMatchObject({ name: 'Ben Okafor', canEdit: false });
  const wish = meeting(`${day}T14:00:00`, `${day}T15:00:00`, { subject: 'By Ada' });
  expect((await ada.post(`/me/calendars/${shared?.id}/events`, wish)).status).toBe(403);
  expect(await seen('write')).toEqual([['Open', 'Here', true], hidden]);
  const made = await ada.post<Event>(`/me/calendars/${shared?.id}/events`, wish);
  expect([made.status, made.body.organizer?.emailAddress?.address]).toEqual([201, 'ben@alderfinch.example']);
  const own = await world.as('Ada', ['User.Read', 'Calendars.ReadWrite']);
  expect((await own.get(`/me/calendars/${shared?.id}/events`)).status).toBe(403);
  expect((await ben.remove(`/me/calendar/calendarPermissions/${share.body.id}`)).status).toBe(204);
  expect((await ada.get(bens)).status).toBe(403);
});
