import { randomBytes } from 'node:crypto';
import type { Message } from '@microsoft/microsoft-graph-types';
import { toStored } from '../../tenant/mail/compose.js';
import { addressOf, previewOf, recipient, type MessageContent } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { bodyOf, personAt, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';

/** POST /messages: a draft. Own headers must begin with x-, at most five. */
export function createMessage(call: Call, box: Mailbox, folderId?: string): StoredMessage {
  const number = box.takeNumber();
  const content = fromJson(call, box, number, bodyOf(call));
  return box.add(folderId ?? box.folder('drafts')?.id ?? '', content, number);
}

/** POST /sendMail: accepted, delivered, and (unless told otherwise) in Sent Items; no id is answered. */
export function sendMail(call: Call, box: Mailbox): void {
  const {
    message,
    Message: other,
    saveToSentItems = true,
  } = bodyOf(call) as { message?: Partial<Message>; Message?: Partial<Message>; saveToSentItems?: boolean };
  const draft = fromJson(call, box, box.takeNumber(), message ?? other ?? {});
  dispatch(call, box, draft, saveToSentItems);
}

/** POST /messages/{id}/send: the draft goes out and leaves Drafts. */
export function sendDraft(call: Call, box: Mailbox, draft: StoredMessage): void {
  if (!draft.graph.isDraft) throw badRequest('The item is not a draft.', 'ErrorInvalidOperation');
  dispatch(call, box, draft.content, true);
  box.remove(draft);
}

function dispatch(call: Call, box: Mailbox, draft: MessageContent, keep: boolean): void {
  const everyone = [draft.graph.toRecipients, draft.graph.ccRecipients, draft.graph.bccRecipients].flatMap(
    (list) => list ?? [],
  );
  if (everyone.length === 0)
    throw badRequest('At least one recipient is not valid., Recipients are required.', 'ErrorInvalidRecipients');
  for (const r of everyone)
    if (!/^[^\s@]+@[^\s@]+$/.test(r.emailAddress?.address ?? ''))
      throw badRequest(
        `At least one recipient is not valid., Recipient '${r.emailAddress?.address ?? ''}' is not resolved. All recipients must be resolved before a message can be submitted.`,
        'ErrorInvalidRecipients',
      );
  const from = draft.graph.from?.emailAddress?.address ?? box.address;
  if (from.toLowerCase() !== box.address.toLowerCase())
    throw new GraphRefusal(
      403,
      'ErrorSendAsDenied',
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
    );
  const { person } = personAt(call, box.objectId);
  call.tenants.mailboxes.deliver(
    {
      from: { name: person.name, address: box.address },
      to: (draft.graph.toRecipients ?? []).map(addressOf),
      cc: (draft.graph.ccRecipients ?? []).map(addressOf),
      bcc: (draft.graph.bccRecipients ?? []).map(addressOf),
      subject: draft.graph.subject ?? '',
      html: draft.graph.body?.content ?? '',
      headers: draft.headers,
      internetMessageId: draft.graph.internetMessageId ?? `<${randomBytes(12).toString('hex')}@sandbox.example>`,
      sentDateTime: call.clock.now().toISOString(),
      attachments: draft.attachments.map((a) => ({
        name: a.name,
        contentType: a.contentType,
        bytes: call.tenants.store.getBlob(a.blob),
        isInline: a.isInline,
        ...(a.contentId ? { contentId: a.contentId } : {}),
      })),
    },
    { keepCopy: keep },
  );
}

function fromJson(call: Call, box: Mailbox, number: number, message: Partial<Message>): MessageContent {
  const headers = (message.internetMessageHeaders ?? []).map(({ name, value }) => ({
    name: name ?? '',
    value: value ?? '',
  }));
  for (const { name } of headers)
    if (!/^x-/i.test(name))
      throw badRequest(
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
        'InvalidInternetMessageHeader',
      );
  if (headers.length > 5)
    throw badRequest(
      'Maximum number of headers in one message should be less than or equal to 5.',
      'InvalidInternetMessageHeaderCollection',
    );
  const now = call.clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const { person } = personAt(call, box.objectId);
  const own = recipient({ name: person.name, address: box.address });
  const draft: MessageContent = {
    headers,
    attachments: [],
    graph: {
      createdDateTime: now,
      lastModifiedDateTime: now,
      receivedDateTime: now,
      sentDateTime: now,
      hasAttachments: false,
      internetMessageId: `<${randomBytes(12).toString('hex')}@${box.address.split('@')[1] ?? ''}>`,
      subject: message.subject ?? '',
      bodyPreview: previewOf(message.body?.content ?? ''),
      importance: message.importance ?? 'normal',
      conversationId: `AAQkAG${randomBytes(24).toString('base64url')}=`,
      isDeliveryReceiptRequested: false,
      isReadReceiptRequested: false,
      isRead: true,
      isDraft: true,
      inferenceClassification: 'focused',
      body: message.body ?? { contentType: 'html', content: '' },
      sender: own,
      from: message.from ?? own,
      toRecipients: message.toRecipients ?? [],
      ccRecipients: message.ccRecipients ?? [],
      bccRecipients: message.bccRecipients ?? [],
      replyTo: message.replyTo ?? [],
      categories: message.categories ?? [],
      flag: message.flag ?? { flagStatus: 'notFlagged' },
    },
  };
  const given = (message.attachments ?? []) as {
    name?: string;
    contentType?: string;
    contentBytes?: string;
    isInline?: boolean;
    contentId?: string;
  }[];
  draft.attachments = given.map((a, place) => {
    const bytes = Buffer.from(a.contentBytes ?? '', 'base64');
    const attachment = {
      name: a.name ?? '',
      contentType: a.contentType ?? 'application/octet-stream',
      bytes,
      isInline: a.isInline ?? false,
      ...(a.contentId ? { contentId: a.contentId } : {}),
    };
    return toStored(attachment, box.ids.attachment(number, place), call.tenants.store.putBlob(bytes), call.clock.now());
  });
  draft.graph.hasAttachments = draft.attachments.some((it) => !it.isInline);
  return draft;
}
