import { html, sameAddress, type Answer, type Exchange } from '../base/exchange.js';
import type { Authorizations } from './authorizations.js';
import type { EntraError } from './errors.js';
import { consentScopes, readScopes, type Application, type Directory } from './directory.js';
import { accountPicker, approvalPage, blockedPage, consentPage, errorPage, factorPage, postingPage } from './pages.js';
import { isConsumer } from '../tenant/company.js';
import { notForConsumers } from './consumers.js';
import { needsAdministrator, notInTenant, refusal } from './refusals.js';
import type { Rules } from './rules.js';
import type { SignInLog } from './sign-in-log.js';

export const sessionCookie = 'ESTSAUTH';
/** Cookies do not know ports, so a person chosen in the Outlook imitation is signed in here too. */
export const setSession = (objectId: string): string =>
  `${sessionCookie}=${objectId}; Path=/; HttpOnly; Secure; SameSite=None`;
export const endSession = `${sessionCookie}=; Path=/; Max-Age=0; Secure; SameSite=None`;

interface Parts {
  directory: Directory;
  authorizations: Authorizations;
  rules: Rules;
  signIns: SignInLog;
  isRedirectAllowed(app: Application, uri: string): boolean;
}

/** GET /{tenant}/oauth2/v2.0/authorize: account picker, consent, then back with a code (PKCE asked of browsers). */
export function answerAuthorizeRequest(
  { directory, authorizations, rules, signIns, isRedirectAllowed }: Parts,
  exchange: Exchange,
  tenant: string,
): Answer {
  const query = exchange.url.searchParams;
  const get = (name: string) => query.get(name) ?? '';
  const app = directory.application(get('client_id'));
  if (!app)
    return html(
      errorPage(`AADSTS700016: Application with identifier '${get('client_id')}' was not found in the directory.`),
      400,
    );
  if (!isRedirectAllowed(app, get('redirect_uri')))
    return html(
      errorPage(
        `AADSTS50011: The redirect URI '${get('redirect_uri')}' specified in the request does not match the redirect URIs configured for the application.`,
      ),
      400,
    );
  const back = (values: Record<string, string>): Answer =>
    reply(get('redirect_uri'), get('response_mode') || 'query', {
      ...values,
      ...(query.has('state') ? { state: get('state') } : {}),
    });
  const refuse = (error: string, number: number, text: string) =>
    back({ error, error_description: `AADSTS${number}: ${text}` });
  const again = (changes: Record<string, string>, drop: string[] = []) => sameAddress(exchange, changes, drop);

  if (!get('response_type').split(' ').includes('code'))
    return refuse(
      'unsupported_response_type',
      700054,
      "response_type 'id_token' or 'token' is not enabled for the application.",
    );
  if (get('code_challenge') && get('code_challenge_method') !== 'S256')
    return refuse('invalid_request', 9002325, 'Proof Key for Code Exchange with S256 is required.');

  const prompt = get('prompt').split(' ');
  const picked = directory.person(get('picked'));
  const session = directory.person(exchange.cookies[sessionCookie] ?? '');
  const hinted = get('login_hint') ? directory.person(get('login_hint')) : undefined;
  const isHinted = (it: typeof session) => !hinted || hinted.person.id === it?.person.id;
  const fits = (it: typeof session) =>
    it &&
    (tenant === 'common' ||
      (tenant === 'organizations' && !isConsumer(it.organisation.tenantId)) ||
      (tenant === 'consumers' && isConsumer(it.organisation.tenantId)) ||
      directory.organisation(tenant)?.tenantId === it.organisation.tenantId);
  const asksAccount = prompt.includes('select_account') || prompt.includes('login');
  const who = picked ?? (!asksAccount && isHinted(session) && fits(session) ? session : undefined);
  if (!who) {
    if (prompt.includes('none'))
      return refuse('login_required', 50058, 'A silent sign-in request was sent but no user is signed in.');
    return html(accountPicker((objectId) => again({ picked: objectId }), app.name));
  }
  if (!fits(who)) return refuse('access_denied', 50020, notInTenant);

  const remember = { 'set-cookie': setSession(who.person.id) };
  const { tenantId } = who.organisation;
  const told = (refused: EntraError) => {
    signIns.add({ ...who, app, isInteractive: true, resource: app.name, refused });
    return refused;
  };
  const forbidden = rules.refusalOf(tenantId, who.person.id, 'page');
  if (forbidden) return refuse(forbidden.error, told(forbidden).number, forbidden.description);
  if (get('factor') === 'approved') rules.prove(tenantId, who.person.id);
  const challenge = rules.challengeOf(tenantId, who.person.id, rules.person(who.person.id).factorRound ?? 0);
  if (challenge) {
    if (prompt.includes('none')) return refuse(challenge.error, told(challenge).number, challenge.description);
    if (get('answer') === 'cancel') {
      const ended = challenge.number === 50076 ? refusal(65004) : challenge;
      return refuse('access_denied', told(ended).number, ended.description);
    }
    told(challenge);
    const back = again({ answer: 'cancel', picked: who.person.id });
    return html(
      challenge.number === 50076
        ? factorPage(
            who.person.userPrincipalName,
            again({ factor: 'approved', picked: who.person.id }, ['prompt']),
            back,
          )
        : blockedPage(who.person.userPrincipalName, challenge.text, back),
      200,
      remember,
    );
  }
  const wanted = consentScopes(get('scope'));
  const unknown = isConsumer(tenantId) ? notForConsumers(wanted) : [];
  if (unknown.length > 0)
    return refuse(
      'invalid_scope',
      70011,
      `The provided value for the input parameter 'scope' is not valid. The scope ${unknown.join(' ')} is not valid for personal accounts.`,
    );
  const granted = directory.granted(who.organisation.tenantId, app.clientId, who.person.id);
  const missing = wanted.filter((scope) => !granted.has(scope));
  if (get('answer') === 'cancel') return refuse('access_denied', 65004, 'User declined to consent to access the app.');
  if (missing.length > 0 && !directory.mayConsent(who)) {
    if (get('answer') === 'back' || prompt.includes('none'))
      return refuse('access_denied', 90094, needsAdministrator(who.organisation, app));
    const back = again({ answer: 'back', picked: who.person.id });
    return html(approvalPage(who.person.userPrincipalName, app.name, back), 200, remember);
  }
  if (get('answer') === 'accept') directory.grant(who.organisation.tenantId, app.clientId, missing, who.person.id);
  else if (missing.length > 0 || prompt.includes('consent')) {
    if (prompt.includes('none'))
      return refuse('consent_required', 65001, 'The user or administrator has not consented to use the application.');
    return html(
      consentPage(
        [...readScopes(get('scope')).identity, ...wanted],
        who.person.userPrincipalName,
        app.name,
        again({ answer: 'accept', picked: who.person.id }),
        again({ answer: 'cancel', picked: who.person.id }),
      ),
      200,
      remember,
    );
  }
  const code = authorizations.give({
    clientId: app.clientId,
    objectId: who.person.id,
    redirectUri: get('redirect_uri'),
    scope: get('scope'),
    factorRound: rules.person(who.person.id).factorRound ?? 0,
    ...(get('code_challenge') ? { challenge: get('code_challenge') } : {}),
    ...(get('nonce') ? { nonce: get('nonce') } : {}),
  });
  const info = Buffer.from(JSON.stringify({ uid: who.person.id, utid: who.organisation.tenantId })).toString(
    'base64url',
  );
  const answer = back({ code, ...(get('client_info') ? { client_info: info } : {}), session_state: who.person.id });
  return { ...answer, headers: { ...answer.headers, ...remember } };
}

function reply(redirectUri: string, mode: string, values: Record<string, string>): Answer {
  if (mode === 'form_post') return html(postingPage(redirectUri, values));
  const url = new URL(redirectUri);
  if (mode === 'fragment') url.hash = new URLSearchParams(values).toString();
  else for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } };
}
