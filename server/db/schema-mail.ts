import type { ColumnType, Generated } from 'kysely';
import type { Attempt, Permission } from '../../contract/connection.js';
import type { MailSettings } from '../../contract/mail-settings.js';
import type { Instant, Json, Stamp } from './columns.js';
import type { OrganiseTables } from './schema-organise.js';
import type { OutgoingTables } from './schema-outgoing.js';
import type { HandOverTable } from './schema-sign-in.js';
import type { Diagnosis as Known } from '../../contract/diagnoses.js';

/** PostgreSQL's bigint comes as text; ids stay far below what a number holds exactly. */
type Id = ColumnType<number, never, never>;
type Ref = ColumnType<number, number, number>;
type Count = ColumnType<number, number | undefined, number>;
/** What went wrong, as a diagnosis of the catalogue: `code` is C1…C11, E2 and so on. */
export interface Diagnosis {
  code: string;
  sentence: string;
  reference?: string;
}

export interface MailboxTable {
  id: Id;
  tenant_id: string;
  kind: 'own' | 'shared';
  address: string;
  display_name: string;
  /** Whose token reads the mailbox. */
  object_id: string;
  state: 'connected' | 'following' | 'paused' | 'needs_sign_in' | 'unsupported' | 'disconnected';
  problem: Json<Diagnosis | null> | null;
  time_zone: string;
  /** Nothing is synced while this is null (M6). */
  settings: Json<MailSettings | null> | null;
  settings_version: Generated<number>;
  /** The version the streams were last brought to, and a hash of its rules. */
  planned_version: Generated<number>;
  planned_rules: string | null;
  range_from: Instant | null;
  range_to: Instant | null;
  visibility: ColumnType<Visibility, Visibility | undefined, Visibility>;
  wait_until: Instant | null;
  created_at: Stamp;
  updated_at: Stamp;
}
/** What colleagues see of a mail on a record. */
export type Visibility = 'people' | 'subject' | 'everything';

