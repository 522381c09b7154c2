import type { AdminSetup } from '../../contract/admin-setup.js';
import { toAppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Graph } from '../graph/graph.js';
import { warn } from './endings.js';

export interface LookingNeeds {
  graph: Pick<Graph, 'request'>;
  clientId: string;
  /** Asks for a token once more: what was consented to a moment ago is in it. */
  renew(viewer: Principal): Promise<unknown>;
}
interface ServicePrincipal {
  id: string;
  accountEnabled?: boolean;
  appRoleAssignmentRequired?: boolean;
}
interface Grant {
  consentType: 'AllPrincipals' | 'Principal';
  scope: string;
}
interface Credential {
  displayName?: string | null;
  hint?: string | null;
  endDateTime?: string | null;
}
interface Registration {
  passwordCredentials?: Credential[];
  keyCredentials?: Credential[];
}
/** `hidden`: Microsoft does not tell this person. */
type Seen<T> = T | 'hidden' | 'absent';
export interface AtMicrosoft {
  principal: Seen<ServicePrincipal>;
  grants?: Seen<{ value: Grant[] }>;
  assigned?: Seen<{ value: { principalDisplayName?: string }[] }>;
  /** Told only in the organisation where the application was registered. */
  registration?: Seen<Registration>;
}
export const isThere = <T>(it: Seen<T> | undefined): it is T => it !== undefined && it !== 'hidden' && it !== 'absent';

/** What Microsoft says of the application in this organisation; nothing where it does not tell this person. */
export async function lookAtMicrosoft(needs: LookingNeeds, viewer: Principal): Promise<AtMicrosoft> {
  const seen = await lookOnce(needs, viewer);
  if (seen.principal !== 'hidden') return seen;
  // The administrator may have allowed it since the token came.
  await needs.renew(viewer).catch(() => undefined);
  return lookOnce(needs, viewer);
}

async function lookOnce({ graph, clientId }: LookingNeeds, viewer: Principal): Promise<AtMicrosoft> {
  const ask = async <T>(path: string, query: Record<string, string> = {}): Promise<Seen<T>> => {
    try {
      return await graph.request<T>(viewer, { path, query });
    } catch (thrown) {
      const { code } = toAppError(thrown);
      return code === 'not_found' ? 'absent' : 'hidden';
    }
  };
  const principal = await ask<ServicePrincipal>(`/servicePrincipals(appId='${clientId}')`);
  if (!isThere(principal)) return { principal };
  const [grants, assigned, registration] = await Promise.all([
    ask<{ value: Grant[] }>('/oauth2PermissionGrants', { $filter: `clientId eq '${principal.id}'` }),
    ask<{ value: { principalDisplayName?: string }[] }>(`/servicePrincipals/${principal.id}/appRoleAssignedTo`),
    ask<Registration>(`/applications(appId='${clientId}')`, { $select: 'passwordCredentials,keyCredentials' }),
  ]);
  return { principal, grants, assigned, registration };
}

export function grantedTo(grants: Grant[], scope: string): 'all' | 'some' | 'none' {
  const having = grants.filter((it) => it.scope.split(' ').includes(scope));
  return having.some((it) => it.consentType === 'AllPrincipals') ? 'all' : having.length > 0 ? 'some' : 'none';
}

/** Secrets and certificates of the application that end within sixty days, told apart by what Microsoft shows of them. */
export function secretEndings(registration: AtMicrosoft['registration']): AdminSetup['warnings'] {
  if (!isThere(registration)) return [];
  const all = [
    ...(registration.passwordCredentials ?? []).map((it) => ({ ...it, kind: 'A secret' })),
    ...(registration.keyCredentials ?? []).map((it) => ({ ...it, kind: 'A certificate' })),
  ];
  return all.flatMap(({ kind, displayName, hint, endDateTime }) =>
    endDateTime
      ? warn(
          `${kind} of the application${displayName ? ` (${displayName}${hint ? `, ${hint}…` : ''})` : ''}`,
          new Date(endDateTime),
          'Make a new one in Microsoft Entra under Certificates & secrets, set CLIENT_SECRET to it, start the server again, then remove this one.',
        )
      : [],
  );
}
