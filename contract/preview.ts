import { z } from 'zod';
import { diagnosis, mailboxId } from './connection.js';
import { mailSettings } from './mail-settings.js';
import { address, id, name, recordView, type Route } from './shapes.js';

/** What settings would bring, counted without keeping any of it. */
const counted = z.object({
  /** Messages of the range in the chosen folders. */
  messages: z.number().int(),
  /** Of these, on a record by themselves. */
  linked: z.number().int(),
  /** Of these, a question in Review links. */
  asked: z.number().int(),
  /** Let in by the rules and on no record: only ids and hashes of them are kept. */
  unmatched: z.number().int(),
  excluded: z.array(z.object({ rule: z.string(), messages: z.number().int() })),
  folders: z.array(z.object({ name, messages: z.number().int(), linked: z.number().int() })),
  /** Those with most mail first, a hundred at most. */
  records: z.array(z.object({ record: recordView, messages: z.number().int() })),
  recordCount: z.number().int(),
  /** What several records share, so that a person is asked. */
  conflicts: z.array(z.object({ value: z.string(), messages: z.number().int(), records: z.array(name) })),
  /** The newest mails that would be on a record, as their owner sees them. */
  examples: z.array(z.object({ from: name, fromAddress: address, subject: z.string(), dateTime: z.string() })),
  /** There was more than one dry run reads; the numbers are of its newest part. */
  isPartial: z.boolean(),
});
export const preview = z.object({
  id,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  read: z.number().int(),
  expected: z.number().int(),
  problem: diagnosis.optional(),
  result: counted.optional(),
});
const ofPreview = z.object({ preview: id });

export const previewRoutes = {
  'POST /mailboxes/:mailbox/preview': {
    summary: 'Begins a dry run of settings; nothing is kept of what it reads',
    params: z.object({ mailbox: mailboxId }),
    body: z.object({ settings: mailSettings }),
    reply: preview,
  },
  'GET /previews/:preview': { summary: 'How far a dry run is, and what it counted', params: ofPreview, reply: preview },
  'POST /previews/:preview/cancel': {
    summary: 'Ends a dry run; twice is once',
    params: ofPreview,
    body: z.object({}),
    reply: preview,
  },
} as const satisfies Record<string, Route>;

export type Preview = z.infer<typeof preview>;
export type Counted = z.infer<typeof counted>;
