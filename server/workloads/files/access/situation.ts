import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { GraphRequest } from '../../../graph/graph.js';
import { grantsOf, type FolderOfRecord } from './folders.js';
import type { AccessNeeds } from './needs.js';
import type { Situation } from './plan.js';
import { readFolder, readMembers, type ReadFolder } from './read-folder.js';
import type { Organisation } from './teams.js';
import { wishedAccess } from './wished.js';

export type FolderSituation = Situation & { place: ReadFolder['place'] };

/** In whose name a folder is looked at and changed: who holds it. Throws `sign_in_required` when they never signed in. */
export async function holderOf(
  { connections }: Pick<AccessNeeds, 'connections'>,
  folder: FolderOfRecord,
  { rootHolder }: Organisation,
): Promise<Principal> {
  const objectId = folder.objectId || rootHolder;
  const holder = objectId ? await connections.find(folder.tenantId, objectId) : undefined;
  if (!holder)
    throw new AppError('sign_in_required', 'Who holds this folder has to sign in to Coherence once, then it goes on.', {
      source: 'server',
    });
  return holder;
}

/** Everything a plan is made from: what the record wishes, what Microsoft 365 says now, what we gave. */
export async function readSituation(
  needs: AccessNeeds,
  folder: FolderOfRecord,
  organisation: Organisation,
  priority: GraphRequest['priority'] = 'person',
): Promise<{ holder: Principal; situation: FolderSituation }> {
  const holder = await holderOf(needs, folder, organisation);
  const { mappings, users, settings } = organisation;
  const wishedOf = (members: ReadonlyMap<string, string[]>) =>
    wishedAccess(folder.facts, { mappings, users, members }, settings);
  const groups = wishedOf(new Map()).entries.flatMap((it) => (it.to.kind === 'group' && it.to.id ? [it.to.id] : []));
  const [{ held, place }, members] = await Promise.all([
    readFolder(needs, holder, folder, priority),
    readMembers(needs, holder, groups),
  ]);
  const ours = await grantsOf(needs.database, folder.id);
  return { holder, situation: { wished: wishedOf(members), held, place, ours } };
}
