import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { AppError } from '../base/errors.js';

/**
 * Sorts what Entra refuses, by `error`, `suberror` and `claims` as Microsoft asks: the AADSTS numbers may change, so they
 * only help to choose between sentences, never whether something is an error.
 */
export function sortIdentityError(thrown: unknown, consentUrl: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const source = 'entra';
  if (!(thrown instanceof AuthError))
    return new AppError('upstream_unavailable', 'Microsoft sign-in cannot be reached. Try again in a moment.', {
      source,
      cause: thrown,
    });
  const { errorCode, subError } = thrown;
  const claims = thrown instanceof InteractionRequiredAuthError ? thrown.claims : '';
  const reference = thrown.correlationId;
  const options = { source, cause: thrown, ...(reference ? { reference } : {}) } as const;
  if (claims)
    return new AppError(
      'step_up_required',
      'Your organisation asks for one more check before this can go on. Choose Continue.',
      { ...options, claims },
    );
  if (subError === 'consent_required' || errorCode === 'consent_required')
    return new AppError(
      'consent_required',
      'Coherence needs your permission to read this mail and keep its files. Allow it once, and try again.',
      { ...options, consentUrl },
    );
  if (errorCode === 'admin_consent_required')
    return new AppError(
      'admin_consent_required',
      'An administrator of your organisation must approve Coherence first.',
      { ...options, consentUrl },
    );
  if (errorCode === 'access_denied')
    return new AppError(
      'blocked_by_policy',
      'A policy of your organisation does not allow this sign-in. Ask your administrator.',
      options,
    );
  if (['invalid_grant', 'interaction_required', 'login_required', 'no_tokens_found', 'bad_token'].includes(errorCode))
    return new AppError('sign_in_required', 'Your sign-in has ended. Sign in again; nothing is lost.', options);
  if (['invalid_client', 'unauthorized_client'].includes(errorCode))
    return new AppError(
      'internal',
      'This service is not set up correctly with Microsoft sign-in. Please tell your administrator.',
      options,
    );
  return new AppError(
    'upstream_unavailable',
    'Microsoft sign-in did not answer as expected. Try again in a moment.',
    options,
  );
}
