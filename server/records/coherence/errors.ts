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
  return new AppError(kind, sentence(kind, status, message), {
    source: 'coherence',
    cause: new Error(`${status} ${code}`),
    ...(details?.field ? { field: details.field } : {}),
    ...(after === undefined ? {} : { retryAfterSeconds: after }),
  });
}

function sentence(kind: ErrorCode, status: number, message: string): string {
  if (status === 401)
    return 'The Coherence key of your organisation is no longer valid. Ask your administrator to replace it.';
  if (status === 403) return 'The Coherence key of your organisation does not allow this. Ask your administrator.';
  switch (kind) {
    case 'not_found':
      return 'This record was deleted or merged in Coherence. Choose another.';
    case 'conflict':
      return 'A record like this exists already in Coherence.';
    case 'throttled':
      return 'The limit of calls to Coherence is reached. It continues by itself.';
    case 'invalid_request':
      return message || 'Coherence did not take a value.';
    default:
      return 'Coherence is not answering. Try again in a moment.';
  }
}
