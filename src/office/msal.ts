import { createNestablePublicClientApplication, type IPublicClientApplication } from '@azure/msal-browser';

/** MSAL inside Outlook. Its own file, so that it is loaded after the first paint. Call it after Office.onReady only. */
export const createBroker = ({
  clientId,
  authority,
}: {
  clientId: string;
  authority: string;
}): Promise<IPublicClientApplication> =>
  createNestablePublicClientApplication({
    auth: { clientId, authority, knownAuthorities: [new URL(authority).host] },
    cache: { cacheLocation: 'memoryStorage' },
  });
