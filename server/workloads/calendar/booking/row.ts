import type { Expression, Selectable, Updateable } from 'kysely';
import type { Booking, RecordView, WishedBooking } from '../../../../contract/api.js';
import type { BookingTable } from '../../../db/schema-booking.js';
import type { Seal } from '../../../identity/seal.js';
import { writeInvitation } from './invitation.js';

export type BookingRow = Selectable<BookingTable>;
type Columns = Updateable<BookingTable>;
export type BookingChange = { [K in keyof Columns]: Columns[K] | Expression<Date> };

const contextOf = ({ tenant_id, id }: Pick<BookingRow, 'tenant_id' | 'id'>) => `booking ${tenant_id} ${id}`;
export const sealWish = (seal: Seal, row: Pick<BookingRow, 'tenant_id' | 'id'>, wish: WishedBooking) => {
  const { keyId, sealed } = seal.seal(JSON.stringify(wish), contextOf(row));
  return { key_id: keyId, sealed };
};
export const openWish = (seal: Seal, row: BookingRow): WishedBooking =>
  JSON.parse(seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(row))) as WishedBooking;

export interface Shown {
  record: RecordView | undefined;
  outside: string[];
}
/** A booking as its person sees it. What is still being taken back after a failure counts as under way. */
export function toBooking(row: BookingRow, wish: WishedBooking, { record, outside }: Shown): Booking {
  const { subject, text, location } = writeInvitation(wish);
  const { code, sentence, field } = row.problem ?? {};
  return {
    id: row.id,
    state: row.state === 'failing' ? 'booking' : row.state,
    version: row.version,
    wish,
    invitation: { subject, text, location },
    outside,
    ...(record ? { record } : {}),
    ...(row.join_url ? { joinUrl: row.join_url } : {}),
    ...(row.web_link ? { webLink: row.web_link } : {}),
    ...(row.room_answer && row.state === 'booked' ? { roomAnswer: row.room_answer } : {}),
    ...(code && sentence ? { problem: { code, sentence, ...(field ? { field } : {}) } } : {}),
    updatedDateTime: new Date(row.updated_at).toISOString(),
  };
}
