import type { Audit } from '../../audit/audit.js';
import type { Database } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import type { IsAdministrator } from '../../identity/administrators.js';
import type { Permissions } from '../../identity/permissions.js';
import type { Seal } from '../../identity/seal.js';
import type { Records } from '../../records/records.js';

/** What showing and linking files asks of the rooms below it. */
export interface FileNeeds {
  database: Database;
  graph: Graph;
  seal: Seal;
  audit: Audit;
  records: Pick<Records, 'resolve'>;
  permissions: Permissions;
  isAdministrator: IsAdministrator;
  /** OneDrive and SharePoint, as origins; `https://*.name` means every host below. */
  fileOrigins: readonly string[];
}
