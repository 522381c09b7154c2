import { errorSpecs } from '../../contract/errors.js';
import type { PaneCode, PaneError } from '../api/errors.js';
import { formatTime, t, type TextKey } from '../text/text.js';
import type { Tone } from '../ui/Banner.js';

/** What the person was doing; it names the failure and what it affects. */
export type Doing =
  | 'match'
  | 'file'
  | 'unfile'
  | 'retry'
  | 'search'
  | 'create'
  | 'record'
  | 'signIn'
  | 'settings'
  | 'save'
  | 'connect'
  | 'files'
  | 'meeting'
  | 'send'
  | 'book';
export type Remedy = 'retry' | 'sign-in' | 'continue' | 'allow' | 'reload' | 'none';
export interface Described {
  title: string;
  body: string;
  tone: Tone;
  remedy: Remedy;
  reference: string | undefined;
}

const remedies: Partial<Record<PaneCode, Remedy>> = {
  sign_in_required: 'sign-in',
  popup_blocked: 'sign-in',
  sign_in_failed: 'sign-in',
  step_up_required: 'continue',
  consent_required: 'allow',
  outdated: 'reload',
  invalid_request: 'none',
  too_large: 'none',
  not_found: 'none',
  mailbox_unsupported: 'none',
};
/** Failures that say nothing about the work: they are for the person's sign-in. */
export const isAboutSignIn = ({ code }: PaneError): boolean =>
  [
    'sign_in_required',
    'step_up_required',
    'consent_required',
    'admin_consent_required',
    'blocked_by_policy',
    'popup_blocked',
    'sign_in_failed',
    'sign_in_unavailable',
  ].includes(code);

/** A failure in the person's words: what happened, what it affects, what to do, and the reference. */
export function describeProblem(error: PaneError, doing: Doing, now = Date.now()): Described {
  const { code, reference } = error;
  const remedy = remedies[code] ?? (code === 'cancelled' && doing === 'signIn' ? 'sign-in' : 'retry');
  if (code === 'outdated')
    return { title: t('outdated.title'), body: t('outdated.body'), tone: 'info', remedy, reference };
  const calm = code === 'throttled' || code === 'offline' || code === 'cancelled' || isAboutSignIn(error);
  return {
    title: t(`problem.title.${doing}` satisfies TextKey),
    body: [ownSentence(error, doing, now), t(`problem.affects.${doing}` satisfies TextKey)].join(' '),
    tone: calm ? 'warning' : 'error',
    remedy,
    reference,
  };
}

function ownSentence(error: PaneError, doing: Doing, now: number): string {
  switch (error.code) {
    case 'timed_out':
      return t('problem.timedOut');
    case 'offline':
      return t('problem.offline');
    case 'cancelled':
      return doing === 'signIn' ? t('problem.cancelled') : t('loading.stopped');
    case 'popup_blocked':
      return t('problem.popupBlocked');
    case 'sign_in_unavailable':
      return t('problem.unavailable');
    case 'sign_in_failed':
      return `${error.message} ${t('problem.signInFailed')}`;
    case 'office_failed':
      return t('problem.office');
    case 'throttled':
      return t(error.diagnosis?.cause === 'coherence.limit' ? 'problem.limit' : 'problem.throttled', {
        time: formatTime(new Date(now + (error.retryAfterSeconds ?? 30) * 1_000).toISOString(), new Date(now)),
      });
    case 'wrong_item':
    case 'outdated':
      return error.message;
    default:
      return error.message || errorSpecs[error.code].remedy;
  }
}
