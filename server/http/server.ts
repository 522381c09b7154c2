import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { routes, type RouteKey } from '../../contract/api.js';
import { acting } from '../base/acting.js';
import { AppError } from '../base/errors.js';
import { newId } from '../base/ids.js';
import type { Log } from '../base/log.js';
import type { Principal } from '../base/principal.js';
import type { Connect } from '../connections/connect.js';
import { createAdmit } from './admit.js';
import { serveAttachments } from './attachments.js';
import { serveCoherenceSignIn, type FinishCoherence } from './coherence-page.js';
import { serveCoherenceWebhooks, type CoherenceDelivery } from './coherence-webhooks.js';
import { serveConnect } from './connect-page.js';
import { serveSignIn } from './sign-in-pages.js';
import { handlers, type Needs } from './handlers.js';
import type { Input } from './routes/route.js';
import { tellAnswers, type Answered } from './answered.js';
import { perMinute } from './per-minute.js';
import { readBuild, servePages, type PageOptions } from './pages.js';
import { sendProblem, toProblem } from './problem.js';
import { requireStorable } from './storable.js';
import { serveWebhooks } from './webhooks.js';
import type { Notices } from '../sync/notices.js';

export interface HttpOptions {
  needs: Needs;
  log: Log;
  validate(authorization: string | undefined): Promise<Principal>;
  remember(principal: Principal): Promise<void>;
  publicUrl: string;
  /** Told of what a person asked of us, and how it ended. */
  onAnswer(answer: Answered): void;
  operation: { serve(app: FastifyInstance): void };
  connect: Pick<Connect, 'finish'>;
  finishCoherence: FinishCoherence;
  notices: Pick<Notices, 'take'>;
  hearCoherence(delivery: CoherenceDelivery): Promise<void>;
  pages: PageOptions;
  /** Tests hold answers against the contract too. */
  checkReplies?: boolean;
  requestsPerMinute?: number;
}

/** The HTTP door: every route of the contract below /api, and the pages. */
export async function createHttp({
  needs,
  log,
  validate,
  remember,
  publicUrl,
  onAnswer,
  operation,
  connect,
  finishCoherence,
  notices,
  hearCoherence,
  pages,
  checkReplies = false,
  requestsPerMinute = 600,
}: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    genReqId: newId,
    trustProxy: 'loopback',
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    // Addresses the router itself cannot read: too long, or badly encoded.
    frameworkErrors: (_error, request, reply) => void sendProblem(nothingHere(), request, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  if (checkReplies) app.setSerializerCompiler(serializerCompiler);
  else app.setSerializerCompiler(() => (it) => JSON.stringify(it));
  await app.register(helmet, {
    contentSecurityPolicy: false,
    frameguard: false,
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
  await app.register(rateLimit, { global: false });
  await app.register(cookie);
  const build = readBuild(pages.folder);
  app.addHook('onSend', async (request, reply) => {
    reply.header('request-id', request.id);
    if (request.url.startsWith('/api'))
      reply
        .header('cache-control', 'no-store')
        .header('coherence-build', build)
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  });
  app.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error, request.id);
    const details = { requestId: request.id, route: request.routeOptions.url ?? 'unknown', code: problem.code };
    if (problem.code === 'internal') log.error('a request failed', { ...details, cause: describe(error) });
    else log.info('a request was refused', details);
    await sendProblem(error, request, reply);
  });
  app.setNotFoundHandler(async (request, reply) => {
    await sendProblem(nothingHere(), request, reply);
  });

  const admit = createAdmit({ validate, remember, publicUrl });
  const principals = new WeakMap<object, Principal>();
  for (const key of Object.keys(routes) as RouteKey[]) {
    const route: { params?: object; query?: object; body?: object; reply: object; public?: true } = routes[key];
    const [method = 'GET', url = '/'] = key.split(' ');
    app.route({
      method,
      url: `/api${url}`,
      schema: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        response: { 200: route.reply },
      },
      config: {
        rateLimit: {
          ...perMinute(requestsPerMinute, 'Too many requests at once. It continues by itself in a moment.'),
          // By person: runs after `onRequest` below, so whoever is not known was refused before.
          keyGenerator: (request) => {
            const principal = principals.get(request);
            return principal ? `${principal.tenantId} ${principal.objectId}` : request.ip;
          },
        },
      },
      // Before the body is read: who may not ask need not be listened to.
      onRequest: async (request) => {
        if (route.public) return;
        principals.set(request, await admit(request));
      },
      preHandler: async ({ params, query, body }) => {
        for (const part of [params, query, body]) requireStorable(part);
      },
      handler: async (request, reply) => {
        const handle = handlers[key] as (needs: Needs, input: Input<RouteKey>) => Promise<unknown>;
        return acting.run(principals.get(request) ?? nobody, () =>
          handle(needs, {
            principal: principals.get(request) as Principal,
            params: request.params,
            query: request.query,
            body: request.body,
            setCookie: (...it) => void reply.setCookie(...it),
          } as Input<RouteKey>),
        );
      },
    });
  }
  tellAnswers(app, principals, onAnswer);
  operation.serve(app);
  const served = await servePages(app, pages);
  serveConnect(app, connect, served.settings);
  serveCoherenceSignIn(app, finishCoherence, served.settings);
  serveSignIn(app, needs.windowSignIn, served);
  serveWebhooks(app, (it) => notices.take(it));
  await serveCoherenceWebhooks(app, hearCoherence);
  serveAttachments(app, { admit, open: needs.timeline.attachment, perMinute: requestsPerMinute });
  return app;
}

/** Before anybody signed in. */
const nobody = { tenantId: '', objectId: '' };
const nothingHere = (): AppError =>
  new AppError('not_found', 'There is nothing at this address.', { source: 'request' });

const describe = (error: unknown): string =>
  (error instanceof Error
    ? `${error.stack ?? error.message}${error.cause instanceof Error ? ` caused by ${error.cause.message}` : ''}`
    : String(error)
  ).slice(0, 1500);
