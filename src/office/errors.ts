import { inWords, causes, tell, type Diagnosis, type Cause } from '../../contract/diagnoses.js';
import { classifySignIn, numbersIn } from '../../contract/diagnoses/rules.js';
import { PaneError, type PaneCode } from '../api/errors.js';

interface Refusal {
  name?: string;
  errorCode?: string;
  subError?: string;
  claims?: string;
  correlationId?: string;
  errorMessage?: string;
  /** Office's own numbers (getAccessToken, dialogs). */
  code?: number;
}
export interface Asked {
  /** Where an administrator approves the application. */
  approvalUrl?: string;
  /** The permissions that are asked for together. */
  scopes?: readonly string[];
  /** A person pressed something: what was refused is told as a cause, not as the plain state of being signed out. */
  isPressed?: boolean;
  tenantId?: string | undefined;
}
/** Nobody is signed in yet: no cause to explain, only a button. */
const plain = ['login_required', 'no_account_error', 'no_tokens_found', 'account_unavailable', 'no_account_found'];

/** Sorts what MSAL and Outlook refuse, once: by error, suberror and claims (contract/diagnoses/rules). */
export function sortSignInError(
  thrown: unknown,
  { approvalUrl, scopes = [], isPressed, tenantId }: Asked = {},
): PaneError {
  if (thrown instanceof PaneError) return thrown;
  const { name = '', code, subError, claims, correlationId: reference, errorMessage = '' } = (thrown ?? {}) as Refusal;
  const error = (thrown as Refusal | undefined)?.errorCode || (code ? `office_${code}` : '');
  if (name === 'ChunkLoadError')
    return new PaneError('outdated', 'Coherence was updated while this pane was open.', { cause: thrown, reference });
  if (['no_network_connectivity', 'post_request_failed', 'no_network'].includes(error))
    return new PaneError('offline', 'Microsoft sign-in cannot be reached from here.', { cause: thrown, reference });
  const numbers = numbersIn(errorMessage);
  const isPlain = plain.includes(error) || (error === 'interaction_required' && !subError && !claims);
  if (!isPressed && isPlain && numbers.every((it) => it === 50058))
    return new PaneError('sign_in_required', 'You are not signed in to Coherence.', { cause: thrown, reference });
  const cause = classifySignIn({
    error: error === 'no_account_found' ? 'no_account_error' : error,
    suberror: subError,
    hasClaims: Boolean(claims),
    numbers,
  });
  const isConsent = causes[cause].code === 'B1';
  const diagnosis: Diagnosis = {
    cause,
    ...(numbers[0] ? { number: numbers[0] } : {}),
    ...(reference ? { correlationId: reference } : {}),
    ...(tenantId ? { tenantId } : {}),
    ...(isConsent && scopes.length > 0 ? { scopes: [...scopes], about: inWords(scopes) } : {}),
  };
  return new PaneError(codeOf(cause, Boolean(claims)), tell(cause, diagnosis.about), {
    cause: thrown,
    reference,
    claims,
    diagnosis,
    ...(cause === 'consent.admin' || cause === 'app.missing' ? { consentUrl: approvalUrl } : {}),
  });
}

/** Which kind of failure it is for whoever asked for a token. */
function codeOf(cause: Cause, hasClaims: boolean): PaneCode {
  if (hasClaims) return 'step_up_required';
  if (cause === 'window.blocked') return 'popup_blocked';
  if (cause === 'window.closed') return 'cancelled';
  if (cause === 'consent.admin') return 'admin_consent_required';
  switch (causes[cause].code) {
    case 'A5':
    case 'A8':
      return 'sign_in_required';
    case 'A9':
      return 'sign_in_unavailable';
    case 'B1':
      return 'consent_required';
    case 'A3':
    case 'A6':
    case 'A7':
      return 'blocked_by_policy';
    case 'N1':
      return 'upstream_unavailable';
    default:
      return 'sign_in_failed';
  }
}
