import { sql } from 'kysely';
import type { Queue } from '../db/queue.js';
import type { Wake } from '../workloads/files/folder-questions.js';
import { goOn } from './go-on.js';

/** Files of filings that wait because a folder that is not ours was in the way of their record's: they are brought now. */
export const wakeFiles =
  (queue: Pick<Queue, 'add'>): Wake =>
  async (tx, { tenantId, moduleId, recordId }) => {
    const { rows } = await sql<{ id: string }>`
      with woken as (update filing_file f set state = 'pending', problem = null, diagnosis = null, folder_taken = null
        from filing g where g.id = f.filing_id and g.tenant_id = ${tenantId} and g.module_id = ${moduleId}
          and g.record_id = ${recordId} and g.state = 'filed' and f.state = 'failed' and f.folder_taken is not null
        returning f.filing_id)
      select distinct filing_id as id from woken`.execute(tx);
    for (const { id } of rows) {
      await goOn(tx, id);
      await queue.add('settle-filing', { tenantId, filingId: id }, { key: id, tx });
    }
  };
