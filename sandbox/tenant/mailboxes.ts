import { EventEmitter } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import type { Message, OutlookCategory, Recipient } from '@microsoft/microsoft-graph-types';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { organisations, type Person } from './company.js';

export interface Address {
  name: string;
  address: string;
}
export interface MailFolder {
  id: string;
  wellKnownName: string | null;
  displayName: string;
  parentFolderId: string;
}
export interface StoredAttachment {
  id: string;
  name: string;
  contentType: string;
  size: number;
  isInline: boolean;
  contentId: string | null;
  blob: string;
  lastModifiedDateTime: string;
  kind: 'file' | 'item' | 'reference';
}
/** A message as kept: Graph's members without the id, which depends on the question (`restId` changes with a move). */
export interface StoredMessage {
  restId: string;
  immutableId: string;
  folderId: string;
  version: number;
  graph: Omit<Message, 'id'>;
  headers: { name: string; value: string }[];
  attachments: StoredAttachment[];
  properties?: Record<string, string>;
}
export interface Mailbox {
  tenantId: string;
  objectId: string;
  address: string;
  folders: MailFolder[];
  messages: StoredMessage[];
  categories: OutlookCategory[];
  rules: Record<string, string>;
}

/** A mail on its way; `to` and `cc` inside the company get their own copy each. */
export interface Mail {
  from: Address;
  to: Address[];
  cc?: Address[];
  bcc?: Address[];
  subject: string;
  html: string;
  sentDateTime?: string;
  internetMessageId?: string;
  conversation?: string;
  inReplyTo?: string;
  headers?: { name: string; value: string }[];
  isRead?: boolean;
  importance?: 'low' | 'normal' | 'high';
  attachments?: {
    name: string;
    contentType: string;
    bytes: Uint8Array;
    contentId?: string;
    isInline?: boolean;
    kind?: StoredAttachment['kind'];
  }[];
}

const wellKnown: [string, string][] = [
  ['inbox', 'Inbox'],
  ['drafts', 'Drafts'],
  ['sentitems', 'Sent Items'],
  ['archive', 'Archive'],
  ['deleteditems', 'Deleted Items'],
  ['junkemail', 'Junk Email'],
  ['outbox', 'Outbox'],
];

/** Every mailbox of the imitated tenants, and the post between them. Emits `change` with the mailbox's objectId. */
export class Mailboxes extends EventEmitter {
  readonly #boxes: Record<string, Mailbox>;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    super();
    this.#boxes = store.table('mailboxes', () => ({}));
    for (const { tenantId, people } of organisations)
      for (const person of people) this.#boxes[person.id] ??= newMailbox(tenantId, person);
  }

  get isEmpty(): boolean {
    return Object.values(this.#boxes).every((box) => box.messages.length === 0);
  }
  find(objectId: string): Mailbox | undefined {
    return this.#boxes[objectId];
  }
  byAddress(address: string): Mailbox | undefined {
    return Object.values(this.#boxes).find((box) => box.address.toLowerCase() === address.toLowerCase());
  }

  folder(box: Mailbox, idOrName: string): MailFolder | undefined {
    return box.folders.find((it) => it.id === idOrName || it.wellKnownName === idOrName.toLowerCase());
  }
  message(box: Mailbox, id: string): StoredMessage | undefined {
    return box.messages.find((it) => it.restId === id || it.immutableId === id);
  }

  /** Delivers to everybody inside, and keeps the sender's copy in Sent Items. Gives the internet message id. */
  deliver(mail: Mail): string {
    const sent = mail.sentDateTime ?? this.clock.now().toISOString();
    const internetMessageId =
      mail.internetMessageId ?? `<${randomBytes(12).toString('hex')}@${mail.from.address.split('@')[1] ?? 'example'}>`;
    const everyone = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])];
    const boxes = new Set(everyone.map((it) => this.byAddress(it.address)).filter((it) => it !== undefined));
    for (const box of boxes) this.#put(box, 'inbox', mail, internetMessageId, sent, mail.isRead ?? false);
    const sender = this.byAddress(mail.from.address);
    if (sender) this.#put(sender, 'sentitems', mail, internetMessageId, sent, true);
    return internetMessageId;
  }

  /** Puts a message into a folder as it is (a draft, a copy). */
  add(
    box: Mailbox,
    folderId: string,
    message: Omit<StoredMessage, 'restId' | 'immutableId' | 'version' | 'folderId'>,
  ): StoredMessage {
    const stored: StoredMessage = {
      ...message,
      restId: newId('AAMkAG'),
      immutableId: newId('AAkALg'),
      version: 1,
      folderId,
    };
    box.messages.push(stored);
    this.changed(box, stored);
    return stored;
  }
  move(box: Mailbox, message: StoredMessage, folder: MailFolder): void {
    message.folderId = folder.id;
    message.restId = newId('AAMkAG'); // the default id does not survive a move; the immutable one does
    this.changed(box, message);
  }
  remove(box: Mailbox, message: StoredMessage): void {
    box.messages.splice(box.messages.indexOf(message), 1);
    this.changed(box);
  }
  changed(box: Mailbox, message?: StoredMessage): void {
    if (message) {
      message.version += 1;
      message.graph.lastModifiedDateTime = seconds(this.clock.now().toISOString());
    }
    this.store.touch();
    this.emit('change', box.objectId);
  }

  attach(message: StoredMessage, attachment: NonNullable<Mail['attachments']>[number]): StoredAttachment {
    const stored: StoredAttachment = {
      id: newId('AAMkAGattach'),
      name: attachment.name,
      contentType: attachment.contentType,
      size: attachment.bytes.length,
      isInline: attachment.isInline ?? false,
      contentId: attachment.contentId ?? null,
      blob: this.store.putBlob(attachment.bytes),
      lastModifiedDateTime: seconds(this.clock.now().toISOString()),
      kind: attachment.kind ?? 'file',
    };
    message.attachments.push(stored);
    message.graph.hasAttachments = message.attachments.some((it) => !it.isInline); // inline pictures alone do not count
    return stored;
  }

  #put(box: Mailbox, folderName: string, mail: Mail, internetMessageId: string, sent: string, isRead: boolean): void {
    const folder = this.folder(box, folderName);
    if (!folder) return;
    const message = this.add(box, folder.id, {
      graph: { ...toGraph(mail, internetMessageId, sent), isRead },
      headers: headersOf(mail, internetMessageId, sent),
      attachments: [],
    });
    for (const attachment of mail.attachments ?? []) this.attach(message, attachment);
  }
}

