import { sql } from 'kysely';
import type { WishedBooking } from '../../../../contract/api.js';
import { now } from '../../../base/clock.js';
import { NotOurs } from '../../../db/lease.js';
import type { Sql } from '../../../db/database.js';
import { putEvents } from '../event-rows.js';
import { linkEvent, undoEventLink } from '../link-event.js';
import { translate, type RawEvent } from '../translate.js';
import { readUid } from '../uid.js';
import { Unwished } from './lease.js';
import type { Needs } from './needs.js';
import type { BookingRow } from './row.js';

/** The calendar that new events go to, where the person chose one; Outlook's own default otherwise. */
export async function primaryCalendar(
  { database }: Pick<Needs, 'database'>,
  row: BookingRow,
): Promise<string | undefined> {
  const found = await database.kysely
    .selectFrom('calendar as c')
    .innerJoin('mailbox as m', 'm.id', 'c.mailbox_id')
    .select('c.graph_id')
    .where('m.tenant_id', '=', row.tenant_id)
    .where('m.object_id', '=', row.object_id)
    .where('m.kind', '=', 'own')
    .where('m.state', '<>', 'disconnected')
    .where('c.is_primary', '=', true)
    .where('c.is_default', '=', false)
    .where('c.can_edit', '=', true)
    .where('c.is_gone', '=', false)
    .executeTakeFirst();
  return found?.graph_id;
}

/**
 * The organizer's own mailbox, whose calendar it stands in: by it the person sees their meeting on the record. Whoever never connected
 * Outlook gets the row, and nothing is synced by it.
 */
export async function mailboxOf(needs: Needs, row: BookingRow): Promise<{ id: number } | undefined> {
  const find = () =>
    needs.database.kysely
      .selectFrom('mailbox')
      .select('id')
      .where('tenant_id', '=', row.tenant_id)
      .where('object_id', '=', row.object_id)
      .where('kind', '=', 'own')
      .orderBy('id')
      .executeTakeFirst();
  const known = await find();
  if (known) return known;
  const as = await needs.connections.find(row.tenant_id, row.object_id);
  if (as) await needs.mailboxes.ensureOwn(as, as);
  return find();
}

/** From here on it is booked: the event as the sync will find it, on its record, in the audit. All of it or nothing. */
export async function nowBooked(
  { database, audit, connections }: Needs,
  row: BookingRow,
  wish: WishedBooking,
  mailbox: { id: number } | undefined,
  event: RawEvent,
): Promise<void> {
  const { tenant_id: tenantId, object_id: objectId, module_id: moduleId, record_id: recordId } = row;
  const organizer = await connections.find(tenantId, objectId);
  const booked = {
    state: 'booked' as const,
    booked_at: now(),
    room_answer: wish.room ? ('waiting' as const) : null,
    is_settled: !wish.room,
    problem: null,
    attempts: 0,
    next_attempt_at: null,
  };
  await database.transaction(async (tx) => {
    const done = await tx
      .updateTable('booking')
      .set({ ...booked, updated_at: sql<Date>`now()` })
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .returning(['is_unwished'])
      .executeTakeFirst();
    if (!done) throw new NotOurs();
    if (done.is_unwished) throw new Unwished();
    await putCopy(tx, tenantId, mailbox, event);
    if (moduleId !== null && recordId !== null)
      await linkEvent(
        tx,
        { tenantId, objectId, name: organizer?.name ?? '' },
        uidOf(row),
        { moduleId, recordId },
        {
          kind: 'booked',
          value: '',
        },
      );
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'meeting.booked',
      target: row.id,
      detail: { people: wish.people.length, room: wish.room !== undefined, teams: wish.online === 'teams' },
    });
  });
  Object.assign(row, booked);
}
const uidOf = ({ ical_uid, id }: BookingRow) => readUid(ical_uid ?? id);

/** The event and the organizer's copy, as the sync writes them; it later meets its own rows. */
async function putCopy(on: Sql, tenantId: string, mailbox: { id: number } | undefined, event: RawEvent): Promise<void> {
  const translated = translate(event);
  if (mailbox && translated.kind === 'here')
    await putEvents(on, { id: mailbox.id, tenantId }, { calendarId: null, generation: 1 }, [translated.item]);
}
/** After a change of ours: who comes, and what the room said, where the record shows it. */
export async function notePeople(needs: Needs, row: BookingRow, event: RawEvent): Promise<void> {
  const mailbox = await mailboxOf(needs, row);
  await needs.database.transaction((tx) => putCopy(tx, row.tenant_id, mailbox, event));
}

/** Nothing of it is there any more. What was booked leaves a trace in the audit; what never was leaves none. */
export async function nowUndone({ database, audit }: Needs, row: BookingRow): Promise<void> {
  const state = row.state === 'failing' ? 'failed' : 'undone';
  await database.transaction(async (tx) => {
    const done = await tx
      .updateTable('booking')
      .set({
        state,
        is_settled: true,
        is_unwished: false,
        room_answer: null,
        join_url: null,
        web_link: null,
        ...(state === 'undone' ? { problem: null } : {}),
        attempts: 0,
        next_attempt_at: null,
        updated_at: sql<Date>`now()`,
      })
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw new NotOurs();
    if (row.booked_at === null) return;
    const { uid, occurrence } = uidOf(row);
    const ofEvent = { tenant_id: row.tenant_id, ical_uid: uid, occurrence };
    const links = await tx
      .selectFrom('calendar_link')
      .select('id')
      .where((eb) => eb.and(ofEvent))
      .where('state', '=', 'linked')
      .execute();
    for (const { id } of links) await undoEventLink(tx, { tenantId: row.tenant_id, objectId: row.object_id }, id);
    await tx
      .updateTable('calendar_event')
      .set({ is_cancelled: true, updated_at: now() })
      .where((eb) => eb.and(ofEvent))
      .execute();
    await audit.append(tx, { tenantId: row.tenant_id, actor: row.object_id, action: 'meeting.undone', target: row.id });
  });
  Object.assign(row, { state });
}
