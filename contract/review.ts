import { z } from 'zod';
import { confidence, id, name, reason, recordView, type Route } from './shapes.js';

/*
 * What rules did with mail, and what they ask: links to look at, addresses of several records, conversations that left what was
 * agreed for them. Questions go to the person in whose mailbox the mail is.
 */

/** A record a mail is on by rule, as the person with the mail open sees it. */
export const ruleLink = z.object({ id, record: recordView, confidence, reason, isDecided: z.boolean() });
/** Several records may be meant; one is chosen, and the choice is remembered. */
export const mailQuestion = z.object({
  reason,
  choices: z.array(z.object({ id, record: recordView })),
});
export const followed = z.object({
  id,
  state: z.enum(['following', 'paused', 'stopped']),
  records: z.array(recordView),
  question: z.object({ kind: z.enum(['internal', 'new_domain']), value: name }).optional(),
});

export const reviewItem = z.object({
  /** The message; its links are decided one by one. */
  key: z.string(),
  subject: z.string().optional(),
  from: z.object({ name, address: z.string() }).optional(),
  dateTime: z.string(),
  reason,
  /** `check`: linked, likely right. `choose`: one of several. `possible`: not linked yet. */
  kind: z.enum(['check', 'choose', 'possible']),
  links: z.array(z.object({ id, record: recordView, confidence })),
});

/** The one cause why a mail is not on a record by rule, of the catalogue C1 to C11; or that it is. */
export const why = z.object({
  code: z.enum(['linked', 'filed', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11']),
  sentence: z.string(),
  records: z.array(recordView),
  remedies: z.array(
    z.enum([
      'addFolder',
      'extendRange',
      'changeRule',
      'fileThis',
      'createPerson',
      'syncNow',
      'resume',
      'connect',
      'retry',
    ]),
  ),
  /** Whose settings a remedy opens. */
  mailbox: z.object({ id: z.string(), address: z.string() }).optional(),
});

export const reviewRoutes = {
  'POST /messages/why': {
    summary: 'Why a mail is not on a record, or on which it is',
    body: z.object({
      messageId: z.string().min(1).max(1000),
      internetMessageId: z.string().min(1).max(1000),
    }),
    reply: why,
  },
  'GET /mail/review': {
    summary: 'Links of your mail to look at: likely ones, possible ones and questions',
    query: z.object({ before: z.string().max(200).optional() }),
    reply: z.object({ items: z.array(reviewItem), next: z.string().optional(), count: z.number().int() }),
  },
  'POST /mail/review': {
    summary: 'Accept, reject or choose; a choice is remembered for its address. Twice is once',
    body: z.object({
      decisions: z
        .array(z.object({ id, decision: z.enum(['accept', 'reject']) }))
        .min(1)
        .max(200),
    }),
    reply: z.object({ decided: z.number().int(), count: z.number().int() }),
  },
  'POST /mail/threads/:id/answer': {
    summary: 'Whether a conversation that left its scope goes on to its records, or stops',
    params: z.object({ id }),
    body: z.object({ answer: z.enum(['go_on', 'stop']) }),
    reply: z.object({ state: z.enum(['following', 'paused', 'stopped']) }),
  },
} as const satisfies Record<string, Route>;

export type RuleLink = z.infer<typeof ruleLink>;
export type MailQuestion = z.infer<typeof mailQuestion>;
export type Followed = z.infer<typeof followed>;
export type Why = z.infer<typeof why>;
export type ReviewItem = z.infer<typeof reviewItem>;
