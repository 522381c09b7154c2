import { sql } from 'kysely';
import type { EventFields } from '../../../../contract/calendar.js';
import { toAppError, type AppError } from '../../../base/errors.js';
import { backoffSeconds } from '../../../db/lease.js';
import { linkEvent } from '../link-event.js';
import { letGo } from '../let-go.js';
import { putEvents } from '../event-rows.js';
import type { EventItem } from '../event-item.js';
import { cancel } from './cancel.js';
import { create } from './create.js';
import { takeChange, waitLonger } from './lease.js';
import type { OutboxNeeds, Turn } from './needs.js';
import { propose } from './propose.js';
import { calendarOf, updateAll, updateFollowing, updateOne, type MovedDates, type Outcome } from './update.js';

const longestWaitSeconds = 15 * 60;
/** Trying again later may help; with anything else a person has to change something. */
const passing: AppError['code'][] = [
  'throttled',
  'upstream_unavailable',
  'sign_in_required',
  'step_up_required',
  'internal',
  'conflict',
];

/**
 * Brings Outlook to what a row wishes. Truth is in the row: a crash between any two lines is taken up by the next turn, a creation by its
 * transactionId, a change by comparing with what Outlook has. Safe to call at any time; the row's lease decides.
 */
export async function carryOut(needs: OutboxNeeds, id: string): Promise<void> {
  const taken = await takeChange(needs, id);
  if (!taken) return;
  const { row, lease } = taken;
  const mailbox = await needs.database.kysely
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', row.mailbox_id)
    .executeTakeFirstOrThrow();
  const as = await needs.connections.find(mailbox.tenant_id, mailbox.object_id);
  if (!as)
    return waitLonger(
      needs,
      taken,
      { code: 'C11', sentence: 'Nobody is signed in for this mailbox.' },
      longestWaitSeconds,
    );
  const turn: Turn = { row, mailbox, as, lease };
  try {
    if (row.kind === 'create')
      await done(needs, turn, { kind: 'done', items: [await create(needs, turn, await calendarOf(needs, turn))] });
    else await change(needs, turn);
  } catch (thrown) {
    const error = toAppError(thrown);
    const problem = {
      code: error.code,
      sentence: error.message,
      ...(error.reference ? { reference: error.reference } : {}),
    };
    if (!passing.includes(error.code)) return settle(needs, turn, 'failed', { problem });
    const seconds = backoffSeconds(longestWaitSeconds, error, row.attempts + 1);
    await waitLonger(needs, taken, problem, seconds);
    if (error.code === 'internal') throw thrown;
  }
}

async function change(needs: OutboxNeeds, turn: Turn): Promise<void> {
  const { row } = turn;
  const { id, masterId, date } = await targetOf(needs, turn);
  if (row.kind === 'cancel') {
    const gone = await cancel(needs, turn, { id, masterId, date, scope: row.scope });
    await done(needs, turn, { kind: 'done', items: [] }, gone);
    return;
  }
  if (row.kind === 'propose') {
    await done(needs, turn, { kind: 'done', items: [await propose(needs, turn, id)] });
    return;
  }
  const outcome: Outcome =
    !masterId || row.scope === 'one'
      ? await updateOne(needs, turn, id)
      : row.scope === 'all'
        ? await updateAll(needs, turn, id, masterId)
        : await updateFollowing(needs, turn, id, masterId, date);
  if (outcome.kind === 'done') return done(needs, turn, outcome);
  await settle(needs, turn, 'conflict', { theirs: { fields: outcome.theirs, changed: outcome.changed } });
}

/** The event in Outlook, its series, and the date on which its series has it. */
async function targetOf(
  { database }: OutboxNeeds,
  { row }: Turn,
): Promise<{ id: string; masterId: string | null; date: string }> {
  const id = row.graph_id ?? '';
  const found = await database.kysely
    .selectFrom('calendar_copy')
    .innerJoin('calendar_event', 'calendar_event.id', 'calendar_copy.event_id')
    .select(['series_master_id', 'occurrence', 'kind'])
    .where('calendar_copy.mailbox_id', '=', row.mailbox_id)
    .where('graph_id', '=', id)
    .executeTakeFirst();
  return {
    id,
    masterId: found?.kind === 'master' ? id : (found?.series_master_id ?? null),
    date: found?.occurrence ?? '',
  };
}

