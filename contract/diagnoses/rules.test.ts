import { refusals } from '../../sandbox/entra/refusals.js';
import { causes, diagnosisTitles, tell, type Cause, type DiagnosisCode } from '../diagnoses.js';
import { classifyCoherence, classifyGraph, classifySignIn, numbersIn, signInRules } from './rules.js';

/** What each of Entra's numbers means, in the words of the catalogue (graph.md, section 11). */
const meanings: Record<number, Cause> = {
  16003: 'account.foreign',
  50011: 'app.redirect',
  50013: 'ended.other',
  50020: 'account.foreign',
  50034: 'account.disabled',
  50053: 'account.locked',
  50055: 'ended.passwordExpired',
  50057: 'account.disabled',
  50058: 'data.stale',
  50072: 'factor.register',
  50074: 'factor.asked',
  50076: 'factor.asked',
  50078: 'factor.expired',
  50079: 'factor.register',
  50097: 'device.joined',
  50105: 'app.unassigned',
  50126: 'ended.other',
  50129: 'device.joined',
  50131: 'policy.security',
  50132: 'ended.password',
  50133: 'ended.password',
  50144: 'ended.passwordExpired',
  50158: 'factor.external',
  50173: 'ended.revoked',
  50187: 'device.joined',
  50194: 'app.audience',
  50196: 'data.loop',
  51004: 'account.foreign',
  53000: 'device.managed',
  53001: 'device.joined',
  53002: 'device.app',
  53003: 'policy.blocked',
  53004: 'policy.security',
  53009: 'device.app',
  53011: 'policy.security',
  530032: 'policy.security',
  54005: 'data.used',
  65001: 'consent.person',
  65004: 'consent.declined',
  65005: 'app.misconfigured',
  650056: 'app.misconfigured',
  650052: 'app.missing',
  650057: 'app.misconfigured',
  70008: 'ended.idle',
  70043: 'ended.frequency',
  90072: 'account.foreign',
  90094: 'consent.admin',
  90095: 'consent.admin',
  90130: 'app.audience',
  500112: 'app.redirect',
  500011: 'app.missing',
  500014: 'app.disabled',
  500121: 'factor.asked',
  500133: 'ended.idle',
  700016: 'app.missing',
  700003: 'device.joined',
  700027: 'app.secret',
  700082: 'ended.idle',
  700084: 'ended.idle',
  7000112: 'app.disabled',
  7000215: 'app.secret',
  7000218: 'app.secret',
  7000222: 'app.secret',
  9002332: 'app.audience',
};

test.each(Object.entries(refusals).map(([number, it]) => [Number(number), it] as const))(
  'M67 AADSTS%i has its own cause, as the service refuses it',
  (number, { error, suberror, asks }) => {
    expect(classifySignIn({ error, suberror, hasClaims: Boolean(asks), numbers: [number] })).toBe(meanings[number]);
  },
);

test('a number alone decides nothing: every row names an error, a suberror or a challenge', () => {
  for (const { errors, suberrors, hasClaims, cause } of signInRules)
    expect([cause, Boolean(errors ?? suberrors ?? hasClaims)]).toEqual([cause, true]);
  for (const number of Object.keys(refusals).map(Number))
    expect(classifySignIn({ error: 'something_new', numbers: [number] })).toBe('data.unknown');
});

test.each([
  [{ error: 'interaction_required', suberror: 'basic_action' }, 'factor.asked'],
  [{ error: 'interaction_required', suberror: 'additional_action' }, 'device.managed'],
  [{ error: 'interaction_required', suberror: 'message_only' }, 'policy.blocked'],
  [{ error: 'invalid_grant', suberror: 'consent_required' }, 'consent.person'],
  [{ error: 'invalid_grant', suberror: 'consent_required', numbers: [90094] }, 'consent.admin'],
  [{ error: 'invalid_grant', suberror: 'basic_action', hasClaims: true, numbers: [50076] }, 'factor.asked'],
  [{ error: 'invalid_grant', suberror: 'bad_token' }, 'ended.other'],
  [{ error: 'invalid_grant', suberror: 'user_password_expired' }, 'ended.passwordExpired'],
  [{ error: 'invalid_grant', hasClaims: true }, 'factor.asked'],
  [{ error: 'access_denied' }, 'policy.denied'],
  [{ error: 'unauthorized_client' }, 'app.misconfigured'],
  [{ error: 'temporarily_unavailable' }, 'microsoft.down'],
] as const)('numbers Microsoft may change are not needed: %j', (refusal, cause) => {
  expect(classifySignIn(refusal)).toBe(cause);
});

