import { randomBytes, randomUUID } from 'node:crypto';
import type { Router } from '../../base/router.js';
import type { MailFolder } from '../../tenant/mail/shapes.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { bodyOf, collection, context, mailboxAt, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, notFoundItem } from '../errors.js';
import { folderAt } from './find.js';
import { pageOf, select } from '../query.js';

const type = 'microsoft.graph.mailFolder';

function toFolder(box: Mailbox, it: MailFolder): Record<string, unknown> {
  const { list } = box.contents(it.id);
  return {
    id: it.id,
    displayName: it.displayName,
    parentFolderId: it.parentFolderId || it.id,
    childFolderCount: box.children(it.id).length,
    unreadItemCount: list.unread,
    totalItemCount: list.items.length,
    isHidden: it.isHidden ?? false,
  };
}

/** Mail folders, and the list of categories with their colours. */
export function addMailFolders(router: Router, callOf: (x: unknown) => Call): void {
  const list = (call: Call, box: Mailbox, parentId: string) =>
    collection(
      call,
      `users('${box.objectId}')/mailFolders`,
      pageOf(
        {
          items: box.folders.filter((it) => it.parentFolderId === parentId).map((it) => toFolder(box, it)),
          type,
          options: ['$filter', '$top', '$skip', '$count', '$orderby'],
          pageSize: 10,
          largestPage: 1000,
          always: ['id'],
        },
        call.query,
        call.maxPageSize,
      ),
    );
  const create = (call: Call, box: Mailbox, parentFolderId: string) => {
    const displayName = textOf(bodyOf(call).displayName);
    if (!displayName) throw badRequest('The folder name is required.', 'ErrorInvalidRequest');
    if (
      box.folders.some(
        (it) => it.parentFolderId === parentFolderId && it.displayName.toLowerCase() === displayName.toLowerCase(),
      )
    )
      throw new GraphRefusal(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    const folder: MailFolder = {
      id: `AQMkAG${randomBytes(32).toString('base64url')}AAA=`,
      wellKnownName: null,
      displayName,
      parentFolderId,
    };
    box.folders.push(folder);
    call.tenants.mailboxes.changed(box);
    return ok(
      { '@odata.context': context(call, `users('${box.objectId}')/mailFolders/$entity`), ...toFolder(box, folder) },
      201,
    );
  };
  router
    .on('GET', '/users/:user/mailFolders', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return list(call, box, folderAt(box, 'msgfolderroot').id);
    })
    .on('POST', '/users/:user/mailFolders', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return create(call, box, folderAt(box, 'msgfolderroot').id);
    })
    .on('GET', '/users/:user/mailFolders/:folder', (x, { user = '', folder = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok({
        '@odata.context': context(call, `users('${box.objectId}')/mailFolders/$entity`),
        ...select(toFolder(box, folderAt(box, folder)), call.query, { type, always: ['id'] }),
      });
    })
    .on('GET', '/users/:user/mailFolders/:folder/childFolders', (x, { user = '', folder = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return list(call, box, folderAt(box, folder).id);
    })
    .on('POST', '/users/:user/mailFolders/:folder/childFolders', (x, { user = '', folder = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return create(call, box, folderAt(box, folder).id);
    })
    .on('GET', '/users/:user/outlook/masterCategories', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return collection(
        call,
        `users('${box.objectId}')/outlook/masterCategories`,
        pageOf(
          {
            items: box.categories.map((it) => ({ ...it })),
            type: 'microsoft.graph.outlookCategory',
            options: ['$filter', '$top', '$skip', '$count', '$orderby'],
            pageSize: 100,
            largestPage: 1000,
          },
          call.query,
        ),
      );
    })
    .on('POST', '/users/:user/outlook/masterCategories', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const { displayName, color = 'none' } = bodyOf(call) as { displayName?: string; color?: string };
      if (!displayName || !/^(none|preset([0-9]|1[0-9]|2[0-4]))$/.test(color))
        throw badRequest('The category is not valid.', 'ErrorInvalidArgument');
      if (box.categories.some((it) => it.displayName?.toLowerCase() === displayName.toLowerCase()))
        throw new GraphRefusal(409, 'CategoryNameDuplicate', 'A category with this name already exists.');
      const category = { id: randomUUID(), displayName, color: color as 'none' };
      box.categories.push(category);
      call.tenants.mailboxes.changed(box);
      return ok(
        { '@odata.context': context(call, `users('${box.objectId}')/outlook/masterCategories/$entity`), ...category },
        201,
      );
    })
    .on('DELETE', '/users/:user/outlook/masterCategories/:id', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const at = box.categories.findIndex((it) => it.id === id);
      if (at < 0) throw notFoundItem();
      box.categories.splice(at, 1);
      call.tenants.mailboxes.changed(box);
      return noContent();
    })
    .on('GET', '/users/:user/mailboxSettings', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok({
        '@odata.context': context(call, `users('${box.objectId}')/mailboxSettings`),
        timeZone: 'W. Europe Standard Time',
        language: { locale: 'en-GB', displayName: 'English (United Kingdom)' },
        dateFormat: 'dd/MM/yyyy',
        timeFormat: 'HH:mm',
      });
    });
}
