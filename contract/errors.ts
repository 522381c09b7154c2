import type { Diagnosis } from './diagnoses.js';

/**
 * Every way a request can fail, met once: the HTTP status, what a job does next, and who can act.
 * Plain data, so that the pane, the server and the docs read the same table.
 */
export interface ErrorSpec {
  status: number;
  retry: 'never' | 'after' | 'backoff' | 'resync';
  actor: 'person' | 'admin' | 'person_or_admin' | 'nobody' | 'developer';
  /** What the pane says when the server gave no better sentence. */
  remedy: string;
}

export const errorSpecs = {
  invalid_request: {
    status: 400,
    retry: 'never',
    actor: 'developer',
    remedy: 'Correct the field that is named and try again.',
  },
  sign_in_required: { status: 401, retry: 'never', actor: 'person', remedy: 'Sign in to go on.' },
  step_up_required: {
    status: 401,
    retry: 'never',
    actor: 'person',
    remedy: 'Your organisation asks for one more check. Choose Continue.',
  },
  consent_required: {
    status: 403,
    retry: 'never',
    actor: 'person',
    remedy: 'Allow the permission that is named, then try again.',
  },
  admin_consent_required: {
    status: 403,
    retry: 'never',
    actor: 'admin',
    remedy: 'An administrator must approve this. Send them the link.',
  },
  blocked_by_policy: {
    status: 403,
    retry: 'never',
    actor: 'admin',
    remedy: 'A policy of your organisation does not allow this. Ask your administrator.',
  },
  access_denied: {
    status: 403,
    retry: 'never',
    actor: 'person_or_admin',
    remedy: 'You have no right to do this. Ask the owner, or sign in again.',
  },
  not_found: { status: 404, retry: 'never', actor: 'nobody', remedy: 'It was moved or deleted meanwhile.' },
  conflict: {
    status: 409,
    retry: 'never',
    actor: 'person',
    remedy: 'It was changed meanwhile. Look at both versions and choose.',
  },
  too_large: {
    status: 413,
    retry: 'never',
    actor: 'person',
    remedy: 'It is too large. Leave it out, or save a link instead.',
  },
  mailbox_unsupported: {
    status: 422,
    retry: 'never',
    actor: 'admin',
    remedy: 'This mailbox is not in Exchange Online or has no licence. Ask your administrator.',
  },
  throttled: {
    status: 429,
    retry: 'after',
    actor: 'nobody',
    remedy: 'We were asked to wait. Nothing is lost; it continues by itself.',
  },
  delta_expired: {
    status: 503,
    retry: 'resync',
    actor: 'nobody',
    remedy: 'The list is being read again from the start. Nothing is lost.',
  },
  coherence_unavailable: {
    status: 503,
    retry: 'backoff',
    actor: 'nobody',
    remedy: 'Coherence is not answering. Try again in a moment.',
  },
  upstream_unavailable: {
    status: 503,
    retry: 'backoff',
    actor: 'nobody',
    remedy: 'Microsoft 365 is not answering. Try again in a moment.',
  },
  quota_exceeded: {
    status: 507,
    retry: 'never',
    actor: 'person_or_admin',
    remedy: 'The drive or mailbox is full. Make room and try again.',
  },
  internal: {
    status: 500,
    retry: 'backoff',
    actor: 'developer',
    remedy: 'Something went wrong on our side. Try again; if it stays, send us the reference.',
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof errorSpecs;

/** Where the failure came from; shown to people only through the sentence. */
export type ErrorSource = 'request' | 'entra' | 'graph' | 'coherence' | 'database' | 'server' | 'office' | 'network';

/** The body of every refusal (RFC 9457), with our `code`, `source` and `requestId`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  source: ErrorSource;
  requestId: string;
  /** Dotted path of the field that does not fit the contract. */
  field?: string;
  retryAfterSeconds?: number;
  /** Claims challenge to hand to the next token request, verbatim. */
  claims?: string;
  consentUrl?: string;
  /** The cause as it was detected, under its code of the catalogue. */
  diagnosis?: Diagnosis;
}
