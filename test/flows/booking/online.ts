import { lying } from '../../support/compose.js';
import {
  book,
  eventsOf,
  leftOfBooking,
  nextTime,
  nothing,
  plan,
  refused,
  settled,
  whole,
  type BookingWorld,
} from '../../support/booking.js';

/** The one way to join it. */
export function howItIsJoined(at: BookingWorld): void {
  test('M41 a Teams link that comes a moment later is waited for before anybody is invited', async () => {
    at.world.sandbox.behaviour.calendar.joinLinkAfterMs = 1_500;
    const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 15 })), subject: 'Late link' });
    await book(at.ada, planned);
    const done = await settled(at.ada, planned);
    expect(done.state).toBe('booked');
    expect(done.joinUrl).toMatch(/^https:\/\/teams/);
    expect(eventsOf(at.world, 'Ben', 'Late link')[0]?.fields.body.content).toContain('Microsoft Teams meeting');
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(whole({ room: 0 }));
  });

  test('M41 where Teams gives no link, nothing is booked and nobody hears of it', async () => {
    at.world.sandbox.behaviour.calendar.withoutTeams = [at.ada.person.id];
    const planned = await plan(at.ada, { ...(await nextTime(at.ada, { skip: 15 })), subject: 'Without link' });
    await book(at.ada, planned);
    expect(await settled(at.ada, planned)).toMatchObject({ state: 'failed', problem: { field: 'online' } });
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
    expect(lying(at.ben, 'Without link')).toEqual([]);
  });

  test('R-59 story 9: a meeting with a Zoom link gets no second link to join', async () => {
    const zoom = 'https://lumen.zoom.us/j/123456789?pwd=abc';
    const time = await nextTime(at.ada, { skip: 16 });
    await expect(plan(at.ada, { ...time, online: 'teams', agenda: `Join: ${zoom}` })).rejects.toMatchObject(
      refused('invalid_request', 'online', /never gets two/),
    );
    await expect(
      plan(at.ada, { ...time, online: 'existing', joinUrl: zoom, agenda: 'or https://meet.google.com/abc-defg-hij' }),
    ).rejects.toMatchObject(refused('invalid_request', 'online', /more than one link/));
    const planned = await plan(at.ada, { ...time, subject: 'By Zoom', online: 'existing', joinUrl: zoom });
    await book(at.ada, planned);
    expect((await settled(at.ada, planned)).state).toBe('booked');
    const [own] = eventsOf(at.world, 'Ada', 'By Zoom');
    expect(own?.fields).toMatchObject({ isOnlineMeeting: false, joinUrl: null, location: { displayName: 'Zoom' } });
    expect(own?.fields.body.content?.match(/https:\/\//g)).toHaveLength(1);
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(whole({ joinLinks: 0, room: 0 }));
  });
}
