import { foldersEn } from './folders-en.js';
import { settingsEn } from './settings-en.js';
import { createT, type KeyOf } from './text.js';

const en = { ...settingsEn, ...foldersEn };
/** The sentences of the settings pages. */
export const t = createT(en);
export type SettingsKey = KeyOf<typeof en>;
