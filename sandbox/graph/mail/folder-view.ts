import type { MailFolder } from '../../tenant/mail/shapes.js';
import type { Mailbox } from '../../tenant/mailboxes.js';

export const type = 'microsoft.graph.mailFolder';

export function toFolder(box: Mailbox, it: MailFolder, withHidden = false): Record<string, unknown> {
  const { list } = box.contents(it.id);
  return {
    id: it.id,
    displayName: it.displayName,
    parentFolderId: it.parentFolderId || it.id,
    childFolderCount: box.children(it.id).filter((child) => withHidden || !child.isHidden).length,
    unreadItemCount: list.unread,
    totalItemCount: list.items.length,
    isHidden: it.isHidden ?? false,
  };
}
