import type { Router } from '../../base/router.js';
import { badRequest } from '../errors.js';
import { noContent, ok, textOf, bodyOf, type Call } from '../call.js';
import { mailboxAt } from './access.js';
import { folderAt, messageAt } from './find.js';
import { answerFolderDelta } from './folder-delta.js';
import { changeMessage, copyMessage, deleteMessage } from './message-changes.js';
import { answerMessageDelta } from './message-delta.js';
import { listMessages } from './message-query.js';
import { entity } from './message-view.js';
import { toMime } from './mime.js';

/** Messages: lists, streams of changes, one message and what is done to it. */
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
  for (const within of ['', '/mailFolders/:folder'])
    router.on('GET', `/users/:user${within}/messages`, (x, params) => {
      const { call, box, folderId } = inBox(x, params);
      return listMessages(call, box, folderId);
    });
  const one = '/users/:user/messages/:id';
  router
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
    });
}
