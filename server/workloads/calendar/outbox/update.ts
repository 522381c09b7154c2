import type { EventFields } from '../../../../contract/calendar.js';
import { DateTime } from 'luxon';
import { now } from '../../../base/clock.js';
import { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import type { EventItem } from '../event-item.js';
import { withoutJoinBlock, withText } from './body.js';
import { understood } from './create.js';
import { conflictsOf, fieldsOf, isSame, leftToDo, mergedPeople, toGraph, type FieldName } from './fields.js';
import { notePlan } from './lease.js';
import { asHtml, asText, eventsOf, type Events, type OutboxNeeds, type Turn } from './needs.js';
import {
  movedSeries,
  passOver,
  putBack,
  readSeries,
  splitRecurrence,
  takenAlong,
  type MovedSeries,
  type SeriesState,
} from './series.js';

/** Dates of a series from one on, which are on other days from now on, or in another series. */
export interface MovedDates {
  from: string;
  to: string;
  since: string;
  dateOf(date: string): string;
}
/** What became of a change. `conflict`: nothing was written, because Outlook has another value than the person saw. */
export type Outcome =
  | {
      kind: 'done';
      items: EventItem[];
      newSeries?: { from: string; to: string };
      movedDates?: MovedDates;
    }
  | { kind: 'conflict'; theirs: EventFields; names: FieldName[]; changed: string };
const tries = 4;

/** Changes one event, or one date of a series. */
export async function updateOne(needs: OutboxNeeds, turn: Turn, id: string): Promise<Outcome> {
  const events = eventsOf(needs, turn);
  return untilUnchanged(async () => {
    const { item, wished, conflict } = await compare(events, turn, id);
    if (conflict) return conflict;
    if (Object.keys(wished).length === 0) return { kind: 'done', items: [item] };
    const patched = await events.patch(id, await toBody(events, id, wished), item.etag);
    return { kind: 'done', items: [understood(patched)] };
  });
}

/** Somebody may write between our reading and our writing: `If-Match` refuses, and it is looked at again. */
async function untilUnchanged(work: () => Promise<Outcome>): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt >= tries) throw error;
    }
}

async function compare(events: Events, { row }: Turn, id: string) {
  const item = understood(await events.get(id, asText));
  const theirs = fieldsOf(item);
  const [before, fields] = [row.base as EventFields, row.fields as EventFields];
  const names = conflictsOf(before, fields, theirs);
  const conflict: Outcome | undefined =
    names.length > 0
      ? { kind: 'conflict', theirs: pick(theirs, names), names, changed: item.modifiedDateTime }
      : undefined;
  const people = mergedPeople(before.people, fields.people, theirs.people);
  return { item, theirs, conflict, wished: leftToDo({ ...fields, ...(people ? { people } : {}) }, theirs) };
}
const pick = (fields: EventFields, names: FieldName[]): EventFields =>
  Object.fromEntries(names.map((it) => [it, fields[it]])) as EventFields;

async function toBody(events: Events, id: string, { text, ...fields }: EventFields) {
  if (text === undefined) return toGraph(fields);
  const html = (await events.get(id, asHtml, { $select: 'id,body' })).body?.content ?? '';
  return { ...toGraph(fields), body: { contentType: 'html', content: withText(html, text) } };
}

