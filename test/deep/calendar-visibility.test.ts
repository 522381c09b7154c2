import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { limitModule, unlimited } from '../support/administrator.js';
import { attendee, meeting, time } from '../support/calendar.js';
import { databaseOf } from '../support/followed.js';
import { dayAt, followCalendar, type FollowedCalendar } from '../support/followed-calendar.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Who sees what of an event, on every surface: the calendar page and its search, one event, the record it is on, the tables that are
 * taken along, and what an administrator gives out about a person. A private one is a time and nothing else for everybody but those who
 * have it.
 */
let world: World;
let ada: Caller;
let cleo: Caller;
let mine: FollowedCalendar;
beforeAll(async () => {
  world = await startWorld();
  [ada, cleo] = [await world.as('Ada'), await world.as('Cleo')];
  mine = await followCalendar(world, ada);
  await followCalendar(world, cleo);
});
afterAll(() => world?.stop());

const words = {
  subject: 'Zebrafish',
  text: 'heliotrope',
  place: 'Observatory',
  person: 'jana.novak@lumenworks.example',
};
const record = { module: 'people', id: 'rec_owen' };
const sees = (text: string) => ({
  subject: text.includes(words.subject),
  text: text.includes(words.text),
  place: text.includes(words.place),
  person: text.includes(words.person),
});
const seenByOwner = { subject: true, text: false, place: true, person: true };
const nothing = { subject: false, text: false, place: false, person: false };

async function put(sensitivity: 'normal' | 'private' | 'confidential', days: number): Promise<string> {
  const made = await mine.outlook.create(
    meeting('', '', {
      subject: words.subject,
      start: time(dayAt(days, '09:00:00'), 'UTC'),
      end: time(dayAt(days, '10:00:00'), 'UTC'),
      body: { contentType: 'html', content: `<p>${words.text}</p>` },
      location: { displayName: words.place },
      attendees: [attendee(words.person)],
      sensitivity,
    }),
  );
  await mine.sync();
  const { rows } = await sql<{
    id: number;
  }>`select event_id as id from calendar_copy where graph_id = ${made.id}`.execute(databaseOf(world).kysely);
  const event = String(rows[0]?.id);
  await ada.call('POST /calendar/events/:event/links', { params: { event }, body: { record, isSeries: false } });
  return event;
}
/** Everything a person is told on every surface, as text. */
async function everything(
  viewer: Caller,
  event: string,
  days: number,
): Promise<Record<string, ReturnType<typeof sees>>> {
  const span = { from: `${dayAt(days, '00:00:00')}Z`, to: `${dayAt(days + 1, '00:00:00')}Z` };
  const page = await viewer.call('POST /calendar/events/search', { body: span });
  const searched = await Promise.all(
    Object.values(words).map((search) => viewer.call('POST /calendar/events/search', { body: { ...span, search } })),
  );
  const ofRecord = await viewer.call('GET /records/:module/:id/events', { params: record });
  const details = await viewer.ask('GET', `/calendar/events/${event}`);
  const tables = [
    await viewer.call('POST /calendar/events/csv', { body: span }),
    await viewer.call('POST /records/:module/:id/events/csv', { params: record, body: {} }),
  ];
  const [table = '', recordTable = ''] = tables.map(({ csv }) => lineOn(csv, days));
  const only = (list: { id: string }[]) => JSON.stringify(list.filter((it) => it.id === event));
  return {
    page: sees(only(page.events)),
    search: sees(only(searched.flatMap((it) => it.events))),
    record: sees(only([...ofRecord.upcoming, ...ofRecord.past])),
    details: sees(JSON.stringify(details.body)),
    table: sees(table),
    recordTable: sees(recordTable),
  };
}

/** Of a table, what it says of a day. */
const lineOn = (csv: string, days: number): string =>
  csv
    .split('\r\n')
    .filter((it) => it.startsWith(dayAt(days).slice(0, 10)))
    .join('\n');
/** What an administrator gets about the event when they ask for everything about somebody who is called as it is. */
async function exported(administrator: Caller, event: string): Promise<string> {
  const { json } = await administrator.call('POST /admin/privacy/export', {
    body: { subject: { kind: 'address', address: words.person }, names: [words.subject] },
  });
  const { data } = JSON.parse(json) as { data: Record<string, { id?: number; event_id?: number }[]> };
  const rows = [...(data.calendar_event ?? []), ...(data.calendar_change ?? [])];
  return JSON.stringify(rows.filter((it) => it.id === Number(event) || it.event_id === Number(event)));
}

