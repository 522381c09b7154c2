/*
 * Where an online meeting is joined. Only Teams is opened for a person, because only those addresses are known to lead where
 * they seem to (M42); others are recognised, so that nobody gets a second link.
 */

/** Teams, in Microsoft's clouds. Whole names: `teams.microsoft.com.elsewhere.example` is somebody else. */
const teamsHosts = new Set([
  'teams.microsoft.com',
  'teams.live.com',
  'teams.cloud.microsoft',
  'gov.teams.microsoft.us',
  'dod.teams.microsoft.us',
]);
const others: [provider: string, host: RegExp, path: RegExp][] = [
  ['Zoom', /(^|\.)(zoom\.us|zoom\.com|zoomgov\.com)$/, /^\/(j|my|s|w|wc\/join)\//],
  ['Google Meet', /^meet\.google\.com$/, /^\/([a-z]{3}-[a-z]{4}-[a-z]{3}|lookup\/)/],
  ['Webex', /\.webex\.com$/, /\/(meet|join|j\.php|m\/|wbxmjs|weblink)/],
  ['GoTo', /^(meet\.goto\.com|(www|global)\.gotomeeting\.com|gotomeet\.me)$/, /^\/./],
  ['Whereby', /(^|\.)whereby\.com$/, /^\/./],
  ['Amazon Chime', /^chime\.aws$/, /^\/./],
  ['BlueJeans', /(^|\.)bluejeans\.com$/, /^\/./],
  ['Jitsi', /^meet\.jit\.si$/, /^\/./],
];

export interface JoinLink {
  provider: string;
  url: string;
}
/** The address itself, out of the wrapping in which Outlook's link protection delivers it. */
function unwrapped(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const inner = /\.safelinks\.protection\.outlook\.(com|us)$/.test(url.hostname) && url.searchParams.get('url');
  return inner ? (URL.canParse(inner) ? new URL(inner) : undefined) : url;
}
const isPlain = (url: URL): boolean =>
  url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';

/** The address to open for joining, when it is one of Teams itself; undefined for everything else. */
export function teamsAddress(text: string | null | undefined): string | undefined {
  const url = unwrapped(text ?? '');
  return url &&
    isPlain(url) &&
    teamsHosts.has(url.hostname) &&
    /^\/(l\/meetup-join|l\/meeting|meet)\/./.test(url.pathname)
    ? url.href
    : undefined;
}

function toJoinLink(text: string): JoinLink | undefined {
  const teams = teamsAddress(text);
  if (teams) return { provider: 'Teams', url: teams };
  const url = unwrapped(text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const known = others.find(([, host, path]) => host.test(url.hostname) && path.test(url.pathname));
  return known ? { provider: known[0], url: url.href } : undefined;
}

/** The links by which a meeting is joined, as a text or a page names them; the same one in two spellings is one. */
export function joinLinksIn(...texts: (string | null | undefined)[]): JoinLink[] {
  const found = texts
    .flatMap((text) => [...(text ?? '').replace(/&amp;/g, '&').matchAll(/https?:\/\/[^\s"'<>()[\]]+/g)])
    .flatMap(([address]) => toJoinLink(address.replace(/[.,;:!?]+$/, '')) ?? []);
  return [...new Map(found.map((it) => [sameness(it), it])).values()];
}
/** What stays alike in every spelling of one meeting's address: where it leads, not what is said on the way. */
export function sameness({ url }: JoinLink): string {
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname).replace(/\/$/, '');
  return `${hostname.replace(/^www\./, '')}${path.replace(/\/0$/, '')}`.toLowerCase();
}

export const joinsEarlyMs = 15 * 60_000;
/** Whether a meeting can be joined now: from a quarter of an hour before until it ends. */
export const isJoinable = ({ start, end }: { start: number; end: number }, now: number): boolean =>
  now >= start - joinsEarlyMs && now < end;