/** Changes a whole series. What is different on single dates stays different: it is written down first, and put back where it was lost. */
export async function updateAll(needs: OutboxNeeds, turn: Turn, id: string, masterId: string): Promise<Outcome> {
  const events = eventsOf(needs, turn);
  return untilUnchanged(async () => {
    const known = turn.row.plan as { state: SeriesState } | null;
    // Once it was begun, the date that was looked at may be on another day.
    const conflict = known ? undefined : (await compare(events, turn, id)).conflict;
    if (conflict) return conflict;
    const current = await readSeries(events, masterId);
    const state = known?.state ?? current;
    const moved = movedOf(turn, state.master);
    if (!known) await keepPlan(needs, turn, { state });
    const { time: _time, text, ...fields } = turn.row.fields as EventFields;
    const theirs = fieldsOf(current.master);
    const people = mergedPeople((turn.row.base as EventFields).people, fields.people, theirs.people);
    const left = leftToDo({ ...fields, ...(people ? { people } : {}) }, theirs);
    const isMoved = moved !== undefined && !isAt(current.master, moved.times);
    const isOtherText = text !== undefined && text !== theirs.text;
    if (isMoved || isOtherText || Object.keys(left).length > 0)
      await events.patch(
        masterId,
        {
          ...toGraph(left),
          ...(isMoved ? { ...moved.times, ...(moved.days ? { recurrence: moved.days.recurrence } : {}) } : {}),
          ...(isOtherText ? { body: { contentType: 'html', content: withText(current.html, text) } } : {}),
        },
        current.master.etag,
      );
    const after = await readSeries(events, masterId);
    const { uid } = state.master;
    const zone = after.master.isAllDay ? 'utc' : after.master.zone;
    await putBack(events, masterId, zone, lostOf(moved ? takenAlong(state, moved) : state, after));
    return {
      kind: 'done',
      items: [after.master],
      // What took place stays on the day it did.
      ...(moved?.days ? { movedDates: { from: uid, to: uid, since: today(), dateOf: moved.days.dateOf } } : {}),
    };
  });
}
const today = (): string => now().toISOString().slice(0, 10);
/** How the series is to be moved; undefined when its times are not wished otherwise. */
function movedOf({ row }: Turn, master: EventItem): MovedSeries | undefined {
  const [before, wished] = [(row.base as EventFields).time, (row.fields as EventFields).time];
  return before && wished && !isSame('time', before, wished) ? movedSeries(master, before, wished) : undefined;
}
const isAt = (master: EventItem, { start, end }: MovedSeries['times']): boolean => {
  const wall = fieldsOf(master).time;
  return wall?.start === start?.dateTime?.slice(0, 16) && wall?.end === end?.dateTime?.slice(0, 16);
};
/** What was different on single dates, and is not so any more. */
function lostOf(
  before: Pick<SeriesState, 'exceptions' | 'cancelled'>,
  after: SeriesState,
): Pick<SeriesState, 'exceptions' | 'cancelled'> {
  const there = new Map(after.exceptions.map((it) => [it.date, JSON.stringify(it.fields)]));
  return {
    exceptions: before.exceptions.filter(
      (it) => there.get(it.date) !== JSON.stringify(it.fields) || it.html !== undefined,
    ),
    cancelled: before.cancelled.filter((it) => !after.cancelled.includes(it)),
  };
}

