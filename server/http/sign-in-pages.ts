import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.js';
import type { WindowSignIn } from '../identity/window-sign-in.js';
import { sendPage, type Page } from './pages.js';
import { toProblem } from './problem.js';

const cookie: { name: string; options: CookieSerializeOptions } = {
  name: '__Host-coherence-window',
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'lax', maxAge: 600 },
};
const limit = { config: { rateLimit: { max: 60, timeWindow: '1 minute' } } };

/** Signing in in a window of its own: to Microsoft's page, back, and to whoever opened the window. And the link that works once. */
export function serveSignIn(
  app: FastifyInstance,
  signIn: WindowSignIn,
  { settings, signedIn }: { settings?: Page; signedIn?: Page },
): void {
  const end = (reply: FastifyReply, facts: Record<string, unknown>) =>
    signedIn
      ? sendPage(reply, signedIn, { ending: facts })
      : reply
          .type('text/plain; charset=utf-8')
          .send('ticket' in facts ? 'You are signed in.' : 'Sign-in did not work.');

  app.get('/sign-in/window', limit, async (request, reply) => {
    const text = reader(request);
    const challenge = text('challenge');
    try {
      if (!challenge || !/^[0-9a-f]{64}$/.test(challenge))
        throw new AppError('invalid_request', 'This window was not opened by a page of Coherence.', {
          source: 'request',
          field: 'challenge',
        });
      const claims = text('claims');
      const loginHint = text('hint');
      const { url, browser } = await signIn.begin({
        challenge,
        chooseAccount: text('account') === 'choose',
        ...(claims ? { claims } : {}),
        ...(loginHint ? { loginHint } : {}),
      });
      return await reply.setCookie(cookie.name, browser, cookie.options).redirect(url, 303);
    } catch (thrown) {
      return end(reply.status(400), { problem: toProblem(thrown, request.id) });
    }
  });

  app.get('/sign-in/callback', limit, async (request, reply) => {
    const text = reader(request);
    const given = {
      state: text('state'),
      code: text('code'),
      error: text('error'),
      errorDescription: text('error_description'),
      browser: request.cookies[cookie.name],
    };
    reply.clearCookie(cookie.name, cookie.options);
    try {
      const ticket = await signIn.finish(
        Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      );
      return end(reply, { ticket });
    } catch (thrown) {
      return end(reply.status(400), { problem: toProblem(thrown, request.id) });
    }
  });

  app.get<{ Params: { secret: string } }>('/sign-in/link/:secret', limit, async (request, reply) => {
    const refused = await signIn.takeLink(request.params.secret);
    if (!refused) return reply.redirect('/settings#/integrations/microsoft', 303);
    reply.status(400);
    return settings
      ? sendPage(reply, settings, { refusal: refused })
      : reply.type('text/plain; charset=utf-8').send('This link was used already, or is over.');
  });
}

const reader = (request: FastifyRequest) => (name: string) => {
  const value = (request.query as Record<string, unknown>)[name];
  return typeof value === 'string' && value.length < 10_000 ? value : undefined;
};
