import { sql, type RawBuilder } from 'kysely';
import type { Coming } from '../../contract/shapes.js';
import { AppError } from '../base/errors.js';
import type { Sql } from '../db/database.js';
import type { Visibility } from '../db/schema-mail.js';
import type { ModuleLimits } from '../db/schema-trust.js';

/*
 * What administrators decided for each module: whether emails, meetings and files may come to its records, and how much of them
 * colleagues see there. It stands in the policy of the organisation and is asked for in the statements themselves, so that it holds from
 * the next look on, in every process. What is there already is not touched: it is not shown, and is back when it is allowed again.
 */

/** A module, or an expression of a statement that gives its id. */
export type OfModule = string | RawBuilder<unknown>;

/** Whether something of this kind may come to records of a module, and is shown there; for the conditions of statements. */
export const isAllowed = (tenantId: OfModule, moduleId: OfModule, what: Coming): RawBuilder<boolean> =>
  sql<boolean>`coalesce((select p.policy #>> array['modules', ${moduleId}::text, ${what}::text] <> 'false'
    from policy p where p.tenant_id = ${tenantId}), true)`;

/** A level that is decided for a module, as `people` 1, `subject` 2, `everything` 3; `otherwise` where none is. */
export const decidedLevel = (
  tenantId: OfModule,
  moduleId: OfModule,
  part: 'floor' | 'ceiling',
  otherwise: number,
): RawBuilder<number> =>
  sql<number>`coalesce((select case p.policy #>> array['modules', ${moduleId}::text, ${part}::text]
    when 'everything' then 3 when 'subject' then 2 when 'people' then 1 end from policy p where p.tenant_id = ${tenantId}), ${otherwise}::int)`;

/** Everything that is decided for modules, by their ids; a module that is not in it has no limits. */
export async function readModuleLimits(on: Sql, tenantId: string): Promise<Map<string, ModuleLimits>> {
  const row = await on.selectFrom('policy').select('policy').where('tenant_id', '=', tenantId).executeTakeFirst();
  const { modules = {} } = (row?.policy ?? {}) as { modules?: Record<string, ModuleLimits> };
  return new Map(Object.entries(modules));
}

/** The modules to which this may not come. */
export async function readWithheld(on: Sql, tenantId: string, what: Coming): Promise<Set<string>> {
  const limits = await readModuleLimits(on, tenantId);
  return new Set([...limits].filter(([, it]) => !it[what]).map(([moduleId]) => moduleId));
}

/** Throws `blocked_by_policy`, with the name of the module, where administrators do not let this come to its records. */
export async function requireAllowed(
  on: Sql,
  tenantId: string,
  { moduleId, plural }: { moduleId: string; plural: string },
  what: Coming,
): Promise<void> {
  if (!(await readWithheld(on, tenantId, what)).has(moduleId)) return;
  throw new AppError('blocked_by_policy', notAllowed(what, [plural]), { source: 'request' });
}

const nouns = { mail: 'emails', meetings: 'meetings', files: 'files' } as const;
/** For people: what is not allowed where, what becomes of what is there, and who can change it. */
export const notAllowed = (what: Coming, plurals: string[]): string =>
  `Your organisation does not allow ${nouns[what]} on records of ${plurals.join(', ')}. What is there already is kept, but not shown. An administrator can change that.`;

/** What holds for a module: what reveals less wins, and the most stands above every least. */
export function narrowed(
  { floor, ceiling }: { floor: Visibility; ceiling: Visibility },
  limits: ModuleLimits | undefined,
): { floor: Visibility; ceiling: Visibility } {
  const order: Visibility[] = ['people', 'subject', 'everything'];
  const at = (it: Visibility) => order.indexOf(it);
  const floors = [floor, limits?.floor ?? floor];
  const ceilings = [ceiling, limits?.ceiling ?? ceiling];
  return {
    floor: floors.reduce((a, b) => (at(b) > at(a) ? b : a)),
    ceiling: ceilings.reduce((a, b) => (at(b) < at(a) ? b : a)),
  };
}
