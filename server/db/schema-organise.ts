import type { ColumnType, Generated } from 'kysely';
import type { Instant, Stamp } from './columns.js';

type Ref = ColumnType<number, number, number>;
/** A mail whose records changed, noted by the database itself: whoever writes links or filings cannot forget it. */
export interface OrganiseDue {
  id: ColumnType<number, never, never>;
  tenant_id: string;
  internet_message_id: string;
}
/** What is done in Outlook to a mail that came to a record, and how to take it back. One row for each mail of a mailbox and kind. */
export interface OrganisedMail {
  id: ColumnType<number, never, never>;
  tenant_id: string;
  mailbox_id: Ref;
  graph_id: string;
  internet_message_id: string;
  module_id: string;
  record_id: string;
  kind: 'category' | 'move';
  grouped_by: 'module' | 'record' | null;
  /** `back`: it is to be as it was. */
  wish: 'put' | 'back';
  /** The wish is a person's own: one that was put back is not moved again by itself, one that was moved needs no setting. */
  is_by_person: Generated<boolean>;
  /** `left`: it stays where it is, because of where that is or because a person moved it. */
  state: 'wished' | 'done' | 'left';
  from_folder: string | null;
  to_folder: string | null;
  problem: string | null;
  attempts: Generated<number>;
  next_attempt_at: Instant | null;
  lease_by: string | null;
  lease_until: Instant | null;
  updated_at: Stamp;
}
/** A folder of ours in a mailbox, known by its id: it may be renamed and moved. */
export interface OrganisedFolder {
  tenant_id: string;
  mailbox_id: Ref;
  /** Empty for the one at the top, `module …` and `record … …` below it. */
  key: string;
  graph_id: string;
}

export interface OrganiseTables {
  organise_due: OrganiseDue;
  organised_mail: OrganisedMail;
  organised_folder: OrganisedFolder;
}
