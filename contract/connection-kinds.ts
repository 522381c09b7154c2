import { z } from 'zod';
import type { Route } from './shapes.js';

/** A feature that an account does not have, and why: it is a personal one, or its plan does not hold it. */
export const lack = z.object({
  feature: z.enum(['sites', 'teams', 'rooms', 'schedules', 'shared', 'directory', 'signInLog']),
  reason: z.enum(['personal', 'licence']),
  sentence: z.string(),
});

/** Which kinds of accounts there are, and what each lacks. */
export const kindRoutes = {
  'GET /connection/kind': {
    summary: 'What kind of Microsoft account the person has, and what it lacks; best effort for licences',
    reply: z.object({ kind: z.enum(['work', 'personal']), lacks: z.array(lack) }),
  },
} as const satisfies Record<string, Route>;

export type Lack = z.infer<typeof lack>;
export type Reply<K extends keyof typeof kindRoutes> = z.infer<(typeof kindRoutes)[K]['reply']>;
