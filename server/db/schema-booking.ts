import type { Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';

export interface BookingProblem {
  code: string;
  sentence: string;
  field?: string;
  reference?: string;
}
/**
 * A meeting a person books. The row is the truth about it: what is wished, how far it is, and by what it is found again at Microsoft.
 * What it says and who is invited is sealed.
 */
export interface BookingTable {
  /** Named by the browser, so that the same wish again is the same meeting. */
  id: string;
  tenant_id: string;
  object_id: string;
  module_id: string | null;
  record_id: string | null;
  /** `failing`: it could not be booked whole, and what there is of it is being taken back; nobody was invited. */
  state: 'draft' | 'booking' | 'booked' | 'undoing' | 'undone' | 'failing' | 'failed';
  key_id: string;
  sealed: string;
  version: Generated<number>;
  ends_at: Instant;
  wished_at: Instant | null;
  /** The `transactionId` of the event; of each attempt its own. */
  transaction_id: string | null;
  /** The person wants it back while it is on its way. */
  is_unwished: Generated<boolean>;
  /** An event was asked for at Microsoft: there may be one. */
  tried_at: Instant | null;
  graph_id: string | null;
  ical_uid: string | null;
  join_url: string | null;
  web_link: string | null;
  /** Inviting was asked for: from here on people may know of it. */
  is_invite_tried: Generated<boolean>;
  is_invited: Generated<boolean>;
  booked_at: Instant | null;
  /** What the room said to the booking; null without a room. */
  room_answer: 'waiting' | 'accepted' | 'declined' | 'changing' | null;
  /** After booking: nothing is left to look for. */
  is_settled: Generated<boolean>;
  problem: Json<BookingProblem | null> | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_by: string | null;
  lease_until: Instant | null;
  created_at: Stamp;
  updated_at: Stamp;
}
export interface BookingTables {
  booking: BookingTable;
}
