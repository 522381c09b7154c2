import { diagnosisEn } from './diagnosis-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences around a diagnosis. */
export const t = createT(diagnosisEn);
export type DiagnosisKey = KeyOf<typeof diagnosisEn>;
