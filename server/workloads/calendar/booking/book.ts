import { now, sleep } from '../../../base/clock.js';
import { AppError, toAppError } from '../../../base/errors.js';
import { NotOurs, underLease } from '../../../db/lease.js';
import type { WishedBooking } from '../../../../contract/api.js';
import { askAs, bringAttendees, createEvent, findEvent, readEvent, removeEvent, type Ask } from './event.js';
import { followRoom } from './follow-room.js';
import { noting, problemOf, putOff, requireWished, takeLease, Unwished, type Note } from './lease.js';
import type { Needs } from './needs.js';
import { mailboxOf, nowBooked, nowUndone, primaryCalendar } from './onto-record.js';
import { requireRecord, requireRoom } from './recheck.js';
import { openWish, type BookingRow } from './row.js';
import type { RawEvent } from '../translate.js';

/** How long a meeting that cannot be made is tried again, before the person reads that there is none. */
const giveUpAfterMs = 10 * 60_000;
/** How long Teams may take for its link. */
const linkLimitMs = 90_000;
const looksForLink = 4;
const lookAgainMs = 500;

/**
 * The one job of booking: brings a meeting from its wish to event, Teams link, invitation, record link and audit row, or to none of
 * them. The event is made without anybody in it, so that nobody hears of a meeting that is not whole; inviting comes last. Every step
 * is written down before the next, what may have happened without our knowing is looked up, and what cannot be finished is taken back.
 */
export async function bookMeeting(needs: Needs, id: string): Promise<void> {
  const row = await takeLease(needs, id);
  if (!row) return;
  const note = noting(needs, row);
  await underLease(
    needs.settings.leaseSeconds,
    note,
    () => carryOut(needs, row, note),
    (error) => putOff(row, note, error),
  );
}

async function carryOut(needs: Needs, row: BookingRow, note: Note): Promise<void> {
  const wish = openWish(needs.seal, row);
  const ask = await askFor(needs, row);
  if (row.state === 'booking') await make(needs, ask, row, wish, note);
  if (row.state === 'undoing' || row.state === 'failing') {
    await takeBack(ask, row);
    await nowUndone(needs, row);
    return;
  }
  await followRoom(needs, ask, row, wish, note);
}

/** All of it; on what cannot be mended, or when it is no longer wished, the row says that it is to be taken back. */
async function make(needs: Needs, ask: Ask, row: BookingRow, wish: WishedBooking, note: Note): Promise<void> {
  try {
    requireWished(row);
    if (!row.is_invite_tried) {
      await requireRecord(needs, row);
      await requireRoom(needs, row, wish);
    }
    const event = await ensureEvent(needs, ask, row, wish, note);
    requireWished(row);
    await ensureLink(ask, row, wish, event, note);
    requireWished(row);
    const invited = await ensureInvited(ask, row, wish, note);
    await nowBooked(needs, row, wish, await mailboxOf(needs, row), invited);
  } catch (thrown) {
    if (thrown instanceof NotOurs) throw thrown;
    if (thrown instanceof Unwished) {
      await note({ state: 'undoing', attempts: 0, problem: null });
      return;
    }
    const error = toAppError(thrown);
    if (!isOver(error, row)) throw thrown;
    await note({ state: 'failing', attempts: 0, problem: JSON.stringify(problemOf(error)) });
  }
}

/** What only a person can change; and what would come so late that it surprises. Once people may know of it, it is finished. */
function isOver(error: AppError, row: BookingRow): boolean {
  if (error.spec.retry === 'never') return true;
  const isLate = now().getTime() - new Date(row.wished_at ?? 0).getTime() > giveUpAfterMs;
  return isLate && !row.is_invite_tried && error.code !== 'internal';
}

