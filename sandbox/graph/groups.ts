import type { Router } from '../base/router.js';
import { organisations } from '../tenant/company.js';
import type { Group } from '../tenant/groups.js';
import { collection, context, ok, personAt, type Call } from './call.js';
import { notFoundResource } from './errors.js';
import { pageOf, select } from './query.js';
import { toUser } from './users.js';

type Json = Record<string, unknown>;
const type = 'microsoft.graph.group';

const toGroup = (group: Group): Json => ({
  id: group.id,
  createdDateTime: group.createdDateTime,
  description: group.description,
  displayName: group.name,
  groupTypes: group.kind === 'unified' ? ['Unified'] : [],
  mail: group.mail ?? null,
  mailEnabled: group.kind === 'unified',
  mailNickname: group.mailNickname,
  securityEnabled: group.kind === 'security',
  visibility: group.kind === 'unified' ? 'Private' : null,
});

/** Groups and who is in them, to read. Personal accounts have none; the token's permissions see to that. */
export function addGroups(router: Router, callOf: (x: unknown) => Call): void {
  const groupAt = (call: Call, id: string): Group => {
    const group = call.tenants.groups.find(call.caller.tid, id);
    if (!group) throw notFoundResource(id);
    return group;
  };
  const groups = (call: Call, found: Group[], withType = false) =>
    collection(
      call,
      withType ? 'directoryObjects' : 'groups',
      pageOf(
        {
          items: found.map((it) => ({ ...(withType ? { '@odata.type': `#${type}` } : {}), ...toGroup(it) })),
          type,
          options: ['$filter', '$top', '$count', '$orderby', '$search'],
          pageSize: 100,
          largestPage: 999,
        },
        call.query,
      ),
    );
  const members = (call: Call, ids: string[]) => {
    const organisation = organisations.find((it) => it.tenantId === call.caller.tid);
    const items = ids.flatMap((id): Json[] => {
      const person = organisation?.people.find((it) => it.id === id);
      if (organisation && person) return [{ '@odata.type': '#microsoft.graph.user', ...toUser(organisation, person) }];
      const group = call.tenants.groups.find(call.caller.tid, id);
      return group ? [{ '@odata.type': `#${type}`, ...toGroup(group) }] : [];
    });
    return collection(
      call,
      'directoryObjects',
      pageOf(
        {
          items,
          type: 'microsoft.graph.directoryObject',
          options: ['$top', '$count', '$filter'],
          pageSize: 100,
          largestPage: 999,
        },
        call.query,
      ),
    );
  };
  const everybody = (call: Call, group: Group, seen = new Set<string>()): string[] =>
    group.members.flatMap((id) => {
      if (seen.has(id)) return [];
      seen.add(id);
      const inner = call.tenants.groups.find(call.caller.tid, id);
      return inner ? [id, ...everybody(call, inner, seen)] : [id];
    });
  router
    .on('GET', '/groups', (x) => {
      const call = callOf(x);
      return groups(call, call.tenants.groups.list(call.caller.tid));
    })
    .on('GET', '/groups/:group', (x, { group = '' }) => {
      const call = callOf(x);
      return ok({
        '@odata.context': context(call, 'groups/$entity'),
        ...select(toGroup(groupAt(call, group)), call.query, { type }),
      });
    })
    .on('GET', '/groups/:group/members', (x, { group = '' }) => members(callOf(x), groupAt(callOf(x), group).members))
    .on('GET', '/groups/:group/owners', (x, { group = '' }) => members(callOf(x), groupAt(callOf(x), group).owners))
    .on('GET', '/groups/:group/transitiveMembers', (x, { group = '' }) =>
      members(callOf(x), everybody(callOf(x), groupAt(callOf(x), group))),
    );
  for (const name of ['memberOf', 'transitiveMemberOf'])
    router.on('GET', `/users/:user/${name}`, (x, { user = '' }) => {
      const call = callOf(x);
      const { person } = personAt(call, user);
      const all = call.tenants.groups.list(call.caller.tid);
      const within = call.tenants.groups.of(person.id);
      return groups(
        call,
        all.filter((it) => (name === 'memberOf' ? it.members.includes(person.id) : within.has(it.id))),
        true,
      );
    });
}
