import type { ColumnType, Generated } from 'kysely';
import type { Instant, Json, Stamp } from './columns.js';

/** A meeting that took place: one for the organisation and date, however many records it is on. */
export interface MeetingLogTable {
  id: ColumnType<number, never, never>;
  tenant_id: string;
  ical_uid: string;
  occurrence: Generated<string>;
  /** As it was in the end. */
  starts_at: Instant;
  ends_at: Instant;
  people: Json<{ address: string; name: string; kind: string; response: string }[]>;
  /** `withdrawn`: it turned out not to be over, or not to be one for records. */
  state: Generated<'logged' | 'withdrawn'>;
  logged_at: Stamp;
  updated_at: Stamp;
}
/** What one person wrote about a meeting; without a text they chose to write nothing, and are not asked again. */
export interface MeetingNoteTable {
  tenant_id: string;
  ical_uid: string;
  occurrence: Generated<string>;
  object_id: string;
  author_name: Generated<string>;
  text: ColumnType<string | null, string | null, string | null>;
  created_at: Stamp;
  updated_at: Stamp;
}
export interface MeetingTables {
  meeting_log: MeetingLogTable;
  meeting_note: MeetingNoteTable;
}
