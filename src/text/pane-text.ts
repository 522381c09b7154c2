import { paneEn } from './pane-en.js';
import { createT, type KeyOf } from './text.js';

export const t = createT(paneEn);
export type PaneKey = KeyOf<typeof paneEn>;
