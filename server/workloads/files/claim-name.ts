import type { Sql } from '../../db/database.js';
import { nameKey } from './file-name.js';

export interface Place {
  tenantId: string;
  driveId: string;
  parentId: string;
}
export interface Claim {
  moduleId: string;
  recordId: string;
  /** What the folder may be called, best first. */
  names: string[];
}

export interface Claimed {
  name: string;
  /** Since when; null where that was not noted yet. */
  claimedAt: Date | null;
}

/**
 * Gives each record a name in a folder that no other record has there, the best that is free. A name once given stays, so
 * that whoever makes the folder, however often, makes the same one.
 */
export async function claimNames(on: Sql, place: Place, claims: Claim[]): Promise<Map<string, Claimed>> {
  const { tenantId: tenant_id, driveId: drive_id, parentId: parent_item_id } = place;
  const here = { tenant_id, drive_id, parent_item_id };
  const given = new Map<string, Claimed>();
  const takeKnown = async (free: boolean) => {
    const ids = claims.filter((it) => !given.has(it.recordId)).map((it) => it.recordId);
    const known = await on
      .selectFrom('folder_name')
      .select(['module_id', 'record_id', 'name', 'claimed_at'])
      .where('tenant_id', '=', tenant_id)
      .where('drive_id', '=', drive_id)
      .where('parent_item_id', '=', parent_item_id)
      .where('record_id', 'in', ['', ...ids])
      .execute();
    for (const claim of claims) {
      const had = known.find((it) => it.module_id === claim.moduleId && it.record_id === claim.recordId);
      if (had && claim.names.includes(had.name))
        given.set(claim.recordId, { name: had.name, claimedAt: had.claimed_at });
      else if (had && free) await freeName(on, place, claim);
    }
  };
  await takeKnown(true);
  for (let choice = 0; ; choice += 1) {
    const open = claims.filter((it) => !given.has(it.recordId) && it.names[choice] !== undefined);
    if (open.length === 0) break;
    const rows = open
      .map((it) => {
        const name = it.names[choice] as string;
        return { ...here, module_id: it.moduleId, record_id: it.recordId, name, name_key: nameKey(name) };
      })
      .sort((a, b) => (a.name_key < b.name_key ? -1 : 1)); // so that two never wait for each other
    const taken = await on
      .insertInto('folder_name')
      .values(rows)
      .onConflict((it) => it.doNothing())
      .returning(['record_id', 'name', 'claimed_at'])
      .execute();
    for (const it of taken) given.set(it.record_id, { name: it.name, claimedAt: it.claimed_at });
  }
  if (given.size < claims.length) await takeKnown(false); // somebody else gave it one meanwhile
  return given;
}

/** The record does not use its name in this folder any more. */
export async function freeName(
  on: Sql,
  { tenantId, driveId, parentId }: Place,
  { moduleId, recordId }: Omit<Claim, 'names'>,
): Promise<void> {
  await on
    .deleteFrom('folder_name')
    .where('tenant_id', '=', tenantId)
    .where('drive_id', '=', driveId)
    .where('parent_item_id', '=', parentId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .execute();
}
