import type { Attempt } from '../../contract/connection.js';
import { causes, type DiagnosisCode } from '../../contract/diagnoses.js';
import type { ErrorCode } from '../../contract/errors.js';
import { toAppError } from '../base/errors.js';
import type { ConnectOutcome } from '../db/schema-mail.js';
import { sortPageRefusal } from '../identity/errors.js';

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
/** What a code of the catalogue means for an attempt to connect. */
const byDiagnosis: Partial<Record<DiagnosisCode, Code>> = {
  A3: 'blocked',
  A6: 'blocked',
  A7: 'blocked',
  B1: 'needs_approval',
  B2: 'needs_approval',
};
const byCode: Partial<Record<ErrorCode, Code>> = {
  admin_consent_required: 'needs_approval',
  consent_required: 'needs_approval',
  blocked_by_policy: 'blocked',
};

/** What Microsoft's page came back with instead of a code; `scopes` were asked for. */
export function outcomeOfRefusal({ error, errorDescription }: Refusal, scopes: readonly string[]): ConnectOutcome {
  const refused = sortPageRefusal(error, errorDescription, scopes);
  if (refused.diagnosis?.cause === 'consent.declined' || (error === 'access_denied' && !errorDescription))
    return { code: 'cancelled', sentence: sentences.cancelled };
  return outcomeOfError(refused);
}

/** What went wrong, as the person is told it. */
export function outcomeOfError(thrown: unknown): ConnectOutcome {
  const error = toAppError(thrown);
  const { diagnosis } = error;
  const code = (diagnosis && byDiagnosis[causes[diagnosis.cause].code]) ?? byCode[error.code] ?? 'failed';
  const isKnown = diagnosis !== undefined || error.code !== 'internal';
  return { code, sentence: isKnown ? error.message : sentences[code], ...(diagnosis ? { diagnosis } : {}) };
}
