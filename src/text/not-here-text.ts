import { notHereEn } from './not-here-en.js';
import { createT, type KeyOf } from './text.js';

export type NotHereKey = KeyOf<typeof notHereEn>;
export const t = createT(notHereEn);
