import { tell, type Cause } from '../../contract/diagnoses.js';
import { classifyGraph } from '../../contract/diagnoses/rules.js';
import { AppError, type AppErrorOptions } from '../base/errors.js';
import type { ErrorCode } from '../../contract/errors.js';

export interface GraphFailure {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds?: number;
  claims?: string;
  requestId?: string;
}

const sentences: Partial<Record<ErrorCode, string>> = {
  not_found: 'It is no longer in Microsoft 365: it was moved to another mailbox or deleted.',
  access_denied: tell('right.permission'),
  conflict: 'It was changed in Microsoft 365 meanwhile.',
  too_large: 'Microsoft 365 does not take something this large.',
  throttled: 'Microsoft asks us to wait a moment. Nothing is lost; it continues by itself.',
  quota_exceeded: 'Your OneDrive or mailbox is full. Make room, then try again.',
  mailbox_unsupported:
    'This mailbox cannot be reached through Microsoft Graph: it is on premises, inactive or has no licence. Ask your administrator.',
  upstream_unavailable: 'Microsoft 365 is not answering. Try again in a moment.',
  invalid_request: 'Microsoft 365 did not understand the request.',
  sign_in_required: 'Your sign-in has ended. Sign in again; nothing is lost.',
  step_up_required: tell('policy.changed'),
};
/** Where Microsoft's code says more than the kind of failure does. */
const byReason: Record<string, string> = {
  errorsendasdenied:
    'You lack the right to send from this mailbox. In Exchange you need "Send As" or "Send on Behalf" on it: ask whoever manages your mailboxes.',
  resourcelocked: tell('file.locked'),
  authentication_requestfromnonpremiumtenantorb2ctenant: tell('licence.directory'),
  errorinvalidrecipients: 'Microsoft 365 does not accept one of the recipients. Check the addresses.',
  errormessagesizeexceeded:
    'The mailbox does not send an email this large. Leave an attachment out, or share a link to it instead.',
};
/** Causes that say more than their kind of failure; of a locked file the code is `notAllowed`, and the status says it. */
const ownSentence: Cause[] = ['file.locked', 'right.file', 'right.permission'];
const byCode: Record<string, ErrorCode> = {
  ErrorItemNotFound: 'not_found',
  itemNotFound: 'not_found',
  Request_ResourceNotFound: 'not_found',
  ErrorInvalidIdMalformed: 'not_found',
  MailboxNotEnabledForRESTAPI: 'mailbox_unsupported',
  MailboxNotSupportedForRESTAPI: 'mailbox_unsupported',
  nameAlreadyExists: 'conflict',
  ErrorIrresolvableConflict: 'conflict',
  quotaLimitReached: 'quota_exceeded',
  ErrorMessageSizeExceeded: 'too_large',
  ErrorFolderExists: 'conflict',
  SyncStateNotFound: 'delta_expired',
  SyncStateInvalid: 'delta_expired',
  resyncRequired: 'delta_expired',
  resyncChangesApplyDifferences: 'delta_expired',
  resyncChangesUploadDifferences: 'delta_expired',
};
// Microsoft writes the same code in more than one way.
const codes = new Map(Object.entries(byCode).map(([name, kind]) => [name.toLowerCase(), kind]));
const byStatus: Record<number, ErrorCode> = {
  400: 'invalid_request',
  401: 'sign_in_required',
  403: 'access_denied',
  404: 'not_found',
  409: 'conflict',
  410: 'delta_expired',
  412: 'conflict',
  413: 'too_large',
  416: 'conflict',
  423: 'upstream_unavailable',
  429: 'throttled',
  507: 'quota_exceeded',
};

/** Sorts what Graph refuses, once; above this file nobody reads a status or a code of Microsoft's. */
export function sortGraphFailure({
  status,
  code,
  retryAfterSeconds,
  claims,
  requestId,
  message,
}: GraphFailure): AppError {
  const kind: ErrorCode = claims
    ? 'step_up_required'
    : (codes.get(code.toLowerCase()) ?? byStatus[status] ?? 'upstream_unavailable');
  const found = classifyGraph(status, code, Boolean(claims));
  const options: AppErrorOptions = {
    source: 'graph',
    ...(found ? { diagnosis: { cause: found } } : {}),
    cause: new Error(`${status} ${code}: ${message}`),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(claims ? { claims } : {}),
    ...(requestId ? { reference: requestId } : {}),
    ...(status === 504 ? { isTimeout: true } : {}),
  };
  return new AppError(
    kind,
    byReason[code.toLowerCase()] ??
      (found && ownSentence.includes(found) ? tell(found) : undefined) ??
      sentences[kind] ??
      'Microsoft 365 is not answering. Try again in a moment.',
    options,
  );
}
