import type { Message, Recipient } from '@microsoft/microsoft-graph-types';

export interface Address {
  name: string;
  address: string;
}
export interface Header {
  name: string;
  value: string;
}
export interface MailFolder {
  id: string;
  wellKnownName: string | null;
  displayName: string;
  parentFolderId: string;
  isHidden?: boolean;
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
/** Graph's members of a message, without the id: that depends on the question. */
export type GraphMessage = Omit<Message, 'id'>;
export interface ExtendedProperty {
  id: string;
  value: string;
}
/** What makes a message one about a meeting: which meeting it is, and what Graph says of it beyond a message. */
export interface MeetingPart {
  type: 'eventMessage' | 'eventMessageRequest' | 'eventMessageResponse';
  /** The same in everybody's calendar. */
  uid: string;
  /** The date of a series that it is about, when it is about one only. */
  date?: string;
  members: Record<string, unknown>;
}
export interface MessageContent {
  graph: GraphMessage;
  headers: Header[];
  attachments: StoredAttachment[];
  /** Named MAPI properties (`singleValueExtendedProperties`). */
  extended?: ExtendedProperty[];
  meeting?: MeetingPart;
}

export interface MailAttachment {
  name: string;
  contentType: string;
  bytes: Uint8Array;
  contentId?: string;
  isInline?: boolean;
  kind?: StoredAttachment['kind'];
}
/** A mail on its way; `to` and `cc` inside the company get their own copy each. */
export interface Mail {
  from: Address;
  /** Who really sent it, when that is another than `from` (on behalf of). */
  sender?: Address;
  to: Address[];
  cc?: Address[];
  bcc?: Address[];
  replyTo?: Address[];
  subject: string;
  html: string;
  /** Set when the body is not HTML. */
  isText?: boolean;
  sentDateTime?: string;
  internetMessageId?: string;
  /** A name of our own for the conversation; `conversationId` is Exchange's. */
  conversation?: string;
  conversationId?: string;
  conversationIndex?: string;
  inReplyTo?: string;
  references?: string;
  headers?: Header[];
  isRead?: boolean;
  importance?: 'low' | 'normal' | 'high';
  attachments?: MailAttachment[];
  meeting?: MeetingPart;
}

/** Graph's times carry no fraction of a second for mail. */
export const seconds = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z');
export const recipient = ({ name, address }: Address): Recipient => ({ emailAddress: { name, address } });
export const addressOf = (it: Recipient | null | undefined): Address => ({
  name: it?.emailAddress?.name ?? it?.emailAddress?.address ?? '',
  address: it?.emailAddress?.address ?? '',
});

/** A body's words without markup, as `Prefer: outlook.body-content-type="text"` answers it. */
export const plainText = (html: string): string =>
  html
    .replace(/<(script|style|head)[^]*?<\/\1>/gi, '')
    .replace(/\r?\n/g, ' ')
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d|hr)\b[^>]*>/gi, '\r\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
const previewLength = 255;
const oneLine = (html: string) => plainText(html).replace(/\s+/g, ' ').trim();
/** The first 255 characters of a body in one line. Looks no further into it than it must. */
export function previewOf(html: string): string {
  for (const length of [1000, 8000]) {
    const piece = html.slice(0, length);
    // The end of a piece may lie within a tag or an entity, or in a script: only what is well before it can be trusted.
    const isCut = piece.lastIndexOf('<') > piece.lastIndexOf('>');
    const line = oneLine(isCut ? piece.slice(0, piece.lastIndexOf('<')) : piece);
    if (line.length > previewLength + 100 && !/<(script|style|head)/i.test(piece)) return line.slice(0, previewLength);
  }
  return oneLine(html).slice(0, previewLength);
}
