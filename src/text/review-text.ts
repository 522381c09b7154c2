import { reviewEn } from './review-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences of "Review links". */
export const t = createT(reviewEn);
export type ReviewKey = KeyOf<typeof reviewEn>;
