import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface PageOptions {
  /** Where the built pages are; without them only the API is served. */
  folder: string;
  /** Put into each page; nothing secret. */
  configuration: { clientId: string; authority: string; scope: string; graphScopes: string[]; version: string };
  entraUrl: string;
  /** Which origins may show the pane in a frame: Outlook's. */
  frameAncestors: string[];
  /** Which origins the record page may show in a frame: Microsoft's, with a file. */
  fileOrigins: string[];
  /** Where else Microsoft keeps thumbnails, which the pane shows. */
  transferOrigins: string[];
}
/** Fluent's components fill an empty style element rule by rule; the element itself must be allowed. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
export interface Page {
  text: string;
  policy: string;
}
const officeHosts = 'https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com';

/** Names the pages as they are built now. A pane that was loaded from other pages learns from it that it is outdated. */
export function readBuild(folder: string): string {
  const hash = createHash('sha256');
  for (const name of ['taskpane.html', 'record.html'])
    if (fs.existsSync(path.join(folder, name))) hash.update(fs.readFileSync(path.join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * The pane, the record page and the settings, which it gives back for whoever else answers with them. Each page has its own
 * policy; scripts and styles carry a hash in their name and never change.
 */
export async function servePages(
  app: FastifyInstance,
  { folder, configuration, entraUrl, frameAncestors, fileOrigins, transferOrigins }: PageOptions,
): Promise<{ settings?: Page; signedIn?: Page }> {
  if (!fs.existsSync(folder)) {
    app.log.warn('there are no built pages');
    return {};
  }
  await app.register(fastifyStatic, {
    root: path.resolve(folder),
    index: false,
    preCompressed: true,
    cacheControl: false,
    allowedPath: (name) => !name.endsWith('.html'),
    setHeaders: (response, file) => {
      response.setHeader('cache-control', cachingOf(path.basename(file)));
      response.setHeader('access-control-allow-origin', '*');
    },
  });
  const build = readBuild(folder);
  const page = (name: string, isFramed: boolean, more: { isRecord?: true; isPane?: true } = {}): Page | undefined => {
    const file = path.join(folder, name);
    if (!fs.existsSync(file)) return undefined;
    const text = fs
      .readFileSync(file, 'utf8')
      .replace('<!--configuration-->', () => data('configuration', { ...configuration, build }));
    const styles = [...text.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(
      (it) =>
        `'sha256-${createHash('sha256')
          .update(it[1] ?? '')
          .digest('base64')}'`,
    );
    const policy = [
      "default-src 'none'",
      `script-src 'self'${isFramed ? ` ${officeHosts}` : ''}`,
      `style-src 'self' ${[emptyStyle, ...styles].join(' ')}`,
      // A frame with a mail in it inherits this policy and narrows it: pictures only once they were asked for, styles only of elements.
      more.isRecord
        ? "img-src 'self' data: https:"
        : ["img-src 'self' data:", ...(more.isPane ? [...fileOrigins, ...transferOrigins] : [])].join(' '), // thumbnails, from where Microsoft draws them
      ...(more.isRecord ? ["style-src-attr 'unsafe-inline'"] : []),
      "font-src 'self' data:",
      `connect-src 'self' ${entraUrl}`,
      `frame-src ${[entraUrl, ...(more.isRecord ? fileOrigins : [])].join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${isFramed ? frameAncestors.join(' ') : "'self'"}`,
    ].join('; ');
    return { text, policy };
  };
  const taskpane = page('taskpane.html', true, { isPane: true });
  const record = page('record.html', false, { isRecord: true });
  const settings = page('settings.html', false);
  const calendar = page('calendar.html', false);
  // In a window of its own, opened by Outlook: it speaks to the pane through Office.
  const signedIn = page('signed-in.html', true);
  const serve = (found: Page | undefined, urls: string[]) => {
    if (found) for (const url of urls) app.get(url, (_request, reply) => sendPage(reply, found));
  };
  serve(taskpane, ['/taskpane.html']);
  serve(record, ['/record.html', '/record/:module/:id']);
  serve(settings, ['/settings', '/settings.html']);
  serve(calendar, ['/calendar', '/calendar.html']);
  // The manifests name these; they are read by people who are not signed in.
  for (const name of ['support', 'privacy', 'terms']) serve(page(`${name}.html`, false), [`/${name}`]);
  app.get('/', (_request, reply) => reply.redirect('/record.html'));
  return { ...(settings ? { settings } : {}), ...(signedIn ? { signedIn } : {}) };
}

/** Sends a page; what is in `facts` stands in it as JSON, for its script to read. */
export function sendPage(
  reply: FastifyReply,
  { text, policy }: Page,
  facts: Record<string, unknown> = {},
): FastifyReply {
  const more = Object.entries(facts).map(([id, value]) => data(id, value));
  return reply
    .header('content-security-policy', policy)
    .header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()')
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(more.length > 0 ? text.replace('</head>', () => `${more.join('')}</head>`) : text);
}
const data = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`;

/** A name made of the content never changes; a script without one must be asked for again, pictures now and then. */
function cachingOf(name: string): string {
  if (/[.-][0-9a-f]{8,}[.]/.test(name)) return 'public, max-age=31536000, immutable';
  return /[.](js|css)$/.test(name) ? 'no-cache' : 'public, max-age=300';
}
