import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Notice } from '../sync/notices.js';
import { perMinute } from './per-minute.js';

/** Where Microsoft sends notifications, below PUBLIC_URL. */
export const notificationPath = '/webhooks/graph';
const mostBytes = 2 * 1024 * 1024;
const postsPerMinute = 6_000;

const notification = z.object({
  subscriptionId: z.string().min(1).max(100),
  clientState: z.string().max(128).nullish(),
  lifecycleEvent: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']).nullish().catch(undefined),
});
const body = z.object({ value: z.array(z.unknown()).max(5_000) });

/**
 * The one door that Microsoft knocks at. A new subscription is proven by saying its token back, as text; notifications are
 * taken and answered at once, before anything is done with them. Who sends nonsense, or has the wrong secret, learns nothing.
 */
export function serveWebhooks(app: FastifyInstance, take: (notices: Notice[]) => void): void {
  app.post<{ Querystring: { validationToken?: string } }>(
    notificationPath,
    {
      bodyLimit: mostBytes,
      config: { rateLimit: perMinute(postsPerMinute, 'Too many notifications at once.') },
    },
    async (request, reply) => {
      const { validationToken } = request.query;
      reply.header('cache-control', 'no-store');
      if (typeof validationToken === 'string')
        return reply.type('text/plain; charset=utf-8').send(validationToken.slice(0, 4_096));
      const { value } = body.catch({ value: [] }).parse(request.body);
      take(
        value.flatMap((it) => {
          const { data } = notification.safeParse(it);
          if (!data) return [];
          const { subscriptionId, clientState, lifecycleEvent } = data;
          return [{ subscriptionId, clientState: clientState ?? '', lifecycleEvent: lifecycleEvent ?? undefined }];
        }),
      );
      return reply.status(202).send();
    },
  );
}
