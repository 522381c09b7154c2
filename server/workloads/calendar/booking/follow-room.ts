import { sql } from 'kysely';
import type { WishedBooking } from '../../../../contract/api.js';
import { now } from '../../../base/clock.js';
import { AppError } from '../../../base/errors.js';
import { bringAttendees, readEvent, roomAnswerIn, type Ask } from './event.js';
import type { Note } from './lease.js';
import type { Needs } from './needs.js';
import { notePeople } from './onto-record.js';
import type { BookingRow } from './row.js';

/** A room that has not answered after this is as free or taken as the event says; nobody waits any longer. */
const followForMs = 24 * 3_600_000;
const longestWaitSeconds = 60;

/**
 * After booking: brings the room to what is wished, and looks for its answer until it has one (M37). A meeting that is over, deleted,
 * or has no room has nothing left to look for.
 */
export async function followRoom(
  needs: Needs,
  ask: Ask,
  row: BookingRow,
  wish: WishedBooking,
  note: Note,
): Promise<void> {
  const { room } = wish;
  const isOver =
    new Date(row.ends_at) < now() || now().getTime() - new Date(row.booked_at ?? 0).getTime() > followForMs;
  const event = row.graph_id === null || isOver ? undefined : await readEvent(ask, row.graph_id);
  if (!event || (!room && row.room_answer !== 'changing')) {
    await note({ is_settled: true });
    return;
  }
  if (row.room_answer === 'changing') {
    await bringAttendees(ask, event, wish).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'conflict'
        ? new AppError('upstream_unavailable', 'The event changed in Outlook meanwhile. It is read again.', {
            source: 'graph',
            cause: error,
          })
        : error;
    });
    await note({ room_answer: room ? 'waiting' : null, attempts: 0, problem: null, is_settled: !room });
  }
  const current = (await readEvent(ask, event.id)) ?? event;
  if (!room) {
    await notePeople(needs, row, current);
    return;
  }
  const answer = roomAnswerIn(current, room.address);
  if (answer === 'waiting') {
    await note({
      attempts: row.attempts + 1,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${Math.min(longestWaitSeconds, 2 ** row.attempts)})`,
    });
    return;
  }
  await notePeople(needs, row, current);
  await note({ room_answer: answer, is_settled: true });
}
