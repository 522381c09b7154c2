import type { RecordRef, RecordView } from '../../../../contract/api.js';
import type { Coming } from '../../../../contract/shapes.js';
import type { Audit } from '../../../audit/audit.js';
import type { Connections } from '../../../connections/connections.js';
import type { Mailboxes } from '../../../connections/mailboxes.js';
import type { Database, Sql } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { Graph } from '../../../graph/graph.js';
import type { Seal } from '../../../identity/seal.js';
import type { TenantKeys } from '../../../identity/tenant-keys.js';
import type { TokenStore } from '../../../identity/token-store.js';
import type { OwnDomains } from '../../../records/own-domains.js';
import type { StoredRef } from '../../../records/view.js';

/** What writing and sending needs of the rooms below. */
export interface Needs {
  database: Database;
  graph: Graph;
  queue: Pick<Queue, 'add'>;
  seal: Seal;
  audit: Audit;
  mailboxes: Mailboxes;
  connections: Pick<Connections, 'find'>;
  tokens: TokenStore;
  tenantKeys: TenantKeys;
  ownDomains: OwnDomains;
  records: {
    resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<StoredRef>;
    views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
  };
  settings: { leaseSeconds: number };
}
