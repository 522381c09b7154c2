import type { Met } from '../../contract/filing.js';
import { causeOf } from '../../contract/diagnoses/rules.js';
import { now } from '../base/clock.js';
import type { AppError } from '../base/errors.js';

/** What stood in the way, as it is kept beside its sentence: the cause, when, and the other side's id of it. Null where the catalogue has no name for it. */
export function metBy(error: AppError): string | null {
  const cause = error.diagnosis?.cause ?? causeOf(error.code, error.source);
  if (!cause) return null;
  const met: Met = {
    cause,
    dateTime: now().toISOString(),
    ...(error.reference ? { reference: error.reference } : {}),
  };
  return JSON.stringify(met);
}
