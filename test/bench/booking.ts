import { sql } from 'kysely';
import { alder, type Person } from '../../sandbox/tenant/company.js';
import { generateEvents } from '../../sandbox/tenant/calendar/generate.js';
import { guidOf } from '../../sandbox/tenant/files/microsoft-ids.js';
import { resources, type Resource } from '../../sandbox/tenant/rooms.js';
import { allowBooking } from '../support/booking.js';
import { startWorld } from '../support/world.js';
import { spread, time } from './numbers.js';

const [people, rooms] = [20, 10];

/**
 * How long it takes to know when twenty people and one of ten rooms are free, and which of ten rooms, each with a full calendar; beside
 * the same question about oneself alone, which costs the same way to Microsoft and back.
 */
export async function measureBooking(
  kind: 'embedded' | 'postgres',
  { availabilities, eventsEach }: { availabilities: number; eventsEach: number },
): Promise<object> {
  const colleagues = addPeople();
  const more = addRooms();
  const world = await startWorld({ kind }).finally(() => {
    alder.people.splice(alder.people.length - colleagues.length, colleagues.length);
  });
  try {
    const { server } = world;
    if (!server) throw new Error('The server did not start.');
    allowBooking(world);
    const { agendas } = world.sandbox.tenants;
    const busy = agendas.all().filter((it) => it.owner.tenantId === alder.tenantId && it.owner.kind !== 'shared');
    busy.forEach((it, seed) => generateEvents(it, { count: eventsEach, seed, days: 90 }));
    const ada = await world.as('Ada');
    const asked = busy
      .filter((it) => it.owner.kind === 'person' && it.owner.address !== ada.person.userPrincipalName)
      .slice(0, people)
      .map((it) => ({ address: it.owner.address, kind: 'required' as const }));
    const room = busy.find((it) => it.owner.kind === 'room')?.owner.address ?? '';
    const times = (who: typeof asked, more: object = {}) =>
      ada.call('POST /bookings/times', {
        body: { people: who, minutes: 30, timeZone: 'Europe/Berlin', ...more },
      });
    const start = Date.now() + 3 * 86_400_000;
    const list = () =>
      ada.call('POST /bookings/rooms', {
        body: {
          startDateTime: new Date(start).toISOString(),
          endDateTime: new Date(start + 1_800_000).toISOString(),
          people: 4,
          equipment: [],
        },
      });
    const [all, alone, found, selects] = [[] as number[], [] as number[], [] as number[], [] as number[]];
    await Promise.all([times(asked, { room }), list()]); // the rooms of the directory are known, the token is there
    for (let n = 0; n < availabilities; n += 1) {
      all.push(await time(() => times(asked, { room })));
      found.push(await time(list));
      alone.push(await time(() => times([])));
      selects.push(await time(() => sql`select 1`.execute(server.database.kysely)));
    }
    const { schedules } = await times(asked, { room });
    if (schedules.filter((it) => it.isKnown).length !== people + 2) throw new Error('Not everybody was asked.');
    const { rooms: listed } = await list();
    if (listed.length < rooms) throw new Error(`Only ${listed.length} rooms were asked.`);
    return {
      people: asked.length,
      rooms: listed.length,
      eventsEach,
      availability: spread(all),
      roomList: spread(found),
      oneself: spread(alone),
      select1: spread(selects),
    };
  } finally {
    await world.stop();
    resources.splice(resources.length - more.length, more.length);
  }
}

function addPeople(): Person[] {
  const added = Array.from({ length: people + 1 - alder.people.length }, (_, i): Person => ({
    id: guidOf(`measured person ${i}`),
    name: `Measured ${i}`,
    userPrincipalName: `measured.${i}@${alder.domain}`,
    jobTitle: '',
  }));
  alder.people.push(...added);
  return added;
}
function addRooms(): Resource[] {
  const own = resources.filter((it) => it.tenantId === alder.tenantId && it.kind === 'room');
  const [pattern] = own;
  if (!pattern) throw new Error('There is no room.');
  const added = Array.from({ length: rooms - own.length }, (_, i): Resource => ({
    ...pattern,
    id: guidOf(`measured room ${i}`),
    name: `Measured ${i}`,
    address: `room.measured.${i}@${alder.domain}`,
    capacity: 4 + i,
  }));
  resources.push(...added);
  return added;
}
