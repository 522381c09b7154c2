import type { Organisation } from '../../../sandbox/tenant/company.js';
import type { Answer, Caller } from '../world.js';

/** A record of one side and another record of the other, with the same module id and the same record id. */
export const twin = { module: 'people', id: 'rec_jana' };

/** What an organisation has, and what must never be read by another: ids, names of people and of records. */
export interface Side {
  organisation: Organisation;
  caller: Caller;
  record: { module: string; id: string };
  /** Of its own mail: on a record whose id only this side has, and on one whose id both have. */
  filingIds: string[];
  wishId: string;
  mailboxId: string;
  /** A mail that is being written. */
  outgoingId: string;
  /** A meeting that is planned. */
  bookingId: string;
  runId: string;
  /** A folder of its own, linked to its record. */
  file: { driveId: string; itemId: string };
  /** The person's own drive. */
  ownDriveId: string;
  fileLinkId: string;
  folderId: string;
  mappingId: string;
  eventId: string;
  eventLinkId: string;
  changeId: string;
  /** A mail only this side has, and an address only this side knows. */
  mail: { id: string; internetMessageId: string; conversationId: string };
  address: string;
  module: string;
  marks: string[];
}

/** What an intruder asks with what belongs to the owner. */
export type Attempt = (owner: Side, intruder: Side) => Promise<Answer>[];
export const ask = ({ caller }: Side, method: string, path: string, body?: unknown) => caller.ask(method, path, body);

/** A new mail on a record, empty. */
export const written = (record: { module: string; id: string }, mailbox: string) => ({
  record,
  mailbox,
  kind: 'new' as const,
  to: [],
  cc: [],
  bcc: [],
  subject: 'Mine',
  html: '<p>Mine</p>',
});
/** A meeting of tomorrow, on a record. */
export function planned(record: { module: string; id: string }) {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  return {
    record,
    subject: 'Planned',
    startDateTime: at(24),
    endDateTime: at(25),
    timeZone: 'Europe/Berlin',
    people: [],
    online: 'none' as const,
    agenda: '',
    files: [],
  };
}
