import { randomUUID } from 'node:crypto';
import type { Person } from '../company.js';
import type { Grant, Principal, Role } from './drive-item.js';

/** The login SharePoint knows somebody by; permissions are named after it. */
export function loginOf(principal: Principal, mail?: string): string {
  switch (principal.kind) {
    case 'person':
      return `i:0#.f|membership|${(mail ?? principal.name).toLowerCase()}`;
    case 'group':
      return `c:0o.c|federateddirectoryclaimprovider|${principal.id}`;
    case 'everyone':
      return `c:0-.f|rolemanager|spo-grid-all-users/${principal.id}`;
    case 'outsider':
      return `i:0#.f|membership|${principal.id.replace('@', '_')}#ext#@sandbox`;
    case 'siteGroup':
      return principal.name;
  }
}
/** One permission for each person or group on an item, so that asking twice is once. */
export const grantId = (login: string): string => Buffer.from(login).toString('base64url');

export const personGrant = (person: Person, role: Role, when: string): Grant => {
  const to: Principal = { kind: 'person', id: person.id, name: person.name };
  return { id: grantId(loginOf(to, person.userPrincipalName)), role, to, grantedDateTime: when };
};
export const newLinkId = (): string => randomUUID();
