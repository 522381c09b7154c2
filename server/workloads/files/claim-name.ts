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
 * that whoever makes the folder, however often, makes the same one; so do two turns for one record at once.
 */
export async function claimNames(on: Sql, place: Place, claims: Claim[]): Promise<Map<string, Claimed>> {
  const given = new Map<string, Claimed>();
  const choices = new Map(claims.map((it) => [it.recordId, 0]));
  const nameOf = (it: Claim) => it.names[choices.get(it.recordId) ?? 0];
  await takeKnown(on, place, claims, given);
  for (;;) {
    const open = claims.filter((it) => !given.has(it.recordId) && nameOf(it) !== undefined);
    if (open.length === 0) return given;
    await insertNames(
      on,
      place,
      open.map((it) => ({ ...it, name: nameOf(it) as string })),
      given,
    );
    const left = open.filter((it) => !given.has(it.recordId));
    if (left.length === 0) continue;
    // The name is another record's: the next one. Or another turn has, or had, one for this record: that is no reason to go on.
    await takeKnown(on, place, left, given);
    const others = await ofOthers(on, place, left, nameOf);
    for (const it of left) if (others.has(it.recordId)) choices.set(it.recordId, (choices.get(it.recordId) ?? 0) + 1);
  }
}

/** What the records have already; a name that is none of theirs any more is freed. */
async function takeKnown(on: Sql, place: Place, claims: Claim[], given: Map<string, Claimed>): Promise<void> {
  const known = await on
    .selectFrom('folder_name')
    .select(['module_id', 'record_id', 'name', 'claimed_at'])
    .where('tenant_id', '=', place.tenantId)
    .where('drive_id', '=', place.driveId)
    .where('parent_item_id', '=', place.parentId)
    .where('record_id', 'in', ['', ...claims.map((it) => it.recordId)])
    .execute();
  for (const claim of claims) {
    const had = known.find((it) => it.module_id === claim.moduleId && it.record_id === claim.recordId);
    if (!had) continue;
    if (claim.names.includes(had.name)) given.set(claim.recordId, { name: had.name, claimedAt: had.claimed_at });
    else await freeName(on, place, { ...claim, name: had.name });
  }
}

/** The records whose wished name is another record's. */
async function ofOthers(
  on: Sql,
  place: Place,
  claims: Claim[],
  nameOf: (claim: Claim) => string | undefined,
): Promise<Set<string>> {
  const keys = new Map(claims.map((it) => [it, nameKey(nameOf(it) ?? '')]));
  const held = await on
    .selectFrom('folder_name')
    .select(['module_id', 'record_id', 'name_key'])
    .where('tenant_id', '=', place.tenantId)
    .where('drive_id', '=', place.driveId)
    .where('parent_item_id', '=', place.parentId)
    .where('name_key', 'in', [...keys.values()])
    .execute();
  const isOfOther = (it: Claim) =>
    held.some(
      (row) => row.name_key === keys.get(it) && (row.record_id !== it.recordId || row.module_id !== it.moduleId),
    );
  return new Set(claims.filter(isOfOther).map((it) => it.recordId));
}

async function insertNames(
  on: Sql,
  { tenantId, driveId, parentId }: Place,
  named: (Claim & { name: string })[],
  given: Map<string, Claimed>,
): Promise<void> {
  const rows = named
    .map((it) => ({
      tenant_id: tenantId,
      drive_id: driveId,
      parent_item_id: parentId,
      module_id: it.moduleId,
      record_id: it.recordId,
      name: it.name,
      name_key: nameKey(it.name),
    }))
    .sort((a, b) => (a.name_key < b.name_key ? -1 : 1)); // so that two never wait for each other
  const taken = await on
    .insertInto('folder_name')
    .values(rows)
    .onConflict((it) => it.doNothing())
    .returning(['record_id', 'name', 'claimed_at'])
    .execute();
  for (const it of taken) given.set(it.record_id, { name: it.name, claimedAt: it.claimed_at });
}

/** The record does not use this name in this folder any more; one that it was given meanwhile stays. */
export async function freeName(
  on: Sql,
  { tenantId, driveId, parentId }: Place,
  { moduleId, recordId, name }: Omit<Claim, 'names'> & { name: string },
): Promise<void> {
  await on
    .deleteFrom('folder_name')
    .where('tenant_id', '=', tenantId)
    .where('drive_id', '=', driveId)
    .where('parent_item_id', '=', parentId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('name', '=', name)
    .execute();
}
