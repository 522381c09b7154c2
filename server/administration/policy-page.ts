import { sql } from 'kysely';
import type { PolicyWish } from '../../contract/admin-setup.js';
import type { Reply } from '../../contract/api.js';
import { differences, type Plain } from '../audit/audit.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { keepPolicy, readPolicy } from '../connections/policy.js';
import type { Sql } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { AdministrationNeeds } from './needs.js';
import { effectByModules } from './policy-effect.js';
import { lookAgain, modulesOf, toldLimits, toView, wishedLimits } from './policy-modules.js';

type Kept = Reply<'GET /admin/policy'>;
const order = ['people', 'subject', 'everything'] as const;

async function policyNow(on: Sql, tenantId: string): Promise<Kept> {
  const [{ visibility, neverFile, version, modules }, files, names] = await Promise.all([
    readPolicy(on, tenantId),
    on.selectFrom('file_setting').select('allow_anonymous').where('tenant_id', '=', tenantId).executeTakeFirst(),
    modulesOf(on, tenantId),
  ]);
  const anonymousLinks = files?.allow_anonymous ?? false;
  return { visibility, neverFile, anonymousLinks, modules: toView(names, modules), version };
}

export async function policyPage(needs: AdministrationNeeds, viewer: Principal): Promise<Kept> {
  await requireAdministrator(needs, viewer);
  return policyNow(needs.database.kysely, viewer.tenantId);
}

export interface PolicyNeeds extends AdministrationNeeds {
  queue: Pick<Queue, 'add'>;
}
/**
 * Floor, ceiling and modules hold from the next look on; the list holds for mail that comes from now on. Nothing is deleted: what a module
 * does not allow is not shown, and is back, with what came meanwhile, when it is allowed again.
 */
export async function decidePolicy(
  needs: PolicyNeeds,
  principal: Principal,
  { version, anonymousLinks, neverFile, visibility, modules }: PolicyWish & { version: number },
): Promise<Kept> {
  await requireAdministrator(needs, principal);
  requireSense(visibility, neverFile, modules);
  const { tenantId, objectId } = principal;
  return needs.database.transaction(async (tx) => {
    const before = await policyNow(tx, tenantId);
    if (before.version !== version)
      throw new AppError('conflict', 'Somebody else decided meanwhile. Look at it again; nothing was changed.', {
        source: 'request',
      });
    const list = [...new Set(neverFile.map((it) => it.toLowerCase()))];
    const [names, { modules: limits }] = await Promise.all([modulesOf(tx, tenantId), readPolicy(tx, tenantId)]);
    const wished = wishedLimits(names, limits, modules);
    await keepPolicy(tx, principal, { visibility, neverFile: list, modules: wished });
    if (await lookAgain(tx, tenantId, limits, wished))
      await needs.queue.add('rematch', { tenantId }, { key: tenantId, tx });
    await tx
      .updateTable('file_setting')
      .set({ allow_anonymous: anonymousLinks })
      .where('tenant_id', '=', tenantId)
      .execute();
    const after = await policyNow(tx, tenantId);
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'policy.decided',
      target: 'policy',
      changes: differences(told(before), told(after)),
    });
    return after;
  });
}
/** Lists by their length only: they name people. */
const told = ({ visibility, neverFile, anonymousLinks, modules }: Kept): Record<string, Plain> => ({
  floor: visibility.floor,
  ceiling: visibility.ceiling,
  neverFile: neverFile.length,
  anonymousLinks,
  ...toldLimits(modules),
});

function requireSense(
  { floor, ceiling }: PolicyWish['visibility'],
  neverFile: string[],
  modules: PolicyWish['modules'] = [],
): void {
  if (order.indexOf(floor) > order.indexOf(ceiling))
    throw new AppError(
      'invalid_request',
      'The least that colleagues see is more than the most. Choose them the other way round.',
      {
        source: 'request',
        field: 'visibility.floor',
      },
    );
  const crossed = modules.findIndex(
    (it) => it.floor && it.ceiling && order.indexOf(it.floor) > order.indexOf(it.ceiling),
  );
  if (crossed >= 0)
    throw new AppError(
      'invalid_request',
      'The least that colleagues see in this module is more than the most. Choose them the other way round.',
      { source: 'request', field: `modules.${crossed}.floor` },
    );
  const wrong = neverFile.findIndex((it) => !/^[^\s@]*@[^\s@]+\.[^\s@]+$/.test(it));
  if (wrong >= 0)
    throw new AppError(
      'invalid_request',
      'Write each line as an address (name@example.com) or as a domain (@example.com).',
      {
        source: 'request',
        field: `neverFile.${wrong}`,
      },
    );
}

export async function previewPolicy(
  needs: AdministrationNeeds,
  viewer: Principal,
  { visibility, neverFile, modules }: PolicyWish,
): Promise<Reply<'POST /admin/policy/preview'>> {
  await requireAdministrator(needs, viewer);
  const { kysely } = needs.database;
  const { tenantId } = viewer;
  const { floor, ceiling } = visibility;
  const [before, names] = await Promise.all([readPolicy(kysely, tenantId), modulesOf(kysely, tenantId)]);
  const after = { visibility, modules: wishedLimits(names, before.modules, modules) };
  const boxes = await kysely
    .selectFrom('mailbox')
    .select('visibility')
    .where('tenant_id', '=', tenantId)
    .where('state', '<>', 'disconnected')
    .execute();
  const list = neverFile.map((it) => it.toLowerCase());
  const { rows } = await sql<{
    count: number;
  }>`select count(distinct p.message_id)::int as count from mail_participant p
    where p.tenant_id = ${tenantId} and (lower(p.address) = any(${list}::text[])
      or '@' || split_part(lower(p.address), '@', 2) = any(${list}::text[]))`.execute(kysely);
  return {
    mailboxesRaised: boxes.filter((it) => order.indexOf(it.visibility) < order.indexOf(floor)).length,
    mailboxesLowered: boxes.filter((it) => order.indexOf(it.visibility) > order.indexOf(ceiling)).length,
    emailsMatched: rows[0]?.count ?? 0,
    ...(await effectByModules(kysely, tenantId, before, after)),
  };
}
