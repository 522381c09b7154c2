import { createApi } from '../api/client.js';
import { PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { approvalUrl, type Configuration } from '../configuration.js';
import type { createBroker } from './msal.js'; // the type only: the script comes later

const renewBeforeMs = 2 * 60_000;
const limitMs = 30_000;
type Broker = Awaited<ReturnType<typeof createBroker>>;
type Bridged = Window & { __initializeNestedAppAuth?: unknown; nestedAppAuthBridge?: unknown };
interface Token {
  token: string;
  endsAt: number;
}
/** How this Outlook gives tokens: as the broker of nested apps, by its older single sign-on, or not at all. */
export type Way = 'broker' | 'office' | 'window';

const loadWays = () => import('./ways.js');
/** Loads MSAL ahead of need; a failure shows itself when a token is asked for. */
export const prefetchMsal = (): void => {
  void import('./msal.js').catch(() => undefined);
};

/**
 * Tokens for the pane: silently where Outlook can, else after a press, else in a window of its own. There is no redirect, no cookie
 * and no password here, and the token lives in memory only.
 */
export function createIdentity(
  configuration: Configuration,
  {
    hint,
    loadBroker = async () => (await import('./msal.js')).createBroker(configuration),
    way = chooseWay,
  }: { hint?: string; loadBroker?: () => Promise<Broker>; way?: () => Way } = {},
): Identity {
  const scopes = [configuration.scope];
  let broker: Promise<Broker> | undefined;
  let kept: Token | undefined;
  let asking: Promise<string> | undefined;
  let isSignedOut = sessionStorage.getItem('coherence.signed-out') === 'yes';

  const load = (): Promise<Broker> => {
    broker ??= loadBroker().catch((thrown: unknown) => {
      broker = undefined;
      throw thrown;
    });
    return broker;
  };
  const keep = (it: Token): string => {
    kept = it;
    return it.token;
  };
  const ofBroker = ({ accessToken, expiresOn }: { accessToken: string; expiresOn: Date | null }): Token => ({
    token: accessToken,
    endsAt: expiresOn?.getTime() ?? Date.now() + renewBeforeMs,
  });
  /** The organisation of the mailbox; Microsoft takes its domain for its id. */
  const tenantId = hint?.split('@')[1];
  const asked = (isPressed: boolean) => ({
    tenantId,
    approvalUrl: approvalUrl(configuration, { tenantId }),
    scopes: configuration.graphScopes,
    isPressed,
  });
  const sort = async (thrown: unknown, isPressed: boolean): Promise<PaneError> => {
    if (thrown instanceof PaneError) return thrown;
    const ways = await loadWays().catch(() => undefined);
    return ways
      ? ways.sortSignInError(thrown, asked(isPressed))
      : new PaneError('offline', 'Coherence cannot be reached from here.', { cause: thrown });
  };
  const askSilently = async (forceRefresh: boolean): Promise<string> => {
    try {
      const by = way();
      if (by === 'broker') {
        const app = await load();
        return keep(ofBroker(await within(app.acquireTokenSilent({ scopes, forceRefresh }))));
      }
      if (by === 'office') return keep(await within((await loadWays()).askOffice({ isPressed: false })));
      throw new PaneError('sign_in_required', 'You are not signed in to Coherence.');
    } catch (thrown) {
      throw await sort(thrown, false);
    }
  };
  const signedIn = () => {
    isSignedOut = false;
    sessionStorage.removeItem('coherence.signed-out');
  };
  const byWindow: Identity['signInElsewhere'] = async (wish = {}) => {
    const { signInByWindow } = await loadWays();
    const api = createApi({ token: () => Promise.resolve('') });
    keep(await signInByWindow({ api, asked: asked(true), hint }, wish));
    signedIn();
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
    async signIn(wish = {}) {
      const { claims, chooseAccount } = wish;
      try {
        const by = way();
        if (by === 'window') return await byWindow(wish);
        if (by === 'office')
          keep(await (await loadWays()).askOffice({ isPressed: true, ...(claims ? { claims } : {}) }));
        else
          keep(
            ofBroker(
              await (
                await load()
              ).acquireTokenPopup({
                scopes,
                ...(claims ? { claims } : {}),
                ...(chooseAccount ? { prompt: 'select_account' } : {}),
              }),
            ),
          );
        signedIn();
      } catch (thrown) {
        const error = await sort(thrown, true);
        // Outlook cannot after all: no window was open yet, so this press opens the one that can.
        if (error.code !== 'sign_in_unavailable' || way() === 'window') throw error;
        await byWindow(wish);
      }
    },
    signInElsewhere: byWindow,
    async clear() {
      const app = await broker?.catch(() => undefined);
      await app?.clearCache().catch(() => undefined);
      broker = undefined;
      kept = undefined;
      forgetSignIn();
      signedIn();
    },
    async signOut() {
      kept = undefined;
      isSignedOut = true;
      sessionStorage.setItem('coherence.signed-out', 'yes');
    },
  };
}

/** What MSAL and we keep of a sign-in in this browser; drafts, choices and settings stay. */
export function forgetSignIn(): void {
  for (const storage of [sessionStorage, localStorage])
    for (const key of Object.keys(storage))
      if (/^msal[.]|^coherence[.](signed-out|went-to-sign-in)$/.test(key)) storage.removeItem(key);
}

function chooseWay(): Way {
  const bridged = window as Bridged;
  const isSupported = (set: string, version: string) =>
    typeof Office !== 'undefined' && Office.context.requirements.isSetSupported(set, version);
  if (bridged.nestedAppAuthBridge ?? bridged.__initializeNestedAppAuth) return 'broker';
  if (isSupported('NestedAppAuth', '1.1')) return 'broker';
  return isSupported('IdentityAPI', '1.3') ? 'office' : 'window';
}

const within = <T>(promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PaneError('timed_out', 'Outlook did not answer the sign-in.')), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
