import type { MessageList } from '../../tenant/mail/message-list.js';
import { addressOf, plainText } from '../../tenant/mail/shapes.js';
import type { StoredMessage } from '../../tenant/mailboxes.js';
import { badRequest } from '../errors.js';
import { foundIn, type Found } from './found.js';

type Test = (it: StoredMessage) => boolean;
const mostResults = 1000;

/**
 * `$search`, the basics of KQL: words, "phrases", `from:`, `to:`, `cc:`, `participants:`, `subject:`, `body:`, `attachment:`, `kind:`,
 * `received:` and `hasAttachments:`; AND is implied, OR and NOT are words. Sorted by date, at most a thousand, and never together
 * with `$filter` or `$orderby`.
 */
export function searchMessages(list: MessageList, text: string, query: URLSearchParams, limit: number): Found {
  for (const name of ['$filter', '$orderby'])
    if (query.has(name))
      throw badRequest(`The query parameter '${name}' is not supported with '$search'.`, 'SearchWithFilter');
  const test = readSearch(text);
  const found: StoredMessage[] = [];
  for (const it of list.items) {
    if (found.length >= Math.min(limit, mostResults)) break;
    if (test(it)) found.push(it);
  }
  return foundIn(found);
}

export function readSearch(text: string): Test {
  const inner = text
    .trim()
    .replace(/^"([^]*)"$/, '$1')
    .replace(/\\"/g, '"');
  const words = inner.match(/\(|\)|[\w.]+(?:[:=]|[<>]=?)"[^"]*"|"[^"]*"|[^\s()]+/g) ?? [];
  if (words.length === 0) throw badRequest(`Syntax error: character '' is not valid at position 0 in '${text}'.`);
  let at = 0;
  const either = (): Test => {
    let left = all();
    while (words[at] === 'OR') {
      at += 1;
      const [a, b] = [left, all()];
      left = (it) => a(it) || b(it);
    }
    return left;
  };
  const all = (): Test => {
    let left = one();
    while (at < words.length && words[at] !== ')' && words[at] !== 'OR') {
      if (words[at] === 'AND') at += 1;
      const [a, b] = [left, one()];
      left = (it) => a(it) && b(it);
    }
    return left;
  };
  const one = (): Test => {
    const word = words[at++] ?? '';
    if (word === 'NOT' || (word.startsWith('-') && word.length > 1)) {
      if (word !== 'NOT') words.splice(at, 0, word.slice(1));
      const test = one();
      return (it) => !test(it);
    }
    if (word === '(') {
      const test = either();
      at += 1;
      return test;
    }
    return term(word);
  };
  return either();
}

function term(word: string): Test {
  const [, name, operator = '', raw = ''] = /^([a-z]+)(:|=|[<>]=?)([^]*)$/i.exec(word) ?? [];
  if (!name) return (it) => holds(everything(it), unquoted(word));
  const wanted = unquoted(raw);
  const { [name.toLowerCase()]: where } = places;
  if (where) return (it) => holds(where(it), wanted);
  if (/^received$/i.test(name)) return (it) => onDate(it.receivedMs, operator, wanted);
  if (/^hasattachments?$/i.test(name))
    return (it) => (it.graph.hasAttachments ?? false) === /^(true|yes|1)$/i.test(wanted);
  if (/^(kind|size|importance|isread)$/i.test(name)) return () => true;
  throw badRequest(`The property '${name}' is not supported in $search.`);
}

type Place = (it: StoredMessage) => string;
const people = (list: Parameters<typeof addressOf>[0][] | null | undefined) =>
  (list ?? []).map((it) => `${addressOf(it).name} ${addressOf(it).address}`).join(' ');
const from: Place = ({ graph }) => people([graph.from]);
const to: Place = ({ graph }) => people(graph.toRecipients);
const cc: Place = ({ graph }) => people(graph.ccRecipients);
const bcc: Place = ({ graph }) => people(graph.bccRecipients);
const recipients: Place = (it) => `${to(it)} ${cc(it)} ${bcc(it)}`;
const body: Place = ({ graph }) => plainText(graph.body?.content ?? '');
const attachment: Place = (it) => it.attachments.map((a) => a.name).join(' ');
const places: Record<string, Place> = {
  from,
  to,
  cc,
  bcc,
  recipients,
  participants: (it) => `${from(it)} ${recipients(it)}`,
  subject: ({ graph }) => graph.subject ?? '',
  body,
  attachment,
  attachments: attachment,
  category: ({ graph }) => (graph.categories ?? []).join(' '),
};
const everything: Place = (it) => `${it.graph.subject} ${from(it)} ${recipients(it)} ${attachment(it)} ${body(it)}`;

const unquoted = (text: string) => text.replace(/^"([^]*)"$/, '$1');
/** Words match from their beginning; a phrase matches as a whole. */
function holds(text: string, wanted: string): boolean {
  const needle = wanted.toLowerCase().replace(/\*$/, '');
  const hay = text.toLowerCase();
  for (let i = hay.indexOf(needle); i >= 0; i = hay.indexOf(needle, i + 1))
    if (i === 0 || !/[\p{L}\p{N}]/u.test(hay[i - 1] ?? '')) return true;
  return false;
}
function onDate(ms: number, operator: string, text: string): boolean {
  const [from = '', to = from] = text.split('..');
  const [first, last] = [Date.parse(from), Date.parse(to) + 86_400_000];
  switch (operator) {
    case '>':
    case '>=':
      return ms >= (operator === '>' ? first + 86_400_000 : first);
    case '<':
    case '<=':
      return ms < (operator === '<' ? first : first + 86_400_000);
    default:
      return ms >= first && ms < last;
  }
}
