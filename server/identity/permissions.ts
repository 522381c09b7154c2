import type { Permission } from '../../contract/connection.js';
import type { Principal } from '../base/principal.js';
import { isGranted, permissionScopes } from './scopes.js';
import type { TokenStore } from './token-store.js';

export interface Permissions {
  /** Whether the person allowed it. When the token that is kept does not say so, a newer one is asked for, at most every few seconds. */
  has(person: Principal, permission: Permission): Promise<boolean>;
  /** Microsoft's page on which the person, or their administrator, allows it. */
  allowUrl(person: Principal, permission: Permission): string;
}
interface Needs {
  tokens: Pick<TokenStore, 'granted'>;
  graphToken(person: Principal, options: { force: boolean }): Promise<string>;
  consentUrl(tenantId: string, scopes: readonly string[]): string;
}
const askAgainMs = 5_000;

/** Permissions that only some features need; without one the others work (M5). */
export function createPermissions({ tokens, graphToken, consentUrl }: Needs): Permissions {
  const lastAsked = new Map<string, number>();
  return {
    async has(person, permission) {
      if (isGranted(permission, await tokens.granted(person))) return true;
      const key = `${person.tenantId} ${person.objectId} ${permission}`;
      if (Date.now() - (lastAsked.get(key) ?? 0) < askAgainMs) return false;
      if (lastAsked.size > 10_000) lastAsked.clear();
      lastAsked.set(key, Date.now());
      await graphToken(person, { force: true });
      return isGranted(permission, await tokens.granted(person));
    },
    allowUrl: ({ tenantId }, permission) => consentUrl(tenantId, permissionScopes[permission]),
  };
}
