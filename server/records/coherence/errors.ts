import { classifyCoherence } from '../../../contract/diagnoses/rules.js';
import { tell, type Cause } from '../../../contract/diagnoses.js';
import { coherenceError } from '../../../contract/coherence.js';
import { AppError } from '../../base/errors.js';
import type { ErrorCode } from '../../../contract/errors.js';

const byStatus: Record<number, ErrorCode> = {
  400: 'invalid_request',
  401: 'access_denied',
  403: 'access_denied',
  404: 'not_found',
  409: 'conflict',
  422: 'conflict',
  429: 'throttled',
};

/** Sorts what Coherence refuses. Codes beyond the documented ones are unknown, so the status decides. */
export function sortCoherenceFailure(status: number, body: unknown, retryAfterSeconds?: number): AppError {
  const parsed = coherenceError.safeParse(body);
  const { code = '', message = '', details, retry_after } = parsed.success ? parsed.data.error : {};
  const isDuplicate = status === 409 || status === 422 || (status === 400 && /duplicate|unique|exists/i.test(code));
  const kind: ErrorCode = isDuplicate ? 'conflict' : (byStatus[status] ?? 'coherence_unavailable');
  const after = retryAfterSeconds ?? retry_after;
  const found = classifyCoherence(status, code, message);
  const about = aboutOf(found, message);
  return new AppError(kind, found === 'record.invalid' && message ? message : tell(found, about), {
    source: 'coherence',
    diagnosis: {
      cause: found,
      ...(about ? { about } : {}),
      ...(isDuplicate && details?.effect === 'warn' ? { isWarning: true } : {}),
    },
    cause: new Error(`${status} ${code}`),
    ...(details?.field ? { field: details.field } : {}),
    ...(after === undefined ? {} : { retryAfterSeconds: after }),
  });
}

/** A scope that Coherence names; its other words are for developers. */
const aboutOf = (found: Cause, message: string): string | undefined =>
  found === 'coherence.scope' ? /\b[a-z_]+[.:][a-z_]+\b/.exec(message)?.[0] : undefined;
