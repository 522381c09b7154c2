import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';
import type { Named } from '../../records/people.js';

export interface AttachmentHeader {
  id: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  isInline: boolean;
  kind: 'file' | 'item' | 'reference';
}
export interface Message {
  id: string;
  internetMessageId: string;
  conversationId: string;
  subject: string;
  fromName: string;
  fromAddress: string;
  receivedDateTime: string;
  /** Everybody of the mail, the sender too. */
  participants: Named[];
  attachments: AttachmentHeader[];
}

type RawPeople = { emailAddress?: { address?: string | null } | null }[] | null;
interface RawMessage {
  id: string;
  internetMessageId?: string | null;
  conversationId?: string | null;
  subject?: string | null;
  receivedDateTime?: string | null;
  from?: { emailAddress?: { name?: string | null; address?: string | null } | null } | null;
  toRecipients?: RawPeople;
  ccRecipients?: RawPeople;
  attachments?: {
    '@odata.type'?: string;
    id: string;
    name?: string | null;
    contentType?: string | null;
    size?: number | null;
    isInline?: boolean | null;
  }[];
}
const select = 'id,internetMessageId,conversationId,subject,from,receivedDateTime,toRecipients,ccRecipients';

/** Everything filing needs, in one read. The id that comes back is immutable: it survives moving the mail (M10). */
export async function readMessage(graph: Graph, as: Principal, messageId: string): Promise<Message> {
  const raw = await graph
    .request<RawMessage>(as, {
      path: `/me/messages/${encodeURIComponent(messageId)}`,
      query: { $select: select, $expand: 'attachments($select=id,name,contentType,size,isInline)' },
    })
    .catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found'
        ? new AppError(
            'not_found',
            'This email is no longer in the mailbox: it was moved to another mailbox or deleted.',
            { source: 'graph', cause: error },
          )
        : error;
    });
  return toMessage(raw);
}

export function toMessage(raw: RawMessage): Message {
  return {
    id: raw.id,
    internetMessageId: raw.internetMessageId ?? '',
    conversationId: raw.conversationId ?? '',
    subject: raw.subject ?? '',
    fromName: raw.from?.emailAddress?.name ?? '',
    fromAddress: (raw.from?.emailAddress?.address ?? '').toLowerCase(),
    receivedDateTime: raw.receivedDateTime ?? '',
    participants: [
      ...toNamed('from', raw.from ? [raw.from] : []),
      ...toNamed('to', raw.toRecipients),
      ...toNamed('cc', raw.ccRecipients),
    ],
    attachments: (raw.attachments ?? []).map((it) => ({
      id: it.id,
      name: it.name ?? 'attachment',
      contentType: it.contentType ?? '',
      sizeBytes: it.size ?? 0,
      isInline: it.isInline ?? false,
      kind: kindOf(it['@odata.type']),
    })),
  };
}
const toNamed = (role: Named['role'], people: RawPeople = []): Named[] =>
  (people ?? []).flatMap(({ emailAddress }) =>
    emailAddress?.address ? [{ role, address: emailAddress.address }] : [],
  );
const kindOf = (type = ''): AttachmentHeader['kind'] =>
  type.endsWith('itemAttachment') ? 'item' : type.endsWith('referenceAttachment') ? 'reference' : 'file';

/** The whole mail with every header (RFC 5322), as it would be saved. */
export const readMime = (graph: Graph, as: Principal, messageId: string): Promise<AsyncIterable<Uint8Array>> =>
  graph.pieces(as, { path: `/me/messages/${encodeURIComponent(messageId)}/$value`, priority: 'job' });

export const readAttachment = (
  graph: Graph,
  as: Principal,
  messageId: string,
  attachmentId: string,
): Promise<AsyncIterable<Uint8Array>> =>
  graph
    .pieces(as, {
      path: `/me/messages/${encodeURIComponent(messageId)}/attachments/${encodeURIComponent(attachmentId)}/$value`,
      priority: 'job',
    })
    .catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found'
        ? new AppError(
            'not_found',
            'It could not be read any more: it was taken out of the email, or the email was moved or deleted.',
            { source: 'graph', cause: error },
          )
        : error;
    });
