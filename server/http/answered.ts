import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../base/principal.js';

/** What a person asked of us. `path` is the route, `target` the ids that stood in it; nothing of what was sent or answered. */
export interface Answered {
  principal: Principal;
  method: string;
  path: string;
  target: string;
  status: number;
  durationMs: number;
  requestId: string;
  /** The network it came from, without the part that names a machine. */
  network: string;
  client: string;
}

/** Tells of every answer to somebody who is known, when it is on its way. */
export function tellAnswers(
  app: FastifyInstance,
  principals: WeakMap<object, Principal>,
  tell: (answer: Answered) => void,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const principal = principals.get(request);
    if (!principal) return;
    tell({
      principal,
      method: request.method,
      path: request.routeOptions.url ?? '',
      target: Object.values((request.params ?? {}) as Record<string, string>).join('/'),
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      requestId: request.id,
      ...whence(request),
    });
  });
}

export const whence = (request: Pick<FastifyRequest, 'ip' | 'headers'>): { network: string; client: string } => ({
  network: networkOf(request.ip),
  client:
    /(OneOutlook|Outlook|Edg|Firefox|Chrome|Safari|Trident)/.exec(request.headers['user-agent'] ?? '')?.[1] ?? 'other',
});
/** The first three quarters of an IPv4 address, the first three parts of another. */
const networkOf = (ip: string): string =>
  ip.includes(':') && !ip.includes('.')
    ? `${ip.split(':').slice(0, 3).join(':')}::`
    : ip.replace(/^.*?(\d+\.\d+\.\d+)\.\d+$/, '$1.0');
