import { alder, birch, type Organisation } from '../../company.js';
import type { Principal } from '../drive-item.js';
import { guidOf } from '../microsoft-ids.js';
import type { Site } from '../site.js';

/*
 * A root site everybody may read and three team sites for each organisation. Ada writes in Sales, only reads Projects,
 * and cannot open Board at all.
 */
const everyone = (of: Organisation): Principal => ({
  kind: 'everyone',
  id: of.tenantId,
  name: 'Everyone except external users',
});
const person = (of: Organisation, upn: string): Principal => {
  const found = of.people.find((it) => it.userPrincipalName.startsWith(upn));
  return { kind: 'person', id: found?.id ?? '', name: found?.name ?? upn };
};
const group = (of: Organisation, mailNickname: string, name: string): Principal => ({
  kind: 'group',
  id: guidOf(`group ${of.domain} ${mailNickname}`),
  name,
});

interface Wanted {
  of: Organisation;
  path: string;
  title: string;
  description: string;
  group?: Principal;
  owners: Principal[];
  members?: Principal[];
  visitors?: Principal[];
}
const site = ({ of, path, title, description, group: ofGroup, owners, members = [], visitors = [] }: Wanted): Site => ({
  siteId: guidOf(`site ${of.domain} ${path}`),
  webId: guidOf(`web ${of.domain} ${path}`),
  tenantId: of.tenantId,
  path,
  title,
  description,
  createdDateTime: '2026-02-02T08:00:00Z',
  ...(ofGroup ? { groupId: ofGroup.id } : {}),
  owners,
  members: ofGroup ? [ofGroup, ...members] : members,
  visitors,
  applications: [],
});

export function seedSites(): Site[] {
  const [cleo, erin] = [person(alder, 'cleo'), person(birch, 'erin')];
  const sales = group(alder, 'sales.team', 'Sales team');
  return [
    site({
      of: alder,
      path: '',
      title: 'Alder & Finch',
      description: 'What everybody needs',
      owners: [cleo],
      visitors: [everyone(alder)],
    }),
    site({
      of: alder,
      path: 'sites/Sales',
      title: 'Sales',
      description: 'Customers, quotes and agreements',
      group: sales,
      owners: [cleo],
    }),
    site({
      of: alder,
      path: 'sites/Projects',
      title: 'Projects',
      description: 'Delivery and site reports',
      group: group(alder, 'project.team', 'Project team'),
      owners: [person(alder, 'dario')],
      visitors: [sales],
    }),
    site({
      of: alder,
      path: 'sites/Board',
      title: 'Board',
      description: 'Board papers',
      owners: [cleo],
      members: [group(alder, 'leadership', 'Leadership')],
    }),
    site({
      of: birch,
      path: '',
      title: 'Birchway',
      description: 'What everybody needs',
      owners: [erin],
      visitors: [everyone(birch)],
    }),
    site({
      of: birch,
      path: 'sites/Partners',
      title: 'Partners',
      description: 'Partners only',
      group: group(birch, 'partners', 'Partners'),
      owners: [erin],
    }),
    site({
      of: birch,
      path: 'sites/Matters',
      title: 'Matters',
      description: 'One folder for each matter',
      owners: [erin],
    }),
    site({ of: birch, path: 'sites/Library', title: 'Library', description: 'Forms and models', owners: [erin] }),
  ];
}
