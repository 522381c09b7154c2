import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';

export interface OutgoingProblem {
  code: string;
  sentence: string;
  field?: string;
  reference?: string;
}
/**
 * A mail a person sends from a record. The row is the truth about it: what is wished, how far it is, and by what it is found again
 * at Microsoft. Its content is sealed, and forgotten once it is sent.
 */
export interface OutgoingMail {
  /** Named by the browser, so that the same wish again is the same mail. */
  id: string;
  tenant_id: string;
  object_id: string;
  mailbox_id: ColumnType<number | null, number | null, number | null>;
  module_id: string | null;
  record_id: string | null;
  /** `waiting`: until `send_at` it can be called back. `discarded`: only its draft at Microsoft is still to be removed. */
  state: 'draft' | 'waiting' | 'sending' | 'sent' | 'failed' | 'discarded';
  key_id: string;
  sealed: string;
  /** Counts up with every save of the content. */
  version: Generated<number>;
  send_at: Instant | null;
  /** The draft at Microsoft, later the copy in Sent Items. */
  graph_id: string | null;
  /** Of which version that draft was made. */
  draft_version: number | null;
  /** How often a draft was asked for: above one there may be another that nobody needs. */
  drafts_tried: Generated<number>;
  /** The draft holds all of the text and the recipients. */
  is_written: Generated<boolean>;
  /** Names of attachments that came with the draft of a mail that is handed on. */
  inherited: ColumnType<string[], string[] | undefined, string[]>;
  internet_message_id: string | null;
  conversation_id: string | null;
  /** Sending was asked for at Microsoft: from here on nothing is written anew before it is known whether it left. */
  tried_send_at: Instant | null;
  sent_at: Instant | null;
  /** After sending: the copy was found, and drafts nobody needs are gone. */
  is_settled: Generated<boolean>;
  problem: Json<OutgoingProblem | null> | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_by: string | null;
  lease_until: Instant | null;
  created_at: Stamp;
  updated_at: Stamp;
}
/** An attachment of such a mail. */
export interface OutgoingFile {
  id: string;
  mail_id: string;
  tenant_id: string;
  place: Generated<number>;
  name: string;
  content_type: string;
  size_bytes: number;
  received_bytes: number;
  /** In the draft of this version. */
  attached_version: number | null;
  /** Attaching it was asked for: it may be there already. */
  is_tried: Generated<boolean>;
  /** Where Microsoft takes its bytes, kept from before the first one. */
  sealed_upload: string | null;
  key_id: string | null;
}
/** Its bytes, part by part, sealed; gone with the mail. */
export interface OutgoingPart {
  tenant_id: string;
  mail_id: string;
  file_id: string;
  from_byte: number;
  key_id: string;
  sealed: string;
}

/** A mail that was begun in Outlook's own window for a record; when it was sent, `internet_message_id` says which it is. */
export interface ExpectedMail {
  id: string;
  tenant_id: string;
  object_id: string;
  module_id: string;
  record_id: string;
  address_keys: string[];
  internet_message_id: string | null;
  created_at: Stamp;
}

export interface OutgoingTables {
  expected_mail: ExpectedMail;
  outgoing_mail: OutgoingMail;
  outgoing_file: OutgoingFile;
  outgoing_part: OutgoingPart;
}
