import { createHash } from 'node:crypto';
import {
  previewOf,
  recipient,
  seconds,
  type GraphMessage,
  type Header,
  type Mail,
  type MailAttachment,
  type StoredAttachment,
} from './shapes.js';

/** A mail as it lies in a mailbox once it has arrived. */
export function toGraph(mail: Mail, internetMessageId: string, sent: string): GraphMessage {
  const when = seconds(sent);
  const conversation = mail.conversation ?? internetMessageId;
  return {
    createdDateTime: when,
    lastModifiedDateTime: when,
    categories: [],
    receivedDateTime: when,
    sentDateTime: when,
    hasAttachments: false,
    internetMessageId,
    subject: mail.subject,
    bodyPreview: mail.isText ? mail.html.replace(/\s+/g, ' ').slice(0, 255) : previewOf(mail.html),
    importance: mail.importance ?? 'normal',
    conversationId: mail.conversationId ?? conversationIdOf(conversation),
    conversationIndex: mail.conversationIndex ?? createHash('md5').update(conversation).digest('base64'),
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: false,
    isDraft: false,
    inferenceClassification: 'focused',
    body: { contentType: mail.isText ? 'text' : 'html', content: mail.html },
    sender: recipient(mail.sender ?? mail.from),
    from: recipient(mail.from),
    toRecipients: mail.to.map(recipient),
    ccRecipients: (mail.cc ?? []).map(recipient),
    bccRecipients: [],
    replyTo: (mail.replyTo ?? []).map(recipient),
    flag: { flagStatus: 'notFlagged' },
  };
}

export const conversationIdOf = (conversation: string): string =>
  `AAQkAG${createHash('sha256').update(conversation).digest('base64url')}=`;

export function headersOf(mail: Mail, internetMessageId: string, sent: string): Header[] {
  return [
    { name: 'Message-ID', value: internetMessageId },
    { name: 'Date', value: new Date(sent).toUTCString() },
    { name: 'From', value: `${mail.from.name} <${mail.from.address}>` },
    { name: 'Subject', value: mail.subject },
    ...(mail.sender ? [{ name: 'Sender', value: `${mail.sender.name} <${mail.sender.address}>` }] : []),
    ...(mail.inReplyTo
      ? [
          { name: 'In-Reply-To', value: mail.inReplyTo },
          { name: 'References', value: mail.references ?? mail.inReplyTo },
        ]
      : []),
    ...(mail.headers ?? []),
  ];
}

export const toStored = (attachment: MailAttachment, id: string, blob: string, now: Date): StoredAttachment => ({
  id,
  name: attachment.name,
  contentType: attachment.contentType,
  size: attachment.bytes.length,
  isInline: attachment.isInline ?? false,
  contentId: attachment.contentId ?? null,
  blob,
  lastModifiedDateTime: seconds(now.toISOString()),
  kind: attachment.kind ?? 'file',
});
