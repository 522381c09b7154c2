import { AppError } from '../../../base/errors.js';
import { sha256 } from '../../../base/ids.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import { foreignKey, grantsOf, isForeign, type FolderOfRecord } from './folders.js';
import { isSame, keyOf, rank, type Grantee, type Role } from './grantee.js';
import type { AccessNeeds } from './needs.js';
import type { HeldPermission, Holder, RawPermission } from './permission.js';
import type { Step } from './plan.js';
import { itemPath } from './read-folder.js';

export interface Run {
  folder: FolderOfRecord;
  /** In whose name Microsoft 365 is asked. */
  holder: Principal;
  /** Who wished it, for the audit log. */
  by: string;
  /** Throws when the wish changed or another worker goes on. */
  check(): Promise<void>;
}
type Needs = Pick<AccessNeeds, 'database' | 'graph' | 'audit'>;

/**
 * Does the steps of a plan one after another. What is to be given stands in a row before Microsoft 365 is asked, and what is taken stays
 * in one until it is gone, so that whatever a crash leaves is known as ours; each change and its line in the audit log exist together.
 */
export async function carryOut(needs: Needs, run: Run, steps: Step[]): Promise<void> {
  const { database } = needs;
  const { folder } = run;
  const gives = steps.filter((it) => it.kind === 'give');
  const ours = await grantsOf(database, folder.id);
  await database.transaction(async (tx) => {
    for (const { to, role, before, because } of gives) {
      const values = {
        grantee: JSON.stringify(to),
        role,
        before_role: before ?? null,
        because,
        state: steps.some((it) => it.kind === 'revoke' && isOf(it.permission.holder, to))
          ? ('again' as const)
          : ('giving' as const),
        given_by: run.by,
        updated_at: new Date(),
      };
      await tx
        .insertInto('access_grant')
        .values({ folder_id: folder.id, tenant_id: folder.tenantId, key: rowKey(ours, to), ...values })
        .onConflict((on) => on.columns(['folder_id', 'key']).doUpdateSet(values))
        .execute();
    }
  });
  for (const step of steps) {
    await run.check();
    switch (step.kind) {
      case 'revoke':
        await revoke(needs, run, step.permission, !gives.some((it) => isOf(step.permission.holder, it.to)));
        break;
      case 'lower':
        await lowerTo(needs, run, step);
        break;
      case 'cutOff':
        await cutOff(needs, run);
        break;
      case 'give':
        await give(needs, run, step);
    }
  }
  // Announced by a run that died, and not wished any more.
  await database.kysely
    .deleteFrom('access_grant')
    .where('folder_id', '=', folder.id)
    .where('state', '=', 'giving')
    .execute();
}

/**
 * Brings the rows to what Microsoft 365 shows after a run that died: what had come to be is written down, what is gone is forgotten,
 * each with the line in the audit log that the dead run could not write.
 */
export async function settleRows(
  needs: Needs,
  { folder, by }: Omit<Run, 'check' | 'holder'>,
  held: HeldPermission[],
): Promise<void> {
  const { database } = needs;
  const direct = held.filter((it) => !it.isInherited);
  const rows = await database.kysely
    .selectFrom('access_grant')
    .selectAll()
    .where('folder_id', '=', folder.id)
    .execute();
  for (const row of rows) {
    const { grantee, key, state } = row;
    const there = isForeign(key)
      ? direct.find((it) => foreignKey(it.id) === key)
      : direct.find((it) => isOf(it.holder, grantee));
    const before = row.before_role ?? undefined;
    const label = isForeign(key) && !grantee.id ? grantee.name : grantee.kind;
    if (state === 'ending') {
      if (there && !isForeign(key)) await setState(database.kysely, folder, key, 'held');
      else
        await database.transaction(async (tx) => {
          await forget(tx, folder, key);
          if (!there) await told(needs, tx, folder, by, 'access.taken', grantee, row.role, undefined, undefined, label);
        });
    } else if (state === 'again')
      await database.transaction(async (tx) => {
        await setState(tx, folder, key, there ? 'held' : 'giving');
        if (!there) await told(needs, tx, folder, by, 'access.taken', grantee, row.role, undefined);
      });
    else if (state === 'giving' && there && rank(there.role) >= rank(row.role))
      await database.transaction(async (tx) => {
        await setState(tx, folder, key, 'held', there.id);
        await told(needs, tx, folder, row.given_by, 'access.given', grantee, before, row.role);
      });
    else if (state === 'held' && !there) await forget(database.kysely, folder, key);
  }
}