function newMailbox(tenantId: string, person: Person): Mailbox {
  const id = (name: string) =>
    `AQMkAG${createHash('sha256')
      .update(person.id + name)
      .digest('base64url')}AAA=`;
  const root = id('msgfolderroot');
  return {
    tenantId,
    objectId: person.id,
    address: person.userPrincipalName,
    messages: [],
    rules: {},
    folders: [
      { id: root, wellKnownName: 'msgfolderroot', displayName: 'Top of Information Store', parentFolderId: '' },
      ...wellKnown.map(([name, displayName]) => ({
        id: id(name),
        wellKnownName: name,
        displayName,
        parentFolderId: root,
      })),
    ],
    categories: (
      [
        ['Red category', 'preset0'],
        ['Blue category', 'preset7'],
        ['Green category', 'preset4'],
      ] as const
    ).map(([displayName, color]) => ({ id: id(displayName).slice(6, 42), displayName, color })),
  };
}

const newId = (prefix: string) => `${prefix}${randomBytes(90).toString('base64url')}=`;
const seconds = (iso: string) => iso.replace(/\.\d+Z$/, 'Z');
export const recipient = ({ name, address }: Address): Recipient => ({ emailAddress: { name, address } });
export const previewOf = (html: string): string =>
  html
    .replace(/<(script|style)[^]*?<\/\1>/gi, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 255);

function toGraph(mail: Mail, internetMessageId: string, sent: string): Omit<Message, 'id'> {
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
    bodyPreview: previewOf(mail.html),
    importance: mail.importance ?? 'normal',
    conversationId: `AAQkAG${createHash('sha256').update(conversation).digest('base64url')}=`,
    conversationIndex: createHash('md5').update(conversation).digest('base64'),
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: false,
    isDraft: false,
    inferenceClassification: 'focused',
    body: { contentType: 'html', content: mail.html },
    sender: recipient(mail.from),
    from: recipient(mail.from),
    toRecipients: mail.to.map(recipient),
    ccRecipients: (mail.cc ?? []).map(recipient),
    bccRecipients: [],
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
  };
}

function headersOf(mail: Mail, internetMessageId: string, sent: string): { name: string; value: string }[] {
  return [
    { name: 'Message-ID', value: internetMessageId },
    { name: 'Date', value: new Date(sent).toUTCString() },
    { name: 'From', value: `${mail.from.name} <${mail.from.address}>` },
    { name: 'Subject', value: mail.subject },
    ...(mail.inReplyTo
      ? [
          { name: 'In-Reply-To', value: mail.inReplyTo },
          { name: 'References', value: mail.inReplyTo },
        ]
      : []),
    ...(mail.headers ?? []),
  ];
}
