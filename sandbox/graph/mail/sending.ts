import type { Message } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import { accepted, bodyOf, ok, type Call } from '../call.js';
import { mailboxAt } from './access.js';
import { sendContent, sendDraft } from './dispatch.js';
import { folderAt, messageAt } from './find.js';
import { fromJson, isMime, readMessage } from './message-content.js';
import { entity } from './message-view.js';
import { answerDraft, type AnswerKind } from './replies.js';

const kinds: [AnswerKind, string][] = [
  ['reply', 'createReply'],
  ['replyAll', 'createReplyAll'],
  ['forward', 'createForward'],
];

/** Drafts, answers, and sending. Sending answers 202 without a body and without an id: accepted, not delivered. */
export function addSending(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    return { call, box, message: messageAt(box, id) };
  };
  router.on('POST', '/users/:user/sendMail', async (x, { user = '' }) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    const number = box.takeNumber();
    if (isMime(call)) {
      sendContent(call, box, await readMessage(call, box, number), number, true);
      return accepted();
    }
    const { message, Message: other, saveToSentItems, SaveToSentItems } = bodyOf(call);
    const content = fromJson(call, box, number, ((message ?? other) as Partial<Message> | undefined) ?? {});
    sendContent(call, box, content, number, (saveToSentItems ?? SaveToSentItems) !== false);
    return accepted();
  });
  for (const within of ['', '/mailFolders/:folder'])
    router.on('POST', `/users/:user${within}/messages`, async (x, { user = '', folder }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const target = folderAt(box, folder ?? 'drafts');
      const number = box.takeNumber();
      return ok(entity(call, box, box.add(target.id, await readMessage(call, box, number), number)), 201);
    });
  const one = '/users/:user/messages/:id';
  router.on('POST', `${one}/send`, (x, params) => {
    const { call, box, message } = at(x, params);
    sendDraft(call, box, message);
    return accepted();
  });
  for (const [kind, create] of kinds)
    router
      .on('POST', `${one}/${create}`, (x, params) => {
        const { call, box, message } = at(x, params);
        const number = box.takeNumber();
        const draft = answerDraft(call, box, message, kind, number);
        return ok(entity(call, box, box.add(folderAt(box, 'drafts').id, draft, number)), 201);
      })
      .on('POST', `${one}/${kind}`, (x, params) => {
        const { call, box, message } = at(x, params);
        const number = box.takeNumber();
        sendContent(call, box, answerDraft(call, box, message, kind, number), number, true);
        return accepted();
      });
}
