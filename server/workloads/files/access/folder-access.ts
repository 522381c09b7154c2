import type { FolderAccess } from '../../../../contract/access.js';
import type { Body, RecordRef, Reply } from '../../../../contract/api.js';
import { AppError, toAppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { keyOf as recordKey } from '../../../records/view.js';
import { foldersOf, grantsOf, type FolderOfRecord } from './folders.js';
import { isSame } from './grantee.js';
import type { AccessNeeds } from './needs.js';
import { settleRows } from './carry-out.js';
import { viewOf, type AccessView } from './show.js';
import { readSituation } from './situation.js';
import { readOrganisation, type Organisation } from './teams.js';
import { ownersOf } from './wished.js';
import { queueAccess, wishAccess } from './wish.js';

const nothing: AccessView = {
  place: '',
  placeKind: 'oneDrive',
  openers: [],
  more: [],
  less: [],
  follow: [],
  repair: [],
  unmapped: [],
};

/**
 * Who may open the folders of a record, as Microsoft 365 says now. Told to those who answer for the folder (its holder, the record's
 * owner, an administrator); of other folders only that they are there.
 */
export async function accessOfRecord(
  needs: AccessNeeds,
  viewer: Principal,
  ref: RecordRef,
): Promise<Reply<'GET /records/:module/:id/access'>> {
  const { tenantId } = viewer;
  const { moduleId, recordId } = await needs.records.resolve(tenantId, ref);
  const folders = await foldersOf(needs.database, tenantId, { moduleId, recordId });
  if (folders.length === 0) return { folders: [], hidden: 0 };
  const organisation = await readOrganisation(needs.database, tenantId);
  const record = (await needs.records.views(needs.database.kysely, tenantId, [{ moduleId, recordId }])).get(
    recordKey({ moduleId, recordId }),
  );
  const shown: FolderAccess[] = [];
  for (const folder of folders)
    if (record && (await mayManage(needs, viewer, folder, organisation)))
      shown.push({ ...(await lookAt(needs, folder, organisation)), record });
  return { folders: shown, hidden: folders.length - shown.length };
}

/** Wishes the changes a person looked at; the job makes them, or none of them when others would be needed by now. */
export async function changeAccess(
  needs: AccessNeeds,
  principal: Principal,
  { folder: id, ...ref }: RecordRef & { folder: string },
  { act, changes }: Body<'POST /records/:module/:id/access/:folder'>,
): Promise<{ state: 'working' }> {
  const { tenantId, objectId } = principal;
  const { moduleId, recordId } = await needs.records.resolve(tenantId, ref);
  const folder = (await foldersOf(needs.database, tenantId, { moduleId, recordId })).find((it) => it.id === id);
  const organisation = await readOrganisation(needs.database, tenantId);
  if (!folder || !(await mayManage(needs, principal, folder, organisation)))
    throw new AppError('not_found', 'This folder is not there, or not yours to share.', { source: 'request' });
  if (folder.isRecordGone)
    throw new AppError('conflict', 'The record was deleted in Coherence. Who may open its folder stays as it is.', {
      source: 'coherence',
    });
  const wish = { tenantId, wish: act, by: objectId, ...(act === 'stop' ? {} : { confirmed: changes }) };
  await needs.database.transaction(async (tx) => {
    await wishAccess(tx, id, wish);
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: `access.${act}_asked`,
      target: id,
      detail: { module: moduleId, record: recordId, changes: changes.length },
    });
  });
  await queueAccess(needs.queue, tenantId, id);
  return { state: 'working' };
}

/** Who answers for a folder: whoever holds it, the record's owner, or an administrator. */
export async function mayManage(
  needs: Pick<AccessNeeds, 'isAdministrator'>,
  viewer: Principal,
  folder: FolderOfRecord,
  { mappings, users, rootHolder }: Organisation,
): Promise<boolean> {
  if ((folder.objectId || rootHolder) === viewer.objectId) return true;
  const self = { kind: 'person' as const, id: viewer.objectId, address: viewer.address };
  if (ownersOf(folder.facts, mappings, users).some((it) => isSame(it, self))) return true;
  return needs.isAdministrator(viewer);
}

async function lookAt(
  needs: AccessNeeds,
  folder: FolderOfRecord,
  organisation: Organisation,
): Promise<Omit<FolderAccess, 'record'>> {
  const row = await needs.database.kysely
    .selectFrom('access_plan')
    .selectAll()
    .where('folder_id', '=', folder.id)
    .executeTakeFirst();
  const facts = {
    id: folder.id,
    webUrl: folder.webUrl,
    isFollowed: row?.is_followed ?? false,
    isWorking: row?.wish !== undefined && row.wish !== null && row.wish !== 'check',
    ...(row?.checked_at ? { checkedAt: new Date(row.checked_at).toISOString() } : {}),
  };
  if (folder.isRecordGone) return { ...facts, ...nothing, state: 'recordGone' };
  try {
    const { situation } = await readSituation(needs, folder, organisation);
    const isIdle = !row?.lease_until || new Date(row.lease_until).getTime() < Date.now();
    if (isIdle && row?.wish == null) {
      await settleRows(needs, { folder, by: 'schedule' }, situation.held);
      situation.ours = await grantsOf(needs.database, folder.id);
    }
    const view = viewOf(situation);
    const isEven = view.more.length + view.less.length === 0;
    const problem = row?.problem ?? undefined;
    const state = row?.state === 'changed' && !isEven ? 'changed' : isEven ? 'even' : 'drift';
    return {
      ...facts,
      ...view,
      state: problem && facts.isWorking ? 'problem' : state,
      ...(problem ? { problem } : {}),
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'internal') throw thrown;
    return { ...facts, ...nothing, state: 'problem', problem: error.message };
  }
}