async function revoke(needs: Needs, run: Run, permission: HeldPermission, isForGood: boolean): Promise<void> {
  const { database, graph } = needs;
  const { folder } = run;
  const ours = (await grantsOf(database, folder.id)).find((it) => isOf(permission.holder, it.to));
  const key = ours?.key ?? foreignKey(permission.id);
  if (isForGood || !ours)
    await database.kysely
      .insertInto('access_grant')
      .values({
        folder_id: folder.id,
        tenant_id: folder.tenantId,
        key,
        grantee: JSON.stringify(standIn(permission.holder)),
        role: permission.role === 'read' ? 'read' : 'write',
        before_role: null,
        because: 'kept',
        state: 'ending',
        permission_id: permission.id,
        given_by: run.by,
      })
      .onConflict((on) => on.columns(['folder_id', 'key']).doUpdateSet({ state: 'ending' }))
      .execute();
  await graph
    .request(run.holder, {
      method: 'DELETE',
      path: `${itemPath(folder)}/permissions/${encodeURIComponent(permission.id)}`,
      priority: 'job',
    })
    .catch(unlessGone);
  await database.transaction(async (tx) => {
    if (isForGood || !ours) await forget(tx, folder, key);
    else await setState(tx, folder, key, 'giving');
    await told(needs, tx, folder, run.by, 'access.taken', permission.holder, permission.role, undefined);
  });
}

async function lowerTo(needs: Needs, run: Run, { permission, role }: Extract<Step, { kind: 'lower' }>): Promise<void> {
  const { database, graph } = needs;
  const { folder } = run;
  await graph.request(run.holder, {
    method: 'PATCH',
    path: `${itemPath(folder)}/permissions/${encodeURIComponent(permission.id)}`,
    body: { roles: [role] },
    priority: 'job',
  });
  const ours = (await grantsOf(database, folder.id)).find((it) => isOf(permission.holder, it.to));
  await database.transaction(async (tx) => {
    if (ours && ours.before === role) await forget(tx, folder, ours.key); // as it was before us: not ours any more
    else if (ours)
      await tx
        .updateTable('access_grant')
        .set({ role, state: 'held', updated_at: new Date() })
        .where('folder_id', '=', folder.id)
        .where('key', '=', ours.key)
        .execute();
    await told(needs, tx, folder, run.by, 'access.lowered', permission.holder, permission.role, role);
  });
}

/**
 * A folder leaves what comes from above behind when it is shared for the first time and says so. A link for nobody does
 * it without letting anybody in; it is taken away at once, and by the next plan if we die in between.
 */
async function cutOff({ database, graph, audit }: Needs, { folder, holder, by }: Run): Promise<void> {
  const link = await graph.request<RawPermission>(holder, {
    method: 'POST',
    path: `${itemPath(folder)}/createLink`,
    body: { type: 'view', scope: 'users', recipients: [], retainInheritedPermissions: false },
    priority: 'job',
  });
  await graph
    .request(holder, {
      method: 'DELETE',
      path: `${itemPath(folder)}/permissions/${encodeURIComponent(link.id)}`,
      priority: 'job',
    })
    .catch(unlessGone);
  await database.transaction((tx) =>
    audit.append(tx, {
      tenantId: folder.tenantId,
      actor: by,
      action: 'access.cut_off',
      target: folder.id,
      detail: recordOf(folder),
    }),
  );
}