export interface MailboxMember {
  mailbox_id: Ref;
  tenant_id: string;
  object_id: string;
  can_send: boolean;
  checked_at: Stamp;
}
export interface MailFolder {
  id: Id;
  tenant_id: string;
  mailbox_id: Ref;
  graph_id: string;
  parent_graph_id: string | null;
  well_known: string | null;
  display_name: string;
  total_count: Generated<number>;
  is_selected: Generated<boolean>;
  /** New folders below this one are followed too. */
  includes_new: Generated<boolean>;
  is_gone: Generated<boolean>;
}
/** Both ends belong to it. */
export interface HistoryRange {
  from: string;
  to: string;
  /** Only ids are compared, to find what was missed. */
  isCheck?: boolean;
  /** Asked for while everything was read already: reading everything once more does not stand for it. */
  isWidening?: boolean;
}
/** A stream of one workload (a folder, a calendar, a drive) and how far it was read. */
export interface SyncState {
  id: Id;
  tenant_id: string;
  mailbox_id: Ref;
  /** `mail`: the messages of one folder, whose Graph id is `resource`. `mail-folders`: the tree, with an empty `resource`. `calendar`: the events of one calendar. */
  workload: string;
  resource: string;
  stage: 'baseline' | 'live' | 'stopped';
  /** Microsoft's next or delta link, whole, as it came. */
  cursor: string | null;
  /** Pages of the enumeration under way, so that one without an end is noticed. */
  pages: Generated<number>;
  /** Counts up when everything is to be seen once more; rows that were not seen go when `swept` follows. */
  generation: Generated<number>;
  swept: Generated<number>;
  /** The last generation in which the stream of changes showed all there is, from its beginning. */
  enumerated: Generated<number>;
  /** What of the history is still to be read, newest first. */
  history: Json<HistoryRange[]>;
  /** What was asked of this stream so far; a wider range reads only what lies beyond. */
  covered_from: Instant | null;
  covered_to: Instant | null;
  /** What the whole folder holds, for the limit of an enumeration that does not end. */
  expected: Count;
  /** How many of it are in the chosen range; null until Microsoft counted them. */
  in_range: ColumnType<number | null, number | null | undefined, number | null>;
  seen: Count;
  stored: Count;
  excluded: Count;
  oldest_at: Instant | null;
  newest_at: Instant | null;
  last_run_at: Instant | null;
  last_change_at: Instant | null;
  /** Somebody asked for a run: a notification, a person, the clock. */
  wished_at: Instant | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  problem: Json<Diagnosis | null> | null;
  lease_by: string | null;
  lease_until: Instant | null;
  updated_at: Stamp;
  /** When it was last compared with what is there, id by id. */
  checked_at: Instant | null;
}
export interface SubscriptionTable {
  id: string;
  tenant_id: string;
  /** Of a stream of a mailbox; none where it is a drive's. */
  mailbox_id: ColumnType<number | null, number | null | undefined, number | null>;
  drive_stream_id: ColumnType<string | null, string | null | undefined, string | null>;
  /** As in `sync_state`. */
  resource: string;
  /** SHA-256 of the clientState. */
  secret_hash: string;
  expires_at: Instant;
  state: 'live' | 'reauthorize' | 'removed';
  created_at: Stamp;
  /** When Microsoft last told us something with it. */
  noticed_at: Instant | null;
}
/** A notification that came before we knew its subscription. */
export interface EarlyNotification {
  subscription_id: string;
  received_at: Stamp;
}
/** A message of a mailbox. The members after `excluded_by` are null until it belongs to a record. */
export interface MailMessage {
  id: Id;
  tenant_id: string;
  mailbox_id: Ref;
  folder_id: ColumnType<number | null, number | null, number | null>;
  graph_id: string;
  change_key: string;
  internet_message_id: string;
  conversation_id: string;
  received_at: Instant;
  /** Keyed hashes of all addresses, so that a record made later finds its mail. */
  address_keys: ColumnType<string[], string[], string[]>;
  generation: number;
  excluded_by: string | null;
  subject: string | null;
  preview: string | null;
  sent_at: Instant | null;
  has_attachments: boolean | null;
  importance: string | null;
  sensitivity: string | null;
  categories: string[] | null;
  is_draft: boolean | null;
  /** Deleted in the mailbox; kept because it is on a record. */
  gone_at: Instant | null;
  modified_at: Instant | null;
  /** To be read once more, with the rules as they are now: somebody in it became known to Coherence. */
  is_wanted: Generated<boolean>;
}
export interface MailParticipant {
  message_id: Ref;
  tenant_id: string;
  role: 'from' | 'to' | 'cc' | 'bcc';
  address: string;
  name: string;
}
/** A mail on a record by rule (or by a person's answer); a click of filing stands in `filing`. One for the organisation. */
export interface MailLink {
  id: string;
  tenant_id: string;
  internet_message_id: string;
  module_id: string;
  record_id: string;
  /** `suggested` is shown to nobody but those who review. */
  state: 'linked' | 'suggested' | 'undone' | 'rejected';
  confidence: 'high' | 'medium' | 'low';
  /** `outside`: with whom a mail was that waits for an answer about its conversation. */
  reason: Json<{ kind: string; value: string; outside?: string[] }>;
  /** The conversation as this record knows it: that of the mail which was answered, where that is here already. */
  conversation_id: Generated<string>;
  /** Who the mailbox belongs to, for questions to that person; null for the organisation. */
  object_id: string | null;
  mailbox_id: ColumnType<number | null, number | null, number | null>;
  received_at: Instant;
  created_at: Stamp;
  decided_at: Instant | null;
  decided_by: string | null;
}
/** Which record a person meant by an address that several have. */
export interface MailChoice {
  tenant_id: string;
  object_id: string;
  address: string;
  module_id: string;
  record_id: string;
  chosen_at: Stamp;
}
/** What one request of a person decided about links, as it was before. */
export interface LinkDecision {
  id: string;
  tenant_id: string;
  object_id: string;
  before: Json<DecidedBefore>;
  at: Stamp;
}
export interface DecidedBefore {
  links: { id: string; state: MailLink['state']; confidence: MailLink['confidence'] }[];
  /** Links that did not exist. */
  added: string[];
  choices: { address: string; record: { moduleId: string; recordId: string } | null }[];
  /** Conversations whose rule ended with it. */
  threads: string[];
}
/** A conversation whose later mails go to a record, and where that stopped to ask. */
export interface FollowedThread {
  id: string;
  tenant_id: string;
  conversation_id: string;
  module_id: string;
  record_id: string;
  state: 'following' | 'paused' | 'stopped';
  confidence: ColumnType<'high' | 'medium' | 'low', 'high' | 'medium' | 'low' | undefined, 'high' | 'medium' | 'low'>;
  /** The outside parties it was agreed for; an empty one stands for mail among ourselves. */
  outside_domains: string[];
  question: Json<{ kind: 'internal' | 'new_domain'; value: string } | null> | null;
  object_id: string;
  created_at: Stamp;
  updated_at: Stamp;
}
export interface SyncLog {
  id: Id;
  tenant_id: string;
  mailbox_id: Ref;
  folder_id: ColumnType<number | null, number | null, number | null>;
  at: Stamp;
  kind: string;
  code: string;
  graph_id: string | null;
  detail: Json<Record<string, unknown>>;
  state: 'open' | 'done' | 'skipped' | 'told';
}
/** A sign-in on its way: state by its hash, verifier and nonce sealed, good once and for ten minutes. */
export interface ConnectAttempt {
  state_hash: string;
  tenant_id: string;
  object_id: string;
  key_id: string;
  sealed: string;
  expires_at: Instant;
  /** Set when it is over, also while its code is being redeemed. */
  outcome: Json<ConnectOutcome> | null;
}
/** `address` is the account that was chosen at Microsoft, where it was another one than expected. */
export interface ConnectOutcome {
  code: Attempt['outcome'];
  sentence: string;
  address?: string;
  diagnosis?: Known;
  permissions?: Permission[];
}
/** A dry run: what these settings would bring. */
export interface MailPreview {
  id: string;
  tenant_id: string;
  mailbox_id: Ref;
  object_id: string;
  settings: Json<MailSettings>;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  result: Json<Record<string, unknown>>;
  created_at: Stamp;
  updated_at: Stamp;
}
/** The key of the tenant's address hashes, sealed. */
export interface TenantKey {
  tenant_id: string;
  key_id: string;
  sealed: string;
  created_at: Stamp;
}
/** An address, or "@domain", that came into the index of records: mail that has it is to be read again. */
export interface FreshAddress {
  tenant_id: string;
  address: string;
  at: Stamp;
  /** When mail was first looked for. Once more a while later, because a page that was being written then may have missed it. */
  matched_at: Instant | null;
}

export interface MailTables extends OutgoingTables, OrganiseTables {
  tenant_key: TenantKey;
  fresh_address: FreshAddress;
  mailbox: MailboxTable;
  mailbox_member: MailboxMember;
  mail_folder: MailFolder;
  sync_state: SyncState;
  subscription: SubscriptionTable;
  early_notification: EarlyNotification;
  mail_message: MailMessage;
  mail_participant: MailParticipant;
  mail_link: MailLink;
  mail_choice: MailChoice;
  link_decision: LinkDecision;
  followed_thread: FollowedThread;
  sync_log: SyncLog;
  connect_attempt: ConnectAttempt;
  hand_over: HandOverTable;
  mail_preview: MailPreview;
}
