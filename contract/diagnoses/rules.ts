import type { Cause } from '../diagnoses.js';
import type { ErrorCode, ErrorSource } from '../errors.js';

/*
 * From what was refused to its cause: by `error`, `suberror` and `claims` as Microsoft asks. Its numbers may change; they only choose
 * between causes of one family, so every row names an error, a suberror or a challenge.
 */
export interface SignInRefusal {
  error: string;
  suberror?: string | undefined;
  hasClaims?: boolean | undefined;
  /** Entra's numbers, from `error_codes` or from the text. */
  numbers?: readonly number[] | undefined;
}
export interface SignInRule {
  errors?: readonly string[];
  suberrors?: readonly string[];
  hasClaims?: true;
  numbers?: readonly number[];
  cause: Cause;
}

const grant = ['invalid_grant'];
const asked = ['interaction_required', 'login_required', 'invalid_grant', 'access_denied'];
const refused = ['access_denied', 'interaction_required', 'invalid_grant', 'consent_required', 'unauthorized_client'];
const client = ['unauthorized_client', 'invalid_client', 'invalid_request', 'invalid_resource', 'access_denied'];

/** The first row that fits counts. */
export const signInRules: readonly SignInRule[] = [
  // of the browser and of Office
  {
    errors: ['popup_window_error', 'empty_window_error', 'block_nested_popups', 'office_12009', 'office_12011'],
    cause: 'window.blocked',
  },
  {
    errors: ['user_cancelled', 'user_canceled', 'user_cancel', 'office_12006', 'office_13002', 'timed_out'],
    cause: 'window.closed',
  },
  {
    errors: ['interaction_in_progress', 'interaction_in_progress_cancelled', 'office_13008', 'office_12007'],
    cause: 'data.underway',
  },
  {
    errors: ['storage_not_supported', 'cache_quota_exceeded', 'cache_error_unknown', 'storage_damaged'],
    cause: 'data.storage',
  },
  {
    errors: [
      'no_account_error',
      'no_tokens_found',
      'account_unavailable',
      'state_mismatch',
      'state_not_found',
      'nonce_mismatch',
      'no_state_in_hash',
      'hash_empty_error',
      'unable_to_parse_state',
      'no_token_request_cache_error',
      'invalid_cache_record',
      'native_account_unavailable',
    ],
    cause: 'data.stale',
  },
  { errors: ['office_13003'], cause: 'office.account' },
  { errors: ['office_13001'], cause: 'office.signedOut' },
  {
    errors: [
      'nested_app_auth_unavailable',
      'unsupported_method',
      'office_13000',
      'office_13012',
      'disabled',
      'nested_app_auth_bridge_disabled',
    ],
    cause: 'office.unsupported',
  },
  {
    errors: [
      'office_13004',
      'office_13005',
      'office_13006',
      'office_13007',
      'office_13009',
      'office_13010',
      'office_13013',
    ],
    cause: 'office.failed',
  },
  // consent
  { errors: ['admin_consent_required'], cause: 'consent.admin' },
  { errors: refused, numbers: [90093, 90094, 90095, 900941], cause: 'consent.admin' },
  { suberrors: ['consent_required'], cause: 'consent.person' },
  { errors: ['consent_required'], cause: 'consent.person' },
  { errors: refused, numbers: [65001], cause: 'consent.person' },
  { errors: refused, numbers: [65004], cause: 'consent.declined' },
  // the application in the organisation
  { errors: refused, numbers: [50105], cause: 'app.unassigned' },
  { errors: client, numbers: [700016, 500011, 650052], cause: 'app.missing' },
  { errors: client, numbers: [7000112, 500014], cause: 'app.disabled' },
  { errors: client, numbers: [50011, 500112], cause: 'app.redirect' },
  { errors: client, numbers: [7000215, 7000218, 7000222, 700027], cause: 'app.secret' },
  { errors: client, numbers: [50194, 90130, 9002332], cause: 'app.audience' },
  { errors: client, numbers: [650056, 650057, 65005], cause: 'app.misconfigured' },
  // the account
  { errors: asked, numbers: [50020, 90072, 16003, 51004], cause: 'account.foreign' },
  { errors: ['account_mismatch'], cause: 'account.other' },
  { errors: asked, numbers: [50034, 50057], cause: 'account.disabled' },
  { errors: asked, numbers: [50053], cause: 'account.locked' },
  // conditional access
  { errors: asked, numbers: [53000], cause: 'device.managed' },
  { errors: asked, numbers: [53001, 50097, 50129, 50187, 700003], cause: 'device.joined' },
  { errors: asked, numbers: [53002, 53009], cause: 'device.app' },
  { errors: asked, numbers: [53003], cause: 'policy.blocked' },
  { errors: asked, numbers: [530031, 530032, 530034, 530035, 53004, 53011, 50131], cause: 'policy.security' },
  { suberrors: ['additional_action'], cause: 'device.managed' },
  { suberrors: ['message_only'], cause: 'policy.blocked' },
  { errors: asked, numbers: [50079, 50072], cause: 'factor.register' },
  { errors: asked, numbers: [50078], cause: 'factor.expired' },
  { errors: asked, numbers: [50158], cause: 'factor.external' },
  { errors: asked, numbers: [50074, 50076, 500121], cause: 'factor.asked' },
  { suberrors: ['basic_action'], cause: 'factor.asked' },
  { hasClaims: true, cause: 'factor.asked' },
  // a sign-in that ended
  { suberrors: ['user_password_expired'], cause: 'ended.passwordExpired' },
  { errors: grant, numbers: [50173], cause: 'ended.revoked' },
  { errors: grant, numbers: [50132, 50133], cause: 'ended.password' },
  { errors: grant, numbers: [50055, 50144], cause: 'ended.passwordExpired' },
  { errors: asked, numbers: [70043], cause: 'ended.frequency' },
  { errors: grant, numbers: [700082, 70008, 700084, 500133], cause: 'ended.idle' },
  { errors: grant, numbers: [50196], cause: 'data.loop' },
  { errors: grant, numbers: [54005], cause: 'data.used' },
  { errors: asked, numbers: [50058], cause: 'data.stale' },
  { errors: ['invalid_grant', 'bad_token'], cause: 'ended.other' },
  { errors: ['interaction_required', 'login_required'], cause: 'factor.asked' },
  { errors: ['access_denied'], cause: 'policy.denied' },
  {
    errors: ['unauthorized_client', 'invalid_client', 'invalid_resource', 'invalid_scope'],
    cause: 'app.misconfigured',
  },
  { errors: ['temporarily_unavailable', 'server_error', 'service_unavailable'], cause: 'microsoft.down' },
];

