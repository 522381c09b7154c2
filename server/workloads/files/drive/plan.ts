import { sql } from 'kysely';
import { newId } from '../../../base/ids.js';
import type { Database } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';

interface Needs {
  database: Database;
  queue: Pick<Queue, 'add'>;
}

/** Each drive with something that is on a record has a stream; those that are due stand in line. Twice is once. */
export async function queueDueDrives({ database, queue }: Needs): Promise<void> {
  const on = database.kysely;
  const { rows: fresh } = await sql<{ tenant_id: string; drive_id: string; object_id: string }>`
    select tenant_id, drive_id, min(object_id) as object_id from (
      select tenant_id, drive_id, object_id from file_link where state <> 'unlinked'
      union all select tenant_id, drive_id, object_id from record_folder) k
    where not exists (select 1 from drive_stream s where s.tenant_id = k.tenant_id and s.drive_id = k.drive_id)
    group by tenant_id, drive_id limit 200`.execute(on);
  for (const it of fresh)
    await on
      .insertInto('drive_stream')
      .values({ id: newId(), ...it, cursor: null })
      .onConflict((c) => c.columns(['tenant_id', 'drive_id']).doNothing())
      .execute();
  const { rows: due } = await sql<{ id: string }>`
    select id from drive_stream where (lease_until is null or lease_until < now())
      and (next_attempt_at is null or next_attempt_at <= now())
    order by next_attempt_at nulls first limit 100`.execute(on);
  for (const { id } of due) await queue.add('follow-drive', { streamId: id }, { key: id });
}
