import type { Attempt } from '../../contract/connection.js';
import type { ErrorCode } from '../../contract/errors.js';
import { toAppError } from '../base/errors.js';
import type { ConnectOutcome } from '../db/schema-mail.js';

export interface Refusal {
  error: string;
  errorDescription?: string;
}
type Code = Attempt['outcome'];

export const sentences: Record<Code, string> = {
  connected: 'Outlook is connected.',
  cancelled: 'Nothing was connected: the permission was not given. You can try again whenever you like.',
  another_account: 'A different account was chosen at Microsoft than the one you use here. Nothing was connected.',
  another_organisation:
    'The account that was chosen belongs to another organisation, whose data never meets yours here. Nothing was connected.',
  needs_approval: 'Your organisation asks that an administrator approves these permissions first.',
  blocked: 'A policy of your organisation does not allow this sign-in. Ask your administrator.',
  failed: 'The connection was not completed. Nothing was changed; try again.',
};
const byCode: Partial<Record<ErrorCode, Code>> = {
  admin_consent_required: 'needs_approval',
  consent_required: 'needs_approval',
  blocked_by_policy: 'blocked',
};

/** What Microsoft's page came back with instead of a code. */
export function outcomeOfRefusal({ error, errorDescription = '' }: Refusal): ConnectOutcome {
  // `access_denied` has both meanings; the number only chooses between the two sentences.
  const isForAdmin = error === 'consent_required' || /AADSTS(90094|90095)\b/.test(errorDescription);
  const code: Code = isForAdmin
    ? 'needs_approval'
    : error === 'access_denied'
      ? /AADSTS5300[0-3]\b/.test(errorDescription)
        ? 'blocked'
        : 'cancelled'
      : 'failed';
  return { code, sentence: sentences[code] };
}

/** What went wrong after the code had come. */
export function outcomeOfError(thrown: unknown): ConnectOutcome {
  const error = toAppError(thrown);
  const code = byCode[error.code] ?? 'failed';
  return { code, sentence: code === 'failed' && error.code !== 'internal' ? error.message : sentences[code] };
}
