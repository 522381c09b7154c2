import type { Diagnosis } from '../../contract/diagnoses.js';
import { errorSpecs, type ErrorCode, type ErrorSource, type ErrorSpec } from '../../contract/errors.js';

export interface AppErrorOptions {
  source?: ErrorSource;
  cause?: unknown;
  field?: string;
  retryAfterSeconds?: number;
  claims?: string;
  consentUrl?: string;
  reference?: string;
  isTimeout?: boolean;
  diagnosis?: Diagnosis;
}

/**
 * The one failure of this house. `message` is a sentence for the person: what happened and what to do next.
 * Failures from outside are sorted into it once, where they enter (graph/errors, identity/errors, records/coherence/errors).
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly source: ErrorSource;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  readonly claims?: string;
  readonly consentUrl?: string;
  /** The other side's request id, for support. */
  readonly reference?: string;
  /** It took too long: asking for less may help. */
  readonly isTimeout?: boolean;
  /** The cause under its code of the catalogue, where a person meets it. */
  readonly diagnosis?: Diagnosis;

  constructor(code: ErrorCode, message: string, { source = 'server', cause, ...more }: AppErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.source = source;
    Object.assign(this, more);
  }

  get spec(): ErrorSpec {
    return errorSpecs[this.code];
  }
}

/** Any thrown value as an AppError; what was not foreseen becomes `internal` and keeps its cause. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal', errorSpecs.internal.remedy, { cause: thrown });
}
