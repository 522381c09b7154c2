/*
 * Links at which people join an online meeting, as both sides recognise them: of the services that are common, only on hosts that belong
 * to the service, and only where the path leads into a meeting. An advertisement for Zoom is not a link to join.
 */

/** Teams, in Microsoft's clouds. Whole names: `teams.microsoft.com.elsewhere.example` is somebody else. */
const teams = {
  provider: 'Microsoft Teams',
  host: /^(teams\.microsoft\.com|teams\.live\.com|teams\.cloud\.microsoft|(gov|dod)\.teams\.microsoft\.us)$/,
  path: /^(\/_#)?\/(l\/meetup-join|l\/meeting|meet)\/./,
};
const services: { provider: string; host: RegExp; path: RegExp }[] = [
  teams,
  { provider: 'Zoom', host: /^([a-z0-9-]+\.)*(zoom\.us|zoomgov\.com|zoom\.com)$/, path: /^\/(j|my|w|s|wc\/join)\/./ },
  { provider: 'Google Meet', host: /^meet\.google\.com$/, path: /^\/(lookup\/.|[a-z]{3,4}-[a-z]{3,4}-[a-z]{3,4})/ },
  {
    provider: 'Webex',
    host: /^[a-z0-9-]+\.webex\.com$/,
    path: /^\/(meet\/|join\/|m\/|[^/]+\/j\.php|wbxmjs\/joinservice|weblink\/|webappng\/sites\/[^/]+\/meeting)/,
  },
  {
    provider: 'GoTo',
    host: /^(meet\.goto\.com|(www\.|global\.)?gotomeeting\.com|gotomeet\.me)$/,
    path: /^\/(join\/)?[\w-]+/,
  },
  { provider: 'Skype', host: /^(join\.skype\.com|meet\.lync\.com)$/, path: /^\/./ },
  { provider: 'Jitsi', host: /^meet\.jit\.si$/, path: /^\/./ },
  { provider: 'BlueJeans', host: /^([a-z0-9-]+\.)?bluejeans\.com$/, path: /^\/\d+/ },
  { provider: 'Whereby', host: /^([a-z0-9-]+\.)?whereby\.com$/, path: /^\/[\w-]+/ },
  { provider: 'Amazon Chime', host: /^(app\.)?chime\.aws$/, path: /^\/(meetings\/)?\d/ },
];

export interface JoinLink {
  url: string;
  provider: string;
}

/** The service of one address, where it leads into a meeting. Only https, and no address with a name, a word or a port in it. */
export function joinLinkOf(address: string | null | undefined): JoinLink | undefined {
  const url = unwrapped(address ?? '');
  if (!url || !isPlain(url)) return undefined;
  const found = services.find((it) => it.host.test(url.hostname) && it.path.test(url.pathname + url.hash));
  return found && { url: url.href, provider: found.provider };
}

/** The address to open for joining, when it is one of Teams itself; undefined for everything else (M42). */
export function teamsAddress(address: string | null | undefined): string | undefined {
  const link = joinLinkOf(address);
  return link?.provider === teams.provider ? link.url : undefined;
}

/** Each meeting that texts, or bodies of HTML, lead into, once, in the order of the text. */
export function joinLinksIn(...texts: (string | null | undefined)[]): JoinLink[] {
  const found = new Map<string, JoinLink>();
  for (const text of texts)
    for (const [raw] of decoded(text ?? '').matchAll(/https?:\/\/[^\s"'<>\\^`{|}]+/gi)) {
      const link = joinLinkOf(raw.replace(/[).,;:!?\]]+$/, ''));
      if (link && !found.has(sameness(link))) found.set(sameness(link), link);
    }
  return [...found.values()];
}

/** What stays alike in every spelling of one meeting's address: where it leads, not what is said on the way. Never throws. */
export function sameness({ url }: Pick<JoinLink, 'url'>): string {
  const { hostname, pathname, hash, searchParams } = new URL(url);
  const path = decodedPath(pathname === '/_' ? hash.slice(1) : pathname).replace(/\/(0\/?)?$/, '');
  // Webex says which meeting it is behind the question mark only.
  const number = /\/j\.php$/.test(path) ? `?${searchParams.get('MTID') ?? ''}` : '';
  return `${hostname.replace(/^www\./, '')}${path}${number}`.toLowerCase();
}

const isPlain = (url: URL): boolean =>
  url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';

/** Mail gateways wrap addresses; what stands inside is where they lead. */
function unwrapped(address: string): URL | undefined {
  const url = parse(address);
  if (!url) return undefined;
  const inner = /\.safelinks\.protection\.outlook\.(com|us)$/.test(url.hostname)
    ? url.searchParams.get('url')
    : url.hostname === 'www.google.com' && url.pathname === '/url'
      ? url.searchParams.get('q')
      : undefined;
  return inner ? parse(inner) : url;
}
function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
/** A path with a broken `%` stays as it is written. */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
const decoded = (html: string): string =>
  html
    .replace(/&amp;/gi, '&')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
