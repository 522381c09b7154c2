import fs from 'node:fs';
import path from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, type Answer, type Exchange } from '../base/exchange.js';
import { Router } from '../base/router.js';
import { addAdminCenter } from './admin-center.js';
import { addCalendar } from './calendar.js';
import { addControls } from './controls.js';
import { addMailbox, listen } from './mailbox.js';
import type { OutlookOptions, OutlookParts } from './parts.js';
import { addSession, whoIs } from './people.js';

export interface Outlook {
  handle(exchange: Exchange, raw: { request: IncomingMessage; response: ServerResponse }): Promise<Answer | undefined>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The Outlook page and the small backend behind it; both read the same mailboxes as Graph. */
export function createOutlook(options: OutlookOptions): Outlook {
  const { root, urls, deployments } = options;
  const parts: OutlookParts = options;
  const web = path.join(root, 'sandbox/outlook/web');
  const router = new Router()
    .on('GET', '/', (x) => page(x))
    .on('GET', '/broker-callback', () =>
      html('<!doctype html><title>Done</title><script src="/web/broker-callback.js"></script>'),
    );
  addSession(router, parts);
  addMailbox(router, parts);
  addCalendar(router, parts);
  addControls(router, parts);
  addAdminCenter(router, parts);

  function page(x: Exchange): Answer {
    const { organisation, person } = whoIs(parts, x);
    const pages = deployments.for(organisation.tenantId, person.id)?.origin ?? urls.server;
    const policy = `default-src 'self'; img-src 'self' data: ${urls.server}; style-src 'self' 'unsafe-inline'; frame-src 'self' ${urls.server} ${pages} ${urls.entra} about: data:; connect-src 'self' ${urls.server} ${pages}`;
    return html(fs.readFileSync(path.join(web, 'index.html'), 'utf8'), 200, {
      'content-security-policy': policy,
      'cache-control': 'no-store',
    });
  }
  function file(name: string): Answer {
    const found = path.join(web, path.normalize(name));
    if (!found.startsWith(web) || !fs.existsSync(found)) return { status: 404, body: 'not found' };
    return {
      status: 200,
      headers: {
        'content-type': types[path.extname(found)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      },
      body: fs.readFileSync(found),
    };
  }

  return {
    async handle(exchange, { response }) {
      if (exchange.path === '/api/events') return listen(parts, exchange, response);
      if (exchange.path.startsWith('/web/')) return file(exchange.path.slice('/web/'.length));
      if (exchange.path === '/icon.svg')
        return {
          status: 200,
          headers: { 'content-type': 'image/svg+xml' },
          body: fs.readFileSync(path.join(root, 'assets/icon.svg')),
        };
      try {
        return (await router.route(exchange)) ?? { status: 404, body: { error: 'There is nothing at this address.' } };
      } catch (error) {
        if ((error as { status?: number }).status === 404)
          return { status: 404, body: { error: 'It is not there any more.' } };
        throw error;
      }
    },
  };
}
