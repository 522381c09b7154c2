import type { RecordRef, RecordView } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import type { Audit } from '../audit/audit.js';
import type { Principal } from '../base/principal.js';
import type { Database, Sql } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import type { Graph } from '../graph/graph.js';
import type { OwnDomains } from '../records/own-domains.js';
import type { FolderMarks } from '../workloads/files/folder-mark.js';
import type { Wake } from '../workloads/files/folder-questions.js';
import type { Sealing } from '../workloads/files/upload.js';

interface StoredRef {
  moduleId: string;
  recordId: string;
}
/** What filing asks of the rooms below it. */
export interface Needs {
  database: Database;
  graph: Graph;
  queue: Pick<Queue, 'add'>;
  audit: Audit;
  seal: Sealing;
  records: {
    /** With `what`: throws `blocked_by_policy` where administrators do not let it come to the module. */
    resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<StoredRef>;
    /** Throws AppError when Coherence does not say. */
    check(tenantId: string, ref: StoredRef, limitMs: number): Promise<'ok' | 'missing'>;
    ownDomains: OwnDomains;
    views(on: Sql, tenantId: string, refs: StoredRef[], what?: Coming): Promise<Map<string, RecordView>>;
    module(tenantId: string, moduleId: string): Promise<{ plural: string } | undefined>;
  };
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  marks: FolderMarks;
  /** What waits for the folder of a record, in filings and elsewhere. */
  wake: Wake;
  settings: { category: string; leaseSeconds: number };
}
