import { z } from 'zod';
import type { Route } from './shapes.js';

/* Taking everything of Microsoft 365 that a person allowed away again. */

const lines = z.array(z.string());

export const leavingRoutes = {
  'GET /connection/removal': {
    summary: 'What disconnecting Microsoft 365 stops, keeps and can delete',
    reply: z.object({ stops: lines, keeps: lines, deletes: lines }),
  },
  'POST /connection/disconnect': {
    summary: 'Ends every sign-in, mailbox and stream of this person here; twice is once',
    body: z.object({ links: z.enum(['keep', 'delete']) }),
    reply: z.object({
      /** What could not be ended at Microsoft and lapses by itself. */
      left: lines,
      /** Microsoft's own pages, on which the permission itself can be taken back. */
      pages: z.array(z.object({ name: z.string(), url: z.string() })),
    }),
  },
} as const satisfies Record<string, Route>;
