import type { PublicClientApplication } from '@azure/msal-browser';
import { PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { approvalUrl, type Configuration } from '../configuration.js';
import { forgetSignIn } from '../office/identity.js';
import { sortSignInError } from '../office/errors.js';
import { signInByWindow, type SignedIn } from '../office/window-sign-in.js';
import { createApi } from '../api/client.js';

const renewBeforeMs = 2 * 60_000;
const wentOnce = 'coherence.went-to-sign-in';

/**
 * Tokens for a page in a browser tab: authorization code with PKCE by redirect, kept in this tab only. A person who comes by a
 * link is sent to Microsoft once by itself, as by any web application; after that only a press goes there, so there is no loop
 * . `returnsTo` is the page, registered at Microsoft, that takes the answer.
 */
export function createRedirectIdentity(configuration: Configuration, returnsTo: string): Identity {
  const { clientId, authority, scope } = configuration;
  const scopes = [scope];
  let application: Promise<PublicClientApplication> | undefined;
  let kept: SignedIn | undefined;
  const asked = { approvalUrl: approvalUrl(configuration), scopes: configuration.graphScopes };
  const load = () => (application ??= start());

  async function start(): Promise<PublicClientApplication> {
    const { PublicClientApplication } = await import('@azure/msal-browser');
    const app = new PublicClientApplication({
      auth: {
        clientId,
        authority,
        knownAuthorities: [new URL(authority).host],
        redirectUri: `${location.origin}${returnsTo}`,
      },
      cache: { cacheLocation: 'sessionStorage' },
    });
    await app.initialize();
    const result = await app.handleRedirectPromise();
    const account = result?.account ?? app.getActiveAccount() ?? app.getAllAccounts()[0];
    if (account) app.setActiveAccount(account);
    return app;
  }

  const leave = async (options: { claims?: string | undefined; chooseAccount?: boolean }): Promise<never> => {
    const app = await load();
    await app.acquireTokenRedirect({
      scopes,
      ...(options.claims ? { claims: options.claims } : {}),
      ...(options.chooseAccount ? { prompt: 'select_account' } : {}),
    });
    return new Promise<never>(() => undefined); // the page is leaving
  };

  const byWindow: Identity['signInElsewhere'] = async (wish = {}) => {
    const api = createApi({ token: () => Promise.resolve('') });
    const hint = (await application)?.getActiveAccount()?.username;
    kept = await signInByWindow({ api, asked, ...(hint ? { hint } : {}) }, wish);
  };

  return {
    async token({ forceRefresh = false } = {}) {
      if (kept && !forceRefresh && kept.endsAt - Date.now() > renewBeforeMs) return kept.token;
      kept = undefined;
      try {
        const app = await load();
        const account = app.getActiveAccount();
        if (account) return (await app.acquireTokenSilent({ scopes, account, forceRefresh })).accessToken;
        if (sessionStorage.getItem(wentOnce))
          throw new PaneError('sign_in_required', 'You are not signed in to Coherence.');
        sessionStorage.setItem(wentOnce, 'yes');
        return await leave({});
      } catch (thrown) {
        throw sortSignInError(thrown, asked);
      }
    },
    async signIn(options = {}) {
      try {
        // In the middle of work the page stays, with all that stands on it.
        if (options.claims) return await byWindow(options);
        await leave(options);
      } catch (thrown) {
        throw sortSignInError(thrown, { ...asked, isPressed: true });
      }
    },
    signInElsewhere: byWindow,
    async clear() {
      const app = await application?.catch(() => undefined);
      await app?.clearCache().catch(() => undefined);
      application = undefined;
      kept = undefined;
      forgetSignIn();
    },
    async signOut() {
      kept = undefined;
      const app = await load();
      await app.clearCache();
      app.setActiveAccount(null);
    },
  };
}
