import { randomUUID } from 'node:crypto';
import type { Event } from '@microsoft/microsoft-graph-types';
import fc from 'fast-check';
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { EventChange, EventFields, EventScope } from '../../contract/calendar.js';
import { meeting, time } from '../support/calendar.js';
import { isLong } from '../support/depth.js';
import { databaseOf } from '../support/followed.js';
import { followCalendar, type FollowedCalendar } from '../support/followed-calendar.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * A series over a change of clocks in many zones, and whatever both sides do to it, told to the other side or not yet: afterwards
 * both agree with what a person would expect, what is different on single dates is still so, and every body leads into its meeting.
 * The short form looks at three zones; `npm run test:long` at all of them, with more steps and several runs each.
 */
const all =
  `Europe/Vienna America/New_York America/Los_Angeles America/Denver America/Chicago America/Anchorage America/Halifax America/St_Johns
  America/Sao_Paulo America/Santiago America/Asuncion America/Bogota Europe/London Europe/Lisbon Europe/Helsinki Europe/Athens Europe/Istanbul
  Europe/Moscow Africa/Cairo Africa/Johannesburg Africa/Casablanca Asia/Jerusalem Asia/Beirut Asia/Tehran Asia/Dubai Asia/Kolkata Asia/Kathmandu
  Asia/Tokyo Asia/Shanghai Australia/Sydney Australia/Adelaide Australia/Brisbane Australia/Lord_Howe Pacific/Auckland Pacific/Chatham
  Pacific/Honolulu Atlantic/Azores`.split(/\s+/);
const zones = isLong ? all : ['Europe/Vienna', 'America/St_Johns', 'Australia/Lord_Howe'];
const seed = Number(process.env.MODEL_SEED ?? 20_260_117);
const times = 5;
/** No series of this test goes further. */
const furthest = 60;

let world: World;
let ada: Caller;
let mine: FollowedCalendar;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
  mine = await followCalendar(world, ada);
});
afterAll(() => world?.stop());

type Step = {
  side: 'outlook' | 'here';
  what: 'rename' | 'move' | 'cancel' | 'renameAll' | 'retimeAll' | 'redateAll' | 'textOne' | 'textAll';
  date: number;
  /** To so many days later the series goes. */
  days: number;
  hour: number;
  /** Our rows know of it before the next step. */
  isTold: boolean;
  keep: 'outlook' | 'coherence';
};
const step: fc.Arbitrary<Step> = fc.record({
  side: fc.constantFrom('outlook', 'here'),
  what: fc.constantFrom(
    'rename',
    'move',
    'move',
    'cancel',
    'renameAll',
    'retimeAll',
    'redateAll',
    'textOne',
    'textAll',
  ),
  date: fc.integer({ min: 0, max: times - 1 }),
  days: fc.constantFrom(-2, -1, 1, 3, 7),
  hour: fc.integer({ min: 6, max: 18 }),
  isTold: fc.boolean(),
  keep: fc.constantFrom('outlook', 'coherence'),
});

/** What a person expects of the series. */
class Expected {
  exceptions = new Map<string, { subject?: string; hour?: number }>();
  cancelled = new Set<string>();
  hour = 10;
  constructor(
    readonly zone: string,
    public dates: string[],
    public subject: string,
  ) {}
  hourOf = (date: string): number => this.exceptions.get(date)?.hour ?? this.hour;
  put(date: string, part: { subject?: string; hour?: number }): void {
    this.exceptions.set(date, { ...this.exceptions.get(date), ...part });
  }
  retime(hour: number, isKept: boolean): void {
    // Outlook forgets single dates when the times of a series change; we put them back, except where a date is as the series.
    if (!isKept) {
      this.exceptions.clear();
      this.cancelled.clear();
    }
    for (const it of this.exceptions.values()) if (it.hour === this.hour) delete it.hour;
    this.hour = hour;
  }
  /** What is different on single dates goes along. */
  redate(days: number): void {
    this.dates = this.dates.map((it) => later(it, days));
    this.exceptions = new Map([...this.exceptions].map(([it, part]) => [later(it, days), part]));
    this.cancelled = new Set([...this.cancelled].map((it) => later(it, days)));
  }
  shown(): string[] {
    return this.dates
      .filter((it) => !this.cancelled.has(it))
      .map((it) => `${instant(it, this.hourOf(it), this.zone)} ${this.exceptions.get(it)?.subject ?? this.subject}`)
      .sort();
  }
}
const later = (date: string, days: number) => DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate() ?? '';
const wall = (date: string, hour: number) => `${date}T${String(hour).padStart(2, '0')}:00:00`;
const instant = (date: string, hour: number, zone: string) =>
  DateTime.fromISO(wall(date, hour), { zone }).toUTC().toFormat("yyyy-MM-dd'T'HH:mm");

