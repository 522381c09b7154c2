import type { Router } from '../../base/router.js';
import type { Site } from '../../tenant/files/site.js';
import { bodyOf, collection, noContent, ok, personAt, type Call } from '../call.js';
import { fileDenied } from '../errors.js';
import { pageOf } from '../query.js';
import { mayOpenSite, requireOrganisation, toSite } from './sites.js';

/** The sites a person follows; following one that is not there is told in its own entry (207). */
export function addFollowedSites(router: Router, callOf: (x: unknown) => Call): void {
  const own = (x: unknown, user: string) => {
    const call = callOf(x);
    requireOrganisation(call);
    const { person } = personAt(call, user);
    if (call.caller.oid && call.caller.oid !== person.id) throw fileDenied();
    return { call, person };
  };
  const change = (x: unknown, user: string, work: (site: Site, objectId: string, call: Call) => void) => {
    const { call, person } = own(x, user);
    const { value = [] } = bodyOf(call) as { value?: { id?: string }[] };
    return {
      call,
      results: value.map(({ id = '' }) => {
        const site = call.tenants.sites.find(call.caller.tid, id);
        if (!site || !mayOpenSite(call, site))
          return {
            id,
            error: {
              code: 'invalidRequest',
              message: 'The site Id information that is provided in the request is incorrect',
            },
          };
        work(site, person.id, call);
        return toSite(call, site);
      }),
    };
  };
  const hasError = (results: object[]) => results.some((it) => 'error' in it);
  router
    .on('GET', '/users/:user/followedSites', (x, { user = '' }) => {
      const { call, person } = own(x, user);
      const { sites } = call.tenants;
      const items = sites
        .followed(person.id)
        .map((id) => sites.find(call.caller.tid, id))
        .filter((it): it is Site => it !== undefined && mayOpenSite(call, it))
        .map((it) => toSite(call, it));
      return collection(
        call,
        'sites',
        pageOf(
          {
            items,
            type: 'microsoft.graph.site',
            options: ['$top', '$count'],
            extra: ['sharepointIds', 'isPersonalSite'],
            pageSize: 100,
            largestPage: 500,
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .on('POST', '/users/:user/followedSites/add', (x, { user = '' }) => {
      const { results } = change(x, user, (site, objectId, call) => call.tenants.sites.follow(objectId, site.siteId));
      return ok({ value: results }, hasError(results) ? 207 : 200);
    })
    .on('POST', '/users/:user/followedSites/remove', (x, { user = '' }) => {
      const { results } = change(x, user, (site, objectId, call) => call.tenants.sites.unfollow(objectId, site.siteId));
      return hasError(results) ? ok({ value: results }, 207) : noContent();
    });
}
