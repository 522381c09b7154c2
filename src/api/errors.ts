import type { Diagnosis } from '../../contract/diagnoses.js';
import type { ErrorCode, Problem } from '../../contract/errors.js';

/** What can go wrong before a request reaches our server, beside what the contract lists. */
export type LocalCode =
  | 'offline'
  | 'timed_out'
  | 'cancelled'
  | 'popup_blocked'
  | 'sign_in_failed'
  | 'sign_in_unavailable'
  | 'wrong_item'
  | 'office_failed'
  | 'outdated';
export type PaneCode = ErrorCode | LocalCode;

/** The one failure pages see. `message` is a sentence for the person; above src/api and src/office nobody reads a status. */
export class PaneError extends Error {
  override readonly name = 'PaneError';
  readonly reference: string | undefined;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly claims: string | undefined;
  readonly consentUrl: string | undefined;
  /** The cause under its code of the catalogue. */
  readonly diagnosis: Diagnosis | undefined;
  readonly occurredAt = new Date();
  constructor(
    readonly code: PaneCode,
    message: string,
    more: {
      reference?: string | undefined;
      field?: string | undefined;
      retryAfterSeconds?: number | undefined;
      claims?: string | undefined;
      consentUrl?: string | undefined;
      diagnosis?: Diagnosis | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.reference = more.reference;
    this.field = more.field;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.claims = more.claims;
    this.consentUrl = more.consentUrl;
    this.diagnosis = more.diagnosis;
  }
}

export const fromProblem = (problem: Problem): PaneError =>
  new PaneError(problem.code, problem.detail, { ...problem, reference: problem.requestId });

/** Whatever was thrown as a PaneError; an unknown thing becomes `internal` with the cause kept. */
export function sortError(thrown: unknown): PaneError {
  if (thrown instanceof PaneError) return thrown;
  if (thrown instanceof Error && thrown.name === 'ChunkLoadError')
    return new PaneError('outdated', 'Coherence was updated while this pane was open.', { cause: thrown });
  return new PaneError('internal', 'Something went wrong in this pane.', { cause: thrown });
}