const levels = [
  ['people', { ...nothing, person: true }],
  ['subject', { ...nothing, person: true, subject: true }],
  ['everything', { subject: true, text: true, place: true, person: true }],
] as const;
let day = 30;
test.each([
  ['normal', 'people', levels[0][1]],
  ['normal', 'subject', levels[1][1]],
  ['normal', 'everything', levels[2][1]],
  ['private', 'everything', nothing],
  ['confidential', 'everything', nothing],
  ['private', 'subject', nothing],
] as const)(
  'R-40 a %s event of a mailbox that shows %s: its owner sees all, a colleague what is theirs, nobody finds what they do not see',
  async (sensitivity, visibility, expected) => {
    day += 2;
    await sql`update mailbox set visibility = ${visibility} where id = ${Number(mine.mailboxId)}`.execute(
      databaseOf(world).kysely,
    );
    const event = await put(sensitivity, day);
    const own = await everything(ada, event, day);
    expect(own.details).toEqual({ subject: true, text: true, place: true, person: true });
    expect(own.page).toMatchObject({ subject: true, place: true, person: true });
    expect(own.search).toMatchObject({ subject: true, place: true, person: true });
    expect([own.table, own.recordTable]).toEqual([seenByOwner, seenByOwner]);
    const colleague = await everything(cleo, event, day);
    expect(colleague.page).toEqual(nothing);
    expect(colleague.search).toEqual(nothing);
    expect(colleague.record).toEqual({ ...expected, text: false });
    expect(colleague.table).toEqual(nothing);
    expect(colleague.recordTable).toEqual({ ...expected, text: false });
    expect(colleague.details).toEqual(expected);
    const { upcoming } = await cleo.call('GET /records/:module/:id/events', { params: record });
    expect(upcoming.find((it) => it.id === event)).toMatchObject({
      seen: sensitivity === 'normal' ? visibility : 'busy',
      startDateTime: `${dayAt(day)}.000Z`,
      canEdit: false,
    });
    const { csv } = await cleo.call('POST /records/:module/:id/events/csv', { params: record, body: {} });
    expect(lineOn(csv, day)).toMatch(new RegExp(`^${dayAt(day).replace('T', ' ').slice(0, 16)},.*,busy,`));
    // Words of an event that is somebody's own leave with nobody; of the others an administrator must be able to tell what is kept.
    await ada.call('POST /calendar/events/:event/change', {
      params: { event },
      body: { id: randomUUID(), scope: 'one', fields: { location: `${words.place} 2` }, before: {} },
    });
    const given = sees(await exported(cleo, event));
    expect(given).toMatchObject(
      sensitivity === 'normal'
        ? { subject: true, text: true, place: true }
        : { subject: false, text: false, place: false },
    );
  },
);

test('R-55 M117 a module that shows colleagues less of its meetings does so on every surface, and takes none at all where it takes no meetings', async () => {
  await sql`update mailbox set visibility = 'everything' where id = ${Number(mine.mailboxId)}`.execute(
    databaseOf(world).kysely,
  );
  day += 2;
  const event = await put('normal', day);
  await limitModule(cleo, 'people', { ceiling: 'people' });
  const least = { ...nothing, person: true };
  const colleague = await everything(cleo, event, day);
  expect([colleague.record, colleague.recordTable, colleague.details]).toEqual([least, least, least]);
  expect((await everything(ada, event, day)).details).toEqual({ subject: true, text: true, place: true, person: true });
  await limitModule(cleo, 'people', { ...unlimited, meetings: false });
  const refused = { status: 403, body: { code: 'blocked_by_policy' } };
  for (const who of [ada, cleo])
    expect(await who.ask('GET', `/records/${record.module}/${record.id}/events`)).toMatchObject(refused);
  const links = { record, isSeries: false };
  expect(await ada.ask('POST', `/calendar/events/${event}/links`, links)).toMatchObject(refused);
  const modulesOf = async () =>
    (await ada.call('GET /calendar/events/:event', { params: { event } })).links.map((it) => it.record.module);
  expect(await modulesOf()).not.toContain('people');

  // One that comes meanwhile is on no record of the module, and there once it is allowed again.
  day += 2;
  const later = await mine.outlook.create(
    meeting('', '', {
      subject: 'Meanwhile',
      start: time(dayAt(day, '09:00:00'), 'UTC'),
      end: time(dayAt(day, '10:00:00'), 'UTC'),
      attendees: [attendee(words.person)],
    }),
  );
  await mine.sync();
  const onRecord = async () =>
    (
      await sql<{ id: string }>`select l.id from calendar_link l join calendar_event e on e.ical_uid = l.ical_uid
        join calendar_copy c on c.event_id = e.id and c.graph_id = ${later.id} where l.module_id = 'mod_people'`.execute(
        databaseOf(world).kysely,
      )
    ).rows.length;
  expect(await onRecord()).toBe(0);
  await limitModule(cleo, 'people', unlimited);
  await until(onRecord, (it) => it === 1, 120_000);
  expect((await everything(cleo, event, day - 2)).record).toMatchObject({ subject: true });
}, 240_000);

test('R-32 an event that a never-file rule fits is busy for others, and no rule puts it on a record', async () => {
  await sql`update mailbox set visibility = 'everything', settings = ${JSON.stringify({
    rules: { neverFile: [{ pattern: 'lumenworks.example', who: 'any' }] },
    organization: { kind: 'off' },
  })}::jsonb where id = ${Number(mine.mailboxId)}`.execute(databaseOf(world).kysely);
  day += 2;
  const event = await put('normal', day);
  const colleague = await everything(cleo, event, day);
  expect([colleague.record, colleague.details, colleague.recordTable]).toEqual([nothing, nothing, nothing]);
  expect(sees(await exported(cleo, event))).toEqual(nothing);
  const details = await ada.call('GET /calendar/events/:event', { params: { event } });
  expect(details.links.map((it) => it.record.id)).toEqual([record.id]);
});
