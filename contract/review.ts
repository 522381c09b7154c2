import { z } from 'zod';
import { confidence, id, name, reason, recordRef, recordView, type Route } from './shapes.js';

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

/** A conversation that left what was agreed for it: its later mail waits for an answer. */
export const askedConversation = z.object({
  id,
  question: z.object({ kind: z.enum(['internal', 'new_domain']), value: name }),
  records: z.array(recordView),
  subject: z.string().optional(),
  dateTime: z.string(),
  /** Mails that wait for the answer. */
  waiting: z.number().int(),
});
/** An address, or "@domain", that several records have, and which one this person means by it. */
export const linkChoice = z.object({
  address: z.string(),
  record: recordView,
  others: z.array(recordView),
  chosenDateTime: z.string(),
});
const decided = z.object({
  decided: z.number().int(),
  count: z.number().int(),
  /** Takes all of it back. */
  undo: id.optional(),
});

/**
 * The one cause why a mail is not on a record by rule, of the catalogue C1 to C12; or that it is. `asked`: it waits for a person's answer.
 * `undone`: a person took it off.
 */
export const why = z.object({
  code: z.enum([
    'linked',
    'filed',
    'asked',
    'undone',
    'C1',
    'C2',
    'C3',
    'C4',
    'C5',
    'C6',
    'C7',
    'C8',
    'C9',
    'C10',
    'C11',
    'C12',
  ]),
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
      'review',
      'askAdmin',
    ]),
  ),
  /** Whose settings a remedy opens. */
  mailbox: z.object({ id: z.string(), address: z.string() }).optional(),
  /** The folder the mail is in, as `addFolder` adds it. */
  folder: z.object({ id: z.string(), name: z.string() }).optional(),
  /** The line of the sync log that `retry` tries again. */
  entry: z.string().optional(),
  /** The mailbox is connected and well, only nobody chose what is synced. */
  needsSettings: z.boolean().optional(),
  /** Until when Microsoft asked us to wait. */
  waitUntil: z.string().optional(),
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
    query: z.object({
      before: z.string().max(1200).optional(),
      /** Only links to one record. */
      module: id.optional(),
      record: id.optional(),
    }),
    reply: z.object({
      items: z.array(reviewItem),
      next: z.string().optional(),
      count: z.number().int(),
      /** The records in question, the most asked about first. */
      records: z.array(z.object({ record: recordView, count: z.number().int(), likely: z.number().int() })),
      conversations: z.array(askedConversation),
    }),
  },
  'POST /mail/review': {
    summary: 'Accept, reject or choose; a choice is remembered for its address. Twice is once',
    body: z.object({
      decisions: z
        .array(
          z.discriminatedUnion('decision', [
            z.object({ id, decision: z.enum(['accept', 'reject']) }),
            z.object({ id, decision: z.literal('other'), record: recordRef }),
          ]),
        )
        .min(1)
        .max(200),
      /** `false`: the choice is for this mail alone. */
      remember: z.boolean().optional(),
    }),
    reply: decided,
  },
  'POST /mail/review/record': {
    summary: 'Accept every likely link of your mail to one record. Twice is once',
    body: z.object({ record: recordRef }),
    reply: decided,
  },
  'POST /mail/review/undo': {
    summary: 'Take back what was decided with one request. Twice is once',
    body: z.object({ undo: id }),
    reply: z.object({ count: z.number().int() }),
  },
  'GET /mail/choices': {
    summary: 'Which record you mean by addresses and domains that several have',
    reply: z.object({ choices: z.array(linkChoice) }),
  },
  'PUT /mail/choices': {
    summary: 'Mean another record by an address or "@domain" from now on, or be asked again (null)',
    body: z.object({ address: z.string().trim().min(3).max(320), record: recordRef.nullable() }),
    reply: z.object({}),
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
export type LinkChoice = z.infer<typeof linkChoice>;
export type AskedConversation = z.infer<typeof askedConversation>;
export type ReviewItem = z.infer<typeof reviewItem>;
