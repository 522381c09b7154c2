import { sql } from 'kysely';
import type { Sql } from '../../../db/database.js';
import { noteSeen } from '../link-rows.js';
import type { Stream } from './store.js';
import type { DriveChange } from './translate.js';

/**
 * Brings links and record folders to what the drive says: another name, another place, gone, or back. Twice is once. Nothing is
 * written for files nobody put on a record.
 */
export async function applyChanges(on: Sql, stream: Stream, changes: readonly DriveChange[]): Promise<void> {
  const { tenantId, driveId } = stream;
  for (const change of changes) {
    if (change.kind === 'sparse') continue;
    const at = { driveId, itemId: change.itemId };
    await noteSeen(on, tenantId, at, change.kind === 'gone' ? 'gone' : { name: change.name });
    await on
      .updateTable('record_folder')
      .set(
        change.kind === 'gone'
          ? { state: 'gone', updated_at: sql`now()` }
          : {
              state: 'there',
              name: change.name,
              updated_at: sql`now()`,
              ...(change.parentId ? { parent_item_id: change.parentId } : {}),
              ...(change.webUrl ? { web_url: change.webUrl } : {}),
            },
      )
      .where('tenant_id', '=', tenantId)
      .where('drive_id', '=', driveId)
      .where('item_id', '=', change.itemId)
      .execute();
  }
}
