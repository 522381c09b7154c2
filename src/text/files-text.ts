import { filesEn } from './files-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences of a record's files. */
export const t = createT(filesEn);
export type FilesKey = KeyOf<typeof filesEn>;
