import type { GraphMessage } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { bodyOf, type Call } from '../call.js';
import { badRequest, stale } from '../errors.js';
import { previewOfBody, readBody, readExtended } from './message-content.js';
import { etag } from './message-view.js';

const always = ['categories', 'isRead', 'flag', 'importance', 'inferenceClassification'];
const inDrafts = [
  'subject',
  'body',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'internetMessageId',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
];

/** PATCH of a message. What was sent cannot be rewritten; drafts can. */
export function changeMessage(call: Call, box: Mailbox, it: StoredMessage): void {
  const wanted = call.exchange.headers['if-match'];
  if (wanted && wanted !== '*' && wanted !== etag(it)) throw stale();
  const body = bodyOf(call);
  const changes: Partial<GraphMessage> = {};
  for (const name of Object.keys(body)) {
    if (name.startsWith('@odata') || name === 'singleValueExtendedProperties') continue;
    if (!always.includes(name) && !(it.graph.isDraft && inDrafts.includes(name)))
      throw badRequest(`Property '${name}' is read-only and cannot be set.`, 'ErrorInvalidPropertySet');
    if (name === 'categories' && !(Array.isArray(body[name]) && body[name].every((c) => typeof c === 'string')))
      throw badRequest("Cannot read the value of property 'categories'.");
    Object.assign(changes, { [name]: body[name] });
  }
  if (changes.body) changes.body = readBody(changes.body);
  Object.assign(it.graph, changes);
  if (changes.body) it.graph.bodyPreview = previewOfBody(it.graph);
  for (const property of readExtended(body.singleValueExtendedProperties)) {
    const known = it.extended.find(({ id }) => id.toLowerCase() === property.id.toLowerCase());
    if (known) known.value = property.value;
    else it.extended.push(property);
  }
  box.changed(it, Object.keys(changes));
}

/** Deleting moves to Deleted Items; deleting there deletes. */
export function deleteMessage(box: Mailbox, it: StoredMessage): void {
  const bin = box.folder('deleteditems');
  if (!bin || it.folderId === bin.id) box.remove(it);
  else box.move(it, bin.id);
}

/** Another message with the same content, in the named folder. */
export function copyMessage(box: Mailbox, it: StoredMessage, folderId: string): StoredMessage {
  const number = box.takeNumber();
  const { graph, headers, attachments, extended, meeting } = it.content;
  return box.add(
    folderId,
    {
      graph: structuredClone({ ...graph }),
      headers: structuredClone(headers),
      attachments: attachments.map((a, place) => ({ ...a, id: box.ids.attachment(number, place) })),
      ...(extended ? { extended: structuredClone(extended) } : {}),
      ...(meeting ? { meeting: structuredClone(meeting) } : {}),
    },
    number,
  );
}
