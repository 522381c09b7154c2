import { sql, type Selectable } from 'kysely';
import { toAppError, type AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import { backoffSeconds, keepRenewing } from '../../../db/lease.js';
import type { AccessPlan } from '../../../db/schema-access.js';
import { carryOut, settleRows } from './carry-out.js';
import { findFolder, grantsOf } from './folders.js';
import type { AccessNeeds } from './needs.js';
import { planAccess, stepKey, type Step } from './plan.js';
import { viewOf, type AccessView } from './show.js';
import { readSituation } from './situation.js';
import { readOrganisation } from './teams.js';

type PlanRow = Selectable<AccessPlan>;
type Outcome = Pick<PlanRow, 'state'> & { view: AccessView | undefined; facts: string };
const longestWaitSeconds = 15 * 60;

/**
 * The one job of access: looks at a folder and does what its row wishes. Holds a lease on the row while it works; a worker that dies lets go
 * when the lease ends, and the next one finds the rest still to be done. A failure that may pass is tried again later.
 */
export async function settleAccess(needs: AccessNeeds, tenantId: string, folderId: string): Promise<void> {
  const row = await takeLease(needs, tenantId, folderId);
  if (!row) return;
  const stopRenewing = keepRenewing(needs.settings.leaseSeconds, () => extend(needs, row));
  try {
    await finish(needs, row, await work(needs, row));
  } catch (thrown) {
    if (thrown instanceof WishChanged) return;
    const error = toAppError(thrown);
    await postpone(needs, row, error);
    if (error.code === 'internal') throw thrown;
  } finally {
    stopRenewing();
    await letGo(needs, row);
  }
}
/** Somebody wished something else meanwhile, or another worker took over. */
class WishChanged extends Error {}

async function work(needs: AccessNeeds, row: PlanRow): Promise<Outcome> {
  const { tenant_id: tenantId, wish } = row;
  const folder = await findFolder(needs.database, tenantId, row.folder_id);
  if (!folder || folder.isRecordGone) return { state: 'unknown', view: undefined, facts: row.facts };
  const by = row.wished_by ?? 'schedule';
  const look = async () => readSituation(needs, folder, await readOrganisation(needs.database, tenantId), 'job');
  const before = await look();
  await settleRows(needs, { folder, by }, before.situation.held);
  if (wish === 'check' || wish === null) return outcomeOf(viewOf(before.situation), row.facts);

  const { holder } = before;
  const situation = { ...before.situation, ours: await grantsOf(needs.database, folder.id) };
  const steps = planAccess(situation, wish);
  const agreed = row.confirmed && new Set(row.confirmed);
  if (agreed && steps.some((it) => !agreed.has(stepKey(it)) && !isTidying(it)))
    return { state: 'changed', view: viewOf(situation), facts: row.facts };
  const check = async () => {
    const now = await needs.database.kysely
      .selectFrom('access_plan')
      .select(['generation', 'lease_by'])
      .where('folder_id', '=', row.folder_id)
      .executeTakeFirst();
    if (now?.generation !== row.generation || now.lease_by !== row.lease_by) throw new WishChanged();
  };
  await carryOut(needs, { folder, holder, by, check }, steps);
  if (wish === 'stop') await forgetGrants(needs, folder.id);
  const after = steps.length > 0 || wish === 'stop' ? await look() : { situation };
  return outcomeOf(viewOf(after.situation), folder.factsKey);
}

/** What is left of ours is what was there before us. */
const forgetGrants = ({ database }: AccessNeeds, folderId: string) =>
  database.kysely.deleteFrom('access_grant').where('folder_id', '=', folderId).execute();
/** Our own empty link goes without being asked for: it lets nobody in. */
const isTidying = (step: Step): boolean =>
  step.kind === 'revoke' && step.isOurs && step.permission.holder.kind === 'link';
const outcomeOf = (view: AccessView, facts: string): Outcome => ({
  state: view.more.length + view.less.length > 0 ? 'drift' : 'even',
  view,
  facts,
});

async function takeLease(
  { database, settings }: AccessNeeds,
  tenantId: string,
  folderId: string,
): Promise<PlanRow | undefined> {
  return database.kysely
    .updateTable('access_plan')
    .set({ lease_by: newId(), lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})` })
    .where('tenant_id', '=', tenantId)
    .where('folder_id', '=', folderId)
    .where('wish', 'is not', null)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('next_attempt_at', 'is', null), eb('next_attempt_at', '<=', sql<Date>`now()`)]))
    .returningAll()
    .executeTakeFirst();
}
const ofLease = (row: PlanRow) => ({ folder_id: row.folder_id, lease_by: row.lease_by });
const extend = ({ database, settings }: AccessNeeds, row: PlanRow) =>
  database.kysely
    .updateTable('access_plan')
    .set({ lease_until: sql`now() + make_interval(secs => ${settings.leaseSeconds})` })
    .where((eb) => eb.and(ofLease(row)))
    .execute();
const letGo = ({ database }: AccessNeeds, row: PlanRow) =>
  database.kysely
    .updateTable('access_plan')
    .set({ lease_until: null, lease_by: null })
    .where((eb) => eb.and(ofLease(row)))
    .execute();

async function finish({ database }: AccessNeeds, row: PlanRow, { state, view, facts }: Outcome): Promise<void> {
  const isDone = state !== 'changed';
  await database.kysely
    .updateTable('access_plan')
    .set({
      wish: null,
      confirmed: null,
      state,
      view: view ? JSON.stringify(view) : null,
      more: view?.more.length ?? 0,
      less: view?.less.length ?? 0,
      problem: null,
      facts,
      attempts: 0,
      next_attempt_at: null,
      checked_at: sql`now()`,
      updated_at: sql`now()`,
      ...(isDone && (row.wish === 'follow' || row.wish === 'repair') ? { is_followed: true } : {}),
      ...(row.wish === 'stop' ? { is_followed: false } : {}),
    })
    .where((eb) => eb.and(ofLease(row)))
    .where('generation', '=', row.generation)
    .execute();
}

async function postpone({ database }: AccessNeeds, row: PlanRow, error: AppError): Promise<void> {
  const waitSeconds = backoffSeconds(longestWaitSeconds, error, row.attempts + 1);
  const needsPerson = error.spec.retry === 'never';
  const isOver = error.code === 'not_found' || (needsPerson && row.wish === 'check');
  await database.kysely
    .updateTable('access_plan')
    .set({
      attempts: row.attempts + 1,
      problem: error.message,
      ...(needsPerson ? { state: 'problem' as const, checked_at: sql`now()` } : {}),
      ...(isOver ? { wish: null, confirmed: null } : {}),
      next_attempt_at: isOver
        ? null
        : sql`now() + make_interval(secs => ${needsPerson ? longestWaitSeconds : waitSeconds})`,
    })
    .where((eb) => eb.and(ofLease(row)))
    .where('generation', '=', row.generation)
    .execute();
}
