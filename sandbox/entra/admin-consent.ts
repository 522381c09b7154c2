import { html, sameAddress, type Answer, type Exchange } from '../base/exchange.js';
import { application, isConsumer, type Organisation, type Person } from '../tenant/company.js';
import { sessionCookie, setSession } from './authorize.js';
import { apiScope, consentScopes, type Application, type Directory } from './directory.js';
import { accountPicker, adminApprovalPage, errorPage, organisationConsentPage } from './pages.js';
import { needsAdministrator, notInTenant } from './refusals.js';
import type { Rules } from './rules.js';

interface Parts {
  directory: Directory;
  rules: Rules;
  isRedirectAllowed(app: Application, uri: string): boolean;
}

/**
 * GET /{tenant}[/v2.0]/adminconsent: approval for a whole organisation, of the scopes that are named (v2.0), or of everything the
 * application is registered for. Asks who signs in, shows what is asked for, and grants only for who may in the directory: Global,
 * Privileged Role, Application and Cloud Application Administrators.
 */
export function answerAdminConsent(
  { directory, rules, isRedirectAllowed }: Parts,
  exchange: Exchange,
  tenant: string,
): Answer {
  const query = exchange.url.searchParams;
  const get = (name: string) => query.get(name) ?? '';
  const again = (changes: Record<string, string>, drop: string[] = []) => sameAddress(exchange, changes, drop);
  const isAnyTenant = ['common', 'organizations'].includes(tenant);
  const named = isAnyTenant ? undefined : directory.organisation(tenant);
  const app = directory.application(get('client_id'));
  const to = get('redirect_uri');
  if (tenant === 'consumers' || isConsumer(named?.tenantId))
    return html(errorPage('AADSTS500208: The domain is not a valid login domain for the account type.'), 400);
  if ((!isAnyTenant && !named) || !app || !isRedirectAllowed(app, to))
    return html(errorPage('AADSTS900144: The request for admin consent is not complete.'), 400);

  const fits = (it: { organisation: Organisation } | undefined) =>
    it && !isConsumer(it.organisation.tenantId) && (!named || named.tenantId === it.organisation.tenantId);
  const picked = directory.person(get('picked'));
  const session = directory.person(exchange.cookies[sessionCookie] ?? '');
  const asksAccount = get('prompt') === 'select_account';
  const who = picked ?? (!asksAccount && fits(session) ? session : undefined);
  if (!who) return html(accountPicker((objectId) => again({ picked: objectId }, ['prompt']), app.name));

  const back = (values: Record<string, string>): Answer => {
    const url = new URL(to);
    for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
    if (query.has('state')) url.searchParams.set('state', get('state'));
    return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } };
  };
  const refuse = (error: string, number: number, text: string) =>
    back({ admin_consent: 'True', error, error_description: `AADSTS${number}: ${text}` });
  if (!fits(who)) return refuse('access_denied', 50020, notInTenant);
  const remember = { 'set-cookie': setSession(who.person.id) };
  const asked = (name: 'accept' | 'cancel' | 'back') => again({ answer: name, picked: who.person.id });
  if (!mayApprove(rules, who.person)) {
    if (get('answer') === 'back') return refuse('access_denied', 90094, needsAdministrator(who.organisation, app));
    const other = again({ prompt: 'select_account' }, ['picked']);
    return html(
      adminApprovalPage(who.person.userPrincipalName, app.name, { back: asked('back'), other }),
      200,
      remember,
    );
  }
  if (get('answer') === 'cancel')
    return refuse('consent_required', 65004, 'User declined to consent to access the app.');
  const wanted = consentScopes(get('scope'));
  const scopes = wanted.length > 0 ? wanted : [...application.graphScopes, apiScope(app.clientId)];
  const { tenantId, name } = who.organisation;
  if (get('answer') !== 'accept')
    return html(
      organisationConsentPage(scopes, who.person.userPrincipalName, {
        application: app.name,
        organisation: name,
        accept: asked('accept'),
        cancel: asked('cancel'),
      }),
      200,
      remember,
    );
  directory.grant(tenantId, app.clientId, scopes);
  // Consent makes the service principal, where the organisation had none yet.
  if (rules.of(tenantId).application === 'missing') rules.change({ application: 'enabled' }, tenantId);
  const granted = back({ admin_consent: 'True', tenant: tenantId, scope: get('scope') });
  return { ...granted, headers: { ...granted.headers, ...remember } };
}

/** Who may consent for everybody: https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent */
const mayApprove = (rules: Rules, { id, role }: Person): boolean =>
  role === 'administrator' || rules.person(id).directoryRole !== undefined;
