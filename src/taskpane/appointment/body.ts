import { joinLinksIn, sameness, type JoinLink } from '../../../contract/join-links.js';

/*
 * The text of an invitation, changed as little as possible: what others wrote in it stays as it is (R-19).
 */
const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (it) => names[it] ?? it);
const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html');
/** The inside of the page, as the form takes it. */
const textOf = (page: Document): string => page.body.innerHTML;

/** The text without these links to join, and without the block that Teams put around its own. */
export function withoutLinks(html: string, drop: readonly JoinLink[]): string {
  const page = parse(html);
  const isDropped = (address: string) =>
    joinLinksIn(address).some((it) => drop.some((link) => sameness(link) === sameness(it)));
  for (const block of page.querySelectorAll('.me-email-text, [data-coherence="join"]'))
    if (isDropped(block.innerHTML)) {
      dropRule(block.previousElementSibling);
      dropRule(block.nextElementSibling);
      block.remove();
    }
  for (const link of page.querySelectorAll('a[href]')) if (isDropped(link.getAttribute('href') ?? '')) link.remove();
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.nodeValue ?? '';
    const rest = text.replace(/https?:\/\/[^\s"'<>()[\]]+/g, (it) =>
      isDropped(it.replace(/[.,;:!?]+$/, '')) ? '' : it,
    );
    if (rest !== text) node.nodeValue = rest;
  }
  return textOf(page);
}
/** The line that Outlook draws above and below the block. */
function dropRule(it: Element | null): void {
  if (it && /^_{20,}$/.test((it.textContent ?? '').trim())) it.remove();
}

/** The text with a Teams meeting at its end. */
export function withTeams(
  html: string,
  { joinUrl, meetingId }: { joinUrl: string; meetingId?: string | undefined },
  words: { title: string; join: string; id: string },
): string {
  const number = meetingId ? `<div>${escape(words.id)} ${escape(meetingId)}</div>` : '';
  return `${textOf(parse(html))}<div data-coherence="join"><br><div><b>${escape(words.title)}</b></div><div><a href="${escape(joinUrl)}">${escape(words.join)}</a></div>${number}</div>`;
}

/** The text with what the meeting is about at its beginning; twice is once. */
export function withAgenda(
  html: string,
  { about, url, lines, open }: { about: string; url: string; lines: string[]; open: string },
): string {
  if (mentions(html, url)) return html;
  const points =
    lines.length > 0 ? `<ul>${lines.map((it) => `<li>${escape(it)}</li>`).join('')}</ul>` : '<ul><li>&nbsp;</li></ul>';
  return `<div data-coherence="agenda"><p><b>${escape(about)}</b><br><a href="${escape(url)}">${escape(open)}</a></p>${points}</div>${textOf(parse(html))}`;
}
export const mentions = (html: string, url: string): boolean =>
  [...parse(html).querySelectorAll('a[href]')].some((it) => it.getAttribute('href') === url);
