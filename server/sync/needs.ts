import type { Log } from '../base/log.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import type { Graph } from '../graph/graph.js';
import type { AnyWorkload } from './workload.js';

/** What following asks of the rooms below it, and the workloads it follows. */
export interface SyncNeeds {
  database: Database;
  graph: Graph;
  queue: Pick<Queue, 'add'>;
  log: Log;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  workloads: Record<string, AnyWorkload>;
  settings: SyncSettings;
}
export interface SyncSettings {
  leaseSeconds: number;
  /** How long one stream may work before it stands in line again. */
  sliceSeconds: number;
  /** How often each stream is looked at without being told. */
  pollSeconds: number;
  /** How long a subscription is asked for. */
  subscriptionMinutes: number;
  /** Where Microsoft sends notifications. */
  notificationUrl: string;
}
