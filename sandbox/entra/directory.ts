import type { Store } from '../base/store.js';
import { application, isConsumer, organisations, type Organisation, type Person } from '../tenant/company.js';
import { notForConsumers } from './consumers.js';

export interface Application {
  clientId: string;
  clientSecret: string;
  name: string;
  redirectUris: string[];
  roles: string[];
}
interface Consents {
  everyone: Record<string, string[]>;
  person: Record<string, string[]>;
  isUserConsentOff?: boolean;
}

/** One entry of `oauth2PermissionGrants`; `resource` and `clientId` are applications. Without `principalId` it is for everybody. */
export interface Grant {
  clientId: string;
  resource: string;
  principalId?: string;
  scopes: string[];
}

export const graphResource = 'https://graph.microsoft.com';
export const graphAppId = '00000003-0000-0000-c000-000000000000';
const identityScopes = ['openid', 'profile', 'email', 'offline_access'];
/** What the product asks on behalf of people; approved for everyone in the seed, as an administrator would. */
const approved = [
  'User.Read',
  'Mail.ReadWrite',
  'Mail.Send',
  'MailboxSettings.ReadWrite',
  'Files.ReadWrite',
  'User.ReadBasic.All',
];

/** Organisations, people, applications and what was consented to. */
export class Directory {
  readonly #consents: Record<string, Consents>;
  readonly #credentials: { secretEnds: string };
  readonly applications: Application[];

  constructor(readonly store: Store) {
    this.applications = [
      {
        ...application,
        redirectUris: [],
        roles: ['User.Read.All', 'Mail.ReadWrite', 'Files.ReadWrite.All', 'MailboxSettings.ReadWrite'],
      },
    ];
    const inTwoYears = new Date(Date.now() + 730 * 86_400_000).toISOString();
    this.#credentials = store.table('entra.credentials', () => ({ secretEnds: inTwoYears }));
    this.#consents = store.table('entra.consents', () =>
      Object.fromEntries(
        organisations.map((it) => [
          it.tenantId,
          {
            everyone: {
              [application.clientId]: [
                ...approved.filter((scope) => !isConsumer(it.tenantId) || notForConsumers([scope]).length === 0),
                apiScope(application.clientId),
              ],
            },
            person: {},
          },
        ]),
      ),
    );
  }

  /** When the application's secret ends; from then on it is refused. */
  get secretEnds(): Date {
    return new Date(this.#credentials.secretEnds);
  }
  endSecretAt(date: Date): void {
    this.#credentials.secretEnds = date.toISOString();
    this.store.touch();
  }

  application(clientId: string): Application | undefined {
    return this.applications.find((it) => it.clientId === clientId);
  }
  organisation(tenant: string): Organisation | undefined {
    return organisations.find((it) => it.tenantId === tenant || it.domain === tenant);
  }
  person(objectId: string): { organisation: Organisation; person: Person } | undefined {
    for (const organisation of organisations) {
      const person = organisation.people.find(
        (it) => it.id === objectId || it.userPrincipalName.toLowerCase() === objectId.toLowerCase(),
      );
      if (person) return { organisation, person };
    }
    return undefined;
  }

  granted(tenantId: string, clientId: string, objectId: string): Set<string> {
    const consents = this.#consents[tenantId];
    return new Set([...(consents?.everyone[clientId] ?? []), ...(consents?.person[`${clientId} ${objectId}`] ?? [])]);
  }
  grant(tenantId: string, clientId: string, scopes: string[], objectId?: string): void {
    const consents = this.#consents[tenantId];
    if (!consents) return;
    const [list, key] = objectId
      ? ([consents.person, `${clientId} ${objectId}`] as const)
      : ([consents.everyone, clientId] as const);
    // What personal accounts do not have cannot be given to them.
    const given = isConsumer(tenantId) ? scopes.filter((it) => notForConsumers([it]).length === 0) : scopes;
    list[key] = [...new Set([...(list[key] ?? []), ...given])];
    this.store.touch();
  }
  /** Whether people of an organisation may consent for themselves, or only its administrators. */
  setUserConsent(tenantId: string, isAllowed: boolean): void {
    const consents = this.#consents[tenantId];
    if (consents) consents.isUserConsentOff = !isAllowed;
    this.store.touch();
  }
  mayConsent({ organisation, person }: { organisation: Organisation; person: Person }): boolean {
    return person.role === 'administrator' || !this.#consents[organisation.tenantId]?.isUserConsentOff;
  }
  /** What was consented to, as the service keeps it: for everybody, or for one person. */
  grants(tenantId: string): Grant[] {
    const consents = this.#consents[tenantId];
    if (!consents) return [];
    const of = (clientId: string, scopes: string[], principalId?: string): Grant[] => {
      const isOwn = (scope: string) => scope.startsWith('api://');
      return [scopes.filter((it) => !isOwn(it)), scopes.filter(isOwn)].flatMap((some, at) =>
        some.length > 0
          ? [
              {
                clientId,
                resource: at === 0 ? graphAppId : clientId,
                scopes: some,
                ...(principalId ? { principalId } : {}),
              },
            ]
          : [],
      );
    };
    return [
      ...Object.entries(consents.everyone).flatMap(([clientId, scopes]) => of(clientId, scopes)),
      ...Object.entries(consents.person).flatMap(([key, scopes]) => {
        const [clientId = '', principalId = ''] = key.split(' ');
        return of(clientId, scopes, principalId);
      }),
    ];
  }
  /** Takes back one grant as it is listed. */
  takeBack(tenantId: string, { clientId, principalId, scopes }: Grant): void {
    const consents = this.#consents[tenantId];
    const list = principalId ? consents?.person : consents?.everyone;
    const key = principalId ? `${clientId} ${principalId}` : clientId;
    if (list) list[key] = (list[key] ?? []).filter((it) => !scopes.includes(it));
    this.store.touch();
  }
  isUserConsentAllowed(tenantId: string): boolean {
    return !this.#consents[tenantId]?.isUserConsentOff;
  }
  /** Takes back every consent of the organisation for the application, or only the named scopes. */
  revoke(tenantId: string, clientId: string, scopes?: string[]): void {
    const consents = this.#consents[tenantId];
    if (!consents) return;
    for (const list of [consents.everyone, consents.person]) {
      for (const key of Object.keys(list))
        if (key.startsWith(clientId))
          list[key] = scopes ? (list[key] ?? []).filter((scope) => !scopes.includes(scope)) : [];
    }
    this.store.touch();
  }
}

