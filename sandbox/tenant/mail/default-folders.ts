import { createHash, randomBytes } from 'node:crypto';
import type { MailFolder } from './shapes.js';

export type MailboxLanguage = 'en-GB' | 'de-DE' | 'fr-FR' | 'it-IT';

/** The folders every mailbox has, and what Exchange calls them in the mailbox's own language. */
const names: Record<string, Record<MailboxLanguage, string>> = {
  archive: { 'en-GB': 'Archive', 'de-DE': 'Archiv', 'fr-FR': 'Archive', 'it-IT': 'Archivio' },
  conversationhistory: {
    'en-GB': 'Conversation History',
    'de-DE': 'Aufgezeichnete Unterhaltungen',
    'fr-FR': 'Historique des conversations',
    'it-IT': 'Cronologia conversazioni',
  },
  deleteditems: {
    'en-GB': 'Deleted Items',
    'de-DE': 'Gelöschte Elemente',
    'fr-FR': 'Éléments supprimés',
    'it-IT': 'Posta eliminata',
  },
  drafts: { 'en-GB': 'Drafts', 'de-DE': 'Entwürfe', 'fr-FR': 'Brouillons', 'it-IT': 'Bozze' },
  inbox: { 'en-GB': 'Inbox', 'de-DE': 'Posteingang', 'fr-FR': 'Boîte de réception', 'it-IT': 'Posta in arrivo' },
  junkemail: {
    'en-GB': 'Junk Email',
    'de-DE': 'Junk-E-Mail',
    'fr-FR': 'Courrier indésirable',
    'it-IT': 'Posta indesiderata',
  },
  outbox: { 'en-GB': 'Outbox', 'de-DE': 'Postausgang', 'fr-FR': "Boîte d'envoi", 'it-IT': 'Posta in uscita' },
  sentitems: {
    'en-GB': 'Sent Items',
    'de-DE': 'Gesendete Elemente',
    'fr-FR': 'Éléments envoyés',
    'it-IT': 'Posta inviata',
  },
};

export function defaultFolders(mailbox: string, language: MailboxLanguage): MailFolder[] {
  const root = folderId(mailbox, 'msgfolderroot');
  return [
    { id: root, wellKnownName: 'msgfolderroot', displayName: 'Top of Information Store', parentFolderId: '' },
    ...Object.entries(names).map(([wellKnownName, words]) => ({
      id: folderId(mailbox, wellKnownName),
      wellKnownName,
      displayName: words[language],
      parentFolderId: root,
    })),
    // Kept by Exchange for itself; shown only with includeHiddenFolders.
    {
      id: folderId(mailbox, 'quickstep'),
      wellKnownName: null,
      displayName: 'Quick Step Settings',
      parentFolderId: root,
      isHidden: true,
    },
  ];
}

/** The id of a folder that everybody has: the same each time. */
export const folderId = (mailbox: string, name: string): string =>
  `AQMkAG${createHash('sha256')
    .update(mailbox + name)
    .digest('base64url')}AAA=`;
export const newFolderId = (): string => `AQMkAG${randomBytes(32).toString('base64url')}AAA=`;
