import type { OutlookItem } from '@microsoft/microsoft-graph-types';
import type { Router } from '../base/router.js';
import type { Answer } from '../base/exchange.js';
import { previewOf, type Mailbox, type MailFolder, type StoredMessage } from '../tenant/mailboxes.js';
import { attachmentItem } from './attachment-item.js';
import { accepted, bodyOf, collection, context, mailboxAt, noContent, ok, textOf, type Call } from './call.js';
import { badRequest, notFoundItem, stale } from './errors.js';
import { toMime } from './mime.js';
import { pageOf, readExpand, select } from './query.js';
import { createMessage, sendDraft, sendMail } from './sending.js';

const type = 'microsoft.graph.message';
const extra = ['internetMessageHeaders', 'uniqueBody'];

export const changeKey = (it: StoredMessage): string =>
  Buffer.from(`CQAAABYAAAC${it.version}-${it.immutableId.slice(-20)}`).toString('base64url');
export const etag = (it: StoredMessage): string => `W/"${changeKey(it)}"`;
export const idOf = (call: Call, it: StoredMessage): string => (call.isImmutable ? it.immutableId : it.restId);

export function toMessage(call: Call, it: StoredMessage): Record<string, unknown> {
  const body = it.graph.body;
  const text =
    call.textBody && body?.contentType === 'html'
      ? { contentType: 'text', content: previewOf(body.content ?? '') }
      : body;
  return {
    '@odata.etag': etag(it),
    id: idOf(call, it),
    ...it.graph,
    body: text,
    changeKey: changeKey(it),
    parentFolderId: it.folderId,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(it.restId)}&exvsurl=1&viewmodel=ReadMessageItem`,
    internetMessageHeaders: it.headers,
    uniqueBody: text,
  };
}
const entity = (call: Call, box: Mailbox, it: StoredMessage) => ({
  '@odata.context': context(call, `users('${box.objectId}')/messages/$entity`),
  ...shown(call, it),
});

/** A message as the question wants it: $select honoured, attachments expanded. */
function shown(call: Call, it: StoredMessage): Record<string, unknown> {
  const expand = readExpand(call.query);
  const full = {
    ...toMessage(call, it),
    ...('attachments' in expand
      ? { attachments: it.attachments.map((a) => attachmentItem(a, expand.attachments)) }
      : {}),
  };
  return select(full, call.query, { type, extra, always: ['id'] });
}

export function messageAt(call: Call, box: Mailbox, id: string): StoredMessage {
  const found = call.tenants.mailboxes.message(box, id);
  if (!found) throw id.length < 20 ? badRequest('Id is malformed.', 'ErrorInvalidIdMalformed') : notFoundItem();
  return found;
}
export function folderAt(call: Call, box: Mailbox, key: string): MailFolder {
  const found = call.tenants.mailboxes.folder(box, key);
  if (!found) throw notFoundItem();
  return found;
}

export function addMessages(router: Router, callOf: (x: unknown) => Call): void {
  const list = (call: Call, box: Mailbox, messages: StoredMessage[]): Answer => {
    const expand = readExpand(call.query);
    const items: Record<string, unknown>[] = messages.map((it) => ({
      ...toMessage(call, it),
      ...('attachments' in expand
        ? { attachments: it.attachments.map((a) => attachmentItem(a, expand.attachments)) }
        : {}),
    }));
    const search = call.query.get('$search')?.replace(/^"|"$/g, '').toLowerCase();
    if (search !== undefined && (call.query.has('$filter') || call.query.has('$orderby')))
      throw badRequest(
        "The query parameter '$filter' or '$orderby' is not supported with '$search'.",
        'SearchWithFilter',
      );
    const found = search
      ? items.filter((it) => JSON.stringify([it.subject, it.bodyPreview, it.from]).toLowerCase().includes(search))
      : items;
    return collection(
      call,
      `users('${box.objectId}')/messages`,
      pageOf(
        {
          items: found,
          type,
          extra,
          options: ['$filter', '$orderby', '$top', '$skip', '$count', '$expand', '$search'],
          pageSize: 10,
          largestPage: 1000,
          defaultOrder: 'receivedDateTime desc',
          always: ['id', '@odata.etag'],
        },
        call.query,
        call.maxPageSize,
      ),
    );
  };
  router
    .on('GET', '/users/:user/messages', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return list(call, box, box.messages);
    })
    .on('GET', '/users/:user/mailFolders/:folder/messages', (x, { user = '', folder = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const { id } = folderAt(call, box, folder);
      return list(
        call,
        box,
        box.messages.filter((it) => it.folderId === id),
      );
    })
    .on('POST', '/users/:user/messages', (x, { user = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok(entity(call, box, createMessage(call, box)), 201);
    })
    .on('POST', '/users/:user/sendMail', (x, { user = '' }) => {
      const call = callOf(x);
      sendMail(call, mailboxAt(call, user));
      return accepted();
    })
    .on('GET', '/users/:user/messages/:id', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok(entity(call, box, messageAt(call, box, id)));
    })
    .on('GET', '/users/:user/mailFolders/:folder/messages/:id', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok(entity(call, box, messageAt(call, box, id)));
    })
    .on('GET', '/users/:user/messages/:id/$value', async (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const it = messageAt(call, mailboxAt(call, user), id);
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: await toMime(it, call.tenants.store) };
    })
    .on('PATCH', '/users/:user/messages/:id', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return ok(entity(call, box, change(call, box, messageAt(call, box, id))));
    })
    .on('DELETE', '/users/:user/messages/:id', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      remove(call, box, messageAt(call, box, id));
      return noContent();
    })
    .on('POST', '/users/:user/messages/:id/move', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      const it = messageAt(call, box, id);
      call.tenants.mailboxes.move(box, it, folderAt(call, box, textOf(bodyOf(call).destinationId)));
      return ok(entity(call, box, it), 201);
    })
    .on('POST', '/users/:user/messages/:id/send', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      sendDraft(call, box, messageAt(call, box, id));
      return accepted();
    });
}

const changeable = ['categories', 'isRead', 'flag', 'importance', 'inferenceClassification'];
const changeableInDrafts = ['subject', 'body', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo'];

function change(call: Call, box: Mailbox, it: StoredMessage): StoredMessage {
  const wanted = call.exchange.headers['if-match'];
  if (wanted && wanted !== '*' && wanted !== etag(it)) throw stale();
  const body = bodyOf(call);
  for (const name of Object.keys(body)) {
    if (name.startsWith('@odata')) continue;
    if (!changeable.includes(name) && !(it.graph.isDraft && changeableInDrafts.includes(name)))
      throw badRequest(`Property '${name}' is read-only and cannot be set.`, 'ErrorInvalidPropertySet');
    if (name === 'categories' && !(Array.isArray(body[name]) && body[name].every((c) => typeof c === 'string')))
      throw badRequest("Cannot read the value of property 'categories'.");
    Object.assign(it.graph, { [name]: body[name] } as Partial<OutlookItem>);
  }
  call.tenants.mailboxes.changed(box, it);
  return it;
}

/** Deleting moves to Deleted Items; deleting there deletes. */
function remove(call: Call, box: Mailbox, it: StoredMessage): void {
  const bin = folderAt(call, box, 'deleteditems');
  if (it.folderId === bin.id) call.tenants.mailboxes.remove(box, it);
  else call.tenants.mailboxes.move(box, it, bin);
}
