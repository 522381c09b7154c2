import { until } from '../../support/until.js';
import {
  book,
  eventsOf,
  jana,
  leftOfBooking,
  look,
  nextTime,
  nothing,
  occupy,
  plan,
  rooms,
  settled,
  whole,
  type BookingWorld,
} from '../../support/booking.js';

/** Rooms: which are free, and what becomes of one that is not. */
export function whereItCanBe(at: BookingWorld): void {
  test('M37 free ones come first, narrowed by building, seats and equipment', async () => {
    const time = await nextTime(at.ada, { skip: 7 });
    occupy(at.world, 'Quay', time.startDateTime, time.endDateTime);
    const ask = (more: object) =>
      at.ada.call('POST /bookings/rooms', { body: { ...time, people: 3, equipment: [], ...more } });
    const all = await ask({});
    expect(all.buildings).toEqual(['Harbour House', 'The Mill']);
    expect(all.rooms.map((it) => [it.name, it.state, it.isLargeEnough])).toEqual([
      ['Shuttle', 'free', true],
      ['Loom', 'free', true],
      ['Lighthouse', 'free', true],
      ['Anchor', 'free', false],
      ['Quay', 'taken', true],
    ]);
    expect((await ask({ building: 'The Mill', equipment: ['video'] })).rooms.map((it) => it.name)).toEqual(['Loom']);
    expect((await ask({ leastCapacity: 9 })).rooms.map((it) => it.name)).toEqual(['Lighthouse']);
  });

  test('M37 without the administrator’s permission there are no rooms, and it is said why', async () => {
    const erin = await at.world.as('Erin');
    const time = await nextTime(at.ada);
    const { help, rooms: none } = await erin.call('POST /bookings/rooms', {
      body: { ...time, people: 2, equipment: [] },
    });
    expect(none).toEqual([]);
    expect(help).toMatchObject({ isAvailable: false, reason: 'permission' });
    expect(help.allowUrl).toContain('Place.Read.All');
  });

  test('M37 a room that was taken since it was chosen: nothing is sent, and the room is the field to change', async () => {
    const time = await nextTime(at.ada, { people: [at.ben.person.userPrincipalName], skip: 13 });
    const planned = await plan(at.ada, { ...time, subject: 'No room', room: rooms.quay });
    occupy(at.world, 'Quay', time.startDateTime, time.endDateTime);
    await book(at.ada, planned);
    const ended = await settled(at.ada, planned);
    expect(ended).toMatchObject({ state: 'failed', problem: { code: 'conflict', field: 'room' } });
    expect(await leftOfBooking(at.world, at.ada, planned)).toEqual(nothing);
    const again = await at.ada.call('PUT /bookings/:id', {
      params: { id: planned.id },
      body: { ...planned.wish, room: rooms.loom, version: ended.version },
    });
    await book(at.ada, again);
    expect((await settled(at.ada, planned)).state).toBe('booked');
    expect(await leftOfBooking(at.world, at.ada, again)).toEqual(whole());
  });

  test('M37 a room that declines later: it is said, others can be chosen, and the meeting stands', async () => {
    const time = await nextTime(at.ada, { people: [at.ben.person.userPrincipalName], skip: 14 });
    // Anchor seats two; its administrator has it refuse more.
    const anchor = { address: 'room.anchor@alderfinch.example', name: 'Anchor' };
    const people = ['ben', 'cleo', 'dario'].map((it) => ({
      address: `${it}@alderfinch.example`,
      kind: 'required' as const,
    }));
    const planned = await plan(at.ada, { ...time, subject: 'Crowded', room: anchor, people });
    await book(at.ada, planned);
    await until(
      () => look(at.ada, planned),
      (it) => it.roomAnswer === 'declined',
    );
    const { bookings } = await at.ada.call('GET /records/:module/:id/bookings', { params: jana });
    expect(bookings.map((it) => it.id)).toContain(planned.id);
    const change = { params: { id: planned.id }, body: { room: rooms.lighthouse } };
    await Promise.all([at.ada.call('POST /bookings/:id/room', change), at.ada.call('POST /bookings/:id/room', change)]);
    const answered = await until(
      () => look(at.ada, planned),
      (it) => it.roomAnswer === 'accepted',
    );
    expect(answered.wish.room).toEqual(rooms.lighthouse);
    const [own] = eventsOf(at.world, 'Ada', 'Crowded');
    expect(own?.fields.attendees.filter((it) => it.type === 'resource').map((it) => it.emailAddress?.name)).toEqual([
      'Lighthouse',
    ]);
    expect(own?.fields.location.displayName).toBe('Lighthouse');
    expect(own?.fields.joinUrl).toBe(planned.joinUrl ?? own?.fields.joinUrl);
    expect(own?.fields.body.content).toContain('Microsoft Teams meeting');
    expect(eventsOf(at.world, 'Ben', 'Crowded')).toHaveLength(1);
    expect(await leftOfBooking(at.world, at.ada, answered)).toEqual(whole());
  });
}
