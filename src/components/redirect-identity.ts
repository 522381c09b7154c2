import type { PublicClientApplication } from '@azure/msal-browser';
import { PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { approvalUrl, type Configuration } from '../configuration.js';
import { sortSignInError } from '../office/errors.js';

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

  return {
    async token({ forceRefresh = false } = {}) {
      try {
        const app = await load();
        const account = app.getActiveAccount();
        if (account) return (await app.acquireTokenSilent({ scopes, account, forceRefresh })).accessToken;
        if (sessionStorage.getItem(wentOnce))
          throw new PaneError('sign_in_required', 'You are not signed in to Coherence.');
        sessionStorage.setItem(wentOnce, 'yes');
        return await leave({});
      } catch (thrown) {
        throw sortSignInError(thrown, approvalUrl(configuration));
      }
    },
    async signIn(options = {}) {
      try {
        await leave(options);
      } catch (thrown) {
        throw sortSignInError(thrown, approvalUrl(configuration));
      }
    },
    async signOut() {
      const app = await load();
      await app.clearCache();
      app.setActiveAccount(null);
    },
  };
}
