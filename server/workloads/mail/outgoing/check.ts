import type { WishedMail } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import { normaliseAddress } from '../../../records/addresses.js';
import type { FileRow } from './row.js';

/** What Exchange Online sends unless an administrator says otherwise. */
export const largestBytes = 35 * 1024 * 1024;
const mostRecipients = 500;

/** Throws a sentence with the field when a mail cannot be sent as it is. */
export function requireSendable(mail: WishedMail, files: readonly FileRow[]): void {
  const refuse = (sentence: string, field: string) =>
    new AppError('invalid_request', sentence, { source: 'request', field });
  for (const field of ['to', 'cc', 'bcc'] as const)
    for (const { address } of mail[field])
      if (!/\.[^.@]+$/.test(normaliseAddress(address)))
        throw refuse(`“${address}” is not an email address. Write it in full, like jana@example.com.`, field);
  const count = mail.to.length + mail.cc.length + mail.bcc.length;
  if (count === 0) throw refuse('Say who this email is for: add at least one recipient.', 'to');
  if (count > mostRecipients)
    throw refuse(`Exchange sends an email to at most ${mostRecipients} people, and this one names ${count}.`, 'to');
  const open = files.find((it) => Number(it.received_bytes) < Number(it.size_bytes));
  if (open) throw refuse(`“${open.name}” has not arrived completely. Add it again, or leave it out.`, 'files');
  requireSize(files, mail.html.length);
}

/** Attachments grow by a third when they become text on their way. */
export function requireSize(files: readonly Pick<FileRow, 'size_bytes'>[], textBytes = 0): void {
  const bytes = files.reduce((sum, it) => sum + Math.ceil((Number(it.size_bytes) * 4) / 3), textBytes);
  if (bytes > largestBytes)
    throw new AppError(
      'too_large',
      'With its attachments this email is larger than the 35 MB that Exchange sends. Leave a file out, or share a link to it instead.',
      { source: 'request', field: 'files' },
    );
}
