import { sql } from 'kysely';
import type { Database } from '../../server/db/database.js';
import type { EventItem } from '../../server/workloads/calendar/event-item.js';
import { findEvent, putEvents } from '../../server/workloads/calendar/event-rows.js';
import { linkEvent, linksOfEvent, undoEventLink } from '../../server/workloads/calendar/link-event.js';
import { eventSeenLevel } from '../../server/workloads/calendar/visibility.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

const tenantId = 'tenant-1';
const anna = { tenantId, objectId: 'anna', name: 'Anna' };
const ben = { tenantId, objectId: 'ben', name: 'Ben' };
const carl = { tenantId, objectId: 'carl', name: 'Carl' };
const uid = '040000008200E00074C5B7101A82E00800000000AA';
const event = (over: Partial<EventItem> = {}): EventItem => ({
  graphId: 'id-1',
  etag: 'W/"1"',
  uid,
  occurrence: '',
  kind: 'single',
  seriesMasterId: null,
  subject: 'Renewal',
  bodyText: 'terms',
  startDateTime: '2026-11-25T09:00:00.000Z',
  endDateTime: '2026-11-25T10:00:00.000Z',
  zone: 'Europe/Vienna',
  isAllDay: false,
  sensitivity: 'normal',
  showAs: 'busy',
  isCancelled: false,
  organizer: { address: 'anna@contoso.example', name: 'Anna' },
  joinUrl: null,
  location: 'Room 1',
  recurrence: null,
  attendees: [{ address: 'kim@customer.example', name: 'Kim', kind: 'required', response: 'none' }],
  isOrganizer: true,
  isBare: false,
  response: 'organizer',
  webLink: '',
  transactionId: null,
  modifiedDateTime: '2026-11-20T09:00:00.000Z',
  ...over,
});

