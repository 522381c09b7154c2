import type { Router } from '../../base/router.js';
import type { StoredAttachment } from '../../tenant/mail/shapes.js';
import { attachmentItem, attachmentTypes } from './attachment-item.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, notFoundItem } from '../errors.js';
import { mailboxAt } from './access.js';
import { messageAt } from './find.js';
import { pageOf } from '../query.js';
import { tooLarge } from './message-content.js';

export function addAttachments(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
    const call = callOf(x);
    const box = mailboxAt(call, user);
    return { call, box, message: messageAt(box, id) };
  };
  const one = (x: unknown, params: Record<string, string>) => {
    const found = at(x, params);
    const attachment = found.message.attachments.find((it) => it.id === params.attachment);
    if (!attachment) throw notFoundItem();
    return { ...found, attachment };
  };
  const whole = (call: Call, it: StoredAttachment) => ({
    ...attachmentItem(it),
    ...(it.kind === 'file' ? { contentBytes: call.tenants.store.getBlob(it.blob).toString('base64') } : {}),
  });
  router
    .on('GET', '/users/:user/messages/:id/attachments', (x, params) => {
      const { call, box, message } = at(x, params);
      const names = call.query.get('$select') ?? undefined;
      const items = message.attachments.map((it) => (names ? attachmentItem(it, names) : whole(call, it)));
      return collection(
        call,
        `users('${box.objectId}')/messages('${params.id}')/attachments`,
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
    .on('GET', '/users/:user/messages/:id/attachments/:attachment', (x, params) => {
      const { call, box, attachment } = one(x, params);
      return ok({
        '@odata.context': context(call, `users('${box.objectId}')/messages('${params.id}')/attachments/$entity`),
        ...(call.query.has('$select')
          ? attachmentItem(attachment, call.query.get('$select') ?? '')
          : whole(call, attachment)),
      });
    })
    .on('GET', '/users/:user/messages/:id/attachments/:attachment/$value', (x, params) => {
      const { call, attachment } = one(x, params);
      if (attachment.kind === 'reference')
        throw new GraphRefusal(405, 'ErrorInvalidRequest', 'The attachment is a reference and has no content.');
      return {
        status: 200,
        headers: { 'content-type': attachment.contentType },
        body: call.tenants.store.getBlob(attachment.blob),
      };
    })
    .on('POST', '/users/:user/messages/:id/attachments', (x, params) => {
      const { call, box, message } = at(x, params);
      const body = bodyOf(call);
      if (body['@odata.type'] !== attachmentTypes.file)
        throw badRequest(
          'Only file attachments can be added in this imitation; @odata.type must be #microsoft.graph.fileAttachment.',
        );
      const bytes = Buffer.from(textOf(body.contentBytes), 'base64');
      if (bytes.length > 3 * 1024 * 1024) throw tooLarge();
      const added = call.tenants.mailboxes.attach(message, {
        name: textOf(body.name),
        contentType: textOf(body.contentType, 'application/octet-stream'),
        bytes,
        isInline: body.isInline === true,
        ...(typeof body.contentId === 'string' ? { contentId: body.contentId } : {}),
      });
      call.tenants.mailboxes.changed(box, message);
      return ok(
        {
          '@odata.context': context(call, `users('${box.objectId}')/messages('${params.id}')/attachments/$entity`),
          ...whole(call, added),
        },
        201,
      );
    })
    .on('DELETE', '/users/:user/messages/:id/attachments/:attachment', (x, params) => {
      const { call, box, message, attachment } = one(x, params);
      message.attachments.splice(message.attachments.indexOf(attachment), 1);
      message.graph.hasAttachments = message.attachments.some((it) => !it.isInline);
      call.tenants.mailboxes.changed(box, message);
      return noContent();
    });
}
