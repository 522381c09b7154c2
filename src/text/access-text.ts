import { accessEn } from './access-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences about who can open a record's folder. */
export const t = createT(accessEn);
export type AccessKey = KeyOf<typeof accessEn>;
