import type { Reply } from '../../contract/api.js';
import type { Caller, World } from './world.js';

/** Does what only an administrator may, as somebody who is one no longer afterwards: what they may read then is what everybody may. */
export async function asAdministrator(
  world: World,
  { person }: Caller,
  tenantId: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const { kysely } = world.server!.database;
  const user = { tenant_id: tenantId, user_id: `administrator ${person.id}` };
  await kysely
    .insertInto('coherence_user')
    .values({ ...user, name: person.name, address: person.userPrincipalName, role: 'admin', is_active: true })
    .execute();
  await work();
  await kysely.deleteFrom('coherence_user').where('user_id', '=', user.user_id).execute();
}

type Limits = Reply<'GET /admin/policy'>['modules'][number];
/** Decides for one module of Coherence; the rest of the policy stays. */
export async function limitModule(administrator: Caller, module: string, limits: Partial<Limits>): Promise<void> {
  const { modules, ...policy } = await administrator.call('GET /admin/policy');
  const changed = modules.map((it) => (it.module === module ? { ...it, ...limits } : it));
  await administrator.call('PUT /admin/policy', { body: { ...policy, modules: changed } });
}
/** As it is before anything is decided. */
export const unlimited = { mail: true, meetings: true, files: true, floor: undefined, ceiling: undefined };

/** What is said where a module does not take it: what becomes of what is there, and who can change it. */
export const notAllowedOn = (what: 'emails' | 'meetings' | 'files', plural = 'People') => ({
  code: 'blocked_by_policy',
  detail: `Your organisation does not allow ${what} on records of ${plural}. What is there already is kept, but not shown. An administrator can change that.`,
});
