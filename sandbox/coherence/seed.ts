import { organisations, outsiders } from '../tenant/company.js';

export interface SeedField {
  id: string;
  slug: string;
  name: string;
  label: string;
  dataType: string;
  isRequired?: boolean;
  options?: string[];
}
/** Somebody who uses the workspace. */
export interface SeedUser {
  id: string;
  name: string;
  email: string;
  role: 'owner' | 'admin' | 'member' | 'guest';
}
export interface SeedModule {
  id: string;
  slug: string;
  singular: string;
  plural: string;
  isPrivate?: boolean;
  fields: SeedField[];
  unique?: string;
}

const field = (slug: string, label: string, dataType: string, more: Partial<SeedField> = {}): SeedField => ({
  id: `fld_${slug.replace(/-/g, '_')}`,
  slug,
  name: label.replace(/\s/g, ''),
  label,
  dataType,
  ...more,
});

export const seedModules: SeedModule[] = [
  {
    id: 'mod_people',
    slug: 'people',
    singular: 'Person',
    plural: 'People',
    unique: 'email',
    fields: [
      field('person-type', 'Person Type', 'select', {
        options: ['Customer', 'Vendor', 'Partner', 'Employee', 'Other'],
      }),
      field('first-name', 'First Name', 'text'),
      field('last-name', 'Last Name', 'text'),
      field('email', 'Email', 'email', { isRequired: true }),
      field('phone', 'Phone', 'phone'),
      field('job-title', 'Job Title', 'text'),
      field('company', 'Company', 'reference'),
    ],
  },
  {
    id: 'mod_accounts',
    slug: 'accounts',
    singular: 'Account',
    plural: 'Accounts',
    fields: [field('domain', 'Domain', 'text'), field('website', 'Website', 'url'), field('phone', 'Phone', 'phone')],
  },
  {
    id: 'mod_deals',
    slug: 'deals',
    singular: 'Deal',
    plural: 'Deals',
    fields: [
      field('code', 'Code', 'text'),
      field('account', 'Account', 'reference'),
      field('stage', 'Stage', 'select', { options: ['Qualified', 'Proposal', 'Negotiation', 'Won', 'Lost'] }),
      field('value', 'Deal Value', 'number'),
    ],
  },
  {
    id: 'mod_leads',
    slug: 'leads',
    singular: 'Lead',
    plural: 'Leads',
    fields: [field('email', 'Email', 'email'), field('source', 'Source', 'text'), field('notes', 'Notes', 'textarea')],
  },
  {
    id: 'mod_tasks',
    slug: 'tasks',
    singular: 'Task',
    plural: 'Tasks',
    fields: [field('due', 'Due', 'date'), field('related', 'Related To', 'reference')],
  },
  {
    id: 'mod_projects',
    slug: 'engagements',
    singular: 'Engagement',
    plural: 'Engagements',
    fields: [
      field('code', 'Code', 'text'),
      field('client', 'Client', 'reference'),
      field('team', 'Team', 'select', { options: ['Delivery', 'Advisory'] }),
    ],
  },
  {
    id: 'mod_hr',
    slug: 'hr-files',
    singular: 'HR file',
    plural: 'HR files',
    isPrivate: true,
    fields: [field('email', 'Email', 'email')],
  },
];

interface SeedRecord {
  owner?: string;
  privacyLevel?: 'account' | 'private';
  id?: string;
  moduleId: string;
  displayName: string;
  fields: Record<string, string>;
}

const person = (id: string, name: string, email: string, company: string, title: string): SeedRecord => {
  const [first = '', ...last] = name.split(' ');
  return {
    id,
    moduleId: 'mod_people',
    displayName: name,
    fields: {
      'person-type': 'Customer',
      'first-name': first,
      'last-name': last.join(' '),
      email,
      company,
      'job-title': title,
    },
  };
};
const account = (id: string, name: string, domain: string): SeedRecord => ({
  id,
  moduleId: 'mod_accounts',
  displayName: name,
  fields: { domain, website: `https://www.${domain}` },
});
const deal = (id: string, code: string, name: string, accountId: string, stage: string, value: string): SeedRecord => ({
  id,
  moduleId: 'mod_deals',
  displayName: name,
  fields: { code, account: accountId, stage, value },
});

/** Users of the workspace: the organisation's people, by ids of Coherence's own. */
export const seedUsers = (domain: string): SeedUser[] =>
  (organisations.find((it) => it.domain === domain)?.people ?? []).map(({ id, name, userPrincipalName, role }) => ({
    id: userIdOf(id),
    name,
    email: userPrincipalName,
    role: role === 'administrator' ? 'admin' : 'member',
  }));
