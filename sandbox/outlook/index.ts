import fs from 'node:fs';
import path from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.js';
import { html, jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import type { Fault, Faults } from '../base/faults.js';
import { Router } from '../base/router.js';
import type { Coherence } from '../coherence/index.js';
import { endSession, sessionCookie, setSession } from '../entra/authorize.js';
import type { Entra } from '../entra/index.js';
import { alder, application, organisations } from '../tenant/company.js';
import type { Address, Mail, Mailbox, StoredMessage } from '../tenant/mailboxes.js';
import type { Tenants } from '../tenant/tenants.js';
import { readManifest } from './manifest.js';
import { allWell, presets } from './presets.js';

export interface OutlookOptions {
  root: string;
  tenants: Tenants;
  entra: Entra;
  coherence: Coherence;
  faults: Faults;
  clock: Clock;
  urls: Record<'outlook' | 'server' | 'entra' | 'graph' | 'coherence', string>;
}
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
export function createOutlook({ root, tenants, entra, coherence, faults, clock, urls }: OutlookOptions): Outlook {
  const web = path.join(root, 'sandbox/outlook/web');
  const addIn = readManifest(root);
  const { mailboxes } = tenants;
  const whoIs = (x: Exchange) =>
    entra.directory.person(x.cookies[sessionCookie] ?? '') ?? {
      organisation: alder,
      person: alder.people[0] as (typeof alder.people)[number],
    };
  const boxOf = (x: Exchange): Mailbox => mailboxes.find(whoIs(x).person.id) as Mailbox;
  const messageOf = (x: Exchange, id = ''): { box: Mailbox; message: StoredMessage } => {
    const box = boxOf(x);
    const message = mailboxes.message(box, id);
    if (!message) throw Object.assign(new Error('gone'), { status: 404 });
    return { box, message };
  };
  const brief = (box: Mailbox, it: StoredMessage) => ({
    id: it.restId,
    folderId: it.folderId,
    subject: it.graph.subject,
    from: it.graph.from?.emailAddress,
    preview: it.graph.bodyPreview,
    received: it.graph.receivedDateTime,
    isRead: it.graph.isRead,
    hasAttachments: it.graph.hasAttachments,
    importance: it.graph.importance,
    categories: (it.graph.categories ?? []).map((name) => ({
      name,
      color: box.categories.find((c) => c.displayName === name)?.color ?? 'none',
    })),
  });

  const router = new Router()
    .on('GET', '/', () => page())
    .on('GET', '/broker-callback', () =>
      html('<!doctype html><title>Done</title><script src="/web/broker-callback.js"></script>'),
    )
    .on('GET', '/api/session', (x) => {
      const { organisation, person } = whoIs(x);
      const headers = x.cookies[sessionCookie] ? {} : { 'set-cookie': setSession(person.id) };
      return {
        status: 200,
        headers,
        body: {
          person,
          organisation: { name: organisation.name, tenantId: organisation.tenantId },
          organisations: organisations.map(({ name, people }) => ({ name, people })),
          addIn,
          serverUrl: urls.server,
          entraUrl: urls.entra,
          clientId: application.clientId,
          presets: presets.map(({ name, title, meaning }) => ({ name, title, meaning })),
        },
      };
    })
    .on('POST', '/api/session', (x) => {
      const chosen = entra.directory.person(jsonOf<{ objectId?: string }>(x).objectId ?? '');
      return chosen
        ? { status: 204, headers: { 'set-cookie': setSession(chosen.person.id) } }
        : { status: 404, body: { error: 'nobody' } };
    })
    .on('DELETE', '/api/session', () => ({ status: 204, headers: { 'set-cookie': endSession } }))
    .on('GET', '/api/folders', (x) => {
      const box = boxOf(x);
      return {
        status: 200,
        body: box.folders
          .filter((it) => it.parentFolderId)
          .map((it) => ({
            ...it,
            unread: box.messages.filter((m) => m.folderId === it.id && !m.graph.isRead).length,
            total: box.messages.filter((m) => m.folderId === it.id).length,
          })),
      };
    })
    .on('GET', '/api/messages', (x) => {
      const box = boxOf(x);
      const folder = mailboxes.folder(box, x.url.searchParams.get('folder') ?? 'inbox');
      return {
        status: 200,
        body: box.messages
          .filter((it) => it.folderId === folder?.id)
          .sort((a, b) => ((a.graph.receivedDateTime ?? '') < (b.graph.receivedDateTime ?? '') ? 1 : -1))
          .map((it) => brief(box, it)),
      };
    })
    .on('GET', '/api/messages/:id', (x, { id }) => {
      const { box, message } = messageOf(x, id);
      return {
        status: 200,
        body: {
          ...brief(box, message),
          to: message.graph.toRecipients?.map((r) => r.emailAddress),
          cc: message.graph.ccRecipients?.map((r) => r.emailAddress),
          html: message.graph.body?.content,
          conversationId: message.graph.conversationId,
          internetMessageId: message.graph.internetMessageId,
          created: message.graph.createdDateTime,
          modified: message.graph.lastModifiedDateTime,
          headers: message.headers,
          attachments: message.attachments.map(({ blob: _blob, ...it }) => it),
          master: box.categories,
        },
      };
    })
    .on('PATCH', '/api/messages/:id', (x, { id }) => {
      const { box, message } = messageOf(x, id);
      const { isRead, categories } = jsonOf<{ isRead?: boolean; categories?: string[] }>(x);
      if (isRead !== undefined) message.graph.isRead = isRead;
      if (categories) message.graph.categories = categories;
      mailboxes.changed(box, message);
      return { status: 204 };
    })
    .on('POST', '/api/messages/:id/move', (x, { id }) => {
      const { box, message } = messageOf(x, id);
      const folder = mailboxes.folder(box, jsonOf<{ to?: string }>(x).to ?? '');
      if (folder) mailboxes.move(box, message, folder);
      return { status: folder ? 204 : 404 };
    })
    .on('GET', '/api/messages/:id/attachments/:attachment', (x, { id, attachment }) => {
      const found = messageOf(x, id).message.attachments.find((it) => it.id === attachment);
      if (!found) return { status: 404, body: { error: 'gone' } };
      const isPicture = /^image\/(png|jpeg|gif)$/.test(found.contentType);
      return {
        status: 200,
        headers: {
          'content-type': isPicture ? found.contentType : 'application/octet-stream',
          'x-content-type-options': 'nosniff',
          'content-disposition': `${isPicture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
        },
        body: tenants.store.getBlob(found.blob),
      };
    })
    .on('GET', '/api/messages/:id/properties', (x, { id }) => ({
      status: 200,
      body: messageOf(x, id).message.properties ?? {},
    }))
    .on('PUT', '/api/messages/:id/properties', (x, { id }) => {
      const { box, message } = messageOf(x, id);
      message.properties = jsonOf(x);
      mailboxes.changed(box);
      return { status: 204 };
    })
    .on('GET', '/api/roaming-settings', (x) => ({ status: 200, body: boxOf(x).rules }))
    .on('PUT', '/api/roaming-settings', (x) => {
      const box = boxOf(x);
      box.rules = jsonOf(x);
      mailboxes.store.touch();
      return { status: 204 };
    })
    .on('POST', '/api/send', (x) => {
      const { person } = whoIs(x);
      const {
        to = '',
        cc = '',
        subject = '',
        text = '',
        conversation,
      } = jsonOf<{ to?: string; cc?: string; subject?: string; text?: string; conversation?: string }>(x);
      const addresses = (list: string): Address[] =>
        list
          .split(/[,;]/)
          .map((it) => it.trim())
          .filter(Boolean)
          .map((address) => ({ name: entra.directory.person(address)?.person.name ?? address, address }));
      if (addresses(to).length === 0) return { status: 400, body: { error: 'Say who is to receive it.' } };
      const escaped = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\n/g, '<br>');
      mailboxes.deliver({
        from: { name: person.name, address: person.userPrincipalName },
        to: addresses(to),
        cc: addresses(cc),
        subject,
        html: `<p>${escaped}</p>`,
        ...(conversation ? { conversation } : {}),
      });
      return { status: 202, body: {} };
    })
    .on('POST', '/broker/token', async (x) => ({
      status: 200,
      body: await entra.issueForBroker({
        objectId: whoIs(x).person.id,
        ...jsonOf<{ clientId: string; scope: string }>(x),
      }),
    }))
    .on('GET', '/sandbox/faults', () => ({ status: 200, body: faults.list() }))
    .on('POST', '/sandbox/faults', (x) => ({ status: 201, body: { id: faults.add(jsonOf<Fault>(x)) } }))
    .on('DELETE', '/sandbox/faults', () => {
      allWell({ faults, entra, coherence });
      return { status: 204 };
    })
    .on('POST', '/sandbox/faults/presets/:name', (_x, { name }) => {
      const found = presets.find((it) => it.name === name);
      found?.start({ faults, entra, coherence });
      return { status: found ? 204 : 404 };
    })
    .on('POST', '/sandbox/clock', (x) => {
      clock.advance(Number(jsonOf<{ advanceMs?: number }>(x).advanceMs ?? 0));
      return { status: 200, body: { now: clock.now() } };
    })
    .on('POST', '/sandbox/mail', (x) => {
      const mail = jsonOf<
        Omit<Mail, 'attachments'> & {
          attachments?: { name: string; contentType: string; contentBytes: string; isInline?: boolean }[];
        }
      >(x);
      return {
        status: 201,
        body: {
          internetMessageId: mailboxes.deliver({
            ...mail,
            attachments: (mail.attachments ?? []).map(({ contentBytes, ...it }) => ({
              ...it,
              bytes: Buffer.from(contentBytes, 'base64'),
            })),
          }),
        },
      };
    });

  function page(): Answer {
    const policy = `default-src 'self'; img-src 'self' data: ${urls.server}; style-src 'self' 'unsafe-inline'; frame-src 'self' ${urls.server} ${urls.entra} about: data:; connect-src 'self' ${urls.server}`;
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
  /** Tells the page when the mailbox changed, for as long as it listens. */
  function listen(x: Exchange, response: ServerResponse): undefined {
    const { id } = whoIs(x).person;
    const tell = (changed: string) => {
      if (changed === id) response.write('data: changed\n\n');
    };
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': listening\n\n');
    mailboxes.on('change', tell);
    response.on('close', () => mailboxes.off('change', tell));
  }

  return {
    async handle(exchange, { response }) {
      if (exchange.path === '/api/events') return listen(exchange, response);
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
          return { status: 404, body: { error: 'The message is not there any more.' } };
        throw error;
      }
    },
  };
}
