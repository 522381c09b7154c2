import { recordEn } from './record-en.js';
import { createT, type KeyOf } from './text.js';

export type RecordKey = KeyOf<typeof recordEn>;
/** The sentences of a record's timeline. */
export const t = createT(recordEn);
