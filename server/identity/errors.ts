import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { inWords, causes, tell, type Diagnosis, type Cause } from '../../contract/diagnoses.js';
import { classifySignIn, numbersIn } from '../../contract/diagnoses/rules.js';
import type { ErrorCode } from '../../contract/errors.js';
import { AppError } from '../base/errors.js';

/** What was being asked for when Entra refused. */
export interface Asked {
  consentUrl?: string;
  tenantId?: string;
  /** Permissions of Graph, to name those that are missing. */
  scopes?: readonly string[];
}

/** Sorts what Entra refuses, once: by `error`, `suberror` and `claims` (contract/diagnoses/rules). */
export function sortIdentityError(thrown: unknown, { consentUrl, tenantId, scopes = [] }: Asked = {}): AppError {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof AuthError))
    return new AppError('upstream_unavailable', 'Microsoft sign-in cannot be reached. Try again in a moment.', {
      source: 'entra',
      cause: thrown,
      diagnosis: { cause: 'microsoft.down' },
    });
  const claims = thrown instanceof InteractionRequiredAuthError ? thrown.claims : '';
  const numbers = numbersIn(thrown.errorMessage);
  const cause = classifySignIn({
    error: thrown.errorCode,
    suberror: thrown.subError,
    hasClaims: Boolean(claims),
    numbers,
  });
  const isConsent = causes[cause].code === 'B1';
  const diagnosis: Diagnosis = {
    cause,
    ...(numbers[0] ? { number: numbers[0] } : {}),
    ...(thrown.correlationId ? { correlationId: thrown.correlationId } : {}),
    ...(tenantId ? { tenantId } : {}),
    ...(isConsent && scopes.length > 0 ? { scopes: [...scopes], about: inWords(scopes) } : {}),
  };
  return new AppError(codeOf(cause, Boolean(claims)), tell(cause, diagnosis.about), {
    source: 'entra',
    cause: thrown,
    diagnosis,
    ...(thrown.correlationId ? { reference: thrown.correlationId } : {}),
    ...(claims ? { claims } : {}),
    ...(isConsent && consentUrl ? { consentUrl } : {}),
  });
}

/** What Microsoft's page sent back instead of a code (RFC 6749, 4.1.2.1). */
export function sortPageRefusal(error: string, description = '', scopes: readonly string[] = []): AppError {
  const numbers = numbersIn(description);
  const cause = classifySignIn({ error, numbers });
  const correlationId = /Correlation ID:\s*([0-9a-f-]{36})/i.exec(description)?.[1];
  const isConsent = causes[cause].code === 'B1' && scopes.length > 0;
  const diagnosis: Diagnosis = {
    cause,
    ...(numbers[0] ? { number: numbers[0] } : {}),
    ...(correlationId ? { correlationId } : {}),
    ...(isConsent ? { scopes: [...scopes], about: inWords(scopes) } : {}),
  };
  return new AppError(codeOf(cause, false), tell(cause, diagnosis.about), { source: 'entra', diagnosis });
}

/** What a cause of the sign-in means to whoever asked; a challenge is always handed on. */
function codeOf(cause: Cause, hasClaims: boolean): ErrorCode {
  if (hasClaims) return 'step_up_required';
  if (cause === 'app.secret') return 'internal';
  if (cause === 'consent.admin') return 'admin_consent_required';
  if (cause === 'consent.declined') return 'consent_required';
  switch (causes[cause].code) {
    case 'A3':
    case 'A4':
    case 'A6':
    case 'A7':
      return 'blocked_by_policy';
    case 'B1':
      return 'consent_required';
    case 'N1':
      return 'upstream_unavailable';
    default:
      return cause === 'data.unknown' ? 'upstream_unavailable' : 'sign_in_required';
  }
}