const userIdOf = (objectId: string) => `3f0c9d0e-0000-4000-8000-${objectId.slice(-12)}`;
/** Who looks after whom: by the account, and with it its people and deals. */
const owners = (domain: string) => {
  const idOf = (name: string) => seedUsers(domain).find((it) => it.email.startsWith(name))?.id ?? '';
  return { ada: idOf('ada'), ben: idOf('ben'), dario: idOf('dario'), erin: idOf('erin') };
};

export function seedRecords(domain: string): SeedRecord[] {
  const { ada, ben, dario, erin } = owners(domain);
  return recordsOf(domain).map((it) => ({
    ...it,
    owner: erin || (it.moduleId === 'mod_projects' ? dario : /harbour|priya|owen|d1077/.test(it.id ?? '') ? ben : ada),
  }));
}

function recordsOf(domain: string): SeedRecord[] {
  const { jana, tomas, priya, office } = outsiders;
  if (domain !== 'alderfinch.example') {
    return [
      person('rec_b_jana', 'Jana Novák (client)', jana.address, 'rec_b_lumen', 'Client'),
      account('rec_b_lumen', 'Lumen Works (client)', 'lumenworks.example'),
      deal('rec_b_deal', 'B-0007', 'Lumen Works – Advice', 'rec_b_lumen', 'Qualified', '4000'),
    ];
  }
  const others: [string, string, string, string][] = [
    ['Noor Haddad', 'noor.haddad@meridianfreight.example', 'Meridian Freight', 'Dispatcher'],
    ['Amélie Fournier', 'amelie.fournier@clairval.example', 'Clairval', 'Facility manager'],
    ['Greta Holm', 'greta.holm@nordkiste.example', 'Nordkiste', 'Operations'],
    ['Hugo Almeida', 'hugo@almeidapartners.example', 'Almeida & Partners', 'Partner'],
  ];
  return [
    person('rec_jana', jana.name, jana.address, 'rec_lumen', 'Managing director'),
    person('rec_tomas', tomas.name, `${tomas.address}, t.dvorak@lumenworks.example`, 'rec_lumen', 'Head of Technology'),
    person('rec_priya', priya.name, `${priya.address}, ${office.address}`, 'rec_harbour', 'Facility director'),
    person('rec_owen', 'Owen Price', `owen@harbourlight.example, ${office.address}`, 'rec_harbour', 'Office manager'),
    account('rec_lumen', 'Lumen Works', 'lumenworks.example'),
    account('rec_harbour', 'Harbour Light', 'harbourlight.example'),
    deal('rec_d1042', 'D-1042', 'Lumen Works – Renewal 2027', 'rec_lumen', 'Negotiation', '84200'),
    deal('rec_d1077', 'D-1077', 'Harbour Light – Rollout', 'rec_harbour', 'Proposal', '132000'),
    deal('rec_d0990', 'D-0990', 'Lumen Works – Pilot', 'rec_lumen', 'Won', '18500'),
    ...others.flatMap(([name, email, company, title], i) => [
      person(`rec_p${i}`, name, email, `rec_a${i}`, title),
      account(`rec_a${i}`, company, email.split('@')[1] ?? ''),
      deal(
        `rec_o${i}`,
        `D-11${i}0`,
        `${company} – Service agreement`,
        `rec_a${i}`,
        'Proposal',
        String(12000 + i * 3500),
      ),
    ]),
    {
      id: 'rec_e1',
      moduleId: 'mod_projects',
      displayName: 'Harbour Light rollout 2026',
      fields: { code: 'E-31', client: 'rec_harbour', team: 'Delivery' },
    },
    {
      id: 'rec_e2',
      moduleId: 'mod_projects',
      displayName: 'Lumen Works pilot',
      fields: { code: 'E-28', client: 'rec_lumen', team: 'Advisory' },
    },
    {
      id: 'rec_l1',
      moduleId: 'mod_leads',
      displayName: 'Canal House',
      fields: { email: 'desk@canalhouse.example', source: 'Fair' },
    },
    {
      id: 'rec_t1',
      moduleId: 'mod_tasks',
      displayName: 'Prepare the renewal',
      fields: { due: '2026-12-04', related: 'rec_d1042' },
    },
    {
      id: 'rec_hr',
      moduleId: 'mod_hr',
      displayName: 'Dario Rossi, contract',
      fields: { email: 'dario@alderfinch.example' },
    },
  ];
}
