import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';
import type { Diagnosis } from './schema-mail.js';

/** PostgreSQL's bigint comes as text; ids stay far below what a number holds exactly. */
type Id = ColumnType<number, never, never>;
type Ref = ColumnType<number, number, number>;
type OptionalRef = ColumnType<number | null, number | null | undefined, number | null>;
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** How calendars of a mailbox are followed; without a row none is. */
export interface CalendarSettingTable {
  mailbox_id: Ref;
  tenant_id: string;
  /** `read`: from Outlook only. `write`: to Outlook only. */
  direction: Generated<'both' | 'read' | 'write'>;
  takes_private: Generated<boolean>;
  takes_declined: Generated<boolean>;
  takes_all_day: Generated<boolean>;
  /** Times are shown in the mailbox's zone, whatever the browser's is. */
  uses_mailbox_zone: Generated<boolean>;
  version: Generated<number>;
  /** The version the streams were last brought to. */
  planned_version: Generated<number>;
  /** When the list of calendars was last read. */
  listed_at: Optional<Date>;
  updated_by: string;
  updated_at: Stamp;
}
/** A calendar as a connected mailbox shows it; another's, when it is shared with its owner. */
export interface CalendarTable {
  id: Id;
  tenant_id: string;
  mailbox_id: Ref;
  graph_id: string;
  name: string;
  /** `#rrggbb`, or one of Graph's names of colours. */
  color: string;
  owner_address: string;
  owner_name: string;
  can_edit: boolean;
  can_view_private: Generated<boolean>;
  is_default: Generated<boolean>;
  is_chosen: Generated<boolean>;
  /** New events go here; one of a mailbox. */
  is_primary: Generated<boolean>;
  /** What Graph allows of online meetings: `teamsForBusiness`, or none of it. */
  online_providers: ColumnType<string[], string[] | undefined, string[]>;
  online_provider: Generated<string>;
  is_gone: Generated<boolean>;
  updated_at: Stamp;
}
export type EventKind = 'single' | 'master' | 'occurrence' | 'exception';
export type EventSensitivity = 'normal' | 'personal' | 'private' | 'confidential';
/** One for an event in the organisation, whoever has a copy of it. */
export interface CalendarEventTable {
  id: Id;
  tenant_id: string;
  /** Of a single event its own; of everything in a series that of the master: the part of the iCalUId that has no date. */
  ical_uid: string;
  /** The date on which its series has it (yyyy-mm-dd in the series' zone), whatever became of it since; empty for single events and masters. */
  occurrence: Generated<string>;
  kind: EventKind;
  series_uid: Optional<string>;
  master_id: OptionalRef;
  subject: string;
  /** What is searched. A date without an exception has the text of its master. */
  body_text: Generated<string>;
  /** Of all-day events midnight UTC of the first day, and of the day after the last. */
  starts_at: Instant;
  ends_at: Instant;
  /** IANA; the zone in which the organizer wrote it. */
  zone: string;
  is_all_day: boolean;
  sensitivity: EventSensitivity;
  show_as: string;
  is_cancelled: Generated<boolean>;
  organizer_address: Generated<string>;
  organizer_name: Generated<string>;
  join_url: Optional<string>;
  location: Generated<string>;
  /** Graph's patternedRecurrence; of masters. */
  recurrence: ColumnType<unknown, string | null | undefined, string | null>;
  /** A rule says that it is never shown to colleagues. */
  is_never_filed: Generated<boolean>;
  /** How near to the organizer it was read (event-rows.ts): a copy from further away does not overwrite it. */
  source: Generated<number>;
  modified_at: Instant;
  created_at: Stamp;
  updated_at: Stamp;
}
/** The event as one mailbox has it. */
export interface CalendarCopyTable {
  id: Id;
  tenant_id: string;
  event_id: Ref;
  mailbox_id: Ref;
  calendar_id: OptionalRef;
  /** Immutable, and case-sensitive. */
  graph_id: string;
  /** For `If-Match`. */
  etag: Generated<string>;
  series_master_id: Optional<string>;
  /** The owner's own answer, in Graph's words. */
  response: Generated<string>;
  is_organizer: Generated<boolean>;
  /** The owner's copy is private or confidential. */
  is_private: Generated<boolean>;
  show_as: Generated<string>;
  web_link: Generated<string>;
  transaction_id: Optional<string>;
  modified_at: Instant;
  /** What Microsoft itself lets the mailbox's owner see: 4 everything, less in calendars that others share (visibility.ts). */
  seen: Generated<number>;
  generation: Generated<number>;
  /** Its series was told anew, and it is not known whether the date is still in it. */
  is_doubted: Generated<boolean>;
  /** Deleted there; kept because the event is on a record. */
  gone_at: Optional<Date>;
  updated_at: Stamp;
}
export interface CalendarAttendeeTable {
  event_id: Ref;
  tenant_id: string;
  address: string;
  name: string;
  kind: 'required' | 'optional' | 'resource';
  /** In Graph's words: none, organizer, accepted, tentativelyAccepted, declined, notResponded. */
  response: string;
}
/** The same for every event: a date without an exception has the people of its series. Read only. */
export interface CalendarPersonView {
  event_id: ColumnType<number, never, never>;
  tenant_id: string;
  address: string;
  name: string;
  kind: CalendarAttendeeTable['kind'];
  response: string;
}
/** An event, or a whole series (`is_series`, then without a date), on a record. One for the organisation. */
export interface CalendarLinkTable {
  id: string;
  tenant_id: string;
  ical_uid: string;
  occurrence: Generated<string>;
  is_series: Generated<boolean>;
  module_id: string;
  record_id: string;
  state: 'linked' | 'suggested' | 'undone' | 'rejected';
  confidence: 'high' | 'medium' | 'low';
  reason: Json<{ kind: string; value: string }>;
  /** Who linked it, or whose mailbox it came from. */
  object_id: string | null;
  linked_by_name: Generated<string>;
  created_at: Stamp;
  decided_at: Optional<Date>;
  decided_by: Optional<string>;
  undone_at: Optional<Date>;
}
/** A wish to change something in Outlook: the outbox. */
export interface CalendarChangeTable {
  /** The `transactionId` of a creation. */
  id: string;
  tenant_id: string;
  object_id: string;
  mailbox_id: Ref;
  calendar_id: OptionalRef;
  event_id: OptionalRef;
  kind: 'create' | 'update' | 'cancel' | 'propose';
  /** Of a series: this date, this and later ones, or all. */
  scope: Generated<'one' | 'following' | 'all'>;
  fields: Json<Record<string, unknown>>;
  /** The same members as they were when the person began. */
  base: Json<Record<string, unknown>>;
  links: Json<{ moduleId: string; recordId: string }[]>;
  /** `conflict`: both sides changed, and a person is asked. */
  state: 'wished' | 'conflict' | 'done' | 'failed' | 'dropped';
  step: Generated<number>;
  graph_id: Optional<string>;
  etag: Optional<string>;
  problem: ColumnType<Diagnosis | null, string | null | undefined, string | null>;
  /** What Outlook has, where that differs. */
  theirs: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  /** What is to be restored after a step of several (outbox/series.ts). */
  plan: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  attempts: Generated<number>;
  next_attempt_at: Optional<Date>;
  lease_by: Optional<string>;
  lease_until: Optional<Date>;
  created_at: Stamp;
  updated_at: Stamp;
  done_at: Optional<Date>;
}

export interface CalendarTables {
  calendar_setting: CalendarSettingTable;
  calendar: CalendarTable;
  calendar_event: CalendarEventTable;
  calendar_copy: CalendarCopyTable;
  calendar_attendee: CalendarAttendeeTable;
  calendar_person: CalendarPersonView;
  calendar_link: CalendarLinkTable;
  calendar_change: CalendarChangeTable;
}
