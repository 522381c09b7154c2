import { z } from 'zod';
import { mailboxId } from './connection.js';
import type { Route } from './shapes.js';

/*
 * What of this product works for one person here and now, and where everything that is about them is kept.
 */

export const capability = z.enum([
  'filing',
  'mailSync',
  'sending',
  'sharedMailboxes',
  'tracking',
  'calendar',
  'schedules',
  'teams',
  'rooms',
  'attachments',
  'sharePoint',
  'recordFolders',
  'folderAccess',
  'coherence',
  'search',
  'changes',
  'createRecords',
  'timeline',
  'contacts',
  'directory',
  'signInLog',
]);
const remedy = z.object({
  /** Who can change it. */
  by: z.enum(['you', 'administrator']),
  /** The part of the settings where it is changed. */
  place: z.enum(['microsoft', 'mailbox', 'calendar', 'oneDrive', 'access', 'policy', 'coherence', 'audit']).optional(),
  /** Of the place `mailbox`. */
  mailbox: mailboxId.optional(),
  /** Microsoft's page on which it is allowed. */
  url: z.string().optional(),
});
const whatWorks = z.object({
  capability,
  /** `limited`: it can be used, but not all of it, or not as one would expect. */
  state: z.enum(['works', 'limited', 'off']),
  /** The reason, or what there is to know of what works. */
  sentence: z.string(),
  /** Absent where nobody can change it, or nothing has to be changed. */
  remedy: remedy.optional(),
});
const kept = z.object({
  what: z.string(),
  /** Empty: nothing of it is there. */
  microsoft: z.string(),
  coherence: z.string(),
  here: z.string(),
  /** Of what is here. */
  howLong: z.string(),
});

export const whatWorksRoutes = {
  'GET /what-works': {
    summary: 'What works for the person here and now, and what is limited or off, each with the reason and the remedy',
    reply: z.object({ isAdministrator: z.boolean(), capabilities: z.array(whatWorks) }),
  },
  'GET /where-things-are': {
    summary: 'What is kept at Microsoft, in Coherence and here, and for how long',
    reply: z.object({ kinds: z.array(kept) }),
  },
} as const satisfies Record<string, Route>;

export type Capability = z.infer<typeof capability>;
export type WhatWorks = z.infer<typeof whatWorks>;
export type Kept = z.infer<typeof kept>;
