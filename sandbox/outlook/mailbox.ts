import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { jsonOf, type Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import type { Address } from '../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../tenant/mailboxes.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';

/** The page's list is no virtual one: more than this nobody reads there. */
const mostListed = 300;

/** Reading, moving and sending mail, as the page does it for whoever is signed in. */
export function addMailbox(router: Router, parts: OutlookParts): void {
  const { tenants, entra } = parts;
  const { mailboxes } = tenants;
  const boxOf = (x: Exchange): Mailbox => mailboxes.find(whoIs(parts, x).person.id) as Mailbox;
  const messageOf = (x: Exchange, id = ''): { box: Mailbox; message: StoredMessage } => {
    const box = boxOf(x);
    const message = mailboxes.message(box, id);
    if (!message) throw Object.assign(new Error('gone'), { status: 404 });
    return { box, message };
  };
  router
    .on('GET', '/api/folders', (x) => {
      const box = boxOf(x);
      return {
        status: 200,
        body: box.folders
          .filter((it) => it.parentFolderId && !it.isHidden)
          .map((it) => ({
            ...it,
            unread: box.contents(it.id).list.unread,
            total: box.contents(it.id).list.items.length,
          })),
      };
    })
    .on('GET', '/api/messages', (x) => {
      const box = boxOf(x);
      const folder = mailboxes.folder(box, x.url.searchParams.get('folder') ?? 'inbox');
      return {
        status: 200,
        body: box
          .contents(folder?.id ?? '')
          .list.items.slice(0, mostListed)
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
          meeting: meetingOf(parts, box, message),
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
      const { person } = whoIs(parts, x);
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
    });
}

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

/** What a meeting message is about, and where its event lies in this mailbox, if it still does. */
function meetingOf({ tenants }: OutlookParts, box: Mailbox, message: StoredMessage) {
  const { meeting } = message.isGenerated ? {} : message.content;
  const agenda = tenants.agendas.find(box.objectId);
  const event = meeting && agenda?.byUid(meeting.uid);
  const date = event?.recurrence ? meeting?.date : undefined;
  const utc = (name: string) =>
    Date.parse(`${(meeting?.members[name] as { dateTime?: string } | undefined)?.dateTime ?? ''}Z`);
  return meeting
    ? {
        type: meeting.members.meetingMessageType,
        start: utc('startDateTime'),
        end: utc('endDateTime'),
        location: (meeting.members.location as { displayName?: string } | null)?.displayName ?? '',
        eventId: event && agenda ? agenda.ids.of(event.number, date, false) : null,
        response: event?.fields.responseStatus.response ?? null,
      }
    : null;
}

const started = randomUUID();
/** Tells the page which sandbox answers, and when the mailbox changed, for as long as it listens. */
export function listen(parts: OutlookParts, x: Exchange, response: ServerResponse): undefined {
  const { mailboxes } = parts.tenants;
  const { id } = whoIs(parts, x).person;
  const tell = (changed: string) => {
    if (changed === id) response.write('data: changed\n\n');
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`event: started\ndata: ${started}\n\n`);
  const { agendas } = parts.tenants;
  for (const it of [mailboxes, agendas]) it.on('change', tell);
  response.on('close', () => {
    for (const it of [mailboxes, agendas]) it.off('change', tell);
  });
}
