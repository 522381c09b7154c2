import type { Store } from '../base/store.js';
import { alder, birch } from './company.js';
import { guidOf } from './files/microsoft-ids.js';

/** A group of the directory. Members are ids of people or of other groups. */
export interface Group {
  id: string;
  tenantId: string;
  name: string;
  description: string;
  mailNickname: string;
  /** A Microsoft 365 group has mail and a site; a security group has neither. */
  kind: 'unified' | 'security';
  mail?: string;
  owners: string[];
  members: string[];
  createdDateTime: string;
}

const idOf = (name: string) => alder.people.find((it) => it.userPrincipalName.startsWith(name))?.id ?? '';
const group = (
  organisation: typeof alder,
  kind: Group['kind'],
  mailNickname: string,
  name: string,
  description: string,
  members: string[],
  owners: string[] = [],
): Group => ({
  id: guidOf(`group ${organisation.domain} ${mailNickname}`),
  tenantId: organisation.tenantId,
  name,
  description,
  mailNickname,
  kind,
  ...(kind === 'unified' ? { mail: `${mailNickname}@${organisation.domain}` } : {}),
  owners,
  members,
  createdDateTime: '2026-02-02T08:00:00Z',
});

const seeded = (): Group[] => [
  group(
    alder,
    'unified',
    'sales.team',
    'Sales team',
    'Everyone who looks after customers',
    [idOf('ada'), idOf('ben')],
    [idOf('ada')],
  ),
  group(
    alder,
    'unified',
    'project.team',
    'Project team',
    'Everyone who delivers',
    [idOf('dario'), idOf('ben')],
    [idOf('dario')],
  ),
  group(alder, 'security', 'leadership', 'Leadership', 'Who may see the board papers', [idOf('cleo'), idOf('dario')]),
  group(
    birch,
    'unified',
    'partners',
    'Partners',
    'The partners of Birchway',
    [birch.people[0]?.id ?? ''],
    [birch.people[0]?.id ?? ''],
  ),
];

/** The groups of every organisation, and who is in them, directly or through another group. */
export class Groups {
  readonly #groups: Group[];

  constructor(readonly store: Store) {
    this.#groups = store.table('groups', seeded);
  }

  list(tenantId: string): Group[] {
    return this.#groups.filter((it) => it.tenantId === tenantId);
  }
  find(tenantId: string, key: string): Group | undefined {
    return this.list(tenantId).find((it) => it.id === key || it.mail?.toLowerCase() === key.toLowerCase());
  }
  /** Ids of the groups that a person (or group) is in, also by way of other groups. */
  of(memberId: string): Set<string> {
    const found = new Set<string>();
    const waiting = [memberId];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
      for (const group of this.#groups)
        if (group.members.includes(id) && !found.has(group.id)) {
          found.add(group.id);
          waiting.push(group.id);
        }
    return found;
  }
  add(group: Group): Group {
    this.#groups.push(group);
    this.store.touch();
    return group;
  }
  /** Members anew; people gain and lose what the group may see at once. */
  setMembers(group: Group, members: string[]): void {
    group.members = members;
    this.store.touch();
  }
}