/** What Outlook has now is ours too, in one transaction with the end of the wish; the rest of a series comes with its stream. */
async function done(
  needs: OutboxNeeds,
  turn: Turn,
  { items, newSeries, movedDates }: Extract<Outcome, { kind: 'done' }>,
  gone: string[] = [],
): Promise<void> {
  const { row, mailbox, lease } = turn;
  const place = await placeOf(needs, turn);
  await needs.database.transaction(async (tx) => {
    const of = { id: mailbox.id, tenantId: mailbox.tenant_id };
    await putEvents(tx, of, place, items);
    await letGo(tx, of, gone);
    const event = row.event_id ?? (items[0] ? await idOf(tx, mailbox.tenant_id, items[0]) : null);
    const actor = { tenantId: row.tenant_id, objectId: row.object_id, name: await nameOf(tx, row) };
    for (const it of row.links)
      if (items[0])
        await linkEvent(
          tx,
          actor,
          { uid: items[0].uid, occurrence: items[0].occurrence, isSeries: items[0].kind === 'master' },
          it,
          { kind: 'booked', value: '' },
        );
    if (newSeries) await copyLinks(tx, row.tenant_id, newSeries);
    if (movedDates) await moveLinks(tx, row.tenant_id, movedDates);
    await sql`update calendar_change set state = 'done', event_id = ${event}, graph_id = ${items[0]?.graphId ?? row.graph_id}, problem = null, plan = null,
      theirs = null, lease_by = null, lease_until = null, done_at = now(), updated_at = now() where id = ${row.id} and lease_by = ${lease}`.execute(
      tx,
    );
    await needs.audit.append(tx, {
      tenantId: row.tenant_id,
      actor: row.object_id,
      action: `event.${{ create: 'created', update: 'changed', cancel: 'cancelled', propose: 'proposed' }[row.kind]}`,
      target: String(event ?? row.id),
      detail: { scope: row.scope },
    });
  });
  await needs.follow(mailbox.id);
}

async function placeOf({ database }: OutboxNeeds, { row, mailbox }: Turn) {
  const { rows } = await sql<{ generation: number; owner: string; can_view_private: boolean; can_edit: boolean }>`
    select coalesce(s.generation, 1) as generation, k.owner_address as owner, k.can_view_private, k.can_edit from calendar k
    left join sync_state s on s.mailbox_id = k.mailbox_id and s.workload = 'calendar' and s.resource = k.graph_id
    where k.id = ${row.calendar_id}`.execute(database.kysely);
  const [found] = rows;
  const isShared = found !== undefined && found.owner !== '' && found.owner !== mailbox.address.toLowerCase();
  return {
    calendarId: row.calendar_id,
    generation: found?.generation ?? 1,
    ...(isShared ? { sharedBy: { canViewPrivate: found.can_view_private, canEdit: found.can_edit } } : {}),
  };
}
type Tx = Parameters<typeof putEvents>[0];
async function idOf(tx: Tx, tenantId: string, { uid, occurrence }: EventItem): Promise<number | null> {
  const { rows } = await sql<{
    id: number;
  }>`select id from calendar_event where tenant_id = ${tenantId} and ical_uid = ${uid} and occurrence = ${occurrence}`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}
async function nameOf(tx: Tx, { tenant_id, object_id }: Turn['row']): Promise<string> {
  const { rows } = await sql<{
    name: string;
  }>`select display_name as name from connection where tenant_id = ${tenant_id} and object_id = ${object_id}`.execute(
    tx,
  );
  return rows[0]?.name ?? '';
}
/** The records of a series are those of the series that goes on after it. */
const copyLinks = (tx: Tx, tenantId: string, { from, to }: { from: string; to: string }) =>
  sql`insert into calendar_link (id, tenant_id, ical_uid, occurrence, is_series, module_id, record_id, state, confidence, reason, object_id,
      linked_by_name, decided_at, decided_by)
    select md5(id || ${to}), tenant_id, ${to}, '', true, module_id, record_id, state, confidence, reason, object_id, linked_by_name, decided_at, decided_by
    from calendar_link where tenant_id = ${tenantId} and ical_uid = ${from} and is_series
    on conflict (tenant_id, ical_uid, occurrence, module_id, record_id) do nothing`.execute(tx);

/** A date of a series that is on a record is so on its new day, or in its new series, too. */
async function moveLinks(tx: Tx, tenantId: string, { from, to, since, dateOf }: MovedDates): Promise<void> {
  const { rows } = await sql<{ date: string }>`select distinct occurrence as date from calendar_link
    where tenant_id = ${tenantId} and ical_uid = ${from} and occurrence >= ${since}`.execute(tx);
  if (rows.length === 0) return;
  const dates = rows.map((it) => it.date);
  // In two steps, because a new day may be an old one of another date.
  await sql`update calendar_link l set ical_uid = ${to}, occurrence = '~' || n.new_date
    from unnest(${dates}::text[], ${dates.map(dateOf)}::text[]) as n(old_date, new_date)
    where l.tenant_id = ${tenantId} and l.ical_uid = ${from} and l.occurrence = n.old_date`.execute(tx);
  await sql`delete from calendar_link l using calendar_link o where l.tenant_id = ${tenantId} and l.ical_uid = ${to} and l.occurrence like '~%'
    and o.tenant_id = l.tenant_id and o.ical_uid = l.ical_uid and o.occurrence = substr(l.occurrence, 2)
    and o.module_id = l.module_id and o.record_id = l.record_id`.execute(tx);
  await sql`update calendar_link set occurrence = substr(occurrence, 2)
    where tenant_id = ${tenantId} and ical_uid = ${to} and occurrence like '~%'`.execute(tx);
}

async function settle(
  { database }: OutboxNeeds,
  { row, lease }: Turn,
  state: 'failed' | 'conflict',
  {
    problem,
    theirs,
  }: { problem?: { code: string; sentence: string }; theirs?: { fields: EventFields; changed: string } },
): Promise<void> {
  await database.kysely
    .updateTable('calendar_change')
    .set({
      state,
      problem: problem ? JSON.stringify(problem) : null,
      theirs: theirs ? JSON.stringify(theirs) : null,
      lease_by: null,
      lease_until: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .where('lease_by', '=', lease)
    .execute();
}
