import { z } from 'zod';
import { name, recordRef, type Route } from './shapes.js';

/** A mail of the viewer's own mailbox, as Microsoft found it just now. It is kept nowhere, and nobody else sees it. */
export const mailboxHit = z.object({
  /** In Graph's form, as `POST /filings` takes it. */
  messageId: z.string(),
  internetMessageId: z.string(),
  subject: z.string(),
  preview: z.string(),
  from: z.object({ name: z.string(), address: z.string() }).optional(),
  to: z.array(z.object({ name: z.string(), address: z.string() })),
  dateTime: z.string(),
  hasAttachments: z.boolean(),
  webLink: z.string().optional(),
  isOnRecord: z.boolean(),
});

export const mailboxSearchRoutes = {
  'POST /records/:module/:id/mailbox-search': {
    summary: 'Mail in the viewer’s own mailbox with these words, asked of Microsoft now and stored nowhere',
    params: recordRef,
    body: z.object({ search: z.string().trim().min(1).max(200) }),
    reply: z.object({
      /** Whose mailbox was searched. */
      mailbox: name,
      hits: z.array(mailboxHit),
      /** Microsoft has more than is shown. */
      hasMore: z.boolean(),
    }),
  },
} as const satisfies Record<string, Route>;

export type MailboxHit = z.infer<typeof mailboxHit>;
export type MailboxHits = z.infer<(typeof mailboxSearchRoutes)['POST /records/:module/:id/mailbox-search']['reply']>;
