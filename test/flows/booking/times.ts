import { nextTime, occupy, refused, rooms, zone, type BookingWorld } from '../../support/booking.js';

/** When everybody can, and why a time is not offered. */
export function whenItCanBe(at: BookingWorld): void {
  const ask = (people: { address: string; kind: 'required' | 'optional' }[], more: object = {}) =>
    at.ada.call('POST /bookings/times', { body: { people, minutes: 60, timeZone: zone, ...more } });

  test('M36 R-60 the next times suit everybody required; each other time of the day has its reason and says who', async () => {
    const { startDateTime } = await nextTime(at.ada, { people: [at.ben.person.userPrincipalName], skip: 3 });
    const end = new Date(Date.parse(startDateTime) + 3_600_000).toISOString();
    occupy(at.world, 'Ben', startDateTime, end);
    occupy(at.world, 'Quay', startDateTime, end);
    const date = startDateTime.slice(0, 10);
    const both = [
      { address: at.ben.person.userPrincipalName, kind: 'required' as const },
      { address: 'somebody@elsewhere.example', kind: 'required' as const },
    ];
    const { next, slots, schedules } = await ask(both, { date, room: rooms.quay.address });
    expect(next.every((it) => it.reasons.length === 0)).toBe(true);
    expect(next.map((it) => it.startDateTime)).not.toContain(startDateTime);
    const taken = slots.find((it) => it.startDateTime === startDateTime);
    expect(taken?.reasons).toEqual([
      { code: 'busy', addresses: [at.ben.person.userPrincipalName] },
      { code: 'room_taken', addresses: [rooms.quay.address] },
    ]);
    expect(slots[0]?.reasons.some((it) => it.code === 'outside_hours')).toBe(true); // midnight
    expect(schedules.map((it) => [it.address, it.isKnown, it.view.length])).toEqual([
      [at.ada.person.userPrincipalName, true, 96],
      [at.ben.person.userPrincipalName, true, 96],
      ['somebody@elsewhere.example', false, 0],
      [rooms.quay.address, true, 96],
    ]);
  });

  test('M36 whoever is optional keeps no time from being offered', async () => {
    const { startDateTime, endDateTime } = await nextTime(at.ada, {
      people: [at.cleo.person.userPrincipalName],
      skip: 5,
    });
    occupy(at.world, 'Cleo', startDateTime, endDateTime);
    const { slots } = await ask([{ address: at.cleo.person.userPrincipalName, kind: 'optional' }], {
      date: startDateTime.slice(0, 10),
      minutes: 30,
    });
    const slot = slots.find((it) => it.startDateTime === startDateTime);
    expect(slot).toMatchObject({ reasons: [], without: [at.cleo.person.userPrincipalName] });
  });

  test('M36 R-53 many people are asked about twenty at a time, and at most four requests are in flight', async () => {
    const { graph, faults } = at.world.sandbox;
    const id = faults.add({ service: 'graph', method: 'POST', path: 'getSchedule$', delayMs: 30, times: 0 });
    const people = Array.from({ length: 150 }, (_, i) => ({
      address: `person${i}@elsewhere.example`,
      kind: 'required' as const,
    }));
    await ask([]);
    const before = graph.mailboxRequests(at.ada.person.id);
    const { schedules, next } = await ask(people);
    faults.remove(id);
    expect(schedules).toHaveLength(151);
    expect(next.length).toBeGreaterThan(0);
    expect(graph.mailboxRequests(at.ada.person.id) - before).toBe(8);
    expect(graph.peakInFlight()).toBeLessThanOrEqual(4);
  });

  test('M36 a zone nobody knows is refused at its field', async () => {
    await expect(ask([], { timeZone: 'Nowhere/Land' })).rejects.toMatchObject(
      refused('invalid_request', 'timeZone', /not a time zone/),
    );
  });
}
