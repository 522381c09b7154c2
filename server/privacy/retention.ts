import { sql } from 'kysely';
import type { Reply } from '../../contract/api.js';
import type { Retention } from '../../contract/privacy.js';
import { differences, type Audit } from '../audit/audit.js';
import type { Principal } from '../base/principal.js';
import { keepPolicy, readPolicy } from '../connections/policy.js';
import type { Database } from '../db/database.js';
import { requireAdministrator } from '../identity/administrators.js';
import { suppressedCount, type PrivacyNeeds } from './privacy.js';

export async function privacyPage(needs: PrivacyNeeds, viewer: Principal): Promise<Reply<'GET /admin/privacy'>> {
  await requireAdministrator(needs, viewer);
  const { kysely } = needs.database;
  const { tenantId } = viewer;
  const [{ retention }, requests, users, suppressed] = await Promise.all([
    readPolicy(kysely, tenantId),
    kysely
      .selectFrom('privacy_request as r')
      .leftJoin('connection as c', (on) =>
        on.onRef('c.tenant_id', '=', 'r.tenant_id').onRef('c.object_id', '=', 'r.asked_by'),
      )
      .select(['r.id', 'r.kind', 'r.created_at', 'r.counts', 'r.proof', 'c.display_name'])
      .where('r.tenant_id', '=', tenantId)
      .orderBy('r.created_at', 'desc')
      .limit(100)
      .execute(),
    kysely
      .selectFrom('connection')
      .select(['object_id as id', 'display_name as name', 'address'])
      .where('tenant_id', '=', tenantId)
      .orderBy('display_name')
      .limit(1_000)
      .execute(),
    suppressedCount(needs.database, tenantId),
  ]);
  return {
    requests: requests.map((it) => ({
      id: it.id,
      kind: it.kind,
      dateTime: new Date(it.created_at).toISOString(),
      askedBy: it.display_name ?? '',
      rows: it.counts.rows ?? 0,
      ...(it.proof ? { isProven: it.proof.isGone === true } : {}),
    })),
    retention,
    suppressed,
    users,
  };
}

export async function keepRetention(
  needs: PrivacyNeeds,
  principal: Principal,
  retention: Retention,
): Promise<Retention> {
  await requireAdministrator(needs, principal);
  return needs.database.transaction(async (tx) => {
    const before = await readPolicy(tx, principal.tenantId);
    const after = await keepPolicy(tx, principal, { retention });
    const word = ({ mail, syncLog, previews }: Retention) => ({
      mail: mail ?? 'as long as needed',
      syncLog: syncLog ?? 'as long as needed',
      previews: previews ?? 'as long as needed',
    });
    await needs.audit.append(tx, {
      tenantId: principal.tenantId,
      actor: principal.objectId,
      action: 'privacy.retention_changed',
      target: 'retention',
      changes: differences(word(before.retention), word(after.retention)),
    });
    return after.retention;
  });
}

/** Takes out what is older than each organisation keeps. What a person filed or decided by hand stays: it is their word. */
export async function pruneData(
  { database, audit }: { database: Database; audit: Audit },
  tenants: string[],
): Promise<void> {
  for (const tenantId of tenants)
    await database.transaction(async (tx) => {
      const { mail, syncLog, previews } = (await readPolicy(tx, tenantId)).retention;
      const older = (days: number) => sql`now() - make_interval(days => ${days})`;
      const gone = async (statement: ReturnType<typeof sql>) =>
        Number((await statement.execute(tx)).numAffectedRows ?? 0);
      let rows = 0;
      if (mail !== null) {
        rows += await gone(sql`delete from mail_link l where tenant_id = ${tenantId} and received_at < ${older(mail)}
          and decided_by is null`);
        rows += await gone(sql`delete from mail_message m where tenant_id = ${tenantId} and received_at < ${older(mail)}
          and not exists (select 1 from filing f where f.tenant_id = m.tenant_id and f.internet_message_id = m.internet_message_id)
          and not exists (select 1 from mail_link l where l.tenant_id = m.tenant_id and l.internet_message_id = m.internet_message_id
            and l.state = 'linked')`);
      }
      if (syncLog !== null)
        rows += await gone(
          sql`delete from sync_log where tenant_id = ${tenantId} and at < ${older(syncLog)} and state <> 'open'`,
        );
      if (previews !== null)
        rows += await gone(
          sql`delete from mail_preview where tenant_id = ${tenantId} and created_at < ${older(previews)}`,
        );
      if (rows > 0)
        await audit.append(tx, {
          tenantId,
          actor: 'job',
          action: 'privacy.pruned',
          target: 'retention',
          detail: { rows },
        });
    });
}
