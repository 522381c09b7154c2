import type { Reply } from '../../contract/api.js';
import { differences } from '../audit/audit.js';
import { activityChain } from '../audit/activity.js';
import { changesChain } from '../audit/audit.js';
import { auditDays } from '../audit/kept-for.js';
import { pruneChain, verifyChain } from '../audit/verify.js';
import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { AdministrationNeeds } from './needs.js';

const dayMs = 86_400_000;
/** Who acts where the clock does. */
const clock = 'job';

export async function auditSettings(
  needs: AdministrationNeeds,
  viewer: Principal,
): Promise<Reply<'GET /admin/audit/settings'>> {
  await requireAdministrator(needs, viewer);
  return { retentionDays: await auditDays(needs.database.kysely, viewer.tenantId) };
}

export async function keepAuditSettings(
  needs: AdministrationNeeds,
  principal: Principal,
  { retentionDays }: Reply<'GET /admin/audit/settings'>,
): Promise<Reply<'PUT /admin/audit/settings'>> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  const before = await auditDays(needs.database.kysely, tenantId);
  const word = (days: number | null) => days ?? 'for ever';
  await needs.database.transaction(async (tx) => {
    const values = { retention_days: retentionDays, updated_by: objectId, updated_at: new Date() };
    await tx
      .insertInto('audit_setting')
      .values({ tenant_id: tenantId, ...values })
      .onConflict((on) => on.column('tenant_id').doUpdateSet(values))
      .execute();
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'audit.retention_changed',
      target: 'audit',
      changes: differences({ days: word(before) }, { days: word(retentionDays) }),
    });
  });
  return { retentionDays };
}

/** Both chains, walked to their ends. That somebody looked is told too. */
export async function verifyAudit(
  needs: AdministrationNeeds,
  principal: Principal,
): Promise<Reply<'POST /admin/audit/verify'>> {
  await requireAdministrator(needs, principal);
  await needs.activity.flush();
  const { kysely } = needs.database;
  const changes = await verifyChain(kysely, needs.signing, changesChain, principal.tenantId);
  const activity = await verifyChain(kysely, needs.signing, activityChain, principal.tenantId);
  return { changes, activity };
}

/** Takes out what is older than each organisation keeps; the rest can still be verified, and what is broken stays. */
export async function pruneAudits(
  needs: Omit<AdministrationNeeds, 'isAdministrator'>,
  tenants: string[],
): Promise<void> {
  const { database, signing, audit } = needs;
  for (const tenantId of tenants) {
    const days = await auditDays(database.kysely, tenantId);
    if (days === null) continue;
    const before = new Date(Date.now() - days * dayMs);
    const changes = await pruneChain(database, signing, changesChain, tenantId, before);
    const activity = await pruneChain(database, signing, activityChain, tenantId, before);
    if (changes + activity === 0) continue;
    await database.transaction((tx) =>
      audit.append(tx, {
        tenantId,
        actor: clock,
        action: 'audit.pruned',
        target: 'audit',
        detail: { changes, activity, days },
      }),
    );
  }
}
