import { sql } from 'kysely';
import { newId } from '../../../base/ids.js';
import type { Sql } from '../../../db/database.js';

export interface Stream {
  id: string;
  tenantId: string;
  driveId: string;
  /** Whose right reads it. */
  objectId: string;
  cursor: string | null;
  lease: string;
}

/** Takes the drive for this worker, or nothing: another has it, or it waits. */
export async function takeDrive(on: Sql, id: string, leaseSeconds: number): Promise<Stream | undefined> {
  const lease = newId();
  const { rows } = await sql<{ tenant_id: string; drive_id: string; object_id: string; cursor: string | null }>`
    update drive_stream set lease_by = ${lease}, lease_until = now() + make_interval(secs => ${leaseSeconds}), wished_at = null
    where id = ${id} and (lease_until is null or lease_until < now())
      and (next_attempt_at is null or next_attempt_at <= now())
    returning tenant_id, drive_id, object_id, cursor`.execute(on);
  const row = rows[0];
  return (
    row && { id, lease, tenantId: row.tenant_id, driveId: row.drive_id, objectId: row.object_id, cursor: row.cursor }
  );
}

/** Where the stream stands after a page; nothing when another worker has it by now. */
export async function moveCursor(on: Sql, { id, lease }: Stream, cursor: string | null, leaseSeconds: number) {
  const done = await on
    .updateTable('drive_stream')
    .set({ cursor, problem: null, lease_until: sql`now() + make_interval(secs => ${leaseSeconds})` })
    .where('id', '=', id)
    .where('lease_by', '=', lease)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Gives the drive back until it is looked at again. */
export async function letDriveGo(
  on: Sql,
  { id, lease }: Stream,
  again: { afterSeconds: number; problem?: string; objectId?: string },
): Promise<void> {
  await on
    .updateTable('drive_stream')
    .set({
      lease_by: null,
      lease_until: null,
      // News that came while it was read are read at once; a wait that Microsoft asked for is kept.
      next_attempt_at: again.problem
        ? sql`now() + make_interval(secs => ${again.afterSeconds})`
        : sql`case when wished_at is null then now() + make_interval(secs => ${again.afterSeconds}) else now() end`,
      problem: again.problem ?? null,
      ...(again.objectId ? { object_id: again.objectId, cursor: null } : {}),
    })
    .where('id', '=', id)
    .where('lease_by', '=', lease)
    .execute();
}

/** What of this drive we know: linked files, and folders of records. */
export async function knownItems(on: Sql, { tenantId, driveId }: Stream): Promise<string[]> {
  const { rows } = await sql<{ item_id: string }>`
    select item_id from file_link where tenant_id = ${tenantId} and drive_id = ${driveId} and state <> 'unlinked'
    union select item_id from record_folder where tenant_id = ${tenantId} and drive_id = ${driveId}`.execute(on);
  return rows.map((it) => it.item_id);
}

/** Somebody else who put something of this drive on a record, when the one who reads it may not any more. */
export async function anotherReader(on: Sql, { tenantId, driveId, objectId }: Stream): Promise<string | undefined> {
  const { rows } = await sql<{ object_id: string }>`
    select object_id from file_link where tenant_id = ${tenantId} and drive_id = ${driveId} and state <> 'unlinked'
      and object_id > ${objectId}
    union select object_id from record_folder where tenant_id = ${tenantId} and drive_id = ${driveId} and object_id > ${objectId}
    order by 1 limit 1`.execute(on);
  return rows[0]?.object_id;
}
