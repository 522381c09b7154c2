import { randomBytes } from 'node:crypto';
import type { Message, Recipient } from '@microsoft/microsoft-graph-types';
import PostalMime, { type Address as MimeAddress } from 'postal-mime';
import { toStored } from '../../tenant/mail/compose.js';
import {
  previewOf,
  recipient,
  seconds,
  type ExtendedProperty,
  type GraphMessage,
  type Header,
  type MailAttachment,
  type MessageContent,
  type StoredAttachment,
} from '../../tenant/mail/shapes.js';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { bodyOf, type Call } from '../call.js';
import { badRequest, GraphRefusal } from '../errors.js';

const mostOwnHeaders = 5;
const largestByJson = 3 * 1024 * 1024;
export const isMime = (call: Call): boolean =>
  /^text\/plain\b/i.test(String(call.exchange.headers['content-type'] ?? ''));

/** What is to be written: JSON, or a whole MIME message in base64 when it comes as plain text. */
export async function readMessage(call: Call, box: Mailbox, number: number): Promise<MessageContent> {
  return isMime(call) ? fromMime(call, box, number) : fromJson(call, box, number, bodyOf(call));
}

/** A draft as it is before anything is known of it. */
export function emptyDraft(call: Call, box: Mailbox): GraphMessage {
  const now = seconds(call.clock.now().toISOString());
  const own = recipient({ name: box.name, address: box.address });
  return {
    createdDateTime: now,
    lastModifiedDateTime: now,
    receivedDateTime: now,
    sentDateTime: now,
    hasAttachments: false,
    internetMessageId: `<${randomBytes(12).toString('hex')}@${box.address.split('@')[1] ?? ''}>`,
    subject: '',
    bodyPreview: '',
    importance: 'normal',
    conversationId: `AAQkAG${randomBytes(24).toString('base64url')}=`,
    conversationIndex: randomBytes(22).toString('base64'),
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: true,
    isDraft: true,
    inferenceClassification: 'focused',
    body: { contentType: 'html', content: '' },
    sender: own,
    from: own,
    toRecipients: [],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    categories: [],
    flag: { flagStatus: 'notFlagged' },
  };
}

const given: (keyof GraphMessage)[] = [
  'subject',
  'body',
  'importance',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'categories',
  'flag',
  'internetMessageId',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
  'isRead',
];

/** A message from JSON. Own headers must begin with x-, at most five. */
export function fromJson(call: Call, box: Mailbox, number: number, message: Partial<Message>): MessageContent {
  const graph = emptyDraft(call, box);
  for (const name of given) if (message[name] !== undefined) Object.assign(graph, { [name]: message[name] });
  requireRecipients(graph);
  graph.body = readBody(graph.body);
  graph.bodyPreview = previewOfBody(graph);
  const attachments = readAttachments(call, box, number, message.attachments);
  graph.hasAttachments = attachments.some((it) => !it.isInline);
  const extended = readExtended(message.singleValueExtendedProperties);
  return {
    graph,
    headers: readHeaders(message.internetMessageHeaders),
    attachments,
    ...(extended.length > 0 ? { extended } : {}),
  };
}

function requireRecipients(graph: GraphMessage): void {
  for (const name of ['toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo'] as const)
    if (!Array.isArray(graph[name]) || !graph[name].every((it) => typeof it?.emailAddress === 'object'))
      throw badRequest(`Cannot read the value of property '${name}'.`, 'RequestBodyRead');
}

export function readBody(body: unknown): NonNullable<GraphMessage['body']> {
  const { contentType = 'text', content = '' } = (body ?? {}) as { contentType?: unknown; content?: unknown };
  const type = String(contentType).toLowerCase();
  if (typeof content !== 'string' || !['text', 'html'].includes(type))
    throw badRequest("Cannot read the value of property 'body'.", 'RequestBodyRead');
  return { contentType: type as 'html', content };
}
export const previewOfBody = ({ body }: GraphMessage): string =>
  body?.contentType === 'html'
    ? previewOf(body.content ?? '')
    : (body?.content ?? '').replace(/\s+/g, ' ').slice(0, 255);

