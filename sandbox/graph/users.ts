import type { Router } from '../base/router.js';
import { organisations, sharedMailboxes, type Organisation, type Person } from '../tenant/company.js';
import { everyAccount, resources } from '../tenant/rooms.js';
import { collection, context, ok, personAt, type Call } from './call.js';
import { badRequest } from './errors.js';
import { pageOf, select } from './query.js';

export const toUser = (organisation: Organisation, person: Person) => {
  const [givenName = '', ...surname] = person.name.split(' ');
  return {
    businessPhones: [],
    displayName: person.name,
    givenName,
    jobTitle: person.jobTitle || null,
    mail: person.userPrincipalName,
    mobilePhone: null,
    officeLocation: organisation.name,
    preferredLanguage: 'en-GB',
    surname: surname.join(' '),
    userPrincipalName: person.userPrincipalName,
    id: person.id,
  };
};
const extra = ['accountEnabled', 'assignedLicenses', 'department', 'userType', 'proxyAddresses', 'companyName'];
/** Licences of the imitated tenant: Exchange and the rest in one. Shared mailboxes and rooms have none, and nobody signs in to them. */
const licence = { disabledPlans: [], skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900' };
const isShared = (person: Person) => [...sharedMailboxes, ...resources].some((it) => it.id === person.id);
const full = (organisation: Organisation, person: Person) => ({
  ...toUser(organisation, person),
  accountEnabled: !isShared(person),
  assignedLicenses: isShared(person) ? [] : [licence],
  department: null,
  userType: 'Member',
  proxyAddresses: [`SMTP:${person.userPrincipalName}`],
  companyName: organisation.name,
});

export function addUsers(router: Router, callOf: (x: unknown) => Call): void {
  router.on('GET', '/users', (x) => {
    const call = callOf(x);
    const organisation = organisations.find((it) => it.tenantId === call.caller.tid);
    const search = call.query.get('$search');
    if (search && call.exchange.headers.consistencylevel !== 'eventual')
      throw badRequest(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
        'Request_UnsupportedQuery',
      );
    const needle = /:(.+?)"?$/.exec(search ?? '')?.[1]?.toLowerCase();
    const people = (organisation ? everyAccount(organisation) : []).filter(
      (it) =>
        !needle ||
        it.name
          .toLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(needle)),
    );
    const items = organisation ? people.map((it) => full(organisation, it)) : [];
    return collection(
      call,
      'users',
      pageOf(
        {
          items,
          type: 'microsoft.graph.user',
          options: ['$filter', '$top', '$count', '$search', '$orderby'],
          extra,
          pageSize: 100,
          largestPage: 999,
          defaultOrder: 'displayName',
        },
        call.query,
      ),
    );
  });
  router.on('GET', '/users/:user', (x, { user = '' }) => {
    const call = callOf(x);
    const { organisation, person } = personAt(call, user);
    return ok({
      '@odata.context': context(call, 'users/$entity'),
      ...select(full(organisation, person), call.query, { type: 'microsoft.graph.user', extra }),
    });
  });
  router.on('GET', '/organization', (x) => {
    const call = callOf(x);
    const organisation = organisations.find((it) => it.tenantId === call.caller.tid);
    const items = organisation
      ? [
          {
            id: organisation.tenantId,
            displayName: organisation.name,
            verifiedDomains: [
              { capabilities: 'Email', isDefault: true, isInitial: true, name: organisation.domain, type: 'Managed' },
            ],
          },
        ]
      : [];
    return collection(
      call,
      'organization',
      pageOf({ items, type: 'microsoft.graph.organization', options: [], pageSize: 100, largestPage: 100 }, call.query),
    );
  });
}