/** Why a sign-in was refused. What no row knows is `data.unknown`, the only cause that does not name its cause. */
export function classifySignIn({ error, suberror, hasClaims = false, numbers = [] }: SignInRefusal): Cause {
  const fits = (rule: SignInRule) =>
    (!rule.errors || rule.errors.includes(error)) &&
    (!rule.suberrors || (suberror !== undefined && rule.suberrors.includes(suberror))) &&
    (!rule.hasClaims || hasClaims) &&
    (!rule.numbers || rule.numbers.some((it) => numbers.includes(it)));
  return signInRules.find(fits)?.cause ?? 'data.unknown';
}

/** Entra's numbers in a text of its. */
export const numbersIn = (text: string): number[] =>
  [...text.matchAll(/AADSTS(\d{4,8})\b/g)].map((it) => Number(it[1]));

/** What Graph refuses, by its own code, else by the status. Microsoft writes the same code in more than one way. */
const graphCodes: Record<string, Cause> = {
  errorsendasdenied: 'right.sendAs',
  mailboxnotenabledforrestapi: 'mailbox.unreachable',
  mailboxnotsupportedforrestapi: 'mailbox.unreachable',
  authorization_requestdenied: 'right.permission',
  erroraccessdenied: 'right.permission',
  accessdenied: 'right.file',
  namealreadyexists: 'name.taken',
  errorfolderexists: 'name.taken',
  quotalimitreached: 'room.none',
  errorquotaexceeded: 'room.none',
  erroritemnotfound: 'item.gone',
  itemnotfound: 'item.gone',
  request_resourcenotfound: 'item.gone',
  errorinvalididmalformed: 'item.gone',
  resourcelocked: 'file.locked',
  authentication_requestfromnonpremiumtenantorb2ctenant: 'licence.directory',
};
const graphStatuses: Record<number, Cause> = {
  401: 'ended.other',
  403: 'right.permission',
  404: 'item.gone',
  423: 'file.locked',
  429: 'microsoft.busy',
  500: 'microsoft.down',
  502: 'microsoft.down',
  503: 'microsoft.down',
  504: 'microsoft.down',
  507: 'room.none',
};
/** The cause of a refusal of Graph; undefined for what no person can do anything about, such as a request that was wrong. */
export const classifyGraph = (status: number, code: string, hasClaims: boolean): Cause | undefined =>
  hasClaims ? 'policy.changed' : (graphCodes[code.toLowerCase()] ?? graphStatuses[status]);

const coherenceStatuses: Record<number, Cause> = {
  400: 'record.invalid',
  401: 'coherence.key',
  403: 'role.coherence',
  404: 'record.gone',
  409: 'record.duplicate',
  422: 'record.duplicate',
  429: 'coherence.limit',
};
/** The cause of a refusal of Coherence: its codes beyond the documented ones are unknown, so the status decides; a 403 that names a scope is the key's. */
export function classifyCoherence(status: number, code: string, text: string): Cause {
  if (status === 403 && /scope/i.test(`${code} ${text}`)) return 'coherence.scope';
  if (status === 400 && /duplicate|unique|exists/i.test(code)) return 'record.duplicate';
  return coherenceStatuses[status] ?? 'coherence.down';
}

const bySource: Partial<Record<ErrorSource, Partial<Record<ErrorCode, Cause>>>> = {
  request: { sign_in_required: 'ended.other', consent_required: 'right.permission' },
  entra: {
    sign_in_required: 'ended.other',
    step_up_required: 'factor.asked',
    consent_required: 'consent.person',
    admin_consent_required: 'consent.admin',
    blocked_by_policy: 'policy.denied',
    upstream_unavailable: 'microsoft.down',
  },
  graph: {
    sign_in_required: 'ended.other',
    step_up_required: 'policy.changed',
    consent_required: 'right.permission',
    access_denied: 'right.permission',
    mailbox_unsupported: 'mailbox.unreachable',
    throttled: 'microsoft.busy',
    upstream_unavailable: 'microsoft.down',
    quota_exceeded: 'room.none',
    not_found: 'item.gone',
  },
  coherence: {
    throttled: 'coherence.limit',
    coherence_unavailable: 'coherence.down',
    not_found: 'record.gone',
    conflict: 'record.duplicate',
  },
};
/** The cause of a failure that was not met as a refusal of the other side: nobody answered, or we knew it before asking. */
export const causeOf = (code: ErrorCode, source: ErrorSource): Cause | undefined => bySource[source]?.[code];
