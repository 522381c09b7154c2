import type { MailboxHit } from '../../../contract/mailbox-search.js';
import type { Principal } from '../../base/principal.js';
import type { Graph } from '../../graph/graph.js';

interface RawPerson {
  emailAddress?: { name?: string | null; address?: string | null } | null;
}
interface RawHit {
  id: string;
  internetMessageId?: string | null;
  subject?: string | null;
  bodyPreview?: string | null;
  from?: RawPerson | null;
  toRecipients?: RawPerson[] | null;
  receivedDateTime?: string | null;
  hasAttachments?: boolean | null;
  isDraft?: boolean | null;
  webLink?: string | null;
}
const mostHits = 25;
const select =
  'id,internetMessageId,subject,bodyPreview,from,toRecipients,receivedDateTime,hasAttachments,isDraft,webLink';

export type FoundMail = Omit<MailboxHit, 'isOnRecord'>;

/**
 * Mail of the viewer's own mailbox with all of these words, the newest first as Microsoft orders it, by the viewer's own right. Nothing of
 * it is kept.
 */
export async function searchMailbox(
  graph: Graph,
  viewer: Principal,
  search: string,
  signal?: AbortSignal,
): Promise<{ hits: FoundMail[]; hasMore: boolean }> {
  const words = toWords(search);
  if (!words) return { hits: [], hasMore: false };
  const { value, '@odata.nextLink': next } = await graph.request<{ value: RawHit[]; '@odata.nextLink'?: string }>(
    viewer,
    {
      path: '/me/messages',
      query: { $search: `"${words}"`, $select: select, $top: String(mostHits) },
      ...(signal ? { signal } : {}),
    },
  );
  return { hits: value.flatMap(toHit), hasMore: next !== undefined };
}

/**
 * Plain words of what a person typed. Microsoft reads a language of its own there (KQL), in which a colon, a quotation mark, a
 * leading minus and AND, OR, NOT mean something; here they mean nothing.
 */
export const toWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}@._'+-]+/gu, ' ')
    .split(' ')
    .map((it) => it.replace(/^[-+.']+/, ''))
    .filter(Boolean)
    .join(' ');

/** Drafts are not mail yet; what has no id of the internet cannot be filed. */
function toHit(raw: RawHit): FoundMail[] {
  if (raw.isDraft || !raw.internetMessageId) return [];
  const from = toPerson(raw.from);
  return [
    {
      messageId: raw.id,
      internetMessageId: raw.internetMessageId,
      subject: raw.subject ?? '',
      preview: raw.bodyPreview ?? '',
      ...(from ? { from } : {}),
      to: (raw.toRecipients ?? []).flatMap((it) => toPerson(it) ?? []),
      dateTime: raw.receivedDateTime ?? '',
      hasAttachments: raw.hasAttachments ?? false,
      ...(raw.webLink ? { webLink: raw.webLink } : {}),
    },
  ];
}
const toPerson = (it: RawPerson | null | undefined) =>
  it?.emailAddress ? { name: it.emailAddress.name ?? '', address: it.emailAddress.address ?? '' } : undefined;
