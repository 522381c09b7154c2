import { sql, type Transaction } from 'kysely';
import type { Sql } from '../db/database.js';
import type { Tables } from '../db/schema.js';

export interface LogEntry {
  tenantId: string;
  mailboxId: number;
  kind: 'message' | 'folder' | 'mailbox' | 'subscription' | 'stream';
  /** A diagnosis of the catalogue: C7, C8, C9, C10, C11, E2, N5. */
  code: string;
  folderId?: number | null;
  graphId?: string;
  /** Counts, codes and ids; never content. */
  detail?: Record<string, string | number | boolean>;
  /** `open` waits for a person; `told` is for information. */
  state?: 'open' | 'told';
}

/** Adds a line to the sync log. What is still open in the same words is not said twice. */
export async function logSync(
  on: Sql | Transaction<Tables>,
  { tenantId, mailboxId, kind, code, folderId = null, graphId, detail = {}, state = 'told' }: LogEntry,
): Promise<void> {
  await sql`
    insert into sync_log (tenant_id, mailbox_id, folder_id, kind, code, graph_id, detail, state)
    select ${tenantId}, ${mailboxId}, ${folderId}::bigint, ${kind}, ${code}, ${graphId ?? null}::text, ${JSON.stringify(detail)}::jsonb, ${state}
    where not exists (select 1 from sync_log where mailbox_id = ${mailboxId} and code = ${code} and state = 'open'
      and folder_id is not distinct from ${folderId}::bigint and graph_id is not distinct from ${graphId ?? null}::text)`.execute(
    on,
  );
}
