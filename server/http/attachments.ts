import type { FastifyInstance } from 'fastify';
import { attachmentWish, type AttachmentWish } from '../../contract/timeline.js';
import type { Principal } from '../base/principal.js';
import type { OpenedAttachment } from '../filing/open-attachment.js';
import type { Admit } from './admit.js';

interface Door {
  admit: Admit;
  open(viewer: Principal, wish: AttachmentWish, signal: AbortSignal): Promise<OpenedAttachment>;
  perMinute: number;
}

/**
 * `POST /api/mail/attachment`: the one answer that is a file, so it stands beside the table of routes. It goes through as it comes, is
 * kept neither here nor in the browser's cache, and is always something to save, never something a browser runs.
 */
export function serveAttachments(app: FastifyInstance, { admit, open, perMinute }: Door): void {
  const principals = new WeakMap<object, Principal>();
  app.post<{ Body: AttachmentWish }>(
    '/api/mail/attachment',
    {
      schema: { body: attachmentWish },
      config: {
        rateLimit: {
          max: perMinute,
          timeWindow: '1 minute',
          keyGenerator: (request) => {
            const principal = principals.get(request);
            return principal ? `${principal.tenantId} ${principal.objectId}` : request.ip;
          },
        },
      },
      onRequest: async (request) => {
        principals.set(request, await admit(request));
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort()); // nobody reads any more: Microsoft is not asked on
      const { name, bytes } = await open(principals.get(request) as Principal, request.body, gone.signal);
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .header('cache-control', 'no-store')
        .send(bytes);
    },
  );
}
