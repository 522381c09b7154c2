import { sql } from 'kysely';
import type { CoherenceConnectionView } from '../../contract/admin-setup.js';
import { tell } from '../../contract/diagnoses.js';
import type { Body } from '../../contract/api.js';
import { AppError, toAppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { Workspaces } from '../records/workspaces.js';
import type { AdministrationNeeds } from './needs.js';

export interface CoherenceNeeds extends AdministrationNeeds {
  workspaces: Pick<
    Workspaces,
    'client' | 'quota' | 'keys' | 'keepSecond' | 'forgetSecond' | 'useKey' | 'forgetModules' | 'name' | 'baseUrl'
  >;
  /** Whether somebody can sign in at Coherence instead of entering a key. */
  canSignIn: boolean;
}

export const writeScope = 'records:write';
/** Whether the key may make records, by the scopes that Coherence names; where it names none, it is taken to. */
export const mayCreate = (scopes: readonly string[]): boolean =>
  scopes.length === 0 || scopes.some((it) => it === writeScope || /^(write|admin|[*])$/i.test(it));

/** The connection as it answers now: what works, what is done instead, how much of the day's calls is used. */
export async function coherencePage(needs: CoherenceNeeds, viewer: Principal): Promise<CoherenceConnectionView> {
  await requireAdministrator(needs, viewer);
  const { workspaces, database } = needs;
  const { tenantId } = viewer;
  const client = await workspaces.client(tenantId);
  const [identity, users, modules, keys, webhook] = await Promise.all([
    client.identity().then(
      ({ scopes }) => ({ scopes, problem: undefined }),
      (thrown: unknown) => ({ scopes: [], problem: toAppError(thrown).message }),
    ),
    client.users().then(
      (it) => it !== undefined,
      () => false,
    ),
    sql<{
      slug: string;
      plural: string;
      role: string;
      records: number;
    }>`select m.slug, m.plural, coalesce(m.role_set, m.role) as role,
        (select count(*)::int from record_index i where i.tenant_id = m.tenant_id and i.module_id = m.module_id and not i.is_gone) as records
      from module m where m.tenant_id = ${tenantId} and m.is_enabled order by m.plural`.execute(database.kysely),
    workspaces.keys(tenantId),
    database.kysely
      .selectFrom('coherence_webhook')
      .select('state')
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst(),
  ]);
  const isTold = webhook?.state === 'listening';
  const { problem, scopes } = identity;
  const isReachable = problem === undefined;
  const isCreating = isReachable && mayCreate(scopes);
  return {
    workspace: await workspaces.name(tenantId),
    baseUrl: await workspaces.baseUrl(tenantId),
    isReachable,
    ...(problem ? { problem } : {}),
    capabilities: [
      { name: 'Records and fields', works: isReachable },
      {
        name: 'Creating records',
        works: isCreating,
        ...(isCreating || !isReachable ? {} : { instead: tell('coherence.scope', writeScope) }),
      },
      { name: 'Search', works: isReachable },
      {
        name: 'Users and their roles',
        works: users,
        ...(users ? {} : { instead: 'Administrators are named in the settings of the server.' }),
      },
      {
        name: 'Changes of records, told at once',
        works: isTold,
        ...(isTold ? {} : { instead: 'Records that folders wait for are looked at about every minute.' }),
      },
      { name: 'Activity timeline', works: false, instead: 'The timeline is kept here and shown on the record page.' },
      {
        name: 'Links between records',
        works: false,
        instead:
          'When a task is made from an email, a reference field is written where there is one; no other link is kept.',
      },
      { name: 'Files on records', works: false, instead: 'Links to OneDrive and SharePoint are kept here.' },
    ],
    modules: modules.rows,
    quota: await workspaces.quota(tenantId),
    keys,
    canSignIn: needs.canSignIn,
  };
}

/** Twice is once. The key must answer before it is kept; it is never given back. */
export async function keepKey(
  needs: CoherenceNeeds,
  principal: Principal,
  apiKey: string,
): Promise<CoherenceConnectionView> {
  await requireAdministrator(needs, principal);
  if (!/^(sk|ck)_(live|test)_\w+$/.test(apiKey))
    throw new AppError(
      'invalid_request',
      'A key of Coherence begins with sk_live_, sk_test_, ck_live_ or ck_test_. Copy it whole.',
      {
        source: 'request',
        field: 'apiKey',
      },
    );
  await needs.workspaces.keepSecond(principal.tenantId, apiKey);
  await told(needs, principal, 'coherence.key_kept', 'slot 2');
  return coherencePage(needs, principal);
}

/** Twice is once. A sign-in is taken back at Coherence too, where it lets us. */
export async function forgetKey(needs: CoherenceNeeds, principal: Principal): Promise<CoherenceConnectionView> {
  await requireAdministrator(needs, principal);
  await needs.workspaces.forgetSecond(principal.tenantId);
  await told(needs, principal, 'coherence.key_forgotten', 'slot 2');
  return coherencePage(needs, principal);
}

export async function useKey(
  needs: CoherenceNeeds,
  principal: Principal,
  slot: 1 | 2,
): Promise<CoherenceConnectionView> {
  await requireAdministrator(needs, principal);
  await needs.workspaces.useKey(principal.tenantId, slot);
  await told(needs, principal, 'coherence.key_chosen', `slot ${slot}`);
  return coherencePage(needs, principal);
}

export async function setRole(
  needs: CoherenceNeeds,
  principal: Principal,
  { module, role }: Body<'PUT /admin/coherence/role'>,
): Promise<CoherenceConnectionView> {
  await requireAdministrator(needs, principal);
  const { tenantId } = principal;
  const { numUpdatedRows } = await needs.database.kysely
    .updateTable('module')
    .set({ role_set: role })
    .where('tenant_id', '=', tenantId)
    .where('slug', '=', module)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('not_found', 'This module is not available in your workspace.', { source: 'coherence' });
  needs.workspaces.forgetModules(tenantId);
  await told(needs, principal, 'coherence.role_set', module);
  return coherencePage(needs, principal);
}

const told = ({ database, audit }: CoherenceNeeds, { tenantId, objectId }: Principal, action: string, target: string) =>
  database.transaction((tx) => audit.append(tx, { tenantId, actor: objectId, action, target }));
