import { readHeaders } from './headers.js';
import type { MailItem } from './mail-item.js';

type RawRecipient = { emailAddress?: { name?: string | null; address?: string | null } | null };
/** A message as it is asked for when it is open before a person. */
export interface RawMessage {
  id: string;
  '@odata.type'?: string;
  internetMessageId?: string | null;
  parentFolderId?: string | null;
  receivedDateTime?: string | null;
  from?: RawRecipient | null;
  toRecipients?: RawRecipient[] | null;
  ccRecipients?: RawRecipient[] | null;
  bccRecipients?: RawRecipient[] | null;
  categories?: string[] | null;
  isDraft?: boolean | null;
  internetMessageHeaders?: { name?: string | null; value?: string | null }[] | null;
}
export const select =
  'id,internetMessageId,parentFolderId,receivedDateTime,from,toRecipients,ccRecipients,bccRecipients,categories,isDraft,internetMessageHeaders';

/** The same as rules look at it; its words stay at Microsoft. */
export function toItem(raw: RawMessage): MailItem {
  const headers = raw.internetMessageHeaders ?? [];
  const mark = headers.find((it) => it.name?.toLowerCase() === 'sensitivity')?.value?.toLowerCase() ?? '';
  const role = (kind: 'from' | 'to' | 'cc' | 'bcc', people: RawRecipient[]) =>
    people.map(({ emailAddress }) => ({
      role: kind,
      address: emailAddress?.address ?? '',
      name: emailAddress?.name ?? '',
    }));
  return {
    graphId: raw.id,
    changeKey: '',
    internetMessageId: raw.internetMessageId ?? '',
    conversationId: '',
    folderGraphId: raw.parentFolderId ?? '',
    receivedDateTime: raw.receivedDateTime ?? '',
    sentDateTime: raw.receivedDateTime ?? '',
    subject: '',
    preview: '',
    participants: [
      ...role('from', raw.from ? [raw.from] : []),
      ...role('to', raw.toRecipients ?? []),
      ...role('cc', raw.ccRecipients ?? []),
      ...role('bcc', raw.bccRecipients ?? []),
    ],
    hasAttachments: false,
    importance: 'normal',
    sensitivity:
      mark === 'personal' || mark === 'private' ? mark : mark.includes('confidential') ? 'confidential' : 'normal',
    categories: raw.categories ?? [],
    isDraft: raw.isDraft ?? false,
    isInvitation: /eventMessage/i.test(raw['@odata.type'] ?? ''),
    ...readHeaders(headers),
  };
}
