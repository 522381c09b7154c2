import { z } from 'zod';
import { mailboxId } from './connection.js';
import { filing } from './filing.js';
import { confidence, id, name, reason, recordRef, type Route } from './shapes.js';

/*
 * What is on a record. Each viewer gets of a mail what the mailboxes that hold it allow them to see; what they may not see is
 * not in the answer at all.
 */

/** `own`: the viewer has a copy; the others as the owners of the copies chose. */
export const seen = z.enum(['own', 'everything', 'subject', 'people']);
const person = z.object({ role: z.enum(['from', 'to', 'cc', 'bcc']), address: z.string(), name: z.string() });

export const timelineMail = z.object({
  seen,
  subject: z.string().optional(),
  preview: z.string().optional(),
  /** Blind copies only for those who have the copy that shows them. */
  people: z.array(person),
  sentDateTime: z.string().optional(),
  isOutgoing: z.boolean(),
  hasAttachments: z.boolean().optional(),
  importance: z.string().optional(),
  /** Outlook's mark "private", "personal" or "confidential": colleagues see people and time only. */
  isPrivate: z.boolean(),
  mailboxes: z.array(z.object({ id: mailboxId, name, address: z.string(), isYours: z.boolean() })),
  /** What colleagues without a copy see of it, and whether a policy of the organisation decided that. */
  colleagues: z.object({ see: z.enum(['people', 'subject', 'everything']), byPolicy: z.boolean() }),
  /** No copy is in a mailbox any more. */
  isGone: z.boolean(),
});
export const mailLink = z.object({
  id,
  confidence,
  reason: reason.partial({ value: true }),
  linkedDateTime: z.string(),
  canUndo: z.boolean(),
});
export const timelineEntry = z.object({
  /** Stable: of the link, or of the filing. */
  id,
  kind: z.enum(['mail', 'filing']),
  dateTime: z.string(),
  conversation: z.object({ id: z.string(), count: z.number().int() }),
  mail: timelineMail.optional(),
  link: mailLink.optional(),
  filing: filing.optional(),
});

export const timelineFilter = z.object({
  kind: z.enum(['received', 'sent', 'filed']).optional(),
  /** An address of somebody who took part. */
  person: z.string().min(3).max(320).optional(),
  mailbox: mailboxId.optional(),
  withFiles: z.boolean().optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Words of what the viewer may see. */
  search: z.string().trim().min(1).max(200).optional(),
  /** The mails of one conversation, instead of its latest. */
  conversation: z.string().min(1).max(500).optional(),
});
const place = z.string().max(200);
const page = z.object({
  entries: z.array(timelineEntry),
  /** Goes on to older entries. */
  next: place.optional(),
  /** Goes back to newer ones. */
  previous: place.optional(),
});

/** Body of `POST /mail/attachment`, whose answer is the file itself; `attachment` is an id that `POST /mail/body` gave. */
export const attachmentWish = z.object({ record: recordRef, entry: id, attachment: z.string().min(1).max(1000) });

export const timelineRoutes = {
  'GET /records/:module/:id/timeline': {
    summary: 'What is on a record, newest first: the latest mail of each conversation, and filings',
    params: recordRef,
    query: z.object({ before: place.optional(), after: place.optional() }),
    reply: page,
  },
  'POST /records/:module/:id/timeline': {
    summary: 'What is on a record, narrowed to what is looked for',
    params: recordRef,
    body: timelineFilter.extend({ before: place.optional(), after: place.optional() }),
    reply: page,
  },
  'GET /records/:module/:id/timeline/overview': {
    summary: 'How much is on a record, in whose mailboxes, and with whom it was lately',
    params: recordRef,
    reply: z.object({
      mails: z.number().int(),
      conversations: z.number().int(),
      filings: z.number().int(),
      mailboxes: z.array(z.object({ id: mailboxId, name, address: z.string() })),
      people: z.array(z.object({ address: z.string(), name: z.string() })),
    }),
  },
  'POST /mail/body': {
    summary: 'The text of a mail on a record, read now with the viewer’s own right, without anything that acts',
    body: z.object({ record: recordRef, entry: id }),
    reply: z.object({
      html: z.string(),
      hasRemotePictures: z.boolean(),
      attachments: z.array(
        z.object({ id: z.string(), name: z.string(), sizeBytes: z.number().int(), contentType: z.string() }),
      ),
      webLink: z.string().optional(),
    }),
  },
  'POST /mail/links/:id/undo': {
    summary: 'Take a mail off a record; the rule does not put it back. Twice is once',
    params: z.object({ id }),
    reply: z.object({ id, state: z.literal('undone') }),
  },
} as const satisfies Record<string, Route>;

export type AttachmentWish = z.infer<typeof attachmentWish>;
export type TimelineEntry = z.infer<typeof timelineEntry>;
export type TimelineFilter = z.infer<typeof timelineFilter>;
export type TimelineMail = z.infer<typeof timelineMail>;
export type TimelineOverview = z.infer<(typeof timelineRoutes)['GET /records/:module/:id/timeline/overview']['reply']>;
export type MailBody = z.infer<(typeof timelineRoutes)['POST /mail/body']['reply']>;
