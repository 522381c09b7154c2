import type { Router } from '../../base/router.js';
import type { Directory } from '../../entra/directory.js';
import type { Rules } from '../../entra/rules.js';
import type { SignInLog } from '../../entra/sign-in-log.js';
import { application, organisations, type Organisation } from '../../tenant/company.js';
import { bodyOf, collection, context, noContent, ok, personAt, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, notFoundResource } from '../errors.js';
import { pageOf, select } from '../query.js';
import { toUser } from '../users.js';
import {
  administratorRole,
  assignments,
  grantId,
  idOfApp,
  permissionGrants,
  planOf,
  registrations,
  roleId,
  servicePrincipals,
  toServicePlans,
} from './things.js';

type Json = Record<string, unknown>;
/** What Entra keeps and Graph shows. */
export interface DirectoryParts {
  directory: Directory;
  rules: Rules;
  signIns: SignInLog;
}

/** The application in an organisation, who may use it, what was consented to, roles, licences, and the sign-in log. */
export function addDirectory(
  router: Router,
  callOf: (x: unknown) => Call,
  { directory, rules, signIns }: DirectoryParts,
): void {
  const organisationOf = (call: Call): Organisation => {
    const found = organisations.find((it) => it.tenantId === call.caller.tid);
    if (!found) throw notFoundResource(call.caller.tid);
    return found;
  };
  /** What only an administrator may do, whatever the token's permissions are. */
  const administrated = (call: Call): Organisation => {
    const organisation = organisationOf(call);
    const isPerson = call.caller.oid !== undefined;
    if (isPerson && organisation.people.find((it) => it.id === call.caller.oid)?.role !== 'administrator')
      throw new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    return organisation;
  };
  const list = (call: Call, of: string, type: string, items: Json[]) =>
    collection(
      call,
      of,
      pageOf({ items, type, options: ['$filter', '$top', '$count'], pageSize: 100, largestPage: 999 }, call.query),
    );
  const one = (call: Call, of: string, item: Json, status = 200) =>
    ok({ '@odata.context': context(call, `${of}/$entity`), ...select(item, call.query, { type: of }) }, status);
  const principalAt = (call: Call, key: string): Json => {
    const found = servicePrincipals(call.caller.tid, rules).find((it) => it.id === key || it.appId === key);
    if (!found) throw notFoundResource(key);
    return found;
  };
  const isOurs = (it: Json) => it.appId === application.clientId;

  router
    .on('GET', '/applications', (x) => {
      const call = callOf(x);
      return list(call, 'applications', 'microsoft.graph.application', registrations(call.caller.tid, directory));
    })
    .on('GET', '/applications/:key', (x, { key = '' }) => {
      const call = callOf(x);
      const found = registrations(call.caller.tid, directory).find((it) => it.id === key || it.appId === key);
      if (!found) throw notFoundResource(key);
      return one(call, 'applications', found);
    })
    .on('GET', '/servicePrincipals', (x) => {
      const call = callOf(x);
      return list(
        call,
        'servicePrincipals',
        'microsoft.graph.servicePrincipal',
        servicePrincipals(call.caller.tid, rules),
      );
    })
    .on('POST', '/servicePrincipals', (x) => {
      const call = callOf(x);
      const { tenantId } = administrated(call);
      const appId = textOf(bodyOf(call).appId);
      if (appId !== application.clientId)
        throw badRequest(
          `When using this permission, the backing application of the service principal being created must be in the local tenant or known: '${appId}'.`,
          'Request_BadRequest',
        );
      if (rules.of(tenantId).application !== 'missing')
        throw new GraphRefusal(
          409,
          'Request_MultipleObjectsWithSameKeyValue',
          'The service principal cannot be created, because the application is already in use.',
        );
      rules.change({ application: 'enabled' }, tenantId);
      return one(call, 'servicePrincipals', principalAt(call, appId), 201);
    })
    .on('GET', '/servicePrincipals/:key', (x, { key = '' }) =>
      one(callOf(x), 'servicePrincipals', principalAt(callOf(x), key)),
    )
    .on('PATCH', '/servicePrincipals/:key', (x, { key = '' }) => {
      const call = callOf(x);
      const { tenantId } = administrated(call);
      const { appRoleAssignmentRequired, accountEnabled } = bodyOf(call);
      if (isOurs(principalAt(call, key)))
        rules.change(
          {
            ...(typeof appRoleAssignmentRequired === 'boolean'
              ? { assignmentRequired: appRoleAssignmentRequired }
              : {}),
            ...(typeof accountEnabled === 'boolean' ? { application: accountEnabled ? 'enabled' : 'disabled' } : {}),
          },
          tenantId,
        );
      return noContent();
    })
    .on('DELETE', '/servicePrincipals/:key', (x, { key = '' }) => {
      const call = callOf(x);
      const { tenantId } = administrated(call);
      if (isOurs(principalAt(call, key))) {
        rules.change({ application: 'missing' }, tenantId);
        directory.revoke(tenantId, application.clientId);
      }
      return noContent();
    })
    .on('GET', '/servicePrincipals/:key/appRoleAssignedTo', (x, { key = '' }) => {
      const call = callOf(x);
      const items = isOurs(principalAt(call, key)) ? assignments(organisationOf(call), rules) : [];
      return list(call, 'appRoleAssignments', 'microsoft.graph.appRoleAssignment', items);
    })
    .on('POST', '/servicePrincipals/:key/appRoleAssignedTo', (x, { key = '' }) => {
      const call = callOf(x);
      const organisation = administrated(call);
      principalAt(call, key);
      const { person } = personAt(call, textOf(bodyOf(call).principalId));
      const { assigned } = rules.of(organisation.tenantId);
      rules.change({ assigned: [...new Set([...assigned, person.id])] }, organisation.tenantId);
      const made = assignments(organisation, rules).find((it) => it.principalId === person.id) ?? {};
      return one(call, 'appRoleAssignments', made, 201);
    })
    .on('DELETE', '/servicePrincipals/:key/appRoleAssignedTo/:id', (x, { id = '' }) => {
      const organisation = administrated(callOf(x));
      const gone = assignments(organisation, rules).find((it) => it.id === id);
      if (!gone) throw notFoundResource(id);
      const { assigned } = rules.of(organisation.tenantId);
      rules.change({ assigned: assigned.filter((it) => it !== gone.principalId) }, organisation.tenantId);
      return noContent();
    })
    .on('GET', '/oauth2PermissionGrants', (x) => {
      const call = callOf(x);
      return list(
        call,
        'oauth2PermissionGrants',
        'microsoft.graph.oAuth2PermissionGrant',
        permissionGrants(call.caller.tid, directory),
      );
    })
    .on('POST', '/oauth2PermissionGrants', (x) => {
      const call = callOf(x);
      const { tenantId } = administrated(call);
      const body = bodyOf(call);
      const isOwn = textOf(body.resourceId) === idOfApp(tenantId, application.clientId);
      const scopes = textOf(body.scope)
        .split(/\s+/)
        .filter(Boolean)
        .map((it) => (isOwn ? `api://${application.clientId}/${it}` : it));
      const principalId = body.consentType === 'Principal' ? textOf(body.principalId) : undefined;
      directory.grant(tenantId, application.clientId, scopes, principalId);
      const made = permissionGrants(tenantId, directory).find(
        (it) => it.principalId === (principalId ?? null) && it.resourceId === body.resourceId,
      );
      return one(call, 'oauth2PermissionGrants', made ?? {}, 201);
    })
    .on('DELETE', '/oauth2PermissionGrants/:id', (x, { id = '' }) => {
      const { tenantId } = administrated(callOf(x));
      const gone = directory.grants(tenantId).find((it) => grantId(tenantId, it) === id);
      if (!gone) throw notFoundResource(id);
      directory.takeBack(tenantId, gone);
      return noContent();
    })
    .on('GET', '/directoryRoles', (x) => {
      const call = callOf(x);
      return list(call, 'directoryRoles', 'microsoft.graph.directoryRole', [administratorRole(call.caller.tid)]);
    })
    .on('GET', '/directoryRoles/:role/members', (x, { role = '' }) => {
      const call = callOf(x);
      const organisation = organisationOf(call);
      if (role !== roleId(organisation.tenantId)) throw notFoundResource(role);
      const members = organisation.people.filter((it) => it.role === 'administrator');
      return list(
        call,
        'directoryObjects',
        'microsoft.graph.directoryObject',
        members.map((it) => ({ '@odata.type': '#microsoft.graph.user', ...toUser(organisation, it) })),
      );
    })
    .on('GET', '/users/:user/transitiveMemberOf/microsoft.graph.directoryRole', (x, { user = '' }) => {
      const call = callOf(x);
      const { person } = personAt(call, user);
      const held = person.role === 'administrator' ? [administratorRole(call.caller.tid)] : [];
      return list(call, 'directoryObjects', 'microsoft.graph.directoryRole', held);
    })
    .on('GET', '/users/:user/licenseDetails', (x, { user = '' }) => {
      const call = callOf(x);
      const { organisation, person } = personAt(call, user);
      const plan = planOf(organisation, call.behaviour);
      const isLicensed = organisation.people.some((it) => it.id === person.id);
      return list(
        call,
        'licenseDetails',
        'microsoft.graph.licenseDetails',
        plan && isLicensed ? [{ id: person.id, ...plan, servicePlans: toServicePlans(plan.servicePlans) }] : [],
      );
    })
    .on('GET', '/subscribedSkus', (x) => {
      const call = callOf(x);
      const organisation = organisationOf(call);
      const plan = planOf(organisation, call.behaviour);
      const sku = plan && {
        id: `${organisation.tenantId}_${plan.skuId}`,
        ...plan,
        capabilityStatus: 'Enabled',
        consumedUnits: organisation.people.length,
        servicePlans: toServicePlans(plan.servicePlans),
      };
      return list(call, 'subscribedSkus', 'microsoft.graph.subscribedSku', sku ? [sku] : []);
    })
    .on('GET', '/auditLogs/signIns', (x) => {
      const call = callOf(x);
      const organisation = administrated(call);
      if (organisation.plan !== 'premium' || call.behaviour.withoutPlans.names.includes('AAD_PREMIUM'))
        throw new GraphRefusal(
          403,
          'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
          'Neither tenant is B2C or tenant doesn’t have premium license',
        );
      return list(
        call,
        'auditLogs/signIns',
        'microsoft.graph.signIn',
        signIns.list(organisation.tenantId) as unknown as Json[],
      );
    });
}
