import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Connect, Finished } from '../connections/connect.js';
import { sendPage, type Page } from './pages.js';

/** Ties a sign-in to the browser that began it: never readable by scripts, never sent to another host. */
export const browserCookie: { name: string; options: CookieSerializeOptions } = {
  name: '__Host-coherence-connect',
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'lax', maxAge: 600 },
};
/** From one address; more is somebody who guesses. */
const callbacksPerMinute = 120;
const after = '/settings#/integrations/microsoft';
const sentences: Record<Exclude<Finished, 'settled'>, string> = {
  unknown: 'We did not begin this sign-in. Nothing was connected.',
  used: 'This sign-in was already used. Nothing was changed.',
  expired: 'This sign-in took longer than ten minutes. Nothing was connected.',
  another_browser: 'This sign-in was begun in another browser. Nothing was connected.',
};

/** Where Microsoft's page sends the browser back to. Whatever comes is refused unless it is the end of a sign-in that began here. */
export function serveConnect(app: FastifyInstance, connect: Pick<Connect, 'finish'>, settings: Page | undefined): void {
  const config = { rateLimit: { max: callbacksPerMinute, timeWindow: '1 minute' } };
  app.get('/connect/callback', { config }, async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const text = (name: string): string | undefined => {
      const value = query[name];
      return typeof value === 'string' && value.length < 10_000 ? value : undefined;
    };
    const given = {
      state: text('state'),
      code: text('code'),
      error: text('error'),
      errorDescription: text('error_description'),
      browser: request.cookies[browserCookie.name],
    };
    const finished = await connect.finish(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
    if (finished === 'settled')
      return reply.clearCookie(browserCookie.name, browserCookie.options).redirect(after, 303);
    reply.status(400);
    return settings
      ? sendPage(reply, settings, { refusal: finished })
      : reply.type('text/plain; charset=utf-8').send(sentences[finished]);
  });
}
