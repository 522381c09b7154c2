import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { attendee, calendarScopes, create, meeting, time, viewBetween, type EventPage } from '../support/calendar.js';
import { startGraphWorld } from '../support/graph.js';
import { judgeTraffic } from '../support/judge.js';

test('M93 what calendars, meetings, rooms and schedules answer is what Microsoft Graph would answer, by its own description', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-traffic-'));
  const world = await startGraphWorld({ trafficLog: path.join(folder, 'calendar.ndjson') });
  try {
    const [ada, ben] = [await world.as('Ada', calendarScopes), await world.as('Ben', calendarScopes)];
    const berlin = { prefer: 'outlook.timezone="W. Europe Standard Time", IdType="ImmutableId"' };
    await ada.get('/me/calendars');
    await ada.get('/me/calendarGroups');
    await ada.get('/me/calendar/calendarPermissions');
    await ada.get('/me/mailboxSettings');
    await ada.get('/me/outlook/supportedTimeZones()');
    await ada.get('/places/microsoft.graph.room');
    await ada.get('/places/microsoft.graph.roomList');
    await ada.get('/places/rooms.harbour@alderfinch.example/microsoft.graph.roomList/rooms');
    const series = await create(
      ada,
      meeting('2038-03-15T09:00:00', '2038-03-15T10:00:00', {
        subject: 'Judged',
        isOnlineMeeting: true,
        attendees: [attendee('ben@alderfinch.example'), attendee('room.loom@alderfinch.example', 'resource')],
        location: { displayName: 'Loom', locationEmailAddress: 'room.loom@alderfinch.example' },
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
          range: { type: 'numbered', startDate: '2038-03-15', numberOfOccurrences: 3 },
        },
      }),
    );
    const [first] = await viewBetween(ada, '2038-03-01T00:00:00Z', '2038-04-30T00:00:00Z');
    await ada.patch(
      `/me/events/${first?.id}`,
      { subject: 'Judged, changed', start: time('2038-03-16T09:00:00'), end: time('2038-03-16T10:00:00') },
      berlin,
    );
    await ada.get(`/me/events/${series.id}`, berlin);
    await ada.get('/me/events?$top=5&$orderby=lastModifiedDateTime desc');
    const copy = (await ben.get<EventPage>(`/me/events?$filter=iCalUId eq '${series.iCalUId}'`)).body.value[0];
    await ben.post(`/me/events/${copy?.id}/accept`, { comment: 'Yes', sendResponse: true });
    for (const caller of [ada, ben])
      await caller.get('/me/mailFolders/inbox/messages?$top=5&$expand=microsoft.graph.eventMessage/event');
    let link = '/me/calendarView/delta?startDateTime=2026-01-01T00:00:00Z&endDateTime=2038-12-31T00:00:00Z';
    for (let pages = 0; link && pages < 5; pages++)
      link =
        (await ada.get<{ '@odata.nextLink'?: string }>(link, { prefer: 'odata.maxpagesize=20' })).body[
          '@odata.nextLink'
        ] ?? '';
    await ada.post('/me/calendar/getSchedule', {
      schedules: ['ben@alderfinch.example', 'nobody@alderfinch.example'],
      startTime: time('2038-03-15T08:00:00'),
      endTime: time('2038-03-15T18:00:00'),
      availabilityViewInterval: 60,
    });
    await ada.post('/me/findMeetingTimes', {
      attendees: [attendee('ben@alderfinch.example')],
      meetingDuration: 'PT1H',
    });
    const online = await ada.post<{ id: string }>('/me/onlineMeetings', {
      subject: 'Call',
      startDateTime: '2038-03-15T08:00:00Z',
      endDateTime: '2038-03-15T09:00:00Z',
    });
    await ada.get(`/me/onlineMeetings/${encodeURIComponent(online.body.id)}`);
    await ada.post(`/me/events/${series.id}/cancel`, { comment: 'No' });
    const verdict = judgeTraffic(folder);
    if (!verdict) return;
    const errors = verdict.results.flatMap((it) =>
      it.problems
        .filter((p) => p.level === 'error')
        .map((p) => `${it.method} ${it.url.slice(0, 80)} ${it.status}: ${p.code} ${p.message}`),
    );
    expect(errors).toEqual([]);
    expect(verdict.summary.exchanges).toBeGreaterThan(20);
  } finally {
    await world.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
