import { z } from 'zod';
import { mailboxId } from './connection.js';
import { name, type Route } from './shapes.js';

/** What the sync of a mailbox met, line by line: reasons and places, never content. */
export const syncKind = z.enum(['message', 'folder', 'mailbox', 'subscription', 'stream']);
/** `open` waits for a person; `told` is for information. */
export const syncState = z.enum(['open', 'done', 'skipped', 'told']);

export const syncLogEntry = z.object({
  id: z.string(),
  dateTime: z.string(),
  kind: syncKind,
  /** A diagnosis of the catalogue, such as C10. */
  code: z.string(),
  sentence: z.string(),
  folder: name.optional(),
  state: syncState,
  /** For support. */
  reference: z.string().optional(),
});
const filter = z.object({
  /** Display name of a folder. */
  folder: name.optional(),
  kind: syncKind.optional(),
  state: syncState.optional(),
  text: z.string().trim().max(200).optional(),
});
const entryId = z.string().regex(/^[1-9]\d{0,15}$/);
const ofMailbox = z.object({ mailbox: mailboxId });
const ofEntry = z.object({ mailbox: mailboxId, entry: entryId });
const nothing = z.object({});

export const syncLogRoutes = {
  'POST /mailboxes/:mailbox/log': {
    summary: 'The sync log, newest first, by folder, kind, state and words',
    params: ofMailbox,
    body: filter.extend({ before: entryId.optional() }),
    reply: z.object({
      entries: z.array(syncLogEntry),
      next: z.string().optional(),
      /** Names of folders that occur in the log. */
      folders: z.array(name),
    }),
  },
  'POST /mailboxes/:mailbox/log/csv': {
    summary: 'The same as a table to take along',
    params: ofMailbox,
    body: filter,
    reply: z.object({ csv: z.string() }),
  },
  'POST /mailboxes/:mailbox/log/:entry/retry': {
    summary: 'Looks once more at what was passed over; twice is once',
    params: ofEntry,
    body: nothing,
    reply: syncLogEntry,
  },
  'POST /mailboxes/:mailbox/log/:entry/skip': {
    summary: 'Leaves it out for good; twice is once',
    params: ofEntry,
    body: nothing,
    reply: syncLogEntry,
  },
} as const satisfies Record<string, Route>;

export type SyncLogEntry = z.infer<typeof syncLogEntry>;
export type SyncLogFilter = z.infer<typeof filter>;
