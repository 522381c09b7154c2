import type { Answer } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import {
  createFolder,
  deleteFolder,
  isNameTaken,
  isWithin,
  moveFolder,
  renameFolder,
} from '../../tenant/mail/folder-tree.js';
import type { MailFolder } from '../../tenant/mail/shapes.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { readExpand } from '../expand.js';
import { pageOf, select } from '../query.js';
import { mailboxAt } from './access.js';
import { folderAt } from './find.js';
import { toFolder, type } from './folder-view.js';
import { copyMessage } from './message-changes.js';

const longestName = 255;
const nameTaken = () =>
  new GraphRefusal(
    409,
    'ErrorFolderExists',
    'A folder with the specified name already exists., Could not create folder.',
  );
const wantsHidden = (call: Call) =>
  [...call.query].some(([name, value]) => /^includeHiddenFolders$/i.test(name) && value === 'true');

/** The tree of mail folders. Every folder answers at `/mailFolders/{id}`, however deep it lies. */
export function addMailFolders(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', folder = 'msgfolderroot' }: Record<string, string>) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    return { call, box, folder: folderAt(box, folder) };
  };
  for (const [path, parent] of [
    ['/users/:user/mailFolders', 'msgfolderroot'],
    ['/users/:user/mailFolders/:folder/childFolders', undefined],
  ] as const)
    router
      .on('GET', path, (x, params) => {
        const { call, box, folder } = at(x, parent ? { ...params, folder: parent } : params);
        return list(call, box, folder);
      })
      .on('POST', path, (x, params) => {
        const { call, box, folder } = at(x, parent ? { ...params, folder: parent } : params);
        const { displayName, isHidden } = bodyOf(call);
        return one(
          call,
          box,
          createFolder(box, folder.id, freeName(box, folder.id, displayName), isHidden === true),
          201,
        );
      });
  const path = '/users/:user/mailFolders/:folder';
  router
    .on('GET', path, (x, params) => {
      const { call, box, folder } = at(x, params);
      return one(call, box, folder);
    })
    .on('PATCH', path, (x, params) => {
      const { call, box, folder } = at(x, params);
      const name = freeName(box, folder.parentFolderId, bodyOf(call).displayName, folder.id);
      refuseDefault(folder, 'renamed');
      renameFolder(box, folder, name);
      return one(call, box, folder);
    })
    .on('DELETE', path, (x, params) => {
      const { box, folder } = at(x, params);
      refuseDefault(folder, 'deleted');
      deleteFolder(box, folder);
      return noContent();
    })
    .on('POST', `${path}/permanentDelete`, (x, params) => {
      const { box, folder } = at(x, params);
      refuseDefault(folder, 'deleted');
      deleteFolder(box, folder, true);
      return noContent();
    })
    .on('POST', `${path}/move`, (x, params) => {
      const { call, box, folder } = at(x, params);
      const target = folderAt(box, textOf(bodyOf(call).destinationId));
      refuseDefault(folder, 'moved');
      if (isWithin(box, target, folder))
        throw badRequest('The folder cannot be moved below itself.', 'ErrorMoveCopyFailed');
      if (isNameTaken(box, target.id, folder.displayName, folder.id)) throw nameTaken();
      moveFolder(box, folder, target.id);
      return one(call, box, folder, 201);
    })
    .on('POST', `${path}/copy`, (x, params) => {
      const { call, box, folder } = at(x, params);
      const target = folderAt(box, textOf(bodyOf(call).destinationId));
      if (isNameTaken(box, target.id, folder.displayName)) throw nameTaken();
      if (isWithin(box, target, folder))
        throw badRequest('The folder cannot be copied below itself.', 'ErrorMoveCopyFailed');
      return one(call, box, copyFolder(box, folder, target.id), 201);
    });
}

function list(call: Call, box: Mailbox, parent: MailFolder): Answer {
  const withHidden = wantsHidden(call);
  const { childFolders } = readExpand(call.query.get('$expand'));
  const seen = (it: MailFolder) => withHidden || !it.isHidden;
  const items = box
    .children(parent.id)
    .filter(seen)
    .map((it) => ({
      ...toFolder(box, it, withHidden),
      ...(childFolders
        ? {
            childFolders: box
              .children(it.id)
              .filter(seen)
              .map((child) => toFolder(box, child)),
          }
        : {}),
    }));
  return collection(
    call,
    parent.wellKnownName === 'msgfolderroot'
      ? `users('${box.objectId}')/mailFolders`
      : `users('${box.objectId}')/mailFolders('${parent.id}')/childFolders`,
    pageOf(
      {
        items,
        type,
        options: ['$filter', '$top', '$skip', '$count', '$orderby', '$expand'],
        pageSize: 10,
        largestPage: 1000,
        defaultOrder: 'displayName',
        always: ['id'],
      },
      call.query,
      call.maxPageSize,
    ),
  );
}

const one = (call: Call, box: Mailbox, folder: MailFolder, status = 200): Answer =>
  ok(
    {
      '@odata.context': context(call, `users('${box.objectId}')/mailFolders/$entity`),
      ...select(toFolder(box, folder, wantsHidden(call)), call.query, { type, always: ['id'] }),
    },
    status,
  );

function freeName(box: Mailbox, parentFolderId: string, given: unknown, except?: string): string {
  const name = textOf(given).trim();
  if (!name) throw badRequest('The folder name is required.', 'ErrorFolderSavePropertyError');
  if (name.length > longestName) throw badRequest('The folder name is too long.', 'ErrorFolderSavePropertyError');
  if (isNameTaken(box, parentFolderId, name, except)) throw nameTaken();
  return name;
}

/** Folders that every mailbox has stay where and what they are. */
function refuseDefault(folder: MailFolder, what: 'renamed' | 'deleted' | 'moved'): void {
  if (!folder.wellKnownName) return;
  if (what === 'deleted')
    throw new GraphRefusal(403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
  if (what === 'moved')
    throw new GraphRefusal(403, 'ErrorMoveDistinguishedFolder', 'Distinguished folders cannot be moved.');
  throw badRequest('The display name of a distinguished folder cannot be changed.', 'ErrorInvalidRequest');
}

function copyFolder(box: Mailbox, folder: MailFolder, parentId: string): MailFolder {
  const copy = createFolder(box, parentId, folder.displayName);
  for (const message of [...box.contents(folder.id).list.items]) copyMessage(box, message, copy.id);
  for (const child of box.children(folder.id)) copyFolder(box, child, copy.id);
  return copy;
}
