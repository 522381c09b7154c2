import { randomUUID } from 'node:crypto';
import type { Answer } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import { allows, roleInSite } from '../../tenant/files/access.js';
import { isConsumer, organisations } from '../../tenant/company.js';
import type { Role } from '../../tenant/files/drive-item.js';
import { hostLabel, hostOf, siteKey, type Site } from '../../tenant/files/site.js';
import { bodyOf, collection, context, noContent, ok, type Call } from '../call.js';
import { notForConsumers } from '../consumers.js';
import { hasPlan } from '../directory/things.js';
import { badRequest, fileDenied, notFoundFile } from '../errors.js';
import { pageOf, select } from '../query.js';
import { selectedRole } from './access.js';
import { driveList } from './drives.js';

type Json = Record<string, unknown>;
const siteType = 'microsoft.graph.site';
const onlyAsked = ['sharepointIds', 'isPersonalSite'];

export function siteAddress(call: Call, site: Site): string {
  const organisation = organisations.find((it) => it.tenantId === site.tenantId);
  return call.files.site(site, organisation ? hostLabel(organisation) : 'sandbox');
}
export const toSite = (call: Call, site: Site): Json => ({
  createdDateTime: site.createdDateTime,
  description: site.description,
  id: siteKey(site),
  lastModifiedDateTime: site.createdDateTime,
  name: site.path.split('/').pop() ?? '',
  webUrl: siteAddress(call, site),
  displayName: site.title,
  root: {},
  siteCollection: { hostname: hostOf(site.tenantId), ...(site.path === '' ? { root: {} } : {}) },
  sharepointIds: { siteId: site.siteId, siteUrl: siteAddress(call, site), tenantId: site.tenantId, webId: site.webId },
  isPersonalSite: false,
});

/** A person sees the sites they are in; an application all, or with Sites.Selected alone those it was given. */
function roleOnSite(call: Call, site: Site): Role | undefined {
  const held = call.caller.oid ? call.caller.scp : call.caller.roles;
  const isSelectedOnly =
    !held.some((it) => /^(Sites\.(?!Selected)|Files\.|Group)/.test(it)) && held.includes('Sites.Selected');
  if (isSelectedOnly && !selectedRole(call, site)) return undefined;
  if (!call.caller.oid) return isSelectedOnly ? selectedRole(call, site) : 'owner';
  return roleInSite(site, call.tenants.drives.viewer(call.caller.tid, call.caller.oid));
}
export const mayOpenSite = (call: Call, site: Site): boolean => allows(roleOnSite(call, site), 'read');

function siteAt(call: Call, id: string): Site {
  requireOrganisation(call);
  const site = call.tenants.sites.find(call.caller.tid, id);
  if (!site) throw notFoundFile();
  if (!mayOpenSite(call, site)) throw fileDenied();
  return site;
}
export function requireOrganisation(call: Call): void {
  if (isConsumer(call.caller.tid)) throw notForConsumers();
  if (!hasPlan(call.caller.tid, /^SHAREPOINT/, call.behaviour)) throw badRequest('Tenant does not have a SPO license.');
}
/** Sites the caller sees whose name, address or description has every word. */
export function findSites(call: Call, words: string): Site[] {
  const wanted = words.toLowerCase().replace(/[*"]/g, ' ').split(/\s+/).filter(Boolean);
  return call.tenants.sites
    .list(call.caller.tid)
    .filter((it) => mayOpenSite(call, it))
    .filter((it) => wanted.every((word) => `${it.title} ${it.path} ${it.description}`.toLowerCase().includes(word)));
}
const siteList = (call: Call, of: string, sites: Site[]): Answer =>
  collection(
    call,
    of,
    pageOf(
      {
        items: sites.map((it) => toSite(call, it)),
        type: siteType,
        options: ['$top', '$skip', '$orderby', '$filter', '$count'],
        extra: onlyAsked,
        pageSize: 100,
        largestPage: 500,
        always: ['id'],
      },
      call.query,
    ),
  );

export function addSites(router: Router, callOf: (x: unknown) => Call): void {
  router
    .on('GET', '/sites', (x) => {
      const call = callOf(x);
      requireOrganisation(call);
      return siteList(call, 'sites', findSites(call, call.query.get('search') ?? call.query.get('$search') ?? ''));
    })
    .on('GET', '/sites/getAllSites', (x) => {
      const call = callOf(x);
      if (call.caller.oid) throw fileDenied();
      return siteList(call, 'sites', call.tenants.sites.list(call.caller.tid));
    })
    .on('GET', '/sites/:site', (x, { site: id = '' }) => {
      const call = callOf(x);
      const site = siteAt(call, id);
      return ok({
        '@odata.context': context(call, 'sites/$entity'),
        ...select(toSite(call, site), call.query, { type: siteType, extra: onlyAsked, always: ['id'] }),
      });
    })
    .on('GET', '/sites/:site/drives', (x, { site = '' }) => {
      const call = callOf(x);
      return driveList(call, call.tenants.drives.ofSite(siteAt(call, site)));
    })
    .on('GET', '/sites/:site/sites', (x, { site = '' }) => {
      const call = callOf(x);
      siteAt(call, site);
      return siteList(call, 'sites', []);
    })
    .on('GET', '/groups/:group/sites', (x, { group = '' }) => {
      const call = callOf(x);
      const site = call.tenants.sites.ofGroup(group);
      return siteList(call, 'sites', site && mayOpenSite(call, site) ? [site] : []);
    });
  addSitePermissions(router, callOf);
}

/** What applications with Sites.Selected are given; people's rights are not told here, as with the service. */
function addSitePermissions(router: Router, callOf: (x: unknown) => Call): void {
  const view = (it: Site['applications'][number]): Json => ({
    id: it.id,
    roles: it.roles,
    grantedToIdentitiesV2: [{ application: { id: it.appId, displayName: it.displayName } }],
    grantedToIdentities: [{ application: { id: it.appId, displayName: it.displayName } }],
  });
  router
    .on('GET', '/sites/:site/permissions', (x, { site = '' }) => {
      const call = callOf(x);
      const items = siteAt(call, site).applications.map(view);
      return collection(
        call,
        'permissions',
        pageOf({ items, type: 'microsoft.graph.permission', options: [], pageSize: 100, largestPage: 100 }, call.query),
      );
    })
    .on('POST', '/sites/:site/permissions', (x, { site: id = '' }) => {
      const call = callOf(x);
      const site = siteAt(call, id);
      const { roles = [], grantedToIdentities = [] } = bodyOf(call) as {
        roles?: string[];
        grantedToIdentities?: { application?: { id?: string; displayName?: string } }[];
      };
      const application = grantedToIdentities[0]?.application;
      if (!application?.id || roles.length === 0)
        throw badRequest('roles and grantedToIdentities are needed.', 'invalidRequest');
      const given = {
        id: randomUUID(),
        appId: application.id,
        displayName: application.displayName ?? 'Application',
        roles,
      };
      site.applications.push(given);
      call.tenants.store.touch();
      return ok({ '@odata.context': context(call, 'permission'), ...view(given) }, 201);
    })
    .on('DELETE', '/sites/:site/permissions/:permission', (x, { site: id = '', permission = '' }) => {
      const call = callOf(x);
      const site = siteAt(call, id);
      site.applications = site.applications.filter((it) => it.id !== permission);
      call.tenants.store.touch();
      return noContent();
    });
}
