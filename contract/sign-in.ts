import { z } from 'zod';
import type { Route } from './shapes.js';

const secret = z.string().regex(/^[\w-]{20,100}$/);

/** What a page may ask before anybody is signed in: signing in in a window of its own, and a link for another browser. */
export const signInRoutes = {
  'POST /sign-in/redeem': {
    summary:
      'The token of a sign-in that ended in a window: once, within two minutes, for the page that opened the window',
    body: z.object({ ticket: secret, secret }),
    reply: z.object({ token: z.string(), endsDateTime: z.string() }),
    public: true,
  },
  'POST /sign-in/links': {
    summary: 'A link that opens the settings in another browser or a private window: once, within ten minutes',
    body: z.object({}),
    reply: z.object({ url: z.string(), endsDateTime: z.string() }),
    public: true,
  },
} as const satisfies Record<string, Route>;
