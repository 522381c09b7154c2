import type { Clock } from '../base/clock.js';
import { html, type Answer, type Exchange } from '../base/exchange.js';
import { Router } from '../base/router.js';
import type { Store } from '../base/store.js';
import { answerAdminConsent } from './admin-consent.js';
import { Authorizations } from './authorizations.js';
import { answerAuthorizeRequest, endSession } from './authorize.js';
import { issueForBroker, type BrokerAnswer, type BrokerRequest } from './broker.js';
import { Directory, type Application } from './directory.js';
import { errorPage, messagePage } from './pages.js';
import { Rules } from './rules.js';
import { SignInLog } from './sign-in-log.js';
import { answerTokenRequest, cors } from './token-endpoint.js';
import { Tokens, type Caller } from './tokens.js';

export interface Entra {
  handle(exchange: Exchange): Promise<Answer>;
  directory: Directory;
  tokens: Tokens;
  rules: Rules;
  signIns: SignInLog;
  /** The claims that a caller of a service has to bring first, because the rules changed since their token. */
  challenge(caller: Caller): string | undefined;
  issueForBroker(request: BrokerRequest): Promise<BrokerAnswer>;
}
/** Any newer token: what is asked is found out when it is asked for. */
const revisit = JSON.stringify({ access_token: { nbf: { essential: true, value: '0' } } });

/** `baseUrl` and `redirectOrigins` are asked late: ports are known only once everything listens. */
export interface EntraOptions {
  store: Store;
  clock: Clock;
  baseUrl(): string;
  redirectOrigins(): string[];
}

/** The imitated identity platform: signed tokens, consent that is stored, and every refusal in Entra's own form. */
export async function createEntra({ store, clock, baseUrl, redirectOrigins }: EntraOptions): Promise<Entra> {
  const directory = new Directory(store);
  const tokens = await Tokens.create(baseUrl, clock, store);
  const authorizations = new Authorizations();
  const rules = new Rules(store);
  const signIns = new SignInLog(store, clock);
  const issuing = { directory, tokens, rules, signIns };
  // Registered origins, and localhost on any port as native and test clients use it.
  const isRedirectAllowed = (_app: Application, uri: string) =>
    URL.canParse(uri) &&
    (redirectOrigins().includes(new URL(uri).origin) || /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(`${uri}/`));

  const consenting = { directory, rules, isRedirectAllowed };

  const tenantExists = (tenant: string) =>
    ['common', 'organizations', 'consumers'].includes(tenant) || directory.organisation(tenant) !== undefined;
  const metadata = (tenant: string): Answer => {
    if (!tenantExists(tenant))
      return {
        status: 400,
        body: {
          error: 'invalid_tenant',
          error_description: `AADSTS90002: Tenant '${tenant}' not found.`,
          error_codes: [90002],
        },
      };
    const base = `${baseUrl()}/${tenant}`;
    const issuer = directory.organisation(tenant)
      ? tokens.issuer(directory.organisation(tenant)?.tenantId ?? '')
      : `${baseUrl()}/{tenantid}/v2.0`;
    return {
      status: 200,
      headers: { 'access-control-allow-origin': '*' },
      body: {
        issuer,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        request_uri_parameter_supported: false,
        claims_supported: [
          'sub',
          'iss',
          'aud',
          'exp',
          'iat',
          'name',
          'preferred_username',
          'oid',
          'tid',
          'ver',
          'nonce',
        ],
        tenant_region_scope: 'EU',
        cloud_instance_name: 'microsoftonline.com',
        msgraph_host: 'graph.microsoft.com',
      },
    };
  };

  const router = new Router()
    .on('GET', '/:tenant/v2.0/.well-known/openid-configuration', (_x, { tenant = '' }) => metadata(tenant))
    .on('GET', '/:tenant/discovery/v2.0/keys', () => ({
      status: 200,
      headers: { 'access-control-allow-origin': '*', 'cache-control': 'max-age=86400, private' },
      body: { keys: [{ ...tokens.publicJwk, issuer: `${baseUrl()}/{tenantid}/v2.0` }] },
    }))
    .on('GET', '/common/discovery/instance', () => {
      const { host } = new URL(baseUrl());
      return {
        status: 200,
        headers: { 'access-control-allow-origin': '*' },
        body: {
          tenant_discovery_endpoint: `${baseUrl()}/common/v2.0/.well-known/openid-configuration`,
          'api-version': '1.1',
          metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
        },
      };
    })
    .on('GET', '/:tenant/oauth2/v2.0/authorize', (x, { tenant = '' }) =>
      tenantExists(tenant)
        ? answerAuthorizeRequest({ ...issuing, authorizations, isRedirectAllowed }, x, tenant)
        : html(errorPage(`AADSTS90002: Tenant '${tenant}' not found.`), 400),
    )
    .on('POST', '/:tenant/oauth2/v2.0/token', (x, { tenant = '' }) =>
      answerTokenRequest({ ...issuing, authorizations }, x, tenant),
    )
    .on('GET', '/:tenant/oauth2/v2.0/logout', (x) => {
      const to = x.url.searchParams.get('post_logout_redirect_uri');
      return to && isRedirectAllowed({} as Application, to)
        ? { status: 302, headers: { location: to, 'set-cookie': endSession } }
        : html(messagePage('You signed out', 'You may close this page.'), 200, { 'set-cookie': endSession });
    })
    .on('GET', '/:tenant/v2.0/adminconsent', (x, { tenant = '' }) => answerAdminConsent(consenting, x, tenant))
    .on('GET', '/:tenant/adminconsent', (x, { tenant = '' }) => answerAdminConsent(consenting, x, tenant));

  return {
    directory,
    tokens,
    rules,
    signIns,
    challenge: ({ tid, oid, isChallengeable, factorRound }) => {
      const asked = oid && isChallengeable ? rules.challengeOf(tid, oid, factorRound ?? 0) : undefined;
      return asked && (asked.more.claims ?? revisit);
    },
    issueForBroker: (request) => issueForBroker(issuing, request),
    async handle(exchange) {
      if (exchange.method === 'OPTIONS') return { status: 200, headers: cors(exchange) };
      return (await router.route(exchange)) ?? html(errorPage(`This imitation has no ${exchange.path}.`), 404);
    },
  };
}
