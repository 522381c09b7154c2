/*
 * Outlook keeps the way into a Teams meeting in the body of its event: whoever writes the body without that block takes the link from
 * everybody invited. So a text is only ever written above it, and what stands from the block on stays as it is, byte for byte.
 */

const line = /<(?:div|p)\b[^>]*>(?:\s*<(?:span|font|div|p)\b[^>]*>)*\s*_{20,}/i;
const block = /<(?:div|table)\b[^>]*class="[^"]*me-email-text/i;
const joinAddress = /https:\/\/teams\.(?:microsoft|live)\.com\/(?:l\/meetup-join|meet)\//i;

/** Where the join block of an HTML body begins; undefined when there is none. */
export function joinBlockStart(html: string): number | undefined {
  const address = html.search(joinAddress);
  const marked = html.search(block);
  const first = [address, marked].filter((it) => it >= 0).sort((a, b) => a - b)[0];
  if (first === undefined) return undefined;
  const above = html.slice(0, first);
  const rule = above.search(line);
  if (rule >= 0) return rule;
  if (marked >= 0 && marked <= first) return marked;
  return Math.max(above.lastIndexOf('<div'), above.lastIndexOf('<p'), above.lastIndexOf('<table'), 0);
}

/** The HTML body with another text above the join block; head, block, and what stands below it stay. */
export function withText(html: string, text: string): string {
  const opening = /<body\b[^>]*>/i.exec(html);
  const begin = opening ? opening.index + opening[0].length : 0;
  const closing = html.search(/<\/body>/i);
  const end = joinBlockStart(html) ?? (closing >= 0 ? closing : html.length);
  const kept = html.slice(Math.max(end, begin));
  return opening ? `${html.slice(0, begin)}${toHtml(text)}${kept}` : `${toHtml(text)}${kept}`;
}

/** The HTML body without its join block, for an event that gets another one. */
export function withoutJoinBlock(html: string): string {
  const from = joinBlockStart(html);
  return from === undefined ? html : `${html.slice(0, from)}${/<\/body>/i.test(html) ? '</body></html>' : ''}`;
}

/** Of a body as text, what people wrote: the join block below it is not theirs to edit. */
export function ownText(text: string): string {
  const from = text.search(joinAddress);
  const named = text.search(/^.*Microsoft Teams.*$/m);
  const first = [from, named].filter((it) => it >= 0).sort((a, b) => a - b)[0];
  if (first === undefined) return text.trim();
  const rule = text.slice(0, first).search(/_{20,}/);
  return (rule >= 0 ? text.slice(0, rule) : from < 0 ? text : text.slice(0, first)).trim();
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const toHtml = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((it) => `<div>${it.replace(/[&<>"]/g, (char) => entities[char] ?? char) || '<br>'}</div>`)
    .join('');
