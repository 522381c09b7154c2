import type { Audit } from '../../../audit/audit.js';
import type { Connections } from '../../../connections/connections.js';
import type { Database } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { Graph } from '../../../graph/graph.js';
import type { IsAdministrator } from '../../../identity/administrators.js';
import type { TokenStore } from '../../../identity/token-store.js';
import type { Records } from '../../../records/records.js';

/** What the rooms of access are built from. */
export interface AccessNeeds {
  database: Database;
  graph: Graph;
  queue: Queue;
  audit: Audit;
  records: Pick<Records, 'resolve' | 'views'>;
  connections: Pick<Connections, 'find'>;
  tokens: Pick<TokenStore, 'granted'>;
  /** Our registration at Microsoft: links of ours are told by it. */
  clientId: string;
  settings: { leaseSeconds: number };
  /** Whether somebody administers this product for their organisation. */
  isAdministrator: IsAdministrator;
}
