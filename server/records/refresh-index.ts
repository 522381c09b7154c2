import { sql } from 'kysely';
import type { CoherenceField, CoherenceModule, CoherenceUser } from '../../contract/coherence.js';
import { now } from '../base/clock.js';
import type { Database } from '../db/database.js';
import { gatherStatistics, indexRecords, markGone } from './index-store.js';
import type { ModuleRole, Workspaces } from './workspaces.js';

const roles: [ModuleRole, RegExp][] = [
  ['person', /^(people|contacts|persons)$/],
  ['account', /^(accounts|companies|organizations|organisations)$/],
  ['deal', /^(deals|opportunities)$/],
  ['lead', /^leads$/],
  ['task', /^tasks$/],
];

/** What a module is for: by its slug, else by its shape (an address makes it people-like). */
export function roleOf({ slug }: Pick<CoherenceModule, 'slug'>, fields: CoherenceField[]): ModuleRole {
  const bySlug = roles.find(([, shape]) => shape.test(slug))?.[0];
  return (
    bySlug ??
    (fields.some((it) => it.dataType === 'email') && fields.some((it) => /first-?_?name/i.test(it.slug))
      ? 'person'
      : 'other')
  );
}

/** Users of the workspace as Coherence tells them; where it does not, whoever was known is forgotten. */
async function keepUsers(database: Database, tenantId: string, users: CoherenceUser[] = []): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.deleteFrom('coherence_user').where('tenant_id', '=', tenantId).execute();
    for (const { id, name, address, role, isActive } of users)
      await tx
        .insertInto('coherence_user')
        .values({ tenant_id: tenantId, user_id: id, name, address, role, is_active: isActive })
        .execute();
  });
}

/** Reads modules, fields and records of the workspace into the local index, in pages, within the background share of the quota. */
export async function refreshIndex(database: Database, workspaces: Workspaces, tenantId: string): Promise<void> {
  const client = await workspaces.client(tenantId, true);
  const began = now();
  const identity = await client.identity();
  const modules = (await client.modules()).filter((it) => it.visibility === 'active');
  for (const it of modules) {
    const fields = await client.fields(it.slug);
    const values = {
      slug: it.slug,
      singular: it.singular,
      plural: it.plural,
      role: roleOf(it, fields),
      is_enabled: true,
      fields: JSON.stringify(fields),
    };
    await database.kysely
      .insertInto('module')
      .values({ tenant_id: tenantId, module_id: it.id, ...values })
      .onConflict((on) => on.columns(['tenant_id', 'module_id']).doUpdateSet(values))
      .execute();
  }
  await database.kysely
    .updateTable('module')
    .set({ is_enabled: false })
    .where('tenant_id', '=', tenantId)
    .where('module_id', 'not in', ['', ...modules.map((it) => it.id)])
    .execute();
  await keepUsers(database, tenantId, await client.users());
  workspaces.forgetModules(tenantId);
  for (const module of await workspaces.modules(tenantId)) {
    for await (const records of client.records(module.slug))
      await database.transaction((tx) => indexRecords(tx, tenantId, module, records));
    await markGone(database, tenantId, module.moduleId, began);
  }
  await gatherStatistics(database);
  await database.kysely
    .updateTable('coherence_connection')
    .set({ indexed_at: sql`now()`, ...(identity.workspaceName ? { workspace_name: identity.workspaceName } : {}) })
    .where('tenant_id', '=', tenantId)
    .execute();
}
