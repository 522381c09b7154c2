import { newFolderId } from './default-folders.js';
import type { Mailbox } from './mailbox.js';
import type { MailFolder } from './shapes.js';

/** A folder's name is taken below the same parent, whatever the case. */
export const isNameTaken = (box: Mailbox, parentFolderId: string, displayName: string, except?: string): boolean =>
  box
    .children(parentFolderId)
    .some((it) => it.id !== except && it.displayName.toLowerCase() === displayName.toLowerCase());

export function createFolder(box: Mailbox, parentFolderId: string, displayName: string, isHidden = false): MailFolder {
  const folder: MailFolder = {
    id: newFolderId(),
    wellKnownName: null,
    displayName,
    parentFolderId,
    ...(isHidden ? { isHidden } : {}),
  };
  box.folders.push(folder);
  box.folderChanged(folder);
  return folder;
}

export function renameFolder(box: Mailbox, folder: MailFolder, displayName: string): void {
  folder.displayName = displayName;
  box.folderChanged(folder);
}

export function moveFolder(box: Mailbox, folder: MailFolder, parentFolderId: string): void {
  folder.parentFolderId = parentFolderId;
  box.folderChanged(folder);
}

/** Whether `folder` is `ancestor` or lies below it. */
export function isWithin(box: Mailbox, folder: MailFolder, ancestor: MailFolder): boolean {
  for (let at: MailFolder | undefined = folder; at; at = box.folder(at.parentFolderId || 'none'))
    if (at.id === ancestor.id) return true;
  return false;
}

/**
 * Deleting puts a folder with all that is in it below Deleted Items, under a free name; deleting it there ends it, what lies
 * below it, and every message in them.
 */
export function deleteFolder(box: Mailbox, folder: MailFolder, forGood = false): void {
  const bin = box.folder('deleteditems');
  if (bin && !forGood && !isWithin(box, folder, bin)) {
    const name = folder.displayName;
    for (let i = 1; isNameTaken(box, bin.id, folder.displayName); i++) folder.displayName = `${name}${i}`;
    moveFolder(box, folder, bin.id);
    return;
  }
  for (const child of box.children(folder.id)) deleteFolder(box, child, true);
  for (const message of [...box.contents(folder.id).list.items]) box.remove(message);
  box.folderGone(folder);
}
