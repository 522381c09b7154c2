import type { Identity } from '../api/identity.js';
import { PaneError } from '../api/errors.js';
import { approvalUrl, type Configuration } from '../configuration.js';
import { sortSignInError } from './errors.js';
import type { createBroker } from './msal.js'; // the type only: the script comes later

const renewBeforeMs = 2 * 60_000;
const limitMs = 30_000;
type Broker = Awaited<ReturnType<typeof createBroker>>;
type Bridged = Window & { __initializeNestedAppAuth?: unknown; nestedAppAuthBridge?: unknown };

/** Loads MSAL ahead of need; a failure shows itself when a token is asked for. */
export const prefetchMsal = (): void => {
  void import('./msal.js').catch(() => undefined);
};

/**
 * Tokens by nested app authentication: Outlook is the broker, so there is no redirect, no cookie and no password here.
 * The token lives in memory only.
 */
export function createIdentity(
  configuration: Configuration,
  {
    loadBroker = async () => (await import('./msal.js')).createBroker(configuration),
    hasBroker = canBroker,
  }: { loadBroker?: () => Promise<Broker>; hasBroker?: () => boolean } = {},
): Identity {
  const scopes = [configuration.scope];
  let broker: Promise<Broker> | undefined;
  let kept: { token: string; endsAt: number } | undefined;
  let asking: Promise<string> | undefined;
  let isSignedOut = sessionStorage.getItem('coherence.signed-out') === 'yes';

  const load = (): Promise<Broker> => {
    if (!hasBroker())
      return Promise.reject(new PaneError('sign_in_unavailable', 'This Outlook cannot sign in to Coherence.'));
    broker ??= loadBroker().catch((thrown: unknown) => {
      broker = undefined;
      throw thrown;
    });
    return broker;
  };
  const keep = ({ accessToken, expiresOn }: { accessToken: string; expiresOn: Date | null }): string => {
    kept = { token: accessToken, endsAt: expiresOn?.getTime() ?? Date.now() + renewBeforeMs };
    return accessToken;
  };
  const askSilently = async (forceRefresh: boolean): Promise<string> => {
    try {
      const app = await load();
      return keep(await within(app.acquireTokenSilent({ scopes, forceRefresh })));
    } catch (thrown) {
      throw sortSignInError(thrown, approvalUrl(configuration));
    }
  };

  return {
    async token({ forceRefresh = false } = {}) {
      if (isSignedOut) throw new PaneError('sign_in_required', 'You signed out of Coherence.');
      if (!forceRefresh && kept && kept.endsAt - Date.now() > renewBeforeMs) return kept.token;
      asking ??= askSilently(forceRefresh).finally(() => {
        asking = undefined;
      }); // many calls, one question
      return asking;
    },
    async signIn({ claims, chooseAccount } = {}) {
      try {
        const app = await load();
        keep(
          await app.acquireTokenPopup({
            scopes,
            ...(claims ? { claims } : {}),
            ...(chooseAccount ? { prompt: 'select_account' } : {}),
          }),
        );
        isSignedOut = false;
        sessionStorage.removeItem('coherence.signed-out');
      } catch (thrown) {
        throw sortSignInError(thrown, approvalUrl(configuration));
      }
    },
    async signOut() {
      kept = undefined;
      isSignedOut = true;
      sessionStorage.setItem('coherence.signed-out', 'yes');
    },
  };
}

function canBroker(): boolean {
  const bridged = window as Bridged;
  return (
    Boolean(bridged.nestedAppAuthBridge ?? bridged.__initializeNestedAppAuth) ||
    (typeof Office !== 'undefined' && Office.context.requirements.isSetSupported('NestedAppAuth', '1.1'))
  );
}

const within = <T>(promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PaneError('timed_out', 'Outlook did not answer the sign-in.')), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
