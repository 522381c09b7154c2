import type { SharePointState } from '../../../contract/links.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import { requireAdministrator } from '../../identity/administrators.js';
import type { FileNeeds } from './needs.js';

/** Off until somebody of the organisation switches it on (M52). */
export async function isSharePointOn(on: Sql, tenantId: string): Promise<boolean> {
  const row = await on
    .selectFrom('sharepoint_switch')
    .select('is_on')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.is_on ?? false;
}

export async function sharePointState(
  { database, permissions, isAdministrator }: FileNeeds,
  viewer: Principal,
): Promise<SharePointState> {
  const isOn = await isSharePointOn(database.kysely, viewer.tenantId);
  const isAllowed = isOn && (await permissions.has(viewer, 'sites'));
  return {
    isOn,
    isAllowed,
    ...(isOn && !isAllowed ? { allowUrl: permissions.allowUrl(viewer, 'sites') } : {}),
    mayChange: await isAdministrator(viewer),
  };
}

/** For administrators. Twice is once. */
export async function switchSharePoint(needs: FileNeeds, by: Principal, isOn: boolean): Promise<SharePointState> {
  await requireAdministrator(needs, by);
  const { database, audit } = needs;
  await database.transaction(async (tx) => {
    if ((await isSharePointOn(tx, by.tenantId)) === isOn) return;
    const values = { is_on: isOn, changed_by: by.objectId, updated_at: new Date() };
    await tx
      .insertInto('sharepoint_switch')
      .values({ tenant_id: by.tenantId, ...values })
      .onConflict((on) => on.column('tenant_id').doUpdateSet(values))
      .execute();
    await audit.append(tx, {
      tenantId: by.tenantId,
      actor: by.objectId,
      action: 'sharepoint.switched',
      target: by.tenantId,
      detail: { isOn },
    });
  });
  return sharePointState(needs, by);
}
