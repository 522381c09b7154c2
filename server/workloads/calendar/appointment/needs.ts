import type { Audit } from '../../../audit/audit.js';
import type { Mailboxes } from '../../../connections/mailboxes.js';
import type { Database } from '../../../db/database.js';
import type { Graph } from '../../../graph/graph.js';
import type { Permissions } from '../../../identity/permissions.js';
import type { Records } from '../../../records/records.js';

export interface AppointmentNeeds {
  database: Database;
  graph: Pick<Graph, 'request' | 'now'>;
  audit: Audit;
  mailboxes: Pick<Mailboxes, 'ensureOwn'>;
  permissions: Permissions;
  records: Pick<Records, 'match' | 'views' | 'resolve'>;
}
