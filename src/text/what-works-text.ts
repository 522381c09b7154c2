import { createT, type KeyOf } from './text.js';
import { whatWorksEn } from './what-works-en.js';

/** The sentences of "What works here". */
export const t = createT(whatWorksEn);
export type WhatWorksKey = KeyOf<typeof whatWorksEn>;
