import { recordEn } from './record-en.js';
import { createT } from './text.js';

/** The sentences of a record's timeline. */
export const t = createT(recordEn);
