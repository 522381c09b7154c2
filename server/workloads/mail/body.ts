import type { MailBody } from '../../../contract/api.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import { mailboxPath } from '../../graph/mailbox.js';
import { fromText, makeHarmless } from './harmless-html.js';
import { isOwnCopy } from './visibility.js';
import { sql } from 'kysely';

/** Where a copy of a mail is, as Graph finds it. */
export interface CopyPlace {
  mailbox: string;
  graphId: string;
}
interface RawBody {
  id: string;
  webLink?: string | null;
  body?: { contentType?: string; content?: string } | null;
  attachments?: RawAttachment[];
}
interface RawAttachment {
  '@odata.type'?: string;
  id: string;
  name?: string | null;
  contentType?: string | null;
  size?: number | null;
  isInline?: boolean | null;
}
const mostPictures = 20;
const largestPicture = 3 * 1024 * 1024;
const largestPictures = 8 * 1024 * 1024;
const pictureType = /^image\/(png|jpe?g|gif|webp|bmp)$/i;

/** The copies a person may open by their own right: in their mailbox, or in a shared one they are a member of. */
export async function ownCopies(on: Sql, { tenantId, objectId }: Principal, message: string): Promise<CopyPlace[]> {
  const { rows } = await sql<{ mailbox: string; graph_id: string }>`
    select b.address as mailbox, m.graph_id from mail_message m join mailbox b on b.id = m.mailbox_id
    where m.tenant_id = ${tenantId} and m.internet_message_id = ${message} and m.gone_at is null and ${isOwnCopy(objectId)}
    order by m.id`.execute(on);
  return rows.map((it) => ({ mailbox: it.mailbox, graphId: it.graph_id }));
}

/**
 * The text of a mail, read now with the viewer's own right and kept nowhere. A copy that is gone leads to the next one; who has none
 * at the places we know may still have one in a mailbox that is not followed.
 */
export async function readBody(
  graph: Graph,
  viewer: Principal,
  message: string,
  places: readonly CopyPlace[],
): Promise<MailBody> {
  for (const place of places) {
    const found = await readAt(graph, viewer, place);
    if (found) return found;
  }
  const unknown = await findByMessageId(graph, viewer, message);
  const found = unknown && (await readAt(graph, viewer, unknown));
  if (found) return found;
  throw places.length > 0
    ? new AppError(
        'not_found',
        'This email is no longer in the mailbox: it was deleted there. What is on the record stays.',
        {
          source: 'graph',
        },
      )
    : new AppError(
        'access_denied',
        'The text of an email is read from your own mailbox, and this one is not there. Ask somebody who received it.',
        { source: 'graph' },
      );
}

/** The copy in the viewer's own mailbox, whether or not that is followed. */
export async function findByMessageId(
  graph: Graph,
  viewer: Principal,
  message: string,
): Promise<CopyPlace | undefined> {
  const { value } = await graph.request<{ value: { id: string }[] }>(viewer, {
    path: '/me/messages',
    query: { $filter: `internetMessageId eq '${message.replace(/'/g, "''")}'`, $select: 'id', $top: '1' },
  });
  return value[0] ? { mailbox: viewer.address, graphId: value[0].id } : undefined;
}

async function readAt(graph: Graph, viewer: Principal, { mailbox, graphId }: CopyPlace): Promise<MailBody | undefined> {
  const path = `${mailboxPath(viewer, mailbox)}/messages/${encodeURIComponent(graphId)}`;
  let raw: RawBody;
  try {
    raw = await graph.request<RawBody>(viewer, {
      path,
      query: { $select: 'id,body,webLink', $expand: 'attachments($select=id,name,contentType,size,isInline)' },
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
  const attachments = raw.attachments ?? [];
  const content = raw.body?.content ?? '';
  const isText = raw.body?.contentType === 'text';
  const pictures =
    isText || !/cid:/i.test(content) ? new Map<string, string>() : await readPictures(graph, viewer, path, attachments);
  return {
    ...(isText ? fromText(content) : makeHarmless(content, pictures)),
    attachments: attachments
      .filter((it) => !it.isInline)
      .map((it) => ({
        id: it.id,
        name: it.name ?? '',
        sizeBytes: it.size ?? 0,
        contentType: it.contentType ?? '',
      })),
    ...(raw.webLink ? { webLink: raw.webLink } : {}),
  };
}

/** Pictures that stand in the text, as data of the page itself: the frame asks nobody. */
async function readPictures(
  graph: Graph,
  viewer: Principal,
  path: string,
  attachments: RawAttachment[],
): Promise<Map<string, string>> {
  let left = largestPictures;
  const wanted = attachments
    .filter((it) => pictureType.test(it.contentType ?? '') && (it.size ?? 0) <= largestPicture)
    .slice(0, mostPictures)
    .filter((it) => (left -= it.size ?? 0) >= 0);
  const pictures = new Map<string, string>();
  await Promise.all(
    wanted.map(async (it) => {
      const file = await graph
        .request<{ contentId?: string | null; contentBytes?: string }>(viewer, {
          path: `${path}/attachments/${encodeURIComponent(it.id)}`,
        })
        .catch(() => undefined); // without its picture the text is still worth reading
      const id = (file?.contentId ?? it.name ?? '').replace(/^<|>$/g, '').toLowerCase();
      if (file?.contentBytes && id) pictures.set(id, `data:${it.contentType ?? ''};base64,${file.contentBytes}`);
    }),
  );
  return pictures;
}