interface SplitPlan {
  state: SeriesState;
  /** The new series' transactionId. */
  newId: string;
  before: number;
}
/** This date and later ones become a series of their own with what is wished; the old one ends the day before. */
export async function updateFollowing(
  needs: OutboxNeeds,
  turn: Turn,
  id: string,
  masterId: string,
  date: string,
): Promise<Outcome> {
  const events = eventsOf(needs, turn);
  const known = turn.row.plan as SplitPlan | null;
  // With its first date, the whole series was begun.
  if (known && !known.newId) return updateAll(needs, turn, id, masterId);
  if (!known) {
    const { conflict } = await compare(events, turn, id);
    if (conflict) return conflict;
  }
  const plan = known ?? (await planSplit(events, masterId, date));
  if (plan.before === 0) return updateAll(needs, turn, id, masterId);
  if (!known) await keepPlan(needs, turn, plan);
  const { master, html, exceptions, cancelled } = plan.state;
  const { first, rest } = splitRecurrence(master.recurrence as never, date, plan.before);
  const { text, time: _time, ...fields } = turn.row.fields as EventFields;
  const moved = movedOf(turn, { ...master, recurrence: rest });
  const onDate = onDay(moved?.days?.dateOf(date) ?? date, moved?.times ?? toGraph({ time: fieldsOf(master).time }));
  const own = withoutJoinBlock(html);
  const people = mergedPeople((turn.row.base as EventFields).people, fields.people, fieldsOf(master).people);
  const made = understood(
    await events.create(await calendarOf(needs, turn), {
      ...toGraph({ ...fieldsOf(master), ...fields, ...(people ? { people } : {}) }),
      ...onDate,
      body: { contentType: 'html', content: text === undefined ? own : withText(own, text) },
      recurrence: moved?.days?.recurrence ?? rest,
      transactionId: plan.newId,
    }),
  );
  const later = (it: string) => it > date;
  const kept = { exceptions: exceptions.filter((it) => later(it.date)), cancelled: cancelled.filter(later) };
  await putBack(events, made.graphId, master.isAllDay ? 'utc' : master.zone, moved ? takenAlong(kept, moved) : kept);
  await endBefore(events, masterId, first);
  const uids = { from: master.uid, to: made.uid };
  const dateOf = (it: string) => moved?.days?.dateOf(it) ?? it;
  return { kind: 'done', items: [made], newSeries: uids, movedDates: { ...uids, since: date, dateOf } };
}
async function planSplit(events: Events, masterId: string, date: string): Promise<SplitPlan> {
  const state = await readSeries(events, masterId);
  return { state, newId: newId(), before: await datesBefore(events, masterId, state, date) };
}
export async function datesBefore(
  events: Events,
  masterId: string,
  { master, cancelled }: SeriesState,
  date: string,
): Promise<number> {
  const day = 86_400_000;
  const from = new Date(Date.parse(master.startDateTime) - 2 * day);
  const to = new Date(Date.parse(`${date}T00:00:00Z`) + 2 * day);
  const zone = master.isAllDay ? 'utc' : master.zone;
  const instances = to > from ? await events.instances(masterId, from, to) : [];
  const dates = instances.map(
    (it) =>
      DateTime.fromISO(it.originalStart ?? `${it.start?.dateTime?.slice(0, 23) ?? ''}Z`, { zone }).toISODate() ?? '',
  );
  return dates.filter((it) => it < date).length + cancelled.filter((it) => it < date).length;
}
/** The series ends with this recurrence; twice is once. */
export async function endBefore(
  events: Events,
  masterId: string,
  recurrence: ReturnType<typeof splitRecurrence>['first'],
): Promise<void> {
  const raw = await events.get(masterId, asText).catch(passOver('not_found'));
  const end = raw?.recurrence?.range;
  if (!raw || (end?.type === 'endDate' && (end.endDate ?? '') <= (recurrence.range?.endDate ?? ''))) return;
  await events.patch(masterId, { recurrence }, raw['@odata.etag']);
}

type Times = MovedSeries['times'];
function onDay(date: string, { start, end, isAllDay }: Times): Times {
  const days = (Date.parse(date) - Date.parse((start?.dateTime ?? date).slice(0, 10))) / 86_400_000;
  const moved = (it: Times['start']) => {
    const at = it?.dateTime ?? '';
    const day = new Date(Date.parse(`${at.slice(0, 10)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    return { dateTime: `${day}${at.slice(10)}`, timeZone: it?.timeZone ?? 'UTC' };
  };
  return { start: moved(start), end: moved(end), isAllDay: isAllDay ?? false };
}

async function keepPlan(needs: OutboxNeeds, turn: Turn, plan: object): Promise<void> {
  if (!(await notePlan(needs, turn, plan)))
    throw new AppError('upstream_unavailable', 'Another worker goes on with this change.');
  turn.row.plan = plan as Record<string, unknown>;
}
export async function calendarOf({ database }: OutboxNeeds, { row }: Turn): Promise<string | undefined> {
  if (row.calendar_id === null) return undefined;
  const found = await database.kysely
    .selectFrom('calendar')
    .select('graph_id')
    .where('id', '=', row.calendar_id)
    .executeTakeFirst();
  return found?.graph_id;
}
