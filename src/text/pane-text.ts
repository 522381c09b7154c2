import { paneEn } from './pane-en.js';
import { createT } from './text.js';

export const t = createT(paneEn);