function readHeaders(list: Message['internetMessageHeaders']): Header[] {
  const headers = (list ?? []).map(({ name, value }) => ({ name: name ?? '', value: value ?? '' }));
  for (const { name } of headers)
    if (!/^x-/i.test(name))
      throw badRequest(
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
        'InvalidInternetMessageHeader',
      );
  if (headers.length > mostOwnHeaders)
    throw badRequest(
      `Maximum number of headers in one message should be less than or equal to ${mostOwnHeaders}.`,
      'InvalidInternetMessageHeaderCollection',
    );
  return headers;
}

export function readExtended(list: unknown): ExtendedProperty[] {
  const properties = (list ?? []) as { id?: unknown; value?: unknown }[];
  return properties.map(({ id, value }) => {
    if (
      typeof id !== 'string' ||
      typeof value !== 'string' ||
      !/^\w+ (0x[0-9a-f]+|\{[0-9a-f-]{36}\} (Name .+|Id 0x[0-9a-f]+))$/i.test(id)
    )
      throw badRequest('The extended property is not valid.', 'ErrorInvalidExtendedProperty');
    return { id, value };
  });
}

export function readAttachments(call: Call, box: Mailbox, number: number, list: unknown, from = 0): StoredAttachment[] {
  const wanted = (list ?? []) as Record<string, unknown>[];
  let total = 0;
  return wanted.map((it, place) => {
    const kind = it['@odata.type'];
    if (kind !== undefined && !(typeof kind === 'string' && kind.endsWith('fileAttachment')))
      throw badRequest('Only file attachments can be added in this imitation.', 'ErrorInvalidRequest');
    const bytes = Buffer.from(typeof it.contentBytes === 'string' ? it.contentBytes : '', 'base64');
    total += bytes.length;
    if (total > largestByJson) throw tooLarge();
    return store(call, box, number, from + place, {
      name: typeof it.name === 'string' ? it.name : '',
      contentType: typeof it.contentType === 'string' ? it.contentType : 'application/octet-stream',
      bytes,
      isInline: it.isInline === true,
      ...(typeof it.contentId === 'string' ? { contentId: it.contentId } : {}),
    });
  });
}
export const tooLarge = () =>
  new GraphRefusal(413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.');

const store = (call: Call, box: Mailbox, number: number, place: number, attachment: MailAttachment): StoredAttachment =>
  toStored(
    attachment,
    box.ids.attachment(number, place),
    call.tenants.store.putBlob(attachment.bytes),
    call.clock.now(),
  );

async function fromMime(call: Call, box: Mailbox, number: number): Promise<MessageContent> {
  const text = call.exchange.body.toString('latin1').replace(/\s+/g, '');
  if (!text || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    throw badRequest('Invalid base64 string for MIME content.', 'ErrorMimeContentInvalidBase64String');
  const mail = await PostalMime.parse(Buffer.from(text, 'base64'));
  const people = (list: MimeAddress[] | undefined): Recipient[] =>
    (list ?? []).flatMap((it) => (it.address ? [recipient({ name: it.name || it.address, address: it.address })] : []));
  const graph = emptyDraft(call, box);
  const from = mail.from ? people([mail.from])[0] : undefined;
  Object.assign(graph, {
    subject: mail.subject ?? '',
    toRecipients: people(mail.to),
    ccRecipients: people(mail.cc),
    bccRecipients: people(mail.bcc),
    replyTo: people(mail.replyTo),
    body: { contentType: mail.html ? 'html' : 'text', content: mail.html ?? mail.text ?? '' },
    ...(from ? { from, sender: from } : {}),
    ...(mail.messageId ? { internetMessageId: mail.messageId } : {}),
  } satisfies Partial<GraphMessage>);
  graph.bodyPreview = previewOfBody(graph);
  const attachments = mail.attachments.map((it, place) =>
    store(call, box, number, place, {
      name: it.filename ?? 'attachment',
      contentType: it.mimeType,
      bytes: typeof it.content === 'string' ? Buffer.from(it.content) : Buffer.from(it.content as ArrayBuffer),
      isInline: it.disposition === 'inline',
      ...(it.contentId ? { contentId: it.contentId.replace(/^<|>$/g, '') } : {}),
    }),
  );
  graph.hasAttachments = attachments.some((it) => !it.isInline);
  const headers = mail.headers
    .filter(({ key }) => /^x-/.test(key) || ['in-reply-to', 'references'].includes(key))
    .map(({ key, value }) => ({ name: mimeNames[key] ?? key, value }));
  return { graph, headers, attachments };
}
const mimeNames: Record<string, string> = { 'in-reply-to': 'In-Reply-To', references: 'References' };
