import { createHash, randomInt } from 'node:crypto';

/** The address at which a Teams meeting is joined. */
export function newJoinUrl(tenantId: string, organizerId: string): string {
  const thread = createHash('sha256')
    .update(`${tenantId} ${organizerId} ${Date.now()} ${randomInt(2 ** 40)}`)
    .digest('base64url');
  const context = encodeURIComponent(JSON.stringify({ Tid: tenantId, Oid: organizerId }));
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${thread}%40thread.v2/0?context=${context}`;
}
/** The number that is typed in on a phone or in a room. */
export const conferenceIdOf = (joinUrl: string): string => {
  const number = createHash('sha256').update(joinUrl).digest().readUIntBE(0, 6) % 1_000_000_000;
  return String(number).padStart(9, '0');
};

const line = '________________________________________________________________________________';
/** What Outlook writes into the body of a Teams meeting: who rewrites the body has to leave it in. */
export const joinBlock = (joinUrl: string): string =>
  [
    `<div><span style="color:#5F5F5F">${line}</span></div>`,
    '<div class="me-email-text" lang="en-GB">',
    '<div style="font-weight:bold">Microsoft Teams meeting</div>',
    `<div><a class="me-email-headline" href="${joinUrl.replace(/&/g, '&amp;')}">Join the meeting now</a></div>`,
    `<div>Meeting ID: ${conferenceIdOf(joinUrl).replace(/(...)(?=.)/g, '$1 ')}</div>`,
    '</div>',
    `<div><span style="color:#5F5F5F">${line}</span></div>`,
  ].join('\r\n');

/** Whether a body still leads to the meeting, in either spelling of the address. */
export const hasJoinBlock = (body: string, joinUrl: string): boolean =>
  body.includes(joinUrl) || body.includes(joinUrl.replace(/&/g, '&amp;'));

/** A body with the block at its end, within the markup when there is any. */
export const withJoinBlock = (html: string, joinUrl: string): string =>
  /<\/body>/i.test(html)
    ? html.replace(/<\/body>/i, () => `${joinBlock(joinUrl)}</body>`)
    : `${html}${joinBlock(joinUrl)}`;
