import type { Behaviour } from '../../base/behaviour.js';
import { graphAppId, type Directory, type Grant } from '../../entra/directory.js';
import type { Rules } from '../../entra/rules.js';
import { globalAdministrator } from '../../entra/tokens.js';
import { application, organisations, type Organisation } from '../../tenant/company.js';
import { guidOf } from '../../tenant/files/microsoft-ids.js';

type Json = Record<string, unknown>;
export const idOfApp = (tenantId: string, appId: string): string => guidOf(`service principal ${tenantId} ${appId}`);
export const roleId = (tenantId: string): string => guidOf(`directory role ${tenantId}`);

/** The applications an organisation has: Microsoft Graph always, ours as long as it was not removed. */
export function servicePrincipals(tenantId: string, rules: Rules): Json[] {
  const of = rules.of(tenantId);
  const principal = (appId: string, displayName: string, more: Json): Json => ({
    id: idOfApp(tenantId, appId),
    appId,
    displayName,
    appDisplayName: displayName,
    servicePrincipalType: 'Application',
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    appRoles: [],
    oauth2PermissionScopes: [],
    servicePrincipalNames: [appId],
    tags: [],
    ...more,
  });
  return [
    principal(graphAppId, 'Microsoft Graph', {
      appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
      servicePrincipalNames: [graphAppId, 'https://graph.microsoft.com'],
    }),
    ...(of.application === 'missing'
      ? []
      : [
          principal(application.clientId, application.name, {
            appOwnerOrganizationId: tenantId,
            accountEnabled: of.application === 'enabled',
            appRoleAssignmentRequired: of.assignmentRequired,
            servicePrincipalNames: [application.clientId, `api://${application.clientId}`],
            oauth2PermissionScopes: [
              {
                id: guidOf(`scope ${application.apiScope}`),
                value: application.apiScope,
                type: 'User',
                isEnabled: true,
                adminConsentDisplayName: `Use ${application.name} as the signed-in person`,
              },
            ],
            tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
          }),
        ]),
  ];
}

/** The registrations of an organisation: where the application was registered, which is everywhere here, its secret's end is told and never the secret. */
export const registrations = (tenantId: string, { secretEnds }: Directory): Json[] => [
  {
    id: guidOf(`application ${tenantId}`),
    appId: application.clientId,
    displayName: application.name,
    signInAudience: 'AzureADMultipleOrgs',
    identifierUris: [`api://${application.clientId}`],
    passwordCredentials: [
      {
        keyId: guidOf('client secret'),
        displayName: 'server',
        hint: application.clientSecret.slice(0, 3),
        secretText: null,
        customKeyIdentifier: null,
        startDateTime: '2026-01-12T08:00:00Z',
        endDateTime: secretEnds.toISOString(),
      },
    ],
    keyCredentials: [],
  },
];

export const assignments = ({ tenantId, people }: Organisation, rules: Rules): Json[] =>
  rules.of(tenantId).assigned.flatMap((objectId) => {
    const person = people.find((it) => it.id === objectId);
    return person
      ? [
          {
            id: guidOf(`assignment ${tenantId} ${objectId}`),
            appRoleId: '00000000-0000-0000-0000-000000000000',
            createdDateTime: '2026-01-12T08:00:00Z',
            principalDisplayName: person.name,
            principalId: objectId,
            principalType: 'User',
            resourceDisplayName: application.name,
            resourceId: idOfApp(tenantId, application.clientId),
          },
        ]
      : [];
  });

export const grantId = (tenantId: string, { clientId, resource, principalId = '' }: Grant): string =>
  guidOf(`grant ${tenantId} ${clientId} ${resource} ${principalId}`);
export const permissionGrants = (tenantId: string, directory: Directory): Json[] =>
  directory.grants(tenantId).map((it) => ({
    id: grantId(tenantId, it),
    clientId: idOfApp(tenantId, it.clientId),
    consentType: it.principalId ? 'Principal' : 'AllPrincipals',
    principalId: it.principalId ?? null,
    resourceId: idOfApp(tenantId, it.resource),
    scope: it.scopes.map((scope) => scope.replace(/^api:\/\/[^/]+\//, '')).join(' '),
  }));

export const administratorRole = (tenantId: string): Json => ({
  id: roleId(tenantId),
  displayName: 'Global Administrator',
  description:
    'Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.',
  roleTemplateId: globalAdministrator,
});

/** What an organisation bought; the small one has no premium directory, so no sign-in log. */
export const plans = {
  premium: {
    skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
    skuPartNumber: 'SPE_E5',
    servicePlans: ['EXCHANGE_S_ENTERPRISE', 'AAD_PREMIUM', 'AAD_PREMIUM_P2', 'SHAREPOINTENTERPRISE', 'TEAMS1'],
  },
  business: {
    skuId: 'f245ecc8-75af-4f8e-b61f-27d8114de5f3',
    skuPartNumber: 'O365_BUSINESS_PREMIUM',
    servicePlans: ['EXCHANGE_S_STANDARD', 'SHAREPOINTSTANDARD', 'TEAMS1'],
  },
} as const;
/** What an organisation bought, without what is switched off; a person of their own bought nothing. */
export function planOf({ plan }: Organisation, { withoutPlans }: Pick<Behaviour, 'withoutPlans'>) {
  if (plan === 'personal') return undefined;
  const { servicePlans, ...sku } = plans[plan];
  return { ...sku, servicePlans: servicePlans.filter((it) => !withoutPlans.names.includes(it)) };
}
export function hasPlan(
  tenantId: string | undefined,
  name: RegExp,
  behaviour: Pick<Behaviour, 'withoutPlans'>,
): boolean {
  const organisation = organisations.find((it) => it.tenantId === tenantId);
  return Boolean(organisation && planOf(organisation, behaviour)?.servicePlans.some((it) => name.test(it)));
}
export const toServicePlans = (names: readonly string[]): Json[] =>
  names.map((name) => ({
    servicePlanId: guidOf(`service plan ${name}`),
    servicePlanName: name,
    provisioningStatus: 'Success',
    appliesTo: 'User',
  }));
