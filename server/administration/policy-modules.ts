import { sql } from 'kysely';
import type { PolicyWish } from '../../contract/admin-setup.js';
import type { Reply } from '../../contract/api.js';
import type { Plain } from '../audit/audit.js';
import { AppError } from '../base/errors.js';
import type { Sql } from '../db/database.js';
import type { ModuleLimits } from '../db/schema-trust.js';

/* Limits of modules as the pages name them, by slug, and as they are kept, by id, so that renaming a module takes nothing from it. */

export type Limits = Record<string, ModuleLimits>;
export type ModulesView = Reply<'GET /admin/policy'>['modules'];
export interface ModuleName {
  moduleId: string;
  slug: string;
  plural: string;
}
const none: ModuleLimits = { mail: true, meetings: true, files: true };
export const limitsOf = (limits: Limits, moduleId: string): ModuleLimits => limits[moduleId] ?? none;

export async function modulesOf(on: Sql, tenantId: string): Promise<ModuleName[]> {
  const rows = await on
    .selectFrom('module')
    .select(['module_id', 'slug', 'plural'])
    .where('tenant_id', '=', tenantId)
    .where('is_enabled', '=', true)
    .orderBy('plural')
    .execute();
  return rows.map((it) => ({ moduleId: it.module_id, slug: it.slug, plural: it.plural }));
}

export const toView = (modules: ModuleName[], limits: Limits): ModulesView =>
  modules.map(({ moduleId, slug, plural }) => ({ module: slug, plural, ...limitsOf(limits, moduleId) }));

/** The limits as wished, over those there are; what is of a module that is not there just now stays. Only what limits is kept. */
export function wishedLimits(modules: ModuleName[], before: Limits, wish: PolicyWish['modules']): Limits {
  const after = new Map(Object.entries(before));
  for (const [i, { module: slug, mail, meetings, files, floor, ceiling }] of (wish ?? []).entries()) {
    const module = modules.find((it) => it.slug === slug);
    if (!module)
      throw new AppError('invalid_request', 'This module is not available in your workspace.', {
        source: 'request',
        field: `modules.${i}.module`,
      });
    const limits = { mail, meetings, files, ...(floor ? { floor } : {}), ...(ceiling ? { ceiling } : {}) };
    if (mail && meetings && files && !floor && !ceiling) after.delete(module.moduleId);
    else after.set(module.moduleId, limits);
  }
  return Object.fromEntries(after);
}

/** For the audit: one value for each module that has limits in either. */
export function toldLimits(modules: ModulesView): Record<string, Plain> {
  const yes = (it: boolean) => (it ? 'yes' : 'no');
  return Object.fromEntries(
    modules.map(({ module, mail, meetings, files, floor, ceiling }) => [
      `module ${module}`,
      `mail ${yes(mail)}, meetings ${yes(meetings)}, files ${yes(files)}, floor ${floor ?? 'as for all'}, ceiling ${ceiling ?? 'as for all'}`,
    ]),
  );
}

/**
 * Mail and events that came while their modules did not take them are looked for: the addresses of the records count as new once more.
 * Gives whether there is anything to look for. Twice is once.
 */
export async function lookAgain(tx: Sql, tenantId: string, before: Limits, after: Limits): Promise<boolean> {
  const allowedAgain = Object.keys(before).filter((id) =>
    (['mail', 'meetings'] as const).some((it) => !limitsOf(before, id)[it] && limitsOf(after, id)[it]),
  );
  if (allowedAgain.length === 0) return false;
  await sql`insert into fresh_address (tenant_id, address)
    select distinct ${tenantId}, a.value from (
      select module_id, address as value from record_address where tenant_id = ${tenantId}
      union all select module_id, '@' || domain from record_domain where tenant_id = ${tenantId}) a
    where a.module_id = any(${allowedAgain}::text[]) order by 2
    on conflict (tenant_id, address) do update set at = now(), matched_at = null`.execute(tx);
  return true;
}
