import { looksLikeId } from '../../tenant/mail/ids.js';
import type { MailFolder } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { badRequest, notFoundItem } from '../errors.js';

const malformed = () => badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');

export function messageAt(box: Mailbox, id: string): StoredMessage {
  const found = box.message(id);
  if (!found) throw looksLikeId(id) ? notFoundItem() : malformed();
  return found;
}
/** A folder by id or by one of the well-known names. */
export function folderAt(box: Mailbox, key: string): MailFolder {
  const found = box.folder(key);
  if (!found) throw looksLikeId(key) || /^[a-z]+$/i.test(key) ? notFoundItem() : malformed();
  return found;
}
