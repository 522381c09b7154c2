import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { CoherenceReturned } from '../administration/coherence-sign-in.js';
import { sendPage, type Page } from './pages.js';

export const workspaceCookie: { name: string; options: CookieSerializeOptions } = {
  name: '__Host-coherence-workspace',
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'lax', maxAge: 600 },
};
export type FinishCoherence = (
  returned: CoherenceReturned,
) => Promise<'kept' | 'failed' | 'another_browser' | 'unknown' | 'used' | 'expired'>;

/** Where Coherence's page sends an administrator's browser back to. */
export function serveCoherenceSignIn(app: FastifyInstance, finish: FinishCoherence, settings: Page | undefined): void {
  const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };
  app.get('/coherence/callback', { config }, async (request, reply) => {
    const query = request.query as Record<string, unknown>;
    const given = { state: query.state, code: query.code, browser: request.cookies[workspaceCookie.name] };
    const outcome = await finish(
      Object.fromEntries(Object.entries(given).filter(([, it]) => typeof it === 'string' && it.length < 10_000)),
    );
    reply.clearCookie(workspaceCookie.name, workspaceCookie.options);
    if (outcome === 'kept') return reply.redirect('/settings?coherence=kept#/admin/coherence', 303);
    if (outcome === 'failed') return reply.redirect('/settings?coherence=failed#/admin/coherence', 303);
    reply.status(400);
    return settings
      ? sendPage(reply, settings, { refusal: outcome })
      : reply
          .type('text/plain; charset=utf-8')
          .send('This sign-in did not begin here, or is over. Nothing was changed.');
  });
}
