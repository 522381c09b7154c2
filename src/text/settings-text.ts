import { settingsEn } from './settings-en.js';
import { createT, type KeyOf } from './text.js';

/** The sentences of the settings pages. */
export const t = createT(settingsEn);
export type SettingsKey = KeyOf<typeof settingsEn>;
