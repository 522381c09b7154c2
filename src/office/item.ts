import type { Participant } from '../../contract/api.js';

export interface Attachment {
  id: string;
  name: string;
  sizeBytes: number;
  isInline: boolean;
  contentType: string;
  kind: 'file' | 'item' | 'cloud';
}
/** The open item as plain values. Office re-creates its own object at every change, so nothing of it is kept. */
export interface Item {
  kind: 'message' | 'appointment';
  /** In Graph's form (`convertToRestId`). */
  id: string;
  /** As Outlook knows it, to open it again. */
  outlookId: string;
  internetMessageId: string;
  conversationId: string;
  subject: string;
  /** A message that invites to a meeting. */
  isInvitation: boolean;
  from: Participant | undefined;
  participants: Participant[];
  attachments: Attachment[];
}

const toParticipant = (role: Participant['role'], it: Office.EmailAddressDetails | undefined): Participant[] =>
  it?.emailAddress
    ? [
        {
          role,
          address: it.emailAddress,
          ...(it.displayName && it.displayName !== it.emailAddress ? { name: it.displayName } : {}),
        },
      ]
    : [];

/**
 * What is open now; null when nothing is (a pinned pane with no mail selected). A mail without an id, opened from a file or
 * out of another mail, has an empty `id`: it is in no mailbox and cannot be filed.
 */
export function readItem(mailbox: Office.Mailbox): Item | null {
  const raw = mailbox.item as unknown as (Office.MessageRead & { itemType: string }) | null | undefined;
  if (!raw) return null;
  const toRest = (id: string) => mailbox.convertToRestId(id, 'v2.0');
  const from = toParticipant('from', raw.from ?? raw.sender);
  return {
    kind: raw.itemType === 'appointment' ? 'appointment' : 'message',
    id: raw.itemId ? toRest(raw.itemId) : '',
    outlookId: raw.itemId ?? '',
    internetMessageId: raw.internetMessageId ?? '',
    conversationId: raw.conversationId ?? '',
    subject: typeof raw.subject === 'string' ? raw.subject : '',
    isInvitation: /^IPM\.Schedule\.Meeting\.Request/i.test(raw.itemClass ?? ''),
    from: from[0],
    participants: [
      ...from,
      ...list(raw.to).flatMap((it) => toParticipant('to', it)),
      ...list(raw.cc).flatMap((it) => toParticipant('cc', it)),
    ].slice(0, 500),
    attachments: list(raw.attachments).map((it) => ({
      id: toRest(it.id),
      name: it.name,
      sizeBytes: it.size,
      isInline: it.isInline,
      contentType: it.contentType ?? '',
      kind: kinds[String(it.attachmentType)] ?? 'file',
    })),
  };
}
/** Office's enums are words at run time. */
const kinds: Record<string, Attachment['kind']> = { cloud: 'cloud', item: 'item', file: 'file' };
const list = <T>(value: T[] | undefined | null): T[] => (Array.isArray(value) ? value : []);

/** Pictures that decorate a mail: inside its text, or shaped like a signature's logo. They are not filed unless chosen. */
export function isDecoration({ isInline, name, contentType, sizeBytes }: Attachment): boolean {
  const isPicture = contentType.startsWith('image/') || /\.(png|jpe?g|gif|bmp|svg|webp)$/i.test(name);
  return (
    isInline ||
    (isPicture &&
      (sizeBytes < 6_000 || (/^(image\d{3}|outlook-|logo|signature|banner)/i.test(name) && sizeBytes < 60_000)))
  );
}
