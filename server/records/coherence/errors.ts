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
  return new AppError(kind, tell(found, about), {
    source: 'coherence',
    diagnosis: { cause: found, ...(about ? { about } : {}) },
    cause: new Error(`${status} ${code}`),
    ...(details?.field ? { field: details.field } : {}),
    ...(after === undefined ? {} : { retryAfterSeconds: after }),
  });
}

/** What Coherence itself says of it, where that helps a person. */
function aboutOf(found: Cause, message: string): string | undefined {
  const says = ['coherence.scope', 'role.coherence', 'record.invalid'].includes(found);
  return says && message ? message.replace(/[.\s]+$/, '') : undefined;
}
