import type { Router } from '../../base/router.js';
import { badRequest } from '../errors.js';
import { accepted, noContent, ok, textOf, bodyOf, type Call } from '../call.js';
import { mailboxAt } from './access.js';
import { folderAt, messageAt } from './find.js';
import { answerFolderDelta } from './folder-delta.js';
import { changeMessage, copyMessage, deleteMessage } from './message-changes.js';
import { answerMessageDelta } from './message-delta.js';
import { listMessages } from './message-query.js';
import { entity } from './message-view.js';
import { toMime } from './mime.js';
import { createMessage, sendDraft, sendMail } from './sending.js';

/** Messages: lists, one, changes. A message under a folder's path is the same message. */
export function addMessages(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    return { call, box, message: messageAt(box, id) };
  };
  const inBox = (x: unknown, { user = '', folder }: Record<string, string>) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    return { call, box, folderId: folder === undefined ? undefined : folderAt(box, folder).id };
  };
  router
    .on('GET', '/users/:user/mailFolders/delta', (x, params) => {
      const { call, box } = inBox(x, params);
      return answerFolderDelta(call, box);
    })
    .on('GET', '/users/:user/mailFolders/:folder/messages/delta', (x, { user = '', folder = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return answerMessageDelta(call, box, folderAt(box, folder));
    })
    .on('GET', '/users/:user/messages/delta', () => {
      throw badRequest("Unsupported request: Change tracking is not supported against 'microsoft.graph.message'.");
    });
  for (const within of ['', '/mailFolders/:folder']) {
    const many = `/users/:user${within}/messages`;
    const one = `${many}/:id`;
    router
      .on('GET', many, (x, params) => {
        const { call, box, folderId } = inBox(x, params);
        return listMessages(call, box, folderId);
      })
      .on('POST', many, (x, params) => {
        const { call, box, folderId } = inBox(x, params);
        return ok(entity(call, box, createMessage(call, box, folderId)), 201);
      })
      .on('GET', one, (x, params) => {
        const { call, box, message } = at(x, params);
        return ok(entity(call, box, message));
      })
      .on('GET', `${one}/$value`, async (x, params) => {
        const { call, message } = at(x, params);
        return {
          status: 200,
          headers: { 'content-type': 'text/plain' },
          body: await toMime(message, call.tenants.store),
        };
      })
      .on('PATCH', one, (x, params) => {
        const { call, box, message } = at(x, params);
        changeMessage(call, box, message);
        return ok(entity(call, box, message));
      })
      .on('DELETE', one, (x, params) => {
        const { box, message } = at(x, params);
        deleteMessage(box, message);
        return noContent();
      })
      .on('POST', `${one}/permanentDelete`, (x, params) => {
        const { box, message } = at(x, params);
        box.remove(message);
        return noContent();
      })
      .on('POST', `${one}/move`, (x, params) => {
        const { call, box, message } = at(x, params);
        box.move(message, folderAt(box, textOf(bodyOf(call).destinationId)).id);
        return ok(entity(call, box, message), 201);
      })
      .on('POST', `${one}/copy`, (x, params) => {
        const { call, box, message } = at(x, params);
        return ok(
          entity(call, box, copyMessage(box, message, folderAt(box, textOf(bodyOf(call).destinationId)).id)),
          201,
        );
      })
      .on('POST', `${one}/send`, (x, params) => {
        const { call, box, message } = at(x, params);
        sendDraft(call, box, message);
        return accepted();
      });
  }
  router.on('POST', '/users/:user/sendMail', (x, { user = '' }) => {
    const call = callOf(x);
    sendMail(call, mailboxAt(call, user));
    return accepted();
  });
}
