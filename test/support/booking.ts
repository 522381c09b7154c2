import { randomUUID } from 'node:crypto';
import type { Booking, WishedBooking } from '../../contract/api.js';
import { emptyFields, newUid } from '../../sandbox/tenant/calendar/new-event.js';
import { alder } from '../../sandbox/tenant/company.js';
import type { StoredEvent } from '../../sandbox/tenant/calendar/shapes.js';
import type { Database } from '../../server/db/database.js';
import { readUid } from '../../server/workloads/calendar/uid.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

export const zone = 'Europe/Berlin';
export const jana = { module: 'people', id: 'rec_jana' };
export const rooms = {
  quay: { address: 'room.quay@alderfinch.example', name: 'Quay' },
  lighthouse: { address: 'room.lighthouse@alderfinch.example', name: 'Lighthouse' },
  loom: { address: 'room.loom@alderfinch.example', name: 'Loom' },
};

/** What people and their administrator allow for booking. */
export const allowBooking = ({ sandbox }: World): void =>
  sandbox.entra.directory.grant(alder.tenantId, sandbox.client.id, ['Calendars.ReadWrite', 'Place.Read.All']);

/** The next working hour that suits everybody, as far ahead as `skip` says: tests of one world book different ones. */
export async function nextTime(caller: Caller, wish: TimeWish = {}): Promise<Time> {
  const [found] = await nextTimes(caller, wish);
  if (!found) throw new Error('No time suits everybody.');
  return found;
}
type Time = { startDateTime: string; endDateTime: string };
type TimeWish = { people?: string[]; room?: string; skip?: number };
/** Several of them, none within another. */
export async function nextTimes(caller: Caller, { people = [], room, skip = 0 }: TimeWish = {}): Promise<Time[]> {
  const date = new Date(Date.now() + (2 + skip) * 86_400_000).toISOString().slice(0, 10);
  const { next } = await caller.call('POST /bookings/times', {
    body: {
      people: people.map((address) => ({ address, kind: 'required' as const })),
      minutes: 30,
      timeZone: zone,
      date,
      ...(room ? { room } : {}),
    },
  });
  return next.map(({ startDateTime, endDateTime }) => ({ startDateTime, endDateTime }));
}

/** A meeting as a person would wish it in the pane, kept and not booked yet. */
export async function plan(
  caller: Caller,
  change: Partial<WishedBooking> = {},
  id: string = randomUUID(),
): Promise<Booking> {
  const time = change.startDateTime ? {} : await nextTime(caller);
  const wish: WishedBooking = {
    record: jana,
    subject: 'Talk it over',
    startDateTime: '',
    endDateTime: '',
    timeZone: zone,
    people: [{ address: 'ben@alderfinch.example', name: 'Ben Okafor', kind: 'required' }],
    online: 'teams',
    agenda: 'What is open',
    files: [],
    ...time,
    ...change,
  };
  return caller.call('PUT /bookings/:id', { params: { id }, body: { ...wish, version: 0 } });
}

export const book = (caller: Caller, { id, version }: Pick<Booking, 'id' | 'version'>): Promise<Booking> =>
  caller.call('POST /bookings/:id/book', { params: { id }, body: { version } });
export const undo = (caller: Caller, { id }: Pick<Booking, 'id'>): Promise<Booking> =>
  caller.call('POST /bookings/:id/undo', { params: { id }, body: {} });
export const look = (caller: Caller, { id }: Pick<Booking, 'id'>): Promise<Booking> =>
  caller.call('GET /bookings/:id', { params: { id } });
/** The booking once it has come to an end. */
export const settled = (caller: Caller, { id }: Pick<Booking, 'id'>, limitMs = 120_000): Promise<Booking> =>
  until(
    () => look(caller, { id }),
    ({ state }) => state === 'booked' || state === 'undone' || state === 'failed',
    limitMs,
  );

/** The events with a subject in the calendars of somebody, or of a room. */
export const eventsOf = ({ sandbox }: World, who: string, subject: string): StoredEvent[] =>
  sandbox.tenants.agendas.ofPerson(who).state.events.filter((it) => it.fields.subject === subject);

