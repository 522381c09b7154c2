import type { BodyInput, RecordRef } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import type { Identity } from '../../api/identity.js';
import type { QueryCache } from '../../api/query.js';

/** From where a meeting is booked, and what it needs for that. */
export interface Booking {
  api: Api;
  cache: QueryCache;
  identity: Identity;
  /** The record the meeting comes to. */
  record?: (RecordRef & { displayName: string; url: string }) | undefined;
  /** The mail it is booked from, and its id, by which an unfinished plan is found again. */
  mail?: BodyInput<'POST /bookings/prepare'>['mail'];
  /** Leaves it. */
  onClose(): void;
  /** Something was booked or taken back. */
  onChanged?: (() => void) | undefined;
}
