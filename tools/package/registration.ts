import { lookingScopes, neededScopes, reasons, signInLogScopes } from '../../server/administration/scopes.js';
import { apiScope } from '../../server/identity/scopes.js';
import type { Place } from './place.js';

/** Ids of the delegated permissions of Microsoft Graph, the same in every organisation. */
const permissionIds: Record<string, string> = {
  'User.Read': 'e1fe6dd8-ba31-4d61-89e7-88639da4683d',
  'Mail.ReadWrite': '024d486e-b451-40bb-833d-3e66d98c5c73',
  'Mail.ReadWrite.Shared': '5df07973-7d5d-46ed-9847-1271055cbd51',
  'Mail.Send': 'e383f46e-2787-4529-855e-0e479a3ffac0',
  'Mail.Send.Shared': 'a367ab51-6b49-43bf-a716-a1fb06d2a174',
  'MailboxSettings.ReadWrite': '818c620a-27a9-40bd-a6a5-d96f7d610b4b',
  'Calendars.ReadWrite': '1ec239c2-d7c9-4623-a91a-a9775856bb36',
  'Calendars.ReadWrite.Shared': '12466101-c9b8-439a-8589-dd09ee67e8e9',
  'Contacts.ReadWrite': 'd56682ec-c09e-4743-aaf4-1a3aac4caa21',
  'Files.ReadWrite': '5c28f0bf-8a70-41f1-8ab2-9032436ddb65',
  'Files.ReadWrite.All': '863451e7-0667-486c-a5d6-d135439485f0',
  'OnlineMeetings.ReadWrite': 'a65f2972-a4f8-4f5e-afd7-69ccb046d5dc',
  'Place.Read.All': 'cb8f45a0-5c2e-4ea1-b803-84b870a7d7ec',
  'Sites.Read.All': '205e70e5-aba6-4c52-a976-6d2d46c48043',
  'Application.Read.All': 'c79f8feb-a9db-4090-85f9-90d820caa0eb',
  'AuditLog.Read.All': 'e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20',
  'DelegatedPermissionGrant.Read.All': 'a197cdc4-a8e8-4d49-9d35-4ca7c83887b4',
};
const graphAppId = '00000003-0000-0000-c000-000000000000';
/** Every Office on every platform asks with this one; it may ask for our scope without a consent of its own. */
const everyOffice = 'ea5a67f6-b6f3-4338-b240-c655ddc3cc8e';
const scopeId = 'c6a7a0de-3f0b-4a5d-8b1e-7d2f4e9a1c35';

/** Where Microsoft may send people back to. https comes first: the page of admin consent goes to the first that there is. */
export const redirectAddresses = (baseUrl: string) => ({
  web: [`${baseUrl}/connect/callback`, `${baseUrl}/sign-in/callback`],
  spa: [`${baseUrl}/record.html`, `${baseUrl}/settings.html`, `brk-multihub://${new URL(baseUrl).host}`],
});

/** Microsoft's name of who may sign in. With personal accounts it takes no other version of tokens than 2. */
const audiences = { organizations: 'AzureADMultipleOrgs', all: 'AzureADandPersonalMicrosoftAccount' } as const;

/**
 * The application's registration as Microsoft Graph takes it (`PATCH /applications(appId='…')`), and beside it why each permission
 * is asked for, which Graph has no place for.
 */
export function registrationOf({
  baseUrl,
  clientId,
  accounts = 'organizations',
}: Pick<Place, 'baseUrl' | 'clientId' | 'accounts'>) {
  const { web, spa } = redirectAddresses(baseUrl);
  const scopes = [...neededScopes, ...lookingScopes, ...signInLogScopes];
  return {
    application: {
      displayName: 'Coherence for Microsoft 365',
      signInAudience: audiences[accounts],
      identifierUris: [`api://${new URL(baseUrl).host}/${clientId}`, `api://${clientId}`],
      web: { redirectUris: web },
      spa: { redirectUris: spa },
      info: {
        supportUrl: `${baseUrl}/support`,
        privacyStatementUrl: `${baseUrl}/privacy`,
        termsOfServiceUrl: `${baseUrl}/terms`,
      },
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          {
            id: scopeId,
            value: apiScope,
            type: 'User',
            isEnabled: true,
            adminConsentDisplayName: 'Use Coherence as the signed-in person',
            adminConsentDescription:
              'Lets the pane in Outlook ask the server of Coherence for Microsoft 365, as the person who is signed in.',
            userConsentDisplayName: 'Use Coherence as you',
            userConsentDescription:
              'Lets the pane in Outlook ask the server of Coherence for Microsoft 365 in your name.',
          },
        ],
        preAuthorizedApplications: [{ appId: everyOffice, delegatedPermissionIds: [scopeId] }],
      },
      requiredResourceAccess: [
        {
          resourceAppId: graphAppId,
          resourceAccess: scopes.map((scope) => ({ id: permissionIds[scope] ?? unknown(scope), type: 'Scope' })),
        },
      ],
    },
    permissions: scopes.map((scope) => ({
      scope,
      id: permissionIds[scope],
      why: reasons[scope] ?? '',
      isOptional: scope !== 'User.Read',
    })),
  };
}
const unknown = (scope: string): never => {
  throw new Error(`The id of ${scope} is missing in tools/package/registration.ts.`);
};
