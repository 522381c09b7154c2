import { sql } from 'kysely';
import type { Booking, RecordRef, WishedBooking, WishedRoom } from '../../../../contract/api.js';
import { now } from '../../../base/clock.js';
import { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import { normaliseAddress } from '../../../records/addresses.js';
import { isOwn } from '../../../records/people.js';
import { keyOf } from '../../../records/view.js';
import { requireBookable } from './check.js';
import { requireCalendar } from './helps.js';
import type { Needs } from './needs.js';
import { openWish, sealWish, toBooking, type BookingRow } from './row.js';

/** Keeps a meeting as it is wished. The same again is once; what was changed in another window meanwhile is a `conflict`. */
export async function saveBooking(
  needs: Needs,
  principal: Principal,
  id: string,
  { version, ...wish }: WishedBooking & { version: number },
): Promise<Booking> {
  const { database, records, seal } = needs;
  requireBookable(wish);
  const { tenantId, objectId } = principal;
  const of = wish.record && (await records.resolve(tenantId, wish.record, 'meetings'));
  const row = await database.transaction(async (tx) => {
    const values = {
      ...sealWish(seal, { tenant_id: tenantId, id }, wish),
      module_id: of?.moduleId ?? null,
      record_id: of?.recordId ?? null,
      ends_at: wish.endDateTime,
    };
    const made = await tx
      .insertInto('booking')
      .values({ id, tenant_id: tenantId, object_id: objectId, state: 'draft', version: 1, ...values })
      .onConflict((on) => on.column('id').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made) return made;
    const known = await ownRow(tx, principal, id);
    if (JSON.stringify(openWish(seal, known)) === JSON.stringify(wish)) return known;
    if (known.state !== 'draft' && known.state !== 'failed')
      throw new AppError('conflict', 'This meeting is booked already. Change it in its calendar entry.', {
        source: 'request',
      });
    if (known.version !== version)
      throw new AppError('conflict', 'This meeting was changed in another window. Close one of them.', {
        source: 'request',
      });
    return tx
      .updateTable('booking')
      .set({ ...values, version: version + 1, updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  return show(needs, principal, row);
}

/** The row of one's own booking, held until the transaction ends. What others book is as if it were not there. */
async function ownRow(tx: Sql, { tenantId, objectId }: Principal, id: string): Promise<BookingRow> {
  const row = await tx
    .selectFrom('booking')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This booking is not here any more.', { source: 'request' });
  return row;
}

export async function getBooking(needs: Needs, principal: Principal, id: string): Promise<Booking> {
  return show(needs, principal, await needs.database.transaction((tx) => ownRow(tx, principal, id)));
}

/**
 * Wishes that it is booked. Asked for twice it is one meeting. One that failed is begun anew: what there was of it is gone, and the new
 * attempt has a transactionId of its own.
 */
export async function wishToBook(needs: Needs, principal: Principal, id: string, version: number): Promise<Booking> {
  const { database, seal, queue } = needs;
  await requireCalendar(needs, principal);
  const planned = await database.transaction((tx) => ownRow(tx, principal, id));
  const { record } = openWish(seal, planned);
  // What was planned may not be allowed any more; asked for twice it is one meeting, whatever was decided since.
  if (record && (planned.state === 'draft' || planned.state === 'failed'))
    await needs.records.resolve(principal.tenantId, record, 'meetings');
  const row = await database.transaction(async (tx) => {
    const known = await ownRow(tx, principal, id);
    if (known.state !== 'draft' && known.state !== 'failed') return known;
    if (known.version !== version)
      throw new AppError(
        'conflict',
        'This meeting was changed in another window. Look at it again before you book it.',
        {
          source: 'request',
        },
      );
    requireBookable(openWish(seal, known));
    const saved = await tx
      .updateTable('booking')
      .set({
        state: 'booking',
        wished_at: now(),
        transaction_id: newId(),
        is_unwished: false,
        problem: null,
        attempts: 0,
        next_attempt_at: null,
        ...anew,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await queue.add('book-meeting', { bookingId: id }, { key: id, tx });
    return saved;
  });
  return show(needs, principal, row);
}
const anew = {
  tried_at: null,
  graph_id: null,
  ical_uid: null,
  join_url: null,
  web_link: null,
  is_invite_tried: false,
  is_invited: false,
  booked_at: null,
  is_settled: false,
};

/** Takes it back, at whatever point it is. Twice is once. */
export async function undoBooking(needs: Needs, principal: Principal, id: string): Promise<Booking> {
  const row = await needs.database.transaction(async (tx) => {
    const known = await ownRow(tx, principal, id);
    const change = undoing(known);
    if (!change) return known;
    const saved = await tx
      .updateTable('booking')
      .set({ ...change, next_attempt_at: null, updated_at: sql<Date>`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await needs.queue.add('book-meeting', { bookingId: id }, { key: id, tx });
    return saved;
  });
  return show(needs, principal, row);
}
/** Whoever is at it learns that it is no longer wished, and takes it back; nobody interferes with a step that is under way. */
function undoing({ state }: BookingRow) {
  if (state === 'booking') return { is_unwished: true };
  if (state === 'booked') return { state: 'undoing' as const, is_settled: false, attempts: 0, ...letGo };
  return state === 'draft' || state === 'failed' ? { state: 'undone' as const, problem: null } : undefined;
}

/** Whoever looks for the room's answer has nothing to look for any more. */
const letGo = { lease_by: null, lease_until: null };

/** Another room, or none. Only while the meeting stands; the same again is once. */
export async function changeRoom(
  needs: Needs,
  principal: Principal,
  id: string,
  room: WishedRoom | undefined,
): Promise<Booking> {
  const { database, seal, queue } = needs;
  const row = await database.transaction(async (tx) => {
    const known = await ownRow(tx, principal, id);
    if (known.state !== 'booked')
      throw new AppError('conflict', 'This meeting is not booked, so its room cannot be changed.', {
        source: 'request',
      });
    const { room: before, ...wish } = openWish(seal, known);
    if (before?.address.toLowerCase() === room?.address.toLowerCase()) return known;
    const saved = await tx
      .updateTable('booking')
      .set({
        ...sealWish(seal, known, { ...wish, ...(room ? { room } : {}) }),
        version: known.version + 1,
        room_answer: 'changing',
        is_settled: false,
        ...letGo,
        attempts: 0,
        next_attempt_at: null,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await queue.add('book-meeting', { bookingId: id }, { key: id, tx });
    return saved;
  });
  return show(needs, principal, row);
}

/** One's own bookings on a record that a person may have to do something about, the latest first. */
export async function openBookings(needs: Needs, principal: Principal, ref: RecordRef): Promise<Booking[]> {
  const { moduleId, recordId } = await needs.records.resolve(principal.tenantId, ref);
  const rows = await needs.database.kysely
    .selectFrom('booking')
    .selectAll()
    .where('tenant_id', '=', principal.tenantId)
    .where('object_id', '=', principal.objectId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('ends_at', '>', sql<Date>`now()`)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['booking', 'undoing', 'failing', 'failed']),
        eb.and([eb('state', '=', 'booked'), eb('room_answer', 'in', ['declined', 'changing'])]),
      ]),
    )
    .orderBy('updated_at', 'desc')
    .limit(20)
    .execute();
  return Promise.all(rows.map((it) => show(needs, principal, it)));
}

async function show(
  { database, records, seal, ownDomains }: Needs,
  viewer: Principal,
  row: BookingRow,
): Promise<Booking> {
  const wish = openWish(seal, row);
  const on = database.kysely;
  const ref =
    row.module_id !== null && row.record_id !== null ? { moduleId: row.module_id, recordId: row.record_id } : undefined;
  const [views, domains] = await Promise.all([
    records.views(on, row.tenant_id, ref ? [ref] : []),
    ownDomains(on, row.tenant_id),
  ]);
  const own = { address: viewer.address, ownDomains: domains };
  return toBooking(row, wish, {
    record: ref && views.get(keyOf(ref)),
    outside: wish.people.filter((it) => !isOwn(normaliseAddress(it.address), own)).map((it) => it.address),
  });
}
