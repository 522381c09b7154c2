/*
 * Links at which people join an online meeting, of the services that are common. Only hosts count that belong to the service, and only
 * paths that lead into a meeting: an advertisement for Zoom is not a link to join.
 */
const services: { provider: string; host: RegExp; path: RegExp }[] = [
  {
    provider: 'Microsoft Teams',
    host: /^(teams\.microsoft\.com|teams\.live\.com|teams\.cloud\.microsoft|gov\.teams\.microsoft\.us)$/,
    path: /^\/(l\/meetup-join\/|meet\/|_#\/l\/meetup-join\/)/,
  },
  { provider: 'Zoom', host: /^([a-z0-9-]+\.)*(zoom\.us|zoomgov\.com|zoom\.com)$/, path: /^\/(j|my|w|s|wc\/join)\// },
  { provider: 'Google Meet', host: /^meet\.google\.com$/, path: /^\/(lookup\/|[a-z]{3,4}-[a-z]{3,4}-[a-z]{3,4})/ },
  {
    provider: 'Webex',
    host: /^[a-z0-9-]+\.webex\.com$/,
    path: /^\/(meet\/|join\/|[^/]+\/j\.php|wbxmjs\/joinservice|webappng\/sites\/[^/]+\/meeting)/,
  },
  {
    provider: 'GoTo',
    host: /^(meet\.goto\.com|(www\.|global\.)?gotomeeting\.com|gotomeet\.me)$/,
    path: /^\/(join\/)?[\w-]+/,
  },
  { provider: 'Skype', host: /^(join\.skype\.com|meet\.lync\.com)$/, path: /^\/.+/ },
  { provider: 'Jitsi', host: /^meet\.jit\.si$/, path: /^\/.+/ },
  { provider: 'BlueJeans', host: /^([a-z0-9-]+\.)?bluejeans\.com$/, path: /^\/\d+/ },
  { provider: 'Whereby', host: /^([a-z0-9-]+\.)?whereby\.com$/, path: /^\/[\w-]+/ },
];

export interface JoinLink {
  url: string;
  provider: string;
}

/** The service of one address, where it leads into a meeting. */
export function joinLinkOf(address: string): JoinLink | undefined {
  const url = unwrapped(address);
  if (!url || url.protocol !== 'https:') return undefined;
  const path = url.pathname + url.hash;
  const found = services.find((it) => it.host.test(url.hostname.toLowerCase()) && it.path.test(path));
  return found && { url: url.href, provider: found.provider };
}

/** Each meeting that a text or a body of HTML leads into, once, in the order of the text. */
export function joinLinksIn(text: string): JoinLink[] {
  const found = new Map<string, JoinLink>();
  for (const [raw] of decoded(text).matchAll(/https?:\/\/[^\s"'<>\\^`{|}]+/gi)) {
    const link = joinLinkOf(raw.replace(/[).,;:!?\]]+$/, ''));
    if (link && !found.has(keyOf(link.url))) found.set(keyOf(link.url), link);
  }
  return [...found.values()];
}
/** The same meeting, whatever is added to its address. */
const keyOf = (url: string): string => decodeURIComponentSafely(url.split(/[?#]/)[0] ?? url).toLowerCase();

/** Mail gateways wrap addresses; what stands inside is where they lead. */
function unwrapped(address: string): URL | undefined {
  const url = parse(address);
  if (!url) return undefined;
  const inner = /(^|\.)safelinks\.protection\.outlook\.com$/i.test(url.hostname)
    ? url.searchParams.get('url')
    : /^www\.google\.com$/i.test(url.hostname) && url.pathname === '/url'
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
function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
const decoded = (html: string): string =>
  html
    .replace(/&amp;/gi, '&')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
