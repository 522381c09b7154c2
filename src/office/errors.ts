import { PaneError } from '../api/errors.js';

interface Refusal {
  name?: string;
  errorCode?: string;
  subError?: string;
  claims?: string;
  correlationId?: string;
  errorMessage?: string;
}
const popups = ['popup_window_error', 'empty_window_error', 'block_nested_popups'];

/** Entra's words for "people may not consent here" differ by policy; its numbers for it do not. */
const needsApproval = /AADSTS(90093|90094|90095|900941)\b/;

/** Sorts what MSAL and Outlook refuse, by error, suberror and claims; numbers in the description only help to choose between sentences. `approvalUrl` is where
 * an administrator approves the application. */
export function sortSignInError(thrown: unknown, approvalUrl?: string): PaneError {
  if (thrown instanceof PaneError) return thrown;
  const {
    name = '',
    errorCode = '',
    subError = '',
    claims,
    correlationId: reference,
    errorMessage = '',
  } = (thrown ?? {}) as Refusal;
  const more = { cause: thrown, reference };
  if (name === 'ChunkLoadError')
    return new PaneError('outdated', 'Coherence was updated while this pane was open.', more);
  if (/^user_cancell?ed$/.test(errorCode) || errorMessage.includes('USER_CANCEL'))
    return new PaneError('cancelled', 'Sign-in was closed before it was done.', more);
  if (popups.includes(errorCode))
    return new PaneError('popup_blocked', 'The browser blocked the sign-in window.', more);
  if (errorCode === 'no_network_connectivity' || errorCode === 'post_request_failed')
    return new PaneError('offline', 'Microsoft sign-in cannot be reached from here.', more);
  if (claims)
    return new PaneError('step_up_required', 'Your organisation asks for one more check before this can go on.', {
      ...more,
      claims,
    });
  // Outlook's broker hands on no suberror, so Entra's number says which of the two windows it will be.
  if (errorCode === 'consent_required' || subError === 'consent_required' || /AADSTS65001\b/.test(errorMessage))
    return new PaneError('consent_required', 'Coherence needs your permission first.', more);
  if (errorCode === 'admin_consent_required' || (errorCode === 'access_denied' && needsApproval.test(errorMessage)))
    return new PaneError(
      'admin_consent_required',
      'An administrator of your organisation must approve Coherence first.',
      { ...more, consentUrl: approvalUrl },
    );
  if (errorCode === 'access_denied')
    return new PaneError('blocked_by_policy', 'Your organisation does not allow this sign-in.', more);
  if (
    name === 'InteractionRequiredAuthError' ||
    ['login_required', 'interaction_required', 'no_account_error', 'no_tokens_found', 'account_unavailable'].includes(
      errorCode,
    )
  )
    return new PaneError('sign_in_required', 'You are not signed in to Coherence.', more);
  return new PaneError('sign_in_failed', 'Microsoft sign-in did not work.', more);
}
