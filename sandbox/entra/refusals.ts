import { EntraError } from './errors.js';

interface Refusal {
  error: string;
  text: string;
  suberror?: string;
  status?: number;
  /** A challenge goes with it, to be handed to the page. */
  asks?: 'factor' | 'place';
}

/** Every refusal of Entra that a client should know, by its number (entra/identity-platform/reference-error-codes). Each can be asked for as a switch. */
export const refusals: Record<number, Refusal> = {
  16003: {
    error: 'access_denied',
    text: 'The user account does not exist in the resource tenant and was not added to it explicitly.',
  },
  50011: {
    error: 'invalid_client',
    text: 'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
  },
  50013: { error: 'invalid_grant', text: 'Assertion failed signature validation.', suberror: 'bad_token' },
  50020: {
    error: 'access_denied',
    text: 'User account from identity provider does not exist in the tenant and cannot access the application in that tenant.',
  },
  50034: { error: 'invalid_grant', text: 'The user account does not exist in the directory.' },
  50053: { error: 'invalid_grant', text: 'The account is locked, you have tried to sign in too many times.' },
  50055: {
    error: 'invalid_grant',
    text: 'The password is expired.',
    suberror: 'user_password_expired',
  },
  50057: { error: 'invalid_grant', text: 'The user account is disabled.' },
  50058: {
    error: 'login_required',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  50072: {
    error: 'interaction_required',
    text: 'The user must enroll for a second factor (interactive).',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50074: {
    error: 'interaction_required',
    text: 'Strong Authentication is required.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50076: {
    error: 'interaction_required',
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50078: {
    error: 'interaction_required',
    text: 'Presented multi-factor authentication has expired due to policies configured by your administrator.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50079: {
    error: 'interaction_required',
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50097: { error: 'invalid_grant', text: 'Device authentication is required.', status: 401 },
  50105: {
    error: 'access_denied',
    text: 'Your administrator has configured the application to block users unless they are specifically granted access to it. The signed in user is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.',
  },
  50126: { error: 'invalid_grant', text: 'Invalid username or password.' },
  50129: { error: 'interaction_required', text: 'Device is not workplace joined; it must be registered first.' },
  50131: {
    error: 'access_denied',
    text: 'Access was refused by a decision of Conditional Access, such as a bad device state or suspicious activity.',
  },
  50132: { error: 'invalid_grant', text: 'The session is not valid due to a password change.', suberror: 'bad_token' },
  50133: { error: 'invalid_grant', text: 'Session is invalid due to expiration or recent password change.' },
  50144: { error: 'invalid_grant', text: 'The password of the user in Active Directory on premises has expired.' },
  50158: {
    error: 'interaction_required',
    text: 'External security challenge not satisfied.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  50173: {
    error: 'invalid_grant',
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
    suberror: 'bad_token',
  },
  50187: { error: 'interaction_required', text: 'Device information was not provided.' },
  50194: {
    error: 'invalid_request',
    text: 'Application is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps.',
  },
  50196: {
    error: 'invalid_grant',
    text: 'The server terminated an operation because it encountered a client request loop.',
  },
  51004: { error: 'access_denied', text: 'The user account does not exist in the directory of this tenant.' },
  53000: {
    error: 'interaction_required',
    text: 'Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant.',
    suberror: 'additional_action',
  },
  53001: {
    error: 'interaction_required',
    text: 'Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device.',
    suberror: 'additional_action',
  },
  53002: {
    error: 'interaction_required',
    text: 'Application used is not an approved application for Conditional Access.',
    suberror: 'message_only',
  },
  53003: {
    error: 'interaction_required',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    suberror: 'message_only',
    asks: 'place',
  },
  53004: {
    error: 'interaction_required',
    text: 'Registration of a second factor is blocked due to suspicious activity.',
    suberror: 'message_only',
  },
  53009: {
    error: 'interaction_required',
    text: 'Application needs to enforce Intune protection policies.',
    suberror: 'message_only',
  },
  53011: { error: 'access_denied', text: 'User blocked due to risk on home tenant.' },
  530032: {
    error: 'access_denied',
    text: 'Access has been blocked by security policy of your organisation.',
    suberror: 'message_only',
  },
  54005: {
    error: 'invalid_grant',
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  65001: {
    error: 'invalid_grant',
    text: 'The user or administrator has not consented to use the application.',
    suberror: 'consent_required',
  },
  65004: { error: 'access_denied', text: 'User declined to consent to access the app.' },
  65005: { error: 'invalid_client', text: 'The application asks for a resource that its registration does not list.' },
  650056: {
    error: 'invalid_client',
    text: 'Misconfigured application. The client has not listed any permissions in the requested permissions of its registration.',
  },
  70008: {
    error: 'invalid_grant',
    text: 'The provided authorization code or refresh token has expired due to inactivity.',
    suberror: 'bad_token',
  },
  70043: {
    error: 'invalid_grant',
    text: 'The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access.',
    suberror: 'bad_token',
  },
  90072: {
    error: 'access_denied',
    text: 'User account from an external identity provider does not exist in the tenant and cannot access the application. The account needs to be added as an external user in the tenant first.',
  },
  90094: {
    error: 'access_denied',
    text: 'An administrator has set a policy that prevents you from granting the application the permissions it is requesting.',
  },
  90095: {
    error: 'access_denied',
    text: 'Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.',
  },
  90130: {
    error: 'invalid_request',
    text: 'The application is not supported over the /common or /consumers endpoints.',
  },
  500112: {
    error: 'invalid_client',
    text: 'The reply address does not match the reply address configured for the application.',
  },
  500133: { error: 'invalid_grant', text: 'Assertion is not within its valid time range.', suberror: 'bad_token' },
  500011: {
    error: 'invalid_resource',
    text: 'The resource principal was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in it.',
  },
  500014: { error: 'invalid_resource', text: 'The service principal for the resource is disabled.' },
  500121: {
    error: 'interaction_required',
    text: 'Authentication failed during strong authentication request.',
    suberror: 'basic_action',
    asks: 'factor',
  },
  650052: {
    error: 'invalid_client',
    text: 'The application needs access to a service that the organisation has not subscribed to or enabled.',
  },
  650057: {
    error: 'invalid_resource',
    text: 'The client has requested access to a resource which is not listed in the requested permissions of its registration.',
  },
  700003: { error: 'invalid_grant', text: 'Device object was not found in the tenant directory.' },
  700016: {
    error: 'unauthorized_client',
    text: 'The application was not found in the directory. This can happen if it has not been installed by the administrator of the tenant or consented to by any user in it.',
  },
  700027: {
    error: 'invalid_client',
    text: 'The certificate with the identifier used to sign the client assertion is not registered on application.',
    status: 401,
  },
  700082: {
    error: 'invalid_grant',
    text: 'The refresh token has expired due to inactivity.',
    suberror: 'bad_token',
  },
  700084: {
    error: 'invalid_grant',
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime.',
    suberror: 'bad_token',
  },
  7000112: { error: 'unauthorized_client', text: 'The application is disabled.' },
  7000215: { error: 'invalid_client', text: 'Invalid client secret provided.', status: 401 },
  7000218: {
    error: 'invalid_client',
    text: 'The request body must contain the following parameter: client_assertion or client_secret.',
    status: 401,
  },
  7000222: { error: 'invalid_client', text: 'The provided client secret keys are expired.', status: 401 },
  9002332: {
    error: 'invalid_request',
    text: 'The application is configured for use by Microsoft accounts users only. Please use the /consumers endpoint.',
  },
};

const challenges = {
  factor: { access_token: { capolids: { essential: true, values: ['f3b1c2d0-0000-4000-8000-00000000a5a5'] } } },
  place: { access_token: { capolids: { essential: true, values: ['f3b1c2d0-0000-4000-8000-00000000a7a7'] } } },
};

/** A refusal by its number, in the form the service gives it. */
export function refusal(number: number): EntraError {
  const found = refusals[number];
  if (!found) throw new Error(`This imitation knows no AADSTS${number}.`);
  const { error, text, suberror, status, asks } = found;
  return new EntraError(error, number, text, {
    ...(suberror ? { suberror } : {}),
    ...(status ? { status } : {}),
    ...(asks ? { claims: JSON.stringify(challenges[asks]) } : {}),
  });
}

/** What the pages of signing in and of approval say to somebody of another organisation (50020). */
export const notInTenant =
  'User account does not exist in the tenant and cannot access the application in that tenant.';

/** What they say to somebody who may not approve (90094), with the names of both. */
export const needsAdministrator = ({ name }: Named, app: Named): string =>
  `An administrator of ${name} has set a policy that prevents you from granting ${app.name} the permissions it is requesting. Contact an administrator of ${name} who can grant permissions to this application on your behalf.`;
interface Named {
  name: string;
}
