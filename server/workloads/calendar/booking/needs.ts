import type { RecordRef, RecordView } from '../../../../contract/api.js';
import type { Coming } from '../../../../contract/shapes.js';
import type { Audit } from '../../../audit/audit.js';
import type { Connections } from '../../../connections/connections.js';
import type { Mailboxes } from '../../../connections/mailboxes.js';
import type { Database, Sql } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { Graph } from '../../../graph/graph.js';
import type { Permissions } from '../../../identity/permissions.js';
import type { Seal } from '../../../identity/seal.js';
import type { OwnDomains } from '../../../records/own-domains.js';
import type { StoredRef } from '../../../records/view.js';

/** What booking needs of the rooms below. */
export interface Needs {
  database: Database;
  graph: Graph;
  queue: Pick<Queue, 'add'>;
  seal: Seal;
  audit: Audit;
  connections: Pick<Connections, 'find'>;
  mailboxes: Pick<Mailboxes, 'ensureOwn'>;
  permissions: Permissions;
  ownDomains: OwnDomains;
  records: {
    resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<StoredRef>;
    views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
    check(tenantId: string, ref: StoredRef, limitMs: number): Promise<'ok' | 'missing'>;
  };
  settings: { leaseSeconds: number };
}
