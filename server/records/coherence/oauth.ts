import type { Response } from 'undici';
import { deadline } from '../../base/clock.js';
import { unreachable, type Outbound } from '../../base/outbound.js';
import { sortCoherenceFailure } from './errors.js';

/** An application registered at Coherence (Settings > Developers > OAuth Apps), and where it signs in. */
export interface CoherenceApp {
  authorizeUrl: string;
  tokenUrl: string;
  revokeUrl?: string | undefined;
  clientId: string;
  clientSecret: string;
  scope: string;
}
export interface CoherenceTokens {
  access: string;
  /** None where Coherence gives none: then somebody signs in again once the other one ends. */
  refresh?: string | undefined;
  endsAtMs: number;
}
export interface CoherenceOAuth {
  /** Coherence's page on which somebody lets us in. */
  address(wish: { state: string; challenge: string }): string;
  redeem(code: string, verifier: string): Promise<CoherenceTokens>;
  renew(refresh: string): Promise<CoherenceTokens>;
  /** Best effort: what cannot be revoked ends by itself. */
  revoke(tokens: CoherenceTokens): Promise<void>;
}
const limitMs = 15_000;
/** Where Coherence does not say how long a token is good. */
const usualSeconds = 3600;

/** Signing in at Coherence by authorization code. PKCE and state always, although its pages do not ask for them (G23). */
export function createCoherenceOAuth(
  { authorizeUrl, tokenUrl, revokeUrl, clientId, clientSecret, scope }: CoherenceApp,
  redirectUri: string,
  outbound: Outbound,
): CoherenceOAuth {
  const credentials = { client_id: clientId, client_secret: clientSecret };
  const post = (url: string, form: Record<string, string>) =>
    outbound(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ ...credentials, ...form }).toString(),
      signal: deadline(limitMs),
    });
  async function ask(form: Record<string, string>): Promise<CoherenceTokens> {
    let response: Response;
    let text: string;
    try {
      response = await post(tokenUrl, form);
      text = await response.text();
    } catch (cause) {
      throw unreachable(cause, 'coherence', 'Coherence');
    }
    const answer = parse(text);
    if (response.status >= 400 || !answer.access_token)
      // Whatever OAuth calls it, it means that we are not let in.
      throw sortCoherenceFailure(response.status >= 500 || response.status === 429 ? response.status : 401, undefined);
    return {
      access: answer.access_token,
      ...(answer.refresh_token ? { refresh: answer.refresh_token } : {}),
      endsAtMs: Date.now() + (answer.expires_in ?? usualSeconds) * 1000,
    };
  }
  return {
    address: ({ state, challenge }) => {
      const url = new URL(authorizeUrl);
      const asked = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return url.href;
    },
    redeem: (code, verifier) =>
      ask({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }),
    async renew(refresh) {
      const tokens = await ask({ grant_type: 'refresh_token', refresh_token: refresh });
      return { refresh, ...tokens };
    },
    async revoke({ access, refresh }) {
      if (revokeUrl) await post(revokeUrl, { token: refresh ?? access }).catch(() => undefined);
    },
  };
}

interface TokenAnswer {
  access_token?: string;
  refresh_token?: string;
  expires_in?: number;
}
function parse(text: string): TokenAnswer {
  try {
    return JSON.parse(text) as TokenAnswer;
  } catch {
    return {};
  }
}
