import type { ItemBody } from '@microsoft/microsoft-graph-types';
import { plainText } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { context, type Call } from '../call.js';
import { badQuery } from '../errors.js';
import { readExpand, type Expansion } from '../expand.js';
import { conjuncts } from '../filter.js';
import { headerProperty } from './mapi-properties.js';
import { eventOfMeeting, meetingMemberNamed, meetingView } from './meeting-view.js';
import { attachmentItem } from './attachment-item.js';

export const type = 'microsoft.graph.message';
/** In the order the service answers them. */
const plain = [
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'internetMessageId',
  'subject',
  'bodyPreview',
  'importance',
  'parentFolderId',
  'conversationId',
  'conversationIndex',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
  'isRead',
  'isDraft',
  'webLink',
  'inferenceClassification',
  'body',
  'sender',
  'from',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'flag',
] as const;
/** Answered only when they are selected. */
const onAsking = ['internetMessageHeaders', 'uniqueBody'];
const expandable = ['attachments', 'singleValueExtendedProperties', 'multiValueExtendedProperties', 'extensions'];
const members = new Map([...plain, ...onAsking, ...expandable, 'id'].map((name) => [name.toLowerCase(), name]));

/** What of a message is wanted; read once for a whole page. */
export interface Shape {
  names: readonly string[];
  expand: Record<string, Expansion>;
  /** Nothing was selected: everything that belongs to it is answered. */
  isWhole: boolean;
  /** Members of meeting messages that were selected by the name of their type. */
  ofMeetings: string[];
}
export function readShape(query: URLSearchParams): Shape {
  const expand = readExpand(query.get('$expand'));
  for (const name of Object.keys(expand))
    if (!expandable.includes(name) && !eventOfMeeting.test(name))
      throw badQuery(`Could not find a property named '${name}' on type '${type}'.`);
  const text = query.get('$select');
  const selected = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const names = text ? selected.filter((it) => !it.includes('/')).map(memberNamed) : plain;
  return {
    names: names.filter((it) => it !== 'id' && !expandable.includes(it)),
    expand,
    isWhole: !text,
    ofMeetings: selected.filter((it) => it.includes('/')).map(meetingMemberNamed),
  };
}
/** The member as it is spelt; what a message does not have is a 400. */
export function memberNamed(name: string): string {
  const found = members.get(name.toLowerCase());
  if (!found) throw badQuery(`Could not find a property named '${name}' on type '${type}'.`);
  return found;
}

export const changeKey = (it: StoredMessage): string =>
  Buffer.from(`CQAAABYAAAC${it.version}-${it.number}-${it.ids.immutable(it.number).slice(-9)}`).toString('base64url');
export const etag = (it: StoredMessage): string => `W/"${changeKey(it)}"`;
export const idOf = (call: Call, it: StoredMessage): string => (call.isImmutable ? it.immutableId : it.restId);

/** A message as the question wants it: only what is wanted is made. */
export function viewOf(call: Call, it: StoredMessage, shape: Shape): Record<string, unknown> {
  const { names, expand } = shape;
  const view: Record<string, unknown> = { '@odata.etag': etag(it), id: idOf(call, it) };
  for (const name of names) view[name] = memberOf(it, name, call.textBody);
  if (expand.attachments) view.attachments = it.attachments.map((a) => attachmentItem(a, expand.attachments?.$select));
  if (expand.extensions) view.extensions = [];
  if (expand.multiValueExtendedProperties) view.multiValueExtendedProperties = [];
  if (expand.singleValueExtendedProperties) {
    const found = extendedOf(it, expand.singleValueExtendedProperties.$filter);
    if (found.length > 0) view.singleValueExtendedProperties = found;
  }
  const { meeting } = it.isGenerated ? {} : it.content;
  return meeting ? { ...view, ...meetingView(call, meeting, shape) } : view;
}
export const entity = (call: Call, box: Mailbox, it: StoredMessage, shape = readShape(call.query)) => ({
  '@odata.context': context(call, `users('${box.objectId}')/messages/$entity`),
  ...viewOf(call, it, shape),
});

/** One member of a message; `undefined` when there is none of this name. */
export function memberOf(it: StoredMessage, name: string, asText = false): unknown {
  switch (name) {
    case 'changeKey':
      return changeKey(it);
    case 'id':
      return it.restId;
    case 'parentFolderId':
      return it.folderId;
    case 'isRead':
      return it.isRead;
    case 'webLink':
      return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(it.restId)}&exvsurl=1&viewmodel=ReadMessageItem`;
    case 'internetMessageHeaders':
      return it.headers;
    case 'singleValueExtendedProperties':
      return it.isGenerated && !it.deviation ? [] : it.extended;
    case 'uniqueBody':
      return bodyAs(uniqueOf(it.graph.body), asText);
    case 'body':
      return bodyAs(it.graph.body, asText);
    default:
      return it.graph[name as keyof typeof it.graph];
  }
}
/** For filters: a message whose members are made as they are looked at. */
export const lazyView = (it: StoredMessage): Record<string, unknown> =>
  new Proxy({}, { get: (_target, name) => memberOf(it, members.get(String(name).toLowerCase()) ?? '') });

const bodyAs = (body: ItemBody | null | undefined, asText: boolean): ItemBody =>
  asText && body?.contentType === 'html'
    ? { contentType: 'text', content: plainText(body.content ?? '') }
    : (body ?? { contentType: 'html', content: '' });

/** The body without what it quotes of the conversation before. */
function uniqueOf(body: ItemBody | null | undefined): ItemBody {
  const html = body?.content ?? '';
  if (body?.contentType !== 'html') return { contentType: 'text', content: html.replace(/^>.*$\n?/gm, '') };
  const at = html.search(/<hr\b|<blockquote\b|<div id="(quoted|appendonsend|divRplyFwdMsg)"/i);
  return { contentType: 'html', content: at < 0 ? html : `${html.slice(0, at)}</body></html>` };
}

/** Extended properties are answered only by name: `id eq '...'`, several joined by `or`. */
function extendedOf(it: StoredMessage, filter = '') {
  const wanted = filter
    .split(/\bor\b/i)
    .flatMap((part) => conjuncts(part.trim().replace(/^\((.*)\)$/, '$1')).comparisons)
    .filter(({ path, operator }) => path.toLowerCase().endsWith('id') && operator === 'eq')
    .map(({ value }) => String(value).toLowerCase());
  const own = it.extended.filter(({ id }) => wanted.includes(id.toLowerCase()));
  const made = wanted.map((id) => headerProperty(it, id)).filter((found) => found !== undefined);
  return [...own, ...made.filter((found) => !own.some(({ id }) => id.toLowerCase() === found.id.toLowerCase()))];
}
