import type { WishedBooking } from '../../../../contract/booking.js';
import { joinLinkOf, joinLinksIn } from '../../../../contract/join-links.js';

/** What the invited get to read, as text and as the body of the event; both say the same. */
export interface Invitation {
  subject: string;
  text: string;
  html: string;
  location: string;
}
type Line = string | { name: string; url: string };

/** Writes the invitation of a wish. What Teams adds below it is not ours, and stands there only once the event is made. */
export function writeInvitation({ subject, agenda, files, online, joinUrl, room }: WishedBooking): Invitation {
  const join = online === 'existing' ? joinUrl : undefined;
  const isThere = join !== undefined && joinLinksIn(agenda).some((it) => it.url === joinLinkOf(join)?.url);
  const paragraphs: Line[][] = [
    ...agenda
      .replace(/\r\n?/g, '\n')
      .split(/\n{2,}/)
      .map((it) => it.split('\n').map((line) => line.trimEnd()))
      .filter((lines) => lines.some((line) => line !== '')),
    ...(files.length > 0 ? [['Files', ...files.map((it): Line => ({ name: it.name, url: it.webUrl }))]] : []),
    ...(join && !isThere ? [[{ name: `Join with ${joinLinkOf(join)?.provider ?? 'this link'}`, url: join }]] : []),
  ];
  return {
    subject,
    text: paragraphs.map((lines) => lines.map(asText).join('\n')).join('\n\n'),
    html: paragraphs.map((lines) => `<p>${lines.map(asHtml).join('<br>')}</p>`).join(''),
    location: room?.name ?? (join ? (joinLinkOf(join)?.provider ?? '') : ''),
  };
}
const asText = (it: Line): string => (typeof it === 'string' ? it : `${it.name}: ${it.url}`);
const asHtml = (it: Line): string =>
  typeof it === 'string' ? escape(it) : `<a href="${escape(it.url)}">${escape(it.name)}</a>`;
const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
