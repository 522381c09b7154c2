import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-node';
import { deadline } from '../base/clock.js';
import type { Outbound } from '../base/outbound.js';

export interface RegistrationOptions {
  entraUrl: string;
  clientId: string;
  clientSecret: string;
  outbound: Outbound;
}

/** Microsoft's library for our registration, at one tenant or at `common`. Each has an empty cache: what is kept, we keep sealed. */
export function createMsal({ entraUrl, clientId, clientSecret, outbound }: RegistrationOptions) {
  const networkClient = createNetwork(outbound);
  return (tenant: string): ConfidentialClientApplication =>
    new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority: `${entraUrl}/${tenant}`,
        knownAuthorities: [new URL(entraUrl).host],
        clientCapabilities: ['cp1'],
      },
      system: { networkClient },
    });
}

/** msal-node keeps the refresh token of an answer in its cache and nowhere else. */
export function newestRefreshToken(client: ConfidentialClientApplication): string | undefined {
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