/** Two days before the clocks of a zone change next, or in six weeks where they never do. */
function firstDate(zone: string): string {
  const from = DateTime.now().setZone(zone).plus({ days: 20 }).startOf('day');
  const change = Array.from({ length: 300 }, (_it, i) => from.plus({ days: i })).find(
    (it) => it.offset !== it.plus({ days: 1 }).offset,
  );
  return (change?.minus({ days: 2 }) ?? from.plus({ days: 22 })).toISODate() ?? '';
}

async function play(zone: string, steps: Step[]): Promise<void> {
  const first = firstDate(zone);
  const dates = Array.from({ length: times }, (_it, i) => later(first, i));
  const name = `Series ${randomUUID().slice(0, 8)}`;
  const expected = new Expected(zone, dates, name);
  const master = await mine.outlook.create(
    meeting('', '', {
      subject: name,
      start: time(wall(first, 10), zone),
      end: time(wall(first, 11), zone),
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: first, numberOfOccurrences: times },
      },
    }),
  );
  await mine.sync();
  for (const [i, it] of steps.entries()) {
    const date = expected.dates[it.date] ?? first;
    if (it.side === 'outlook') await inOutlook(master.id, expected, it, date, `${name} ${i}`);
    else await here(master, expected, it, date, `${name} ${i}`);
    if (it.isTold) await mine.sync();
  }
  await mine.sync();
  const told = JSON.stringify({ zone, steps });
  const there = await instancesOf(master.id, first);
  expect({ told, shown: there.map((it) => `${it.start?.dateTime?.slice(0, 16)} ${it.subject}`).sort() }).toEqual({
    told,
    shown: expected.shown(),
  });
  expect({ told, shown: await rowsOf(master) }).toEqual({ told, shown: expected.shown() });
  const joinUrl = (await mine.outlook.get(master.id)).onlineMeeting?.joinUrl ?? '';
  expect(joinUrl).toBe(master.onlineMeeting?.joinUrl);
  for (const body of [(await mine.outlook.get(master.id)).body, ...there.map((it) => it.body)])
    expect({ told, leadsIn: body?.content?.includes(joinUrl.replace(/&/g, '&amp;')) }).toEqual({ told, leadsIn: true });
  await mine.outlook.remove(master.id);
}

async function instancesOf(masterId: string, first: string): Promise<(Event & { id: string })[]> {
  const { body } = await mine.outlook.ask<{ value: (Event & { id: string })[] }>(
    'GET',
    `/me/events/${encodeURIComponent(masterId)}/instances?startDateTime=${later(first, -furthest)}T00:00:00Z&endDateTime=${later(first, furthest + times)}T00:00:00Z&$top=100`,
  );
  return body.value;
}
async function rowsOf(master: Event): Promise<string[]> {
  const { rows } = await sql<{ at: Date; subject: string }>`
    select e.starts_at as at, e.subject from calendar_event e where e.ical_uid = ${master.iCalUId ?? ''} and e.kind <> 'master'
      and exists (select 1 from calendar_copy c where c.event_id = e.id and c.gone_at is null)`.execute(
    databaseOf(world).kysely,
  );
  return rows.map((it) => `${new Date(it.at).toISOString().slice(0, 16)} ${it.subject}`).sort();
}

