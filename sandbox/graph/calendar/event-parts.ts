import { randomInt } from 'node:crypto';
import type { Router } from '../../base/router.js';
import type { OpenExtension } from '../../tenant/calendar/shapes.js';
import { toStored } from '../../tenant/mail/compose.js';
import type { StoredAttachment } from '../../tenant/mail/shapes.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, mailDenied, notFoundItem } from '../errors.js';
import { attachmentItem, attachmentTypes } from '../mail/attachment-item.js';
import { tooLarge } from '../mail/message-content.js';
import { pageOf } from '../query.js';
import { eventAt, requireWrite } from './access.js';
import { addExtension, findExtension, membersOf } from './extended-content.js';
import { isHidden } from './sight.js';

const largestByJson = 3 * 1024 * 1024;

/** What hangs on an event: files, and the open extensions of applications. */
export function addEventParts(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
    const call = callOf(x);
    const found = eventAt(call, user, id);
    if (isHidden(found.entry.fields, found.right.sight) || found.right.sight === 'titles') throw mailDenied();
    return { call, found, event: found.entry.event, of: `users('${found.agenda.objectId}')/events('${id}')` };
  };
  const whole = (call: Call, it: StoredAttachment) => ({
    ...attachmentItem(it),
    ...(it.kind === 'file' ? { contentBytes: call.tenants.store.getBlob(it.blob).toString('base64') } : {}),
  });
  const attachmentOf = (x: unknown, params: Record<string, string>) => {
    const found = at(x, params);
    const attachment = found.event.attachments.find((it) => it.id === params.attachment);
    if (!attachment) throw notFoundItem();
    return { ...found, attachment };
  };
  const extensionOf = (x: unknown, params: Record<string, string>) => {
    const found = at(x, params);
    const extension = findExtension(found.event, params.extension ?? '');
    if (!extension) throw notFoundItem();
    return { ...found, extension };
  };
  const extensionView = ({ id, members }: OpenExtension) => ({
    '@odata.type': '#microsoft.graph.openTypeExtension',
    id,
    ...members,
  });
  for (const one of ['/users/:user/events/:id', '/users/:user/calendars/:calendar/events/:id']) {
    router
      .on('GET', `${one}/attachments`, (x, params) => {
        const { call, event, of } = at(x, params);
        const names = call.query.get('$select') ?? undefined;
        const items = event.attachments.map((it) => (names ? attachmentItem(it, names) : whole(call, it)));
        return collection(
          call,
          `${of}/attachments`,
          pageOf(
            {
              items,
              type: 'microsoft.graph.attachment',
              options: ['$top', '$skip', '$count', '$filter', '$orderby'],
              pageSize: 100,
              largestPage: 1000,
              always: ['id'],
            },
            call.query,
            call.maxPageSize,
          ),
        );
      })
      .on('POST', `${one}/attachments`, (x, params) => {
        const { call, found, event, of } = at(x, params);
        requireWrite(found);
        const body = bodyOf(call);
        if (body['@odata.type'] !== attachmentTypes.file)
          throw badRequest(
            'Only file attachments can be added in this imitation; @odata.type must be #microsoft.graph.fileAttachment.',
          );
        const bytes = Buffer.from(textOf(body.contentBytes), 'base64');
        if (bytes.length > largestByJson) throw tooLarge();
        const box = call.tenants.mailboxes.find(found.agenda.objectId);
        const added = toStored(
          {
            name: textOf(body.name),
            contentType: textOf(body.contentType, 'application/octet-stream'),
            bytes,
            isInline: body.isInline === true,
          },
          box?.ids.attachment(1_000_000 + event.number, randomInt(100, 2 ** 31)) ?? `AAMk${randomInt(2 ** 40)}`,
          call.tenants.store.putBlob(bytes),
          call.clock.now(),
        );
        event.attachments.push(added);
        found.agenda.changed(event);
        return ok({ '@odata.context': context(call, `${of}/attachments/$entity`), ...whole(call, added) }, 201);
      })
      .on('GET', `${one}/attachments/:attachment`, (x, params) => {
        const { call, attachment, of } = attachmentOf(x, params);
        return ok({ '@odata.context': context(call, `${of}/attachments/$entity`), ...whole(call, attachment) });
      })
      .on('GET', `${one}/attachments/:attachment/$value`, (x, params) => {
        const { call, attachment } = attachmentOf(x, params);
        return {
          status: 200,
          headers: { 'content-type': attachment.contentType },
          body: call.tenants.store.getBlob(attachment.blob),
        };
      })
      .on('DELETE', `${one}/attachments/:attachment`, (x, params) => {
        const { found, event, attachment } = attachmentOf(x, params);
        requireWrite(found);
        event.attachments.splice(event.attachments.indexOf(attachment), 1);
        found.agenda.changed(event);
        return noContent();
      })
      .on('GET', `${one}/extensions`, (x, params) => {
        const { call, event, of } = at(x, params);
        return collection(call, `${of}/extensions`, { value: event.extensions.map(extensionView) });
      })
      .on('POST', `${one}/extensions`, (x, params) => {
        const { call, found, event, of } = at(x, params);
        requireWrite(found);
        const added = addExtension(event, bodyOf(call));
        found.agenda.changed(event);
        return ok({ '@odata.context': context(call, `${of}/extensions/$entity`), ...extensionView(added) }, 201);
      })
      .on('GET', `${one}/extensions/:extension`, (x, params) => {
        const { call, extension, of } = extensionOf(x, params);
        return ok({ '@odata.context': context(call, `${of}/extensions/$entity`), ...extensionView(extension) });
      })
      .on('PATCH', `${one}/extensions/:extension`, (x, params) => {
        const { call, found, event, extension, of } = extensionOf(x, params);
        requireWrite(found);
        Object.assign(extension.members, membersOf(bodyOf(call)));
        found.agenda.changed(event);
        return ok({ '@odata.context': context(call, `${of}/extensions/$entity`), ...extensionView(extension) });
      })
      .on('DELETE', `${one}/extensions/:extension`, (x, params) => {
        const { found, event, extension } = extensionOf(x, params);
        requireWrite(found);
        event.extensions.splice(event.extensions.indexOf(extension), 1);
        found.agenda.changed(event);
        return noContent();
      });
  }
}
