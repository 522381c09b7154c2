import { sql } from 'kysely';
import type { PolicyWish } from '../../contract/admin-setup.js';
import type { Reply } from '../../contract/api.js';
import { differences, type Plain } from '../audit/audit.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { keepPolicy, readPolicy } from '../connections/policy.js';
import type { Sql } from '../db/database.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { AdministrationNeeds } from './needs.js';

type Kept = Reply<'GET /admin/policy'>;
const order = ['people', 'subject', 'everything'] as const;

async function policyNow(on: Sql, tenantId: string): Promise<Kept> {
  const [{ visibility, neverFile, version }, files] = await Promise.all([
    readPolicy(on, tenantId),
    on.selectFrom('file_setting').select('allow_anonymous').where('tenant_id', '=', tenantId).executeTakeFirst(),
  ]);
  return { visibility, neverFile, anonymousLinks: files?.allow_anonymous ?? false, version };
}

export async function policyPage(needs: AdministrationNeeds, viewer: Principal): Promise<Kept> {
  await requireAdministrator(needs, viewer);
  return policyNow(needs.database.kysely, viewer.tenantId);
}

/** Floor and ceiling hold for every mailbox from the next look on; the list holds for mail that comes from now on. */
export async function decidePolicy(
  needs: AdministrationNeeds,
  principal: Principal,
  { version, anonymousLinks, neverFile, visibility }: PolicyWish & { version: number },
): Promise<Kept> {
  await requireAdministrator(needs, principal);
  requireSense(visibility, neverFile);
  const { tenantId, objectId } = principal;
  return needs.database.transaction(async (tx) => {
    const before = await policyNow(tx, tenantId);
    if (before.version !== version)
      throw new AppError('conflict', 'Somebody else decided meanwhile. Look at it again; nothing was changed.', {
        source: 'request',
      });
    const list = [...new Set(neverFile.map((it) => it.toLowerCase()))];
    await keepPolicy(tx, principal, { visibility, neverFile: list });
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
const told = ({ visibility, neverFile, anonymousLinks }: Kept): Record<string, Plain> => ({
  floor: visibility.floor,
  ceiling: visibility.ceiling,
  neverFile: neverFile.length,
  anonymousLinks,
});

function requireSense({ floor, ceiling }: PolicyWish['visibility'], neverFile: string[]): void {
  if (order.indexOf(floor) > order.indexOf(ceiling))
    throw new AppError(
      'invalid_request',
      'The least that colleagues see is more than the most. Choose them the other way round.',
      {
        source: 'request',
        field: 'visibility.floor',
      },
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
  { visibility: { floor, ceiling }, neverFile }: PolicyWish,
): Promise<Reply<'POST /admin/policy/preview'>> {
  await requireAdministrator(needs, viewer);
  const { kysely } = needs.database;
  const { tenantId } = viewer;
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
  };
}