export const apiScope = (clientId: string) => `api://${clientId}/${application.apiScope}`;

export interface ScopeRequest {
  resource: string;
  scopes: string[];
  identity: string[];
  isDefault: boolean;
}
/** Every permission an authorize request asks consent for; unlike a token, consent may be for several resources at once. */
export const consentScopes = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .filter((scope) => scope && !identityScopes.includes(scope.toLowerCase()))
      .flatMap((scope) => readScopes(scope).scopes),
  ),
];
/** Which resource is asked for and which of its scopes: Graph scopes bare or with its address, ours as api://…/… or clientId/….  */
export function readScopes(text: string): ScopeRequest {
  const all = text.split(/\s+/).filter(Boolean);
  const identity = all.filter((scope) => identityScopes.includes(scope.toLowerCase()));
  const asked = all.filter((scope) => !identity.includes(scope));
  const own = asked.find((scope) => /^(api:\/\/)?[0-9a-f-]{36}\//i.test(scope) && !scope.startsWith(graphAppId));
  const resource = own ? own.replace(/^api:\/\//, '').replace(/\/.*$/, '') : graphResource;
  const scopes = asked.map((scope) =>
    own ? apiScope(resource) : scope.replace(/^https:\/\/graph\.microsoft\.com\//, ''),
  );
  const isDefault = asked.some((scope) => scope.endsWith('/.default'));
  return { resource, scopes: isDefault ? [] : [...new Set(scopes)], identity, isDefault };
}