/** Everything a booking leaves behind, counted: what is at Microsoft, what people got, and what is in our rows. */
export interface Left {
  organizer: number;
  joinLinks: number;
  invited: number;
  room: number;
  links: number;
  audited: number;
}
export const whole = (more: Partial<Left> = {}): Left => ({
  organizer: 1,
  joinLinks: 1,
  invited: 1,
  room: 1,
  links: 1,
  audited: 1,
  ...more,
});
export const nothing: Left = { organizer: 0, joinLinks: 0, invited: 0, room: 0, links: 0, audited: 0 };

/** Counted by what the rows say and what lies in the calendars of the organizer, of one invited colleague and of the room. */
export async function leftOf(
  world: World,
  rowsOf: Rows,
  caller: Caller,
  booking: Pick<Booking, 'id' | 'wish'>,
): Promise<Left> {
  const { subject, people, room } = booking.wish;
  const own = eventsOf(world, caller.person.userPrincipalName, subject);
  const colleague = people.find((it) => it.address.endsWith('@alderfinch.example'));
  const stands = (it: StoredEvent) => !it.fields.isCancelled;
  const uids = new Set(own.map((it) => it.uid));
  const inRoom = room
    ? world.sandbox.tenants.agendas.ofPerson(room.name).state.events.filter((it) => uids.has(it.uid) && stands(it))
    : [];
  const count = async (text: string, values: unknown[]): Promise<number> =>
    Number(((await rowsOf(text, values))[0] as { count?: string } | undefined)?.count ?? 0);
  const [known] = (await rowsOf('select ical_uid from booking where id = $1', [booking.id])) as { ical_uid: string }[];
  return {
    organizer: own.length,
    joinLinks: own.filter((it) => it.fields.joinUrl).length,
    invited: colleague ? eventsOf(world, colleague.address, subject).filter(stands).length : 0,
    room: inRoom.length,
    links: await count(`select count(*) from calendar_link where ical_uid = $1 and state = 'linked'`, [
      readUid(known?.ical_uid ?? '').uid,
    ]),
    audited:
      (await count(`select count(*) from audit_entry where target = $1 and action = 'meeting.booked'`, [booking.id])) -
      (await count(`select count(*) from audit_entry where target = $1 and action = 'meeting.undone'`, [booking.id])),
  };
}
export type Rows = (text: string, values: unknown[]) => Promise<unknown[]>;
export const rowsOf =
  (database: Pick<Database, 'executeSql'>): Rows =>
  async (text, values) =>
    (await database.executeSql(text, values)).rows;

/** The world of a test of booking, with those who book. */
export interface BookingWorld {
  world: World;
  ada: Caller;
  ben: Caller;
  cleo: Caller;
}
/** What a booking left, where the server runs inside the test. */
export const leftOfBooking = (world: World, caller: Caller, booking: Pick<Booking, 'id' | 'wish'>): Promise<Left> =>
  leftOf(world, rowsOf(world.server!.database), caller, booking);
/** A refusal as the pages get it. */
export const refused = (code: string, field: string, sentence: RegExp) => ({
  problem: { code, field, detail: expect.stringMatching(sentence) as string },
});
/** Puts something into somebody's calendar, at the sandbox. */
export function occupy(
  { sandbox }: World,
  who: string,
  startDateTime: string,
  endDateTime: string,
  showAs: 'busy' | 'tentative' | 'oof' = 'busy',
): void {
  const agenda = sandbox.tenants.agendas.ofPerson(who);
  const at = (iso: string) => ({ dateTime: iso.slice(0, 19), timeZone: 'UTC' });
  agenda.add({
    uid: newUid(),
    calendarId: agenda.defaultCalendar.id,
    fields: {
      ...emptyFields(agenda.owner, { start: at(startDateTime), end: at(endDateTime) }),
      subject: 'Taken',
      showAs,
    },
  });
}
