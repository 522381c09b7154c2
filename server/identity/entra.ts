import type { AuthenticationResult } from '@azure/msal-node';
import { inWords, tell } from '../../contract/diagnoses.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { sortIdentityError } from './errors.js';
import { createMsal, newestRefreshToken, type RegistrationOptions } from './msal.js';
import { graphScopeNames, shortScopes } from './scopes.js';
import type { Kept, TokenStore } from './token-store.js';

export interface EntraOptions extends RegistrationOptions {
  publicUrl: string;
  tokens: TokenStore;
  /** Told how asking for a token in a person's name ended. */
  onAnswer?(person: Principal, answer: TokenAnswer): void;
  /** Told once when Microsoft lets us in for this person no more; what was kept of their sign-in is gone by then. */
  onEnded?(person: Principal): Promise<void>;
}
export interface TokenAnswer {
  /** How it was asked for. */
  by: 'on_behalf_of' | 'refresh_token';
  /** `granted`, or why not, as a code of ours. */
  result: string;
  durationMs: number;
  reference: string;
}
export interface TokenOptions {
  /** Not what was kept: it was refused. */
  force?: boolean;
  /** What Graph asks the next token to bring (a claims challenge, verbatim). */
  claims?: string;
}
export interface GraphTokens {
  /** A Graph token for the person: on behalf of them inside a request, from what was kept for jobs otherwise. Throws AppError in the person's words. */
  graphToken(principal: Principal, options?: TokenOptions): Promise<string>;
  /** Microsoft's page on which these permissions are allowed; it leads back to a page of ours that says so. */
  consentUrl(tenantId: string, scopes?: readonly string[]): string;
}
/** Refusals of a refresh token that no waiting mends: it was revoked, it ended, or the permission was taken back. */
const endsSignIn = ['sign_in_required', 'consent_required'];
const endsEverySignIn = ['app.missing', 'app.disabled'];
const isOver = ({ code, diagnosis }: AppError): boolean =>
  endsSignIn.includes(code) || endsEverySignIn.includes(diagnosis?.cause ?? '');
const renewBeforeMs = 5 * 60_000;
/** Whatever was granted, so that one permission that is missing takes nothing from the others (M12). */
const scopes = ['https://graph.microsoft.com/.default', 'offline_access'];

/** Graph tokens, with whatever the person or their administrator has granted so far. */
export function createEntra({ publicUrl, tokens, onAnswer, onEnded, ...registration }: EntraOptions): GraphTokens {
  const { entraUrl, clientId } = registration;
  const clientOf = createMsal(registration);
  const consentUrl = (tenantId: string, asked: readonly string[] = graphScopeNames) =>
    `${entraUrl}/${tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: `${publicUrl}/record.html`, scope: asked.join(' '), prompt: 'consent' }).toString()}`;
  const underway = new Map<string, Promise<string>>();

  async function fetchToken(principal: Principal, { force = false, claims }: TokenOptions): Promise<string> {
    const kept = await tokens.read(principal);
    // Inside a request the person works in the pane, which needs all of these; a job finds out by itself what it may.
    const isEnough = (granted: string[]) =>
      !principal.assertion || graphScopeNames.every((scope) => granted.includes(scope));
    if (!force && kept && kept.endsAt - Date.now() > renewBeforeMs && isEnough(kept.scopes)) return kept.accessToken;
    const client = clientOf(principal.tenantId);
    const began = Date.now();
    const by = principal.assertion ? 'on_behalf_of' : 'refresh_token';
    const told = (result: string, reference = '') =>
      onAnswer?.(principal, { by, result, durationMs: Date.now() - began, reference });
    const asked = claims ? { claims } : {};
    // What was refused once is not used again, whoever asks next.
    if (claims && kept) await tokens.keep(principal, { ...kept, endsAt: refused });
    try {
      const result = principal.assertion
        ? await client.acquireTokenOnBehalfOf({ oboAssertion: principal.assertion, scopes, skipCache: true, ...asked })
        : kept?.refreshToken
          ? await client.acquireTokenByRefreshToken({
              refreshToken: kept.refreshToken,
              scopes,
              forceCache: true,
              ...asked,
            })
          : undefined;
      if (!result)
        throw new AppError(
          'sign_in_required',
          'Open Outlook and sign in again, so that this can go on. Nothing is lost.',
          { source: 'entra', diagnosis: { cause: 'ended.other' } },
        );
      told('granted', result.correlationId);
      const now = toKept(result, newestRefreshToken(client) ?? kept?.refreshToken);
      await tokens.keep(principal, now);
      if (!isEnough(now.scopes)) {
        const missing = graphScopeNames.filter((scope) => !now.scopes.includes(scope));
        const about = inWords(missing);
        throw new AppError('consent_required', tell('consent.person', about), {
          source: 'entra',
          consentUrl: consentUrl(principal.tenantId, missing), // what was given is not asked for again
          diagnosis: { cause: 'consent.person', about, scopes: missing, tenantId: principal.tenantId },
        });
      }
      return now.accessToken;
    } catch (thrown) {
      const { tenantId } = principal;
      const sorted = sortIdentityError(thrown, { consentUrl: consentUrl(tenantId), tenantId, scopes: graphScopeNames });
      const error = principal.assertion && kept?.endsAt === refused ? inTheMiddleOfWork(sorted) : sorted;
      told(error.code, error.reference);
      // Nobody tries with it again: not the next stream, not the next look of the clock.
      const isEnded = kept?.refreshToken && !principal.assertion && isOver(error);
      if (isEnded && (await tokens.forget(principal, kept))) await onEnded?.(principal);
      throw error;
    }
  }

  return {
    consentUrl,
    graphToken(principal, options = {}) {
      // Many calls of one person share one trip.
      const key = [
        principal.tenantId,
        principal.objectId,
        principal.assertion ? 'request' : 'job',
        options.force ?? false,
        options.claims ?? '',
      ].join(' ');
      const known = underway.get(key);
      if (known) return known;
      const started = fetchToken(principal, options).finally(() => underway.delete(key));
      underway.set(key, started);
      return started;
    },
  };
}

/** The end of a token that Microsoft took no more, or that was never used. */
const refused = 0;
/** Whichever call of theirs met the new rule first: for the person it is one rule that changed while they worked (A10). */
function inTheMiddleOfWork(error: AppError): AppError {
  const { code, message, diagnosis, claims, reference } = error;
  if (code !== 'step_up_required' || !diagnosis?.cause.startsWith('factor.')) return error;
  return new AppError(code, tell('policy.changed'), {
    source: 'entra',
    cause: new Error(message),
    diagnosis: { ...diagnosis, cause: 'policy.changed' },
    ...(claims ? { claims } : {}),
    ...(reference ? { reference } : {}),
  });
}

const toKept = (result: AuthenticationResult, refreshToken: string | undefined): Kept => ({
  accessToken: result.accessToken,
  endsAt: result.expiresOn?.getTime() ?? Date.now() + renewBeforeMs,
  scopes: shortScopes(result.scopes),
  ...(refreshToken ? { refreshToken } : {}),
});
