import type { WishedBooking } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Needs } from './needs.js';
import type { BookingRow } from './row.js';
import { quartersAround, readTaken } from './schedules.js';
import { digitOf } from './slots.js';

const checkLimitMs = 5_000;

/** The last look before anything is made: the record is still there. A silent Coherence keeps nobody from meeting. */
export async function requireRecord({ records }: Needs, row: BookingRow): Promise<void> {
  if (row.module_id === null || row.record_id === null) return;
  const check = await records
    .check(row.tenant_id, { moduleId: row.module_id, recordId: row.record_id }, checkLimitMs)
    .catch(() => 'ok' as const);
  if (check === 'missing')
    throw new AppError('invalid_request', 'The record of this meeting was deleted in Coherence. Choose another one.', {
      source: 'coherence',
      field: 'record',
    });
}

/** ... and so is the room: somebody may have taken it since it was chosen. */
export async function requireRoom(
  { graph, connections }: Needs,
  row: BookingRow,
  { room, startDateTime, endDateTime }: WishedBooking,
): Promise<void> {
  const as = room && (await connections.find(row.tenant_id, row.object_id));
  if (!as) return;
  const [start, end] = [Date.parse(startDateTime), Date.parse(endDateTime)];
  const window = quartersAround(start, end);
  const [taken] = await readTaken(graph, as, [{ address: room.address, kind: 'room' }], window);
  if (taken?.isKnown && /[123]/.test(digitOf(taken, window, start, end)))
    throw new AppError('conflict', `${room.name} was taken meanwhile. Choose another room or another time.`, {
      source: 'graph',
      field: 'room',
    });
}
