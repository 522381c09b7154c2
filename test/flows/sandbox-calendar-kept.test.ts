import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Event } from '@microsoft/microsoft-graph-types';
import { attendee, calendarScopes, create, meeting, viewBetween, type EventPage } from '../support/calendar.js';
import { startGraphWorld } from '../support/graph.js';

test('what lies in calendars, what rooms still owe and the letters about it outlive a restart of the sandbox', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-calendar-'));
  try {
    const first = await startGraphWorld({ dataDir });
    let ada = await first.as('Ada', calendarScopes);
    first.sandbox.behaviour.change({ calendar: { roomsAnswerAfterMs: 600_000 } });
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const start = day(10);
    const event = await create(
      ada,
      meeting(`${start}T09:00:00`, `${start}T10:00:00`, {
        subject: 'Kept',
        attendees: [attendee('ben@alderfinch.example'), attendee('room.quay@alderfinch.example', 'resource')],
      }),
    );
    const view = (await viewBetween(ada, day(-60), day(60))).map((it) => it.id);
    await first.stop();
    const second = await startGraphWorld({ dataDir });
    ada = await second.as('Ada', calendarScopes);
    expect((await viewBetween(ada, day(-60), day(60))).map((it) => it.id)).toEqual(view);
    second.sandbox.clock.advance(601_000);
    const after = await ada.get<Event>(`/me/events/${event.id}`);
    expect(after.body.attendees?.map((it) => it.status?.response)).toEqual(['none', 'accepted']);
    const ben = await second.as('Ben', calendarScopes);
    const letters = await ben.get<EventPage>(
      "/me/mailFolders/inbox/messages?$filter=subject eq 'Kept'&$expand=microsoft.graph.eventMessage/event",
    );
    expect(letters.body.value).toMatchObject([{ event: { iCalUId: event.iCalUId } }]);
    await second.stop();
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
});
