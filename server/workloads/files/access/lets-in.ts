import type { Database } from '../../../db/database.js';
import { factsOf } from './folders.js';
import { isSame, rank } from './grantee.js';
import { readOrganisation } from './teams.js';
import { wishedAccess } from './wished.js';

const noMembers: ReadonlyMap<string, readonly string[]> = new Map();

/**
 * Whether everybody whom `record` lets in may also open the folder of another record, and may do as much there. Only a folder that is
 * kept to its record and was found even says so; where anything is not known, the answer is no.
 */
export async function letsInAsMany(
  database: Database,
  tenantId: string,
  folderId: string,
  record: { moduleId: string; recordId: string },
): Promise<boolean> {
  const folder = await database.kysely
    .selectFrom('access_plan as p')
    .innerJoin('record_folder as f', 'f.id', 'p.folder_id')
    .select(['f.module_id', 'f.record_id'])
    .where('f.tenant_id', '=', tenantId)
    .where('f.id', '=', folderId)
    .where('p.is_followed', '=', true)
    .where('p.state', '=', 'even')
    .where('p.wish', 'is', null)
    .executeTakeFirst();
  const of = folder && { moduleId: folder.module_id, recordId: folder.record_id };
  const facts = of && (await Promise.all([factsOf(database, tenantId, of), factsOf(database, tenantId, record)]));
  if (!facts?.[0] || !facts[1]) return false;
  const { mappings, users, settings } = await readOrganisation(database, tenantId);
  const teams = { mappings, users, members: noMembers };
  const there = wishedAccess(facts[0], teams, settings);
  const here = wishedAccess(facts[1], teams, settings);
  return (
    here.unmapped.length === 0 &&
    here.entries.length > 0 &&
    here.entries.every(
      (it) =>
        it.given === undefined ||
        there.entries.some((other) => isSame(other.to, it.to) && rank(other.given) >= rank(it.given)),
    )
  );
}
