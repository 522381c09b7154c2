import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-node';
import { AppError } from '../base/errors.js';
import { deadline } from '../base/clock.js';
import type { Outbound } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { sortIdentityError } from './errors.js';
import { graphScopeNames } from './scopes.js';
import type { Seal } from './seal.js';

export interface EntraOptions {
  entraUrl: string;
  clientId: string;
  clientSecret: string;
  publicUrl: string;
  outbound: Outbound;
  database: Database;
  seal: Seal;
}
export interface GraphTokens {
  /** A Graph token for the person: on behalf of them inside a request, from what was kept for jobs otherwise. Throws AppError in the person's words. */
  graphToken(principal: Principal, options?: { force?: boolean }): Promise<string>;
}
interface Kept {
  accessToken: string;
  endsAt: number;
  refreshToken?: string;
}
const renewBeforeMs = 5 * 60_000;

/**
 * Graph tokens. What is kept for a person (an access token and, for jobs after the request, the refresh token that came
 * with it) is sealed with the person as context, so a row copied to another person does not open.
 */
export function createEntra({
  entraUrl,
  clientId,
  clientSecret,
  publicUrl,
  outbound,
  database,
  seal,
}: EntraOptions): GraphTokens {
  const scopes = [...graphScopeNames.map((scope) => `https://graph.microsoft.com/${scope}`), 'offline_access'];
  const networkClient = createNetwork(outbound);
  const clientOf = (tenantId: string) =>
    new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority: `${entraUrl}/${tenantId}`,
        knownAuthorities: [new URL(entraUrl).host],
        clientCapabilities: ['cp1'],
      },
      system: { networkClient },
    });
  const consentUrl = (tenantId: string) =>
    `${entraUrl}/${tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: `${publicUrl}/record.html`, scope: graphScopeNames.join(' '), prompt: 'consent' }).toString()}`;
  const contextOf = (principal: Principal) => `graph ${principal.tenantId} ${principal.objectId}`;
  const underway = new Map<string, Promise<string>>();

  async function read(principal: Principal): Promise<Kept | undefined> {
    const row = await database.kysely
      .selectFrom('token_cache')
      .select(['key_id', 'sealed'])
      .where('tenant_id', '=', principal.tenantId)
      .where('object_id', '=', principal.objectId)
      .executeTakeFirst();
    return row && (JSON.parse(seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(principal))) as Kept);
  }
  async function keep(principal: Principal, kept: Kept): Promise<void> {
    const { keyId, sealed } = seal.seal(JSON.stringify(kept), contextOf(principal));
    const values = { key_id: keyId, sealed, updated_at: new Date() };
    await database.kysely
      .insertInto('token_cache')
      .values({ tenant_id: principal.tenantId, object_id: principal.objectId, ...values })
      .onConflict((on) => on.columns(['tenant_id', 'object_id']).doUpdateSet(values))
      .execute();
  }

  async function fetchToken(principal: Principal, force: boolean): Promise<string> {
    const kept = await read(principal);
    if (!force && kept && kept.endsAt - Date.now() > renewBeforeMs) return kept.accessToken;
    const client = clientOf(principal.tenantId);
    try {
      const result = principal.assertion
        ? await client.acquireTokenOnBehalfOf({ oboAssertion: principal.assertion, scopes, skipCache: true })
        : kept?.refreshToken
          ? await client.acquireTokenByRefreshToken({ refreshToken: kept.refreshToken, scopes, forceCache: true })
          : undefined;
      if (!result)
        throw new AppError(
          'sign_in_required',
          'Open Outlook and sign in again, so that this can go on. Nothing is lost.',
          { source: 'entra' },
        );
      const refreshToken = newestRefreshToken(client) ?? kept?.refreshToken;
      await keep(principal, {
        accessToken: result.accessToken,
        endsAt: result.expiresOn?.getTime() ?? Date.now() + renewBeforeMs,
        ...(refreshToken ? { refreshToken } : {}),
      });
      return result.accessToken;
    } catch (thrown) {
      throw sortIdentityError(thrown, consentUrl(principal.tenantId));
    }
  }

  return {
    graphToken(principal, { force = false } = {}) {
      const key = `${principal.tenantId} ${principal.objectId} ${force}`; // many calls of one person share one trip
      const known = underway.get(key);
      if (known) return known;
      const started = fetchToken(principal, force).finally(() => underway.delete(key));
      underway.set(key, started);
      return started;
    },
  };
}

/** msal-node keeps the refresh token of an on-behalf-of answer in its cache and nowhere else. */
function newestRefreshToken(client: ConfidentialClientApplication): string | undefined {
  const cache = JSON.parse(client.getTokenCache().serialize()) as { RefreshToken?: Record<string, { secret: string }> };
  return Object.values(cache.RefreshToken ?? {}).at(-1)?.secret;
}

/** msal-node's network through our one way out, with a limit. */
function createNetwork(outbound: Outbound): INetworkModule {
  const send = async <T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> => {
    const response = await outbound(url, {
      method,
      ...(options?.headers ? { headers: options.headers } : {}),
      ...(options?.body ? { body: options.body } : {}),
      signal: deadline(10_000),
    });
    return {
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
      status: response.status,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}
