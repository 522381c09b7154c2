import type { FastifyInstance } from 'fastify';
import { coherencePath } from '../records/changes/listen.js';
import { perMinute } from './per-minute.js';

const mostBytes = 256 * 1024;
const postsPerMinute = 1_200;
export interface CoherenceDelivery {
  door: string;
  signature: string | undefined;
  body: string;
}

/** The door that Coherence knocks at. It is answered alike whether the delivery meant anything or not: who guesses learns nothing. */
export async function serveCoherenceWebhooks(
  app: FastifyInstance,
  hear: (delivery: CoherenceDelivery) => Promise<void>,
): Promise<void> {
  await app.register((scope) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { door: string } }>(
      `${coherencePath}/:door`,
      {
        bodyLimit: mostBytes,
        config: { rateLimit: perMinute(postsPerMinute, 'Too many deliveries at once.') },
      },
      async (request, reply) => {
        const signature = request.headers['x-coherence-signature'];
        await hear({
          door: request.params.door,
          signature: typeof signature === 'string' ? signature : undefined,
          body: typeof request.body === 'string' ? request.body : '',
        });
        return reply.header('cache-control', 'no-store').status(200).send({});
      },
    );
    return Promise.resolve();
  });
}