describe.each(databaseKinds)('M30 events as rows on %s', (kind) => {
  let database: Database;
  let stop: () => Promise<void>;
  const mailboxes = new Map<string, { id: number; tenantId: string }>();
  const place = { calendarId: null, generation: 1 };
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    for (const { objectId, name } of [anna, ben, carl]) {
      const { rows } = await sql<{ id: number }>`
        insert into mailbox (tenant_id, kind, address, display_name, object_id, state, time_zone, visibility)
        values (${tenantId}, 'own', ${`${objectId}@contoso.example`}, ${name}, ${objectId}, 'connected', 'UTC', 'subject') returning id`.execute(
        database.kysely,
      );
      mailboxes.set(objectId, { id: Number(rows[0]?.id), tenantId });
    }
  });
  beforeEach(async () => {
    await sql`delete from calendar_event`.execute(database.kysely);
    await sql`delete from calendar_link`.execute(database.kysely);
  });
  afterAll(() => stop?.());
  const of = (objectId: string) => mailboxes.get(objectId) ?? { id: 0, tenantId };
  const put = (objectId: string, items: EventItem[], sharedBy?: { canViewPrivate: boolean; canEdit: boolean }) =>
    database.transaction((tx) => putEvents(tx, of(objectId), { ...place, ...(sharedBy ? { sharedBy } : {}) }, items));
  const count = async (table: string) =>
    Number(
      (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.kysely)).rows[0]?.n,
    );
  const level = async (viewer: typeof anna) =>
    Number(
      (
        await sql<{
          n: number;
        }>`select ${eventSeenLevel(viewer)} as n from calendar_event e where e.occurrence = ''`.execute(database.kysely)
      ).rows[0]?.n,
    );

  test('one meeting that two colleagues have is one event with two copies, and what the organizer says stands', async () => {
    await put('ben', [
      event({
        graphId: 'b',
        isOrganizer: false,
        response: 'accepted',
        subject: 'As Ben renamed it',
        modifiedDateTime: '2026-11-22T09:00:00.000Z',
      }),
    ]);
    await put('anna', [event()]);
    await put('ben', [
      event({
        graphId: 'b',
        isOrganizer: false,
        response: 'declined',
        subject: 'Renamed again',
        modifiedDateTime: '2026-11-23T09:00:00.000Z',
      }),
    ]);
    expect([await count('calendar_event'), await count('calendar_copy'), await count('calendar_attendee')]).toEqual([
      1, 2, 1,
    ]);
    expect(await findEvent(database.kysely, tenantId, { uid })).toMatchObject({
      subject: 'Renewal',
      kind: 'single',
      zone: 'Europe/Vienna',
    });
  });

  test('the same again, and older news, change nothing', async () => {
    await put('anna', [event({ subject: 'Newer', modifiedDateTime: '2026-11-21T09:00:00.000Z' })]);
    await put('anna', [event(), event()]);
    expect(await findEvent(database.kysely, tenantId, { uid })).toMatchObject({ subject: 'Newer' });
    expect(await count('calendar_copy')).toBe(1);
  });

  test('guests who left the list leave the event', async () => {
    await put('anna', [event()]);
    await put('anna', [
      event({
        attendees: [{ address: 'lee@customer.example', name: 'Lee', kind: 'optional', response: 'accepted' }],
        modifiedDateTime: '2026-11-21T09:00:00.000Z',
      }),
    ]);
    const { rows } = await sql<{ address: string }>`select address from calendar_attendee`.execute(database.kysely);
    expect(rows).toEqual([{ address: 'lee@customer.example' }]);
  });

  test('dates of a series have the people of their series, and are on the records of the series, except one that was taken off', async () => {
    const master = event({ kind: 'master', graphId: 'm', recurrence: { pattern: {} } });
    const date = (occurrence: string) =>
      event({ kind: 'occurrence', occurrence, graphId: `d ${occurrence}`, seriesMasterId: 'm', attendees: [] });
    await put('anna', [date('2026-12-01'), master, date('2026-12-02')]);
    const people =
      await sql`select p.address from calendar_person p join calendar_event e on e.id = p.event_id where e.kind = 'occurrence'`.execute(
        database.kysely,
      );
    expect(people.rows).toHaveLength(2);
    const record = { moduleId: 'accounts', recordId: 'r1' };
    await database.transaction((tx) => linkEvent(tx, anna, { uid, isSeries: true }, record));
    const off = await database.transaction((tx) => linkEvent(tx, anna, { uid, occurrence: '2026-12-02' }, record));
    await database.transaction((tx) => undoEventLink(tx, anna, off));
    expect(await linksOfEvent(database.kysely, tenantId, { uid, occurrence: '2026-12-01' })).toHaveLength(1);
    expect(await linksOfEvent(database.kysely, tenantId, { uid, occurrence: '2026-12-02' })).toHaveLength(0);
  });

  test('a link made twice is one, and one that was undone can be made again', async () => {
    const record = { moduleId: 'accounts', recordId: 'r1' };
    const first = await database.transaction((tx) => linkEvent(tx, anna, { uid }, record));
    expect(await database.transaction((tx) => linkEvent(tx, ben, { uid }, record))).toBe(first);
    await database.transaction((tx) => undoEventLink(tx, ben, first));
    expect(await linksOfEvent(database.kysely, tenantId, { uid })).toEqual([]);
    expect(await database.transaction((tx) => linkEvent(tx, ben, { uid }, record))).toBe(first);
    expect(await linksOfEvent(database.kysely, tenantId, { uid })).toMatchObject([
      { object_id: 'ben', state: 'linked' },
    ]);
  });

  test('M32 a private event is busy for everybody but those who have it, and others see what its mailbox allows', async () => {
    await put('anna', [event()]);
    await put('ben', [event({ graphId: 'b', isOrganizer: false })]);
    expect([await level(anna), await level(ben), await level(carl)]).toEqual([4, 4, 2]);
    for (const sensitivity of ['private', 'confidential'] as const) {
      await put('anna', [event({ sensitivity, modifiedDateTime: '2026-11-24T09:00:00.000Z' })]);
      expect([await level(anna), await level(ben), await level(carl)]).toEqual([4, 4, 0]);
    }
  });

  test('M32 who reads a calendar of another sees what Microsoft shows there, and does not overwrite the event with it', async () => {
    await put('anna', [event({ sensitivity: 'private' })]);
    await put(
      'ben',
      [event({ sensitivity: 'private', subject: 'Private Appointment', isBare: true, attendees: [], bodyText: '' })],
      { canViewPrivate: false, canEdit: false },
    );
    expect([await level(anna), await level(ben), await level(carl)]).toEqual([4, 0, 0]);
    expect(await findEvent(database.kysely, tenantId, { uid })).toMatchObject({ subject: 'Renewal' });
  });
});