test.each([
  ['popup_window_error', 'window.blocked'],
  ['user_cancelled', 'window.closed'],
  ['office_12006', 'window.closed'],
  ['interaction_in_progress', 'data.underway'],
  ['no_account_error', 'data.stale'],
  ['state_mismatch', 'data.stale'],
  ['storage_not_supported', 'data.storage'],
  ['nested_app_auth_bridge_disabled', 'office.unsupported'],
  ['office_13000', 'office.unsupported'],
  ['office_13001', 'office.signedOut'],
  ['office_13002', 'window.closed'],
  ['office_13003', 'office.account'],
  ['office_13005', 'office.failed'],
  ['office_13006', 'office.failed'],
  ['office_13007', 'office.failed'],
  ['office_13008', 'data.underway'],
  ['office_13010', 'office.failed'],
  ['office_13012', 'office.unsupported'],
  ['office_13013', 'office.failed'],
] as const)('%s, of the browser or of Office, has its own cause', (error, cause) => {
  expect(classifySignIn({ error })).toBe(cause);
});

test.each([
  [403, 'ErrorAccessDenied', 'right.permission'],
  [403, 'Authorization_RequestDenied', 'right.permission'],
  [403, 'ErrorSendAsDenied', 'right.sendAs'],
  [403, 'accessDenied', 'right.file'],
  [404, 'MailboxNotEnabledForRESTAPI', 'mailbox.unreachable'],
  [404, 'MailboxNotSupportedForRESTAPI', 'mailbox.unreachable'],
  [404, 'ErrorItemNotFound', 'item.gone'],
  [404, 'itemNotFound', 'item.gone'],
  [409, 'nameAlreadyExists', 'name.taken'],
  [423, 'resourceLocked', 'file.locked'],
  [429, 'ApplicationThrottled', 'microsoft.busy'],
  [503, '', 'microsoft.down'],
  [507, 'quotaLimitReached', 'room.none'],
  [401, '', 'ended.other'],
] as const)('Graph: %i %s', (status, code, cause) => {
  expect(classifyGraph(status, code, false)).toBe(cause);
  expect(classifyGraph(401, code, true)).toBe('policy.changed');
});

test.each([
  [401, '', '', 'coherence.key'],
  [403, 'forbidden', 'The key lacks the scope records.write.', 'coherence.scope'],
  [403, 'forbidden', 'The role of this key may not see this module.', 'role.coherence'],
  [404, 'not_found', '', 'record.gone'],
  [409, '', '', 'record.duplicate'],
  [422, '', '', 'record.duplicate'],
  [400, 'validation_error', '', 'record.invalid'],
  [429, 'rate_limit_exceeded', '', 'coherence.limit'],
  [502, '', '', 'coherence.down'],
] as const)('Coherence: %i %s %s', (status, code, text, cause) => {
  expect(classifyCoherence(status, code, text)).toBe(cause);
});

test('every cause is a sentence for a person with a way out, and every code has at least one', () => {
  const seen = new Set<DiagnosisCode>();
  for (const [name, { code, sentence, remedies }] of Object.entries(causes)) {
    seen.add(code);
    expect([name, remedies.length > 0]).toEqual([name, true]);
    for (const about of [undefined, 'The thing']) {
      const said = tell(name as Cause, about);
      expect(said).toMatch(/^[A-Z].{15,}[.]$/);
      expect(said).not.toMatch(/[{}]|undefined|AADSTS|\s[.]|\s\s/);
    }
    expect(sentence.length).toBeLessThan(330);
  }
  expect([...seen].sort()).toEqual(Object.keys(diagnosisTitles).sort());
  expect(new Set(Object.values(causes).map((it) => it.sentence)).size).toBe(Object.keys(causes).length);
});

test('numbers are found in Entra’s text', () => {
  expect(numbersIn('AADSTS50076: Due to … Trace ID: 1 AADSTS90094')).toEqual([50076, 90094]);
});
