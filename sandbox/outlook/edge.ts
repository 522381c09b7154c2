import fs from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { html, type Answer, type Exchange } from '../base/exchange.js';
import type { Faults } from '../base/faults.js';

const cdn = 'https://appsforoffice.microsoft.com/lib/1/hosted/office.js';
const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.json': 'application/json',
};

export interface EdgeOptions {
  root: string;
  serverUrl: string | (() => string);
  faults: Faults;
}
export interface Edge {
  handle(exchange: Exchange, raw: { request: IncomingMessage; response: ServerResponse }): Promise<Answer | undefined>;
  streams(path: string): boolean;
}

/**
 * The proxy in front of the product's server, as production has one. It passes everything on unchanged but one thing: where a
 * page loads office.js from Microsoft, it gets the copy in node_modules, byte for byte, with two small scripts before it
 * that stand for what Outlook itself would bring (MicrosoftAjax and the bridge of nested app authentication).
 */
export function createEdge({ root, serverUrl, faults }: EdgeOptions): Edge {
  const office = path.join(root, 'node_modules/@microsoft/office-js/dist');
  const shims = path.join(root, 'sandbox/outlook/shim');
  return {
    streams: () => true,
    async handle(exchange, { request, response }) {
      const own = /^\/_(office|shim)\/(.+)$/.exec(exchange.path);
      if (own) return sendFile(own[1] === 'office' ? office : shims, decodeURIComponent(own[2] ?? ''));
      return faults.apply('edge', exchange, () =>
        pass(typeof serverUrl === 'string' ? serverUrl : serverUrl(), exchange, request, response),
      );
    },
  };
}

/** The scripts that take the place of Microsoft's in a page; deferred, because they need each other in this order. */
export const withLocalOffice = (page: string): string =>
  page.replace(new RegExp(`<script([^>]*?)\\ssrc="${cdn.replace(/[./]/g, '\\$&')}"([^>]*)></script>`), () =>
    ['/_shim/msajax.js', '/_shim/nested-app-auth.js', '/_office/office.js']
      .map((src) => `<script defer src="${src}"></script>`)
      .join(''),
  );

function sendFile(folder: string, name: string): Answer {
  const wanted = path.normalize(name);
  const file = [
    wanted,
    wanted.replace(
      /^([a-z]{2})-([a-z]{2})(?=\/)/,
      (_all, language: string, country: string) => `${language}-${country.toUpperCase()}`,
    ),
  ]
    .map((it) => path.join(folder, it))
    .find((it) => it.startsWith(folder) && fs.existsSync(it) && fs.statSync(it).isFile());
  if (!file) return { status: 404, body: 'not found' };
  return {
    status: 200,
    headers: {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
    },
    body: fs.readFileSync(file),
  };
}

async function pass(
  serverUrl: string,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  const target = new URL(serverUrl);
  const headers = {
    ...request.headers,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': request.headers.host ?? '',
    'x-forwarded-for': '127.0.0.1',
  };
  return new Promise((resolve) => {
    const onward = http.request(
      {
        hostname: target.hostname,
        port: target.port,
        method: exchange.method,
        path: exchange.url.pathname + exchange.url.search,
        headers,
      },
      (answer) => {
        const isPage = (answer.headers['content-type'] ?? '').startsWith('text/html');
        if (!isPage) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          response.on('close', () => resolve(undefined));
          return;
        }
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers;
          resolve({
            status: answer.statusCode ?? 502,
            headers: rest as Record<string, string>,
            body: withLocalOffice(Buffer.concat(chunks).toString('utf8')),
          });
        });
      },
    );
    onward.on('error', () => {
      request.unpipe(onward).resume(); // what the client still sends must not block its connection
      if (response.headersSent) {
        response.destroy();
        resolve(undefined);
        return;
      }
      resolve(
        exchange.path.startsWith('/api')
          ? {
              status: 503,
              headers: { 'content-type': 'application/problem+json' },
              body: {
                type: 'about:blank',
                title: 'The server is not running',
                status: 503,
                detail: 'The server is not running. Nothing is lost; try again in a moment.',
                code: 'upstream_unavailable',
                source: 'network',
                requestId: 'none',
              },
            }
          : html(
              '<!doctype html><title>Not running</title><p style="font:16px system-ui;margin:3rem">The product\'s server is not running. <a href="">Try again</a>',
              503,
            ),
      );
    });
    request.pipe(onward);
    exchange.signal.addEventListener('abort', () => onward.destroy(), { once: true });
  });
}
