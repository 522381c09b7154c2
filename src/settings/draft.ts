import type { MailSettings } from '../../contract/connection.js';

/** What was chosen and not yet saved stays in the page while a person looks at it first. */
export const draftKey = (mailboxId: string): string => `draft ${mailboxId}`;
export const settingsKey = (mailboxId: string): string => `settings ${mailboxId}`;

/** Rules that were begun and left empty are no rules. */
export const tidy = (settings: MailSettings): MailSettings => ({
  ...settings,
  rules: { ...settings.rules, neverFile: settings.rules.neverFile.filter((it) => it.pattern.trim() !== '') },
});
