/** What each diagnosis of the catalogue means in the sync log; one plain sentence on what happened and what comes next. */
export const sentences: Record<string, string> = {
  C6: 'Microsoft asked us to wait. It went on by itself.',
  C7: 'Live updates were interrupted and have been set up again. What was missed has been read.',
  C8: 'Microsoft asked us to read this folder from the start. Links are kept.',
  C9: 'This mailbox cannot be reached through Microsoft Graph. An administrator must move it to Exchange Online.',
  C10: 'One email could not be read after three tries and was passed over. Retry it, or skip it.',
  C11: 'The sign-in of this mailbox has ended. Sync is paused until it is connected again.',
  E1: 'A permission is missing. Connect again and allow it.',
  E2: 'The rights on this mailbox were taken away. Ask whoever manages your mailboxes for Full Access.',
  N1: 'Microsoft 365 was busy. It went on by itself.',
  N5: 'A folder is no longer in the mailbox. It is not followed any more; emails on records stay.',
};

export const sentenceOf = (code: string, { why }: Record<string, unknown> = {}): string =>
  `${sentences[code] ?? 'Something unusual was met while reading this mailbox.'}${code === 'C10' && typeof why === 'string' ? ` (${why})` : ''}`;
