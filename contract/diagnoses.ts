import { signInCauses } from './diagnoses/sign-in.js';
import { workCauses } from './diagnoses/work.js';

export { diagnosisTitles, type DiagnosisCode, type CauseSpec, type RemedyKind } from './diagnoses/catalogue.js';
export { inWords } from './diagnoses/scope-words.js';

/** Every cause as it is detected, with its code, its sentence and what helps. */
export const causes = { ...signInCauses, ...workCauses };
export type Cause = keyof typeof causes;

/** What a refusal carries besides its sentence. */
export interface Diagnosis {
  cause: Cause;
  /** Entra's number, for the details only. */
  number?: number | undefined;
  /** Microsoft's id of the sign-in that failed. */
  correlationId?: string | undefined;
  tenantId?: string | undefined;
  /** What fills the sentence, as far as it is known. */
  about?: string | undefined;
  /** Permissions of Graph that are missing. */
  scopes?: string[] | undefined;
  /** Records that are there already under the same name. */
  records?: { module: string; id: string; displayName: string }[] | undefined;
  /** Coherence only warns: what was asked for can be done all the same. */
  isWarning?: boolean | undefined;
}

/** The sentence of a cause with what was detected; without it, the part that would have named it is left out. */
export function tell(of: Cause, about?: string): string {
  const { sentence } = causes[of];
  if (about) return sentence.replace('{about}', about);
  return sentence
    .replace(/^\{about\}/, 'This')
    .replace(/:? ?\{about\}/, '')
    .trim();
}
