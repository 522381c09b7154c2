import { composeEn } from './compose-en.js';
import { createT } from './text.js';

/** The sentences of writing mail. */
export const t = createT(composeEn);