/** A person in Outlook. A date that was taken out there is not touched again. */
async function inOutlook(
  masterId: string,
  expected: Expected,
  { what, hour, days }: Step,
  date: string,
  name: string,
): Promise<void> {
  const { zone, dates } = expected;
  const at = (day: string) => ({ start: time(wall(day, hour), zone), end: time(wall(day, hour + 1), zone) });
  const found = (await instancesOf(masterId, dates[0] ?? date)).find(
    (it) =>
      DateTime.fromISO(it.originalStart ?? `${it.start?.dateTime?.slice(0, 19) ?? ''}Z`, { zone }).toISODate() === date,
  );
  const longer = async (id: string) => {
    const { body } = await mine.outlook.get(id);
    return {
      body: {
        contentType: 'html' as const,
        content: (body?.content ?? '').replace(/<body>|^/, (it) => `${it}<p>${name}</p>`),
      },
    };
  };
  if (what === 'renameAll') {
    await mine.outlook.change(masterId, { subject: name });
    expected.subject = name;
  } else if (what === 'retimeAll') {
    if (hour === expected.hour) return;
    await mine.outlook.change(masterId, at(dates[0] ?? date));
    expected.retime(hour, false);
  } else if (what === 'redateAll') {
    await mine.outlook.change(masterId, at(later(dates[0] ?? date, days)));
    expected.retime(hour, false);
    expected.redate(days);
  } else if (what === 'textAll') await mine.outlook.change(masterId, await longer(masterId));
  else if (!found) return;
  else if (what === 'rename') {
    await mine.outlook.change(found.id, { subject: name });
    expected.put(date, { subject: name });
  } else if (what === 'move') {
    if (hour === expected.hourOf(date)) return;
    await mine.outlook.change(found.id, at(date));
    expected.put(date, { hour });
  } else if (what === 'cancel') {
    await mine.outlook.remove(found.id);
    expected.cancelled.add(date);
  } else await mine.outlook.change(found.id, await longer(found.id));
}

/** The same person here, who sees what was told so far, and answers when both sides changed. */
async function here(
  master: Event,
  expected: Expected,
  { what, hour, days, keep }: Step,
  date: string,
  name: string,
): Promise<void> {
  const { rows } = await sql<{
    id: number;
  }>`select e.id from calendar_event e where e.ical_uid = ${master.iCalUId ?? ''} and e.occurrence = ${date}
    and exists (select 1 from calendar_copy c where c.event_id = e.id and c.gone_at is null)`.execute(
    databaseOf(world).kysely,
  );
  const event = rows[0] && String(rows[0].id);
  if (!event) return;
  const { zone } = expected;
  const newDate = later(date, days);
  const scope: EventScope = what.endsWith('All') ? 'all' : 'one';
  const fields: Partial<Record<Step['what'], EventFields>> = {
    rename: { subject: name },
    renameAll: { subject: name },
    move: { time: { start: wall(date, hour), end: wall(date, hour + 1), zone, isAllDay: false } },
    retimeAll: { time: { start: wall(date, hour), end: wall(date, hour + 1), zone, isAllDay: false } },
    redateAll: { time: { start: wall(newDate, hour), end: wall(newDate, hour + 1), zone, isAllDay: false } },
    textOne: { text: `Agenda ${name}` },
    textAll: { text: `Agenda ${name}` },
  };
  const params = { event };
  const id = randomUUID();
  const wished =
    what === 'cancel'
      ? await ada.call('POST /calendar/events/:event/cancel', { params, body: { id, scope } })
      : await ada.call('POST /calendar/events/:event/change', {
          params,
          body: { id, scope, fields: fields[what] ?? {}, before: {} },
        });
  const change = await settled(wished, keep);
  if (change.state !== 'done') return; // gone in Outlook meanwhile, or the person kept what Outlook has
  if (what === 'rename') expected.put(date, { subject: name });
  if (what === 'renameAll') expected.subject = name;
  if (what === 'move' && hour !== expected.hourOf(date)) expected.put(date, { hour });
  if (what === 'cancel') expected.cancelled.add(date);
  if (what === 'retimeAll' && hour !== expected.hourOf(date) && hour !== expected.hour) expected.retime(hour, true);
  if (what === 'redateAll') {
    if (hour !== expected.hour) expected.retime(hour, true);
    expected.redate(days);
  }
}
async function settled(change: EventChange, keep: Step['keep']): Promise<EventChange> {
  const now = await until(
    () => ada.call('GET /calendar/changes/:change', { params: { change: change.id } }),
    (it) => it.state !== 'waiting',
  );
  if (now.state !== 'conflict') return now;
  return settled(
    await ada.call('POST /calendar/changes/:change/answer', { params: { change: now.id }, body: { keep } }),
    keep,
  );
}

test.each(zones.map((zone, i) => [zone, i] as const))(
  'R-46 M34 in %s both sides agree whatever they do to a series',
  async (zone, i) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: isLong ? 7 : 5 }), (steps) => play(zone, steps)),
      { numRuns: isLong ? 3 : 1, seed: seed + i, endOnFailure: true },
    );
  },
);
