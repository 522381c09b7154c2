import type { Message, Recipient } from '@microsoft/microsoft-graph-types';
import { addressOf, type MessageContent } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { bodyOf, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { emptyDraft, isMime, previewOfBody, readAttachments, readBody, readExtended } from './message-content.js';
import { notImitated } from '../errors.js';

export type AnswerKind = 'reply' | 'replyAll' | 'forward';

/** A draft that answers or hands on a message: recipients, subject, quoted text and threading as Exchange makes them. */
export function answerDraft(
  call: Call,
  box: Mailbox,
  it: StoredMessage,
  kind: AnswerKind,
  number: number,
): MessageContent {
  if (isMime(call)) throw notImitated(`${call.exchange.method} with MIME`, call.exchange.path);
  const asked = parameters(bodyOf(call));
  const message = (asked.message ?? {}) as Partial<Message>;
  const comment = asked.comment;
  if (typeof comment === 'string' && comment !== '' && message.body)
    throw badRequest(
      "Both 'comment' and the body of 'message' are given; only one of them is allowed.",
      'ErrorInvalidRequest',
    );
  const said = message.body ? htmlOf(message.body) : `<div>${escape(typeof comment === 'string' ? comment : '')}</div>`;
  const graph = emptyDraft(call, box);
  const { to, cc } = recipientsOf(box, it, kind);
  const given = (asked.torecipients as Recipient[] | undefined) ?? message.toRecipients;
  Object.assign(graph, {
    subject: message.subject ?? `${kind === 'forward' ? 'FW' : 'RE'}: ${bare(it.graph.subject ?? '')}`,
    toRecipients: given ?? to,
    ccRecipients: message.ccRecipients ?? cc,
    bccRecipients: message.bccRecipients ?? [],
    replyTo: message.replyTo ?? [],
    importance: message.importance ?? it.graph.importance,
    conversationId: it.graph.conversationId,
    conversationIndex: longer(it.graph.conversationIndex ?? ''),
    body: { contentType: 'html', content: `<html><body>${said}${quote(it)}</body></html>` },
    ...(message.from ? { from: message.from } : {}),
  });
  graph.bodyPreview = previewOfBody(graph);
  const kept = it.attachments.filter((a) => kind === 'forward' || a.isInline);
  const attachments = [
    ...kept.map((a, place) => ({ ...a, id: box.ids.attachment(number, place) })),
    ...readAttachments(call, box, number, message.attachments, kept.length),
  ];
  graph.hasAttachments = attachments.some((a) => !a.isInline);
  const extended = readExtended(message.singleValueExtendedProperties);
  return { graph, headers: threading(it), attachments, ...(extended.length > 0 ? { extended } : {}) };
}

/** Names of action parameters are taken in any case: the metadata says Comment, everybody sends comment. */
const parameters = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));

/** The answer names the message it answers, and the whole chain before it. */
function threading(it: StoredMessage) {
  const id = it.graph.internetMessageId ?? '';
  const before = it.headers.find((h) => h.name.toLowerCase() === 'references')?.value;
  return [
    { name: 'In-Reply-To', value: id },
    { name: 'References', value: before ? `${before} ${id}` : id },
  ];
}

function recipientsOf(box: Mailbox, { graph }: StoredMessage, kind: AnswerKind): { to: Recipient[]; cc: Recipient[] } {
  if (kind === 'forward') return { to: [], cc: [] };
  const own = box.address.toLowerCase();
  const isOwn = (it: Recipient) => addressOf(it).address.toLowerCase() === own;
  const author = graph.replyTo?.length ? graph.replyTo : graph.from ? [graph.from] : [];
  // Answering one's own message goes to those it went to.
  const wroteIt = author.some(isOwn);
  const first = wroteIt ? (graph.toRecipients ?? []) : author;
  if (kind === 'reply') return { to: first, cc: [] };
  const others = wroteIt ? [] : (graph.toRecipients ?? []);
  const seen = new Set<string>([own]);
  const unseen = (it: Recipient) => {
    const key = addressOf(it).address.toLowerCase();
    return !seen.has(key) && Boolean(seen.add(key));
  };
  return { to: [...first, ...others].filter(unseen), cc: (graph.ccRecipients ?? []).filter(unseen) };
}

const bare = (subject: string) => subject.replace(/^((re|fw|fwd|aw|wg|tr|r|i):\s*)+/i, '');
const escape = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\r?\n/g, '<br>');
const htmlOf = (body: unknown) => {
  const { contentType, content } = readBody(body);
  return contentType === 'html' ? inner(content ?? '') : `<div>${escape(content ?? '')}</div>`;
};
const inner = (html: string) => /<body[^>]*>([^]*)<\/body>/i.exec(html)?.[1] ?? html;
/** Five bytes more for each answer, as Outlook does. */
const longer = (index: string) =>
  Buffer.concat([Buffer.from(index, 'base64'), Buffer.from([0, 0, 0, 1, 0])]).toString('base64');

function quote({ graph }: StoredMessage): string {
  const people = (list: Recipient[] | null | undefined) =>
    (list ?? []).map((it) => escape(`${addressOf(it).name} <${addressOf(it).address}>`)).join('; ');
  const lines = [
    ['From', people(graph.from ? [graph.from] : [])],
    ['Sent', new Date(graph.sentDateTime ?? 0).toUTCString()],
    ['To', people(graph.toRecipients)],
    ...(graph.ccRecipients?.length ? [['Cc', people(graph.ccRecipients)]] : []),
    ['Subject', escape(graph.subject ?? '')],
  ];
  const head = lines.map(([name, value]) => `<b>${name}:</b> ${value}`).join('<br>');
  const body = graph.body?.contentType === 'html' ? inner(graph.body.content ?? '') : escape(graph.body?.content ?? '');
  return `<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">${head}</div><div>&nbsp;</div>${body}`;
}
