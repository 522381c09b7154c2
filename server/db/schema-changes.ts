import type { ColumnType } from 'kysely';
import type { Stamp } from './columns.js';

type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Where a workspace of Coherence tells us of changed records, if it does. */
export interface CoherenceWebhook {
  tenant_id: string;
  /** Last part of the address that Coherence calls; nobody else knows it. */
  door: string;
  /** `unavailable`: this Coherence has no webhooks, or the key may not make any. */
  state: ColumnType<'unknown' | 'listening' | 'unavailable', string | undefined, string>;
  webhook_id: Optional<string>;
  key_id: Optional<string>;
  sealed_secret: Optional<string>;
  asked_at: Optional<Date>;
  heard_at: Optional<Date>;
}
/** A record that is to be read again; without an id, whatever changed in the module. */
export interface ChangedRecord {
  tenant_id: string;
  module_id: string;
  record_id: string;
  told_at: Stamp;
  due_at: ColumnType<Date, Date | undefined, Date>;
}
export interface ChangeTables {
  coherence_webhook: CoherenceWebhook;
  changed_record: ChangedRecord;
}
