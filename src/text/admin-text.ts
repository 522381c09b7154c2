import { adminEn } from './admin-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences of the pages for administrators. */
export const t = createT(adminEn);
export type AdminKey = KeyOf<typeof adminEn>;
