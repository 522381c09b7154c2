import { createT, type KeyOf } from './text.js';
import { whyEn } from './why-en.js';

export type WhyKey = KeyOf<typeof whyEn>;
export const t = createT(whyEn);