async function ensureEvent(
  needs: Needs,
  ask: Ask,
  row: BookingRow,
  wish: WishedBooking,
  note: Note,
): Promise<RawEvent> {
  if (row.graph_id !== null) {
    const known = await readEvent(ask, row.graph_id);
    if (known) return known;
    throw new AppError('conflict', 'The event was deleted in Outlook while it was booked. Book it again.', {
      source: 'graph',
    });
  }
  let event = row.tried_at === null ? undefined : await findEvent(ask, row.transaction_id ?? row.id);
  if (!event) {
    await note({ tried_at: now() });
    event = await createEvent(ask, row.transaction_id ?? row.id, wish, await primaryCalendar(needs, row));
  }
  await note({
    graph_id: event.id,
    ical_uid: event.iCalUId ?? null,
    web_link: event.webLink ?? null,
    join_url: event.onlineMeeting?.joinUrl ?? null,
  });
  return event;
}

/** Teams may fill in its link a moment after the event. An account without Teams gets none, and no error. */
async function ensureLink(ask: Ask, row: BookingRow, wish: WishedBooking, event: RawEvent, note: Note): Promise<void> {
  if (wish.online !== 'teams' || row.join_url !== null) return;
  const without = (sentence: string) => new AppError('invalid_request', sentence, { source: 'graph', field: 'online' });
  for (let look = 0, seen: RawEvent | undefined = event; seen; look += 1) {
    if (seen.onlineMeeting?.joinUrl) {
      await note({ join_url: seen.onlineMeeting.joinUrl });
      return;
    }
    if (seen.isOnlineMeeting === false)
      throw without('Teams gave this meeting no link: it is not part of your licence. Book it without Teams.');
    if (look === looksForLink) break;
    await sleep(lookAgainMs * 2 ** look);
    seen = await readEvent(ask, event.id);
  }
  if (now().getTime() - new Date(row.tried_at ?? 0).getTime() > linkLimitMs)
    throw without('Teams gave this meeting no link. Try again, or book it without Teams.');
  throw new AppError(
    'upstream_unavailable',
    'Teams has not given the meeting its link yet. Nobody is invited before it has.',
    {
      source: 'graph',
    },
  );
}

/** Gives the event as it is then. */
async function ensureInvited(ask: Ask, row: BookingRow, wish: WishedBooking, note: Note): Promise<RawEvent> {
  const read = async (): Promise<RawEvent> => {
    const event = await readEvent(ask, row.graph_id ?? '');
    if (event) return event;
    throw new AppError('conflict', 'The event was deleted in Outlook while it was booked. Book it again.', {
      source: 'graph',
    });
  };
  if (!row.is_invited && (wish.people.length > 0 || wish.room)) {
    const event = await read();
    // What was asked for and did not happen is as if it never was; from the next line on people may know of it.
    if (row.is_invite_tried && !event.attendees?.length) await note({ is_invite_tried: false });
    requireWished(row);
    await note({ is_invite_tried: true });
    await bringAttendees(ask, event, wish).catch((error: unknown) => {
      throw refusedPeople(error);
    });
  }
  await note({ is_invited: true });
  return read();
}
/** What Microsoft refuses of an invitation is about the people in it. Somebody changed the event meanwhile: it is read again. */
function refusedPeople(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const more = { source: error.source, cause: error, ...(error.reference ? { reference: error.reference } : {}) };
  if (error.code === 'conflict' || error.code === 'not_found')
    return new AppError('upstream_unavailable', 'The event changed in Outlook meanwhile. It is read again.', more);
  return error.code === 'invalid_request'
    ? new AppError('invalid_request', error.message, { ...more, field: 'people' })
    : error;
}

/** Removes the event, under the id that is known or by its mark; who was invited is told. */
async function takeBack(ask: Ask, row: BookingRow): Promise<void> {
  if (row.tried_at === null) return;
  const event =
    (row.graph_id === null ? undefined : await readEvent(ask, row.graph_id)) ??
    (await findEvent(ask, row.transaction_id ?? row.id));
  if (event) await removeEvent(ask, event);
}

async function askFor({ connections, graph }: Needs, row: BookingRow): Promise<Ask> {
  const as = await connections.find(row.tenant_id, row.object_id);
  if (!as) throw new AppError('sign_in_required', 'Sign in again, so that this meeting can be booked.');
  return askAs(graph, as);
}
