import { Readable } from 'node:stream';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';
import { mailboxPath } from '../../graph/mailbox.js';
import type { CopyPlace } from './body.js';

export interface OpenedAttachment {
  name: string;
  bytes: Readable;
}
interface Found {
  path: string;
  name: string;
}
interface Raw {
  '@odata.type'?: string;
  name?: string | null;
}

/** The attachment in this copy of the mail, or nothing where copy or attachment are not there. A link is not a file. */
export async function findAttachment(
  graph: Graph,
  viewer: Principal,
  { mailbox, graphId }: CopyPlace,
  attachment: string,
): Promise<Found | undefined> {
  const path = `${mailboxPath(viewer, mailbox)}/messages/${encodeURIComponent(graphId)}/attachments/${encodeURIComponent(attachment)}`;
  try {
    const raw = await graph.request<Raw>(viewer, { path, query: { $select: 'id,name,contentType,size' } });
    const type = raw['@odata.type'] ?? '';
    if (type.endsWith('referenceAttachment'))
      throw new AppError(
        'invalid_request',
        'This is a link to a file, not a file. Open the email in Outlook to follow it.',
        {
          source: 'request',
          field: 'attachment',
        },
      );
    const name = raw.name ?? 'attachment';
    return { path, name: type.endsWith('itemAttachment') && !/\.eml$/i.test(name) ? `${name}.eml` : name };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

export const streamAttachment = async (
  graph: Graph,
  viewer: Principal,
  { path, name }: Found,
  signal: AbortSignal,
): Promise<OpenedAttachment> => ({
  name,
  bytes: Readable.from(await graph.pieces(viewer, { path: `${path}/$value`, signal })),
});
