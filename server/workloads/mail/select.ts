/*
 * What is asked of Graph for each message. Bulk, answers and privacy stand in transport headers; `internetMessageHeaders` would
 * bring all of them, 4 to 15 KB for each message. Exchange keeps the few that matter as properties of their own:
 * asked for by name they cost about 300 bytes, and nothing where a message has none. So a message is about 2 KB.
 */

const headerNamespace = '{00020386-0000-0000-C000-000000000046}';
/** Exchange's name of a property, and the header it was made from. */
const properties: Record<string, string> = {
  'String 0x1042': 'In-Reply-To',
  'String 0x1039': 'References',
  'String 0x1045': 'List-Unsubscribe',
  [`String ${headerNamespace} Name Precedence`]: 'Precedence',
  [`String ${headerNamespace} Name Auto-Submitted`]: 'Auto-Submitted',
};
const sensitivityProperty = 'Integer 0x36';

export const messageQuery = {
  $select: [
    'id',
    'changeKey',
    'lastModifiedDateTime',
    'internetMessageId',
    'conversationId',
    'parentFolderId',
    'receivedDateTime',
    'sentDateTime',
    'subject',
    'bodyPreview',
    'from',
    'toRecipients',
    'ccRecipients',
    'bccRecipients',
    'hasAttachments',
    'importance',
    'categories',
    'isDraft',
  ].join(','),
  $expand: `singleValueExtendedProperties($filter=${[...Object.keys(properties), sensitivityProperty].map((it) => `id eq '${it}'`).join(' or ')})`,
};
/** For comparing only. */
export const idQuery = { $select: 'id,changeKey,parentFolderId,receivedDateTime' };

export interface ExtendedProperty {
  id: string;
  value?: string | null;
}

const keyOf = (id: string): string => id.toLowerCase().replace(/0x0*/g, '0x');
const headerOf = new Map(Object.entries(properties).map(([id, name]) => [keyOf(id), name]));

/** The headers that came as properties. */
export const headersIn = (found: readonly ExtendedProperty[]): { name: string; value: string }[] =>
  found.flatMap(({ id, value }) => {
    const name = headerOf.get(keyOf(id));
    return name && value ? [{ name, value }] : [];
  });

/** Outlook's marks, as MAPI counts them. */
export function sensitivityIn(found: readonly ExtendedProperty[]): 'normal' | 'personal' | 'private' | 'confidential' {
  const value = found.find((it) => keyOf(it.id) === keyOf(sensitivityProperty))?.value;
  return (['normal', 'personal', 'private', 'confidential'] as const)[Number(value ?? 0)] ?? 'normal';
}