async function give(
  needs: Needs,
  run: Run,
  { to, role, held, because }: Extract<Step, { kind: 'give' }>,
): Promise<void> {
  const { folder } = run;
  const { value } = await needs.graph.request<{
    value: (RawPermission & { error?: { code?: string; message?: string } })[];
  }>(run.holder, {
    method: 'POST',
    path: `${itemPath(folder)}/invite`,
    body: {
      recipients: [to.id ? { objectId: to.id } : { email: to.address }],
      roles: [role],
      requireSignIn: true,
      sendInvitation: false,
    },
    isRepeatable: true, // the same invitation again is the same permission
    priority: 'job',
  });
  const refused = value.find((it) => it.error);
  if (refused ?? value.length === 0)
    throw new AppError(
      'access_denied',
      `Microsoft 365 does not let us share this folder with ${to.name}: check the team mapping.`,
      {
        source: 'graph',
        cause: new Error(refused?.error?.code ?? 'no permission came back'),
      },
    );
  const key = rowKey(await grantsOf(needs.database, folder.id), to);
  await needs.database.transaction(async (tx) => {
    await setState(tx, folder, key, 'held', value[0]?.id);
    await rememberId(tx, folder, key, to, value[0]?.grantedToV2);
    await told(needs, tx, folder, run.by, 'access.given', to, held, role, because);
  });
}

/** Somebody who was named by an address only is known by the id that Microsoft 365 answers with from now on. */
async function rememberId(
  tx: Sql,
  { id: folderId, tenantId }: FolderOfRecord,
  key: string,
  to: Grantee,
  answer: RawPermission['grantedToV2'],
): Promise<void> {
  const { id, displayName } = (to.kind === 'group' ? answer?.group : answer?.user) ?? {};
  if (to.id || !id) return;
  const known = JSON.stringify({ ...to, id, name: displayName ?? to.name });
  await tx
    .updateTable('access_grant')
    .set({ grantee: known })
    .where('folder_id', '=', folderId)
    .where('key', '=', key)
    .execute();
  await tx
    .updateTable('team_mapping')
    .set({ grantee: known })
    .where('tenant_id', '=', tenantId)
    .where('grantee_key', '=', keyOf(to))
    .execute();
}

/** The row of somebody keeps its name, also when more is known of them by now. */
const rowKey = (ours: { key: string; to: Grantee }[], to: Grantee): string =>
  ours.find((it) => isSame(it.to, to))?.key ?? keyOf(to);
const isOf = (holder: Holder, to: Omit<Grantee, 'name'>): boolean =>
  (holder.kind === 'person' || holder.kind === 'group') && isSame(holder, to);
const standIn = (holder: Holder): Grantee =>
  holder.kind === 'person' || holder.kind === 'group'
    ? holder
    : {
        kind: 'group',
        name: labelOf(holder),
        ...('address' in holder && holder.address ? { address: holder.address } : {}),
      };
function unlessGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
}

const forget = (on: Sql, folder: FolderOfRecord, key: string) =>
  on.deleteFrom('access_grant').where('folder_id', '=', folder.id).where('key', '=', key).execute();
const setState = (on: Sql, folder: FolderOfRecord, key: string, state: 'held' | 'giving', permissionId?: string) =>
  on
    .updateTable('access_grant')
    .set({ state, updated_at: new Date(), ...(permissionId ? { permission_id: permissionId } : {}) })
    .where('folder_id', '=', folder.id)
    .where('key', '=', key)
    .execute();

const labelOf = (who: Holder): string => (who.kind === 'link' ? `link for ${who.scope}` : who.kind);
const recordOf = ({ moduleId, recordId }: FolderOfRecord) => ({ module: moduleId, record: recordId });
/** Names nobody: somebody of the directory stands by id, others by what their address hashes to. */
function told(
  { audit }: Pick<AccessNeeds, 'audit'>,
  tx: Sql,
  folder: FolderOfRecord,
  actor: string,
  action: 'access.given' | 'access.taken' | 'access.lowered',
  who: Holder,
  before: Role | undefined,
  after: Role | undefined,
  because?: string,
  label = labelOf(who),
): Promise<void> {
  const id =
    'id' in who && who.id
      ? who.id
      : 'address' in who && who.address
        ? `address ${sha256(who.address.toLowerCase()).slice(0, 16)}`
        : '';
  return audit.append(tx, {
    tenantId: folder.tenantId,
    actor,
    action,
    target: folder.id,
    detail: {
      ...recordOf(folder),
      kind: label,
      who: id,
      before: before ?? 'none',
      after: after ?? 'none',
      ...(because ? { because } : {}),
    },
  });
}
