import type { Database, Sql } from '../db/database.js';
import type { ModuleLimits } from '../db/schema-trust.js';

type Visibility = 'people' | 'subject' | 'everything';
/** What administrators decided for everybody in their organisation. */
export interface Policy {
  /** What colleagues see of a mail on a record, at least and at most. */
  visibility: { floor: Visibility; ceiling: Visibility };
  /** Limits of single modules, by their ids; read where they hold (records/module-limits.ts). */
  modules: Record<string, ModuleLimits>;
  /** Addresses and domains that nobody's mail with them comes to records by itself. */
  neverFile: string[];
  /** Days each kind is kept; null as long as it is needed for what it is for. */
  retention: { mail: number | null; syncLog: number | null; previews: number | null };
}
export const usualPolicy: Policy = {
  visibility: { floor: 'people', ceiling: 'everything' },
  modules: {},
  neverFile: [],
  retention: { mail: null, syncLog: 90, previews: 30 },
};

export async function readPolicy(on: Sql, tenantId: string): Promise<Policy & { version: number }> {
  const row = await on
    .selectFrom('policy')
    .select(['policy', 'version'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return { ...usualPolicy, ...(row?.policy as Partial<Policy> | undefined), version: row?.version ?? 0 };
}

/** Changes some of it; the rest stays. Twice is once. */
export async function keepPolicy(
  tx: Sql,
  { tenantId, objectId }: { tenantId: string; objectId: string },
  change: Partial<Policy>,
): Promise<Policy & { version: number }> {
  const { version, ...before } = await readPolicy(tx, tenantId);
  const policy = { ...before, ...change };
  const values = {
    policy: JSON.stringify(policy),
    version: version + 1,
    updated_by: objectId,
    updated_at: new Date(),
  };
  await tx
    .insertInto('policy')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((on) => on.column('tenant_id').doUpdateSet(values))
    .execute();
  return { ...policy, version: version + 1 };
}

const rememberedMs = 5_000;
export type PolicyOf = (tenantId: string) => Promise<Policy>;
/** The same for those who ask with every page: a change is seen by every process within seconds. */
export function createPolicyOf({ kysely }: Database): PolicyOf {
  const known = new Map<string, { policy: Promise<Policy>; until: number }>();
  return (tenantId) => {
    const found = known.get(tenantId);
    if (found && found.until > Date.now()) return found.policy;
    const policy = readPolicy(kysely, tenantId);
    known.set(tenantId, { policy, until: Date.now() + rememberedMs });
    policy.catch(() => known.delete(tenantId));
    return policy;
  };
}
