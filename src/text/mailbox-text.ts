import { mailboxEn } from './mailbox-en.js';
import { createT } from './text.js';

/** The sentences about looking for mail in one's own mailbox. */
export const t = createT(mailboxEn);
