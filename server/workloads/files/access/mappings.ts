import { sql } from 'kysely';
import type { AccessMappings } from '../../../../contract/access.js';
import type { Body } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import type { Principal } from '../../../base/principal.js';
import { requireAdministrator } from '../../../identity/administrators.js';
import { keyOf, type Grantee } from './grantee.js';
import type { AccessNeeds } from './needs.js';
import { readOrganisation } from './teams.js';
import { isGuest } from './wished.js';

type Needs = Pick<AccessNeeds, 'database' | 'audit' | 'isAdministrator'>;
const mostPeople = 200;

/** The team mapping, with everything it can speak of: owners and teams that records name, modules, and colleagues to choose from. */
export async function readMappings(
  { database: { kysely }, isAdministrator }: Needs,
  viewer: Principal,
): Promise<AccessMappings> {
  const { tenantId } = viewer;
  const [{ users, settings }, rows, owners, teams, modules, people, mayChange] = await Promise.all([
    readOrganisation({ kysely }, tenantId),
    kysely.selectFrom('team_mapping').selectAll().where('tenant_id', '=', tenantId).orderBy('updated_at').execute(),
    kysely
      .selectFrom('record_index')
      .select([
        'owner_user_id',
        (eb) => eb.fn.countAll<number>().as('records'),
        (eb) => eb.fn.min('display_name').as('example'),
      ])
      .where('tenant_id', '=', tenantId)
      .where('is_gone', '=', false)
      .where('owner_user_id', 'is not', null)
      .groupBy('owner_user_id')
      .orderBy('records', 'desc')
      .execute(),
    sql<{
      team: string;
      records: number;
    }>`select team, count(*)::int as records from record_index r, jsonb_array_elements_text(r.teams) team
      where r.tenant_id = ${tenantId} and not r.is_gone group by team order by records desc`
      .execute(kysely)
      .then((it) => it.rows),
    kysely
      .selectFrom('module')
      .select(['module_id', 'plural'])
      .where('tenant_id', '=', tenantId)
      .where('is_enabled', '=', true)
      .orderBy('plural')
      .execute(),
    kysely
      .selectFrom('connection')
      .select(['object_id', 'address', 'display_name'])
      .where('tenant_id', '=', tenantId)
      .orderBy('display_name')
      .limit(mostPeople)
      .execute(),
    isAdministrator(viewer),
  ]);
  const nameOf = (id: string) => users.find((it) => it.userId === id)?.name ?? id;
  const isMapped = (kind: string, id: string) =>
    rows.some((it) => it.source_kind === kind && it.source_id.toLowerCase() === id.toLowerCase());
  return {
    mappings: rows.map((it) => ({
      id: it.id,
      source:
        it.source_kind === 'administrators' ? { kind: it.source_kind } : { kind: it.source_kind, id: it.source_id },
      sourceName:
        it.source_kind === 'user'
          ? nameOf(it.source_id)
          : it.source_kind === 'module'
            ? (modules.find((m) => m.module_id === it.source_id)?.plural ?? it.source_id)
            : it.source_id,
      to: it.grantee,
      role: it.role,
    })),
    owners: owners.flatMap(({ owner_user_id: id, records, example }) => {
      if (!id) return [];
      const known = users.find((it) => it.userId === id);
      return [
        {
          id,
          name: nameOf(id),
          records: Number(records),
          example,
          isMapped: isMapped('user', id),
          ...(known?.address ? { address: known.address } : {}),
        },
      ];
    }),
    teams: teams.map(({ team, records }) => ({ id: team, records, isMapped: isMapped('team', team) })),
    modules: modules.map((it) => ({ id: it.module_id, name: it.plural })),
    people: people.map((it) => ({ kind: 'person', id: it.object_id, address: it.address, name: it.display_name })),
    sharing: settings.sharing,
    allowAnonymous: settings.allowAnonymous,
    mayChange,
  };
}

/** Adds a line, or gives it another role. Changes no folder by itself: what it would change is shown as drift first. */
export async function keepMapping(
  needs: Needs,
  principal: Principal,
  { source, to, role }: Body<'POST /access/mappings'>,
): Promise<AccessMappings> {
  await requireAdministrator(needs, principal);
  const grantee: Grantee = {
    kind: to.kind,
    name: to.name.trim() || (to.address ?? to.id ?? ''),
    ...(to.id ? { id: to.id } : {}),
    ...(to.address ? { address: to.address.trim().toLowerCase() } : {}),
  };
  if (!grantee.id && !grantee.address)
    throw new AppError('invalid_request', 'Choose somebody, or type the address of a person or group.', {
      source: 'request',
      field: 'to.address',
    });
  if (isGuest(grantee))
    throw new AppError(
      'invalid_request',
      'Guests of your organisation cannot stand for a team. Choose a colleague or a group.',
      {
        source: 'request',
        field: 'to.address',
      },
    );
  const { tenantId, objectId } = principal;
  const sourceId = source.kind === 'administrators' ? '' : source.id;
  await needs.database.transaction(async (tx) => {
    const { id } = await tx
      .insertInto('team_mapping')
      .values({
        id: newId(),
        tenant_id: tenantId,
        source_kind: source.kind,
        source_id: sourceId,
        grantee_key: keyOf(grantee),
        grantee: JSON.stringify(grantee),
        role,
        updated_by: objectId,
      })
      .onConflict((oc) =>
        oc
          .columns(['tenant_id', 'source_kind', 'source_id', 'grantee_key'])
          .doUpdateSet({ role, grantee: JSON.stringify(grantee), updated_by: objectId, updated_at: sql`now()` }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'access.mapping_kept',
      target: id,
      detail: { kind: source.kind, source: sourceId, to: grantee.id ?? grantee.kind, role },
    });
  });
  return readMappings(needs, principal);
}

export async function removeMapping(needs: Needs, principal: Principal, id: string): Promise<AccessMappings> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  await needs.database.transaction(async (tx) => {
    const gone = await tx
      .deleteFrom('team_mapping')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .returning(['source_kind', 'source_id'])
      .executeTakeFirst();
    if (gone)
      await needs.audit.append(tx, {
        tenantId,
        actor: objectId,
        action: 'access.mapping_removed',
        target: id,
        detail: { kind: gone.source_kind, source: gone.source_id },
      });
  });
  return readMappings(needs, principal);
}

/** An administrator's word on links that work for anyone; kept beside the other settings of files. */
export async function tolerateAnonymous(
  needs: Needs,
  principal: Principal,
  isAllowed: boolean,
): Promise<AccessMappings> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  await needs.database.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('file_setting')
      .set({ allow_anonymous: isAllowed })
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n)
      throw new AppError('conflict', 'Choose first, in the settings of OneDrive, where files of records are kept.', {
        source: 'request',
      });
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'access.anonymous_kept',
      target: 'settings',
      detail: { isAllowed },
    });
  });
  return readMappings(needs, principal);
}
