import type { RawItem } from '../../sync/workload.js';
import { readHeaders } from './headers.js';
import type { MailItem } from './mail-item.js';
import { headersIn, sensitivityIn, type ExtendedProperty } from './select.js';

interface RawRecipient {
  emailAddress?: { name?: string | null; address?: string | null } | null;
}
interface RawMessage {
  id: string;
  '@odata.type'?: string;
  changeKey?: string | null;
  lastModifiedDateTime?: string | null;
  internetMessageId?: string | null;
  conversationId?: string | null;
  parentFolderId?: string | null;
  receivedDateTime?: string | null;
  sentDateTime?: string | null;
  subject?: string | null;
  bodyPreview?: string | null;
  from?: RawRecipient | null;
  toRecipients?: RawRecipient[] | null;
  ccRecipients?: RawRecipient[] | null;
  bccRecipients?: RawRecipient[] | null;
  hasAttachments?: boolean | null;
  importance?: string | null;
  categories?: string[] | null;
  isDraft?: boolean | null;
  singleValueExtendedProperties?: ExtendedProperty[] | null;
}

/** A message as it is at Microsoft now. `modifiedAt` decides which of two answers about it is the newer one. */
export interface Here {
  kind: 'here';
  graphId: string;
  item: MailItem;
  modifiedAt: string;
}
export type Translated =
  | Here
  | { kind: 'removed'; graphId: string }
  /** Some members did not come: they are unchanged, not empty. The message is to be read whole. */
  | { kind: 'sparse'; graphId: string }
  | { kind: 'broken'; graphId: string; why: string };

const needed = [
  'changeKey',
  'parentFolderId',
  'receivedDateTime',
  'subject',
  'bodyPreview',
  'toRecipients',
  'ccRecipients',
  'categories',
  'hasAttachments',
  'isDraft',
  'lastModifiedDateTime',
] as const satisfies (keyof RawMessage)[];

/** Graph's shape of a message as ours. Pure. */
export function translate(raw: RawItem): Translated {
  const graphId = raw.id;
  if (raw['@removed']) return { kind: 'removed', graphId };
  const it = raw as RawMessage;
  if (needed.some((name) => it[name] === undefined)) return { kind: 'sparse', graphId };
  const received = instant(it.receivedDateTime);
  if (!received) return { kind: 'broken', graphId, why: 'no time of receipt' };
  const properties = it.singleValueExtendedProperties ?? [];
  const { isBulk, references } = readHeaders(headersIn(properties));
  const from = people('from', it.from ? [it.from] : [])[0];
  return {
    kind: 'here',
    graphId,
    modifiedAt: instant(it.lastModifiedDateTime) ?? received,
    item: {
      graphId,
      changeKey: it.changeKey ?? '',
      internetMessageId: clean(it.internetMessageId),
      conversationId: clean(it.conversationId),
      folderGraphId: it.parentFolderId ?? '',
      receivedDateTime: received,
      sentDateTime: instant(it.sentDateTime) ?? received,
      subject: clean(it.subject),
      preview: clean(it.bodyPreview),
      ...(from ? { from: { address: from.address, name: from.name } } : {}),
      participants: [
        ...(from ? [from] : []),
        ...people('to', it.toRecipients ?? []),
        ...people('cc', it.ccRecipients ?? []),
        ...people('bcc', it.bccRecipients ?? []),
      ],
      hasAttachments: it.hasAttachments ?? false,
      importance: it.importance ?? 'normal',
      sensitivity: sensitivityIn(properties),
      categories: (it.categories ?? []).map(clean),
      isDraft: it.isDraft ?? false,
      isBulk,
      isInvitation: /eventMessage/i.test(it['@odata.type'] ?? ''),
      references: references.map(clean),
    },
  };
}

type Person = MailItem['participants'][number];
/** Addresses in the case they came; people without one (a group, a broken header) cannot be matched and are left out. */
const people = (role: Person['role'], found: RawRecipient[]): Person[] =>
  found.flatMap(({ emailAddress }) => {
    const address = clean(emailAddress?.address).trim();
    return address ? [{ role, address, name: clean(emailAddress?.name) }] : [];
  });

/** PostgreSQL keeps no NUL in a text. */
const clean = (text: string | null | undefined): string => (text ?? '').replaceAll('\0', '');
/** Microsoft's times are UTC, also where no offset says so; this machine's own zone never counts. */
export function instant(text: string | null | undefined): string | undefined {
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(text ?? '');
  const at = Date.parse(hasOffset ? (text ?? '') : `${text ?? ''}Z`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
