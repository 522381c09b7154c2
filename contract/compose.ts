import { z } from 'zod';
import { mailboxId } from './connection.js';
import { id, name, recordRef, type Route } from './shapes.js';

/*
 * Writing a mail on a record. The browser names the mail (`id`, a UUID of its own) and saves it as it is written; sending is a
 * wish about that name, so that however often it is asked for, one mail leaves.
 */

const outgoingId = z.uuid();
const ofMail = z.object({ id: outgoingId });
/** Kept as it was typed; whether it is an address is asked when it is to be sent. */
const recipient = z.object({ address: z.string().trim().min(1).max(320), name: name.optional() });
const recipients = z.array(recipient).max(500);

export const outgoingKind = z.enum(['new', 'reply', 'replyAll', 'forward']);
export const wishedMail = z.object({
  record: recordRef,
  /** The mailbox it leaves from. */
  mailbox: mailboxId,
  kind: outgoingKind,
  /** The entry of the record's timeline that is answered or handed on; absent for a new mail. */
  entry: id.optional(),
  to: recipients,
  cc: recipients,
  bcc: recipients,
  subject: z.string().max(255),
  html: z.string().max(400_000),
});

const outgoingFile = z.object({
  id: outgoingId,
  name,
  contentType: z.string().max(200),
  sizeBytes: z.number().int(),
  /** How much of it the server has; the rest is still to come. */
  receivedBytes: z.number().int(),
});
/** `waiting`: it can still be called back. */
export const outgoingState = z.enum(['draft', 'waiting', 'sending', 'sent', 'failed']);
export const outgoing = z.object({
  id: outgoingId,
  state: outgoingState,
  /** Counts up with every save. */
  version: z.number().int(),
  /** Absent once it was sent: from then on the copy in Sent Items is all there is. */
  mail: wishedMail.optional(),
  files: z.array(outgoingFile),
  sendDateTime: z.string().optional(),
  /** Why it was not sent, or what it waits for; `field` where one of the fields is to be changed. */
  problem: z.object({ code: z.string(), sentence: z.string(), field: z.string().optional() }).optional(),
  updatedDateTime: z.string(),
});

/** A mailbox one may write from; with `problem` where something is missing first. */
export const sender = z.object({
  mailbox: mailboxId,
  kind: z.enum(['own', 'shared']),
  address: z.string(),
  name,
  problem: z.object({ kind: z.enum(['permission', 'sign_in', 'unsupported']), sentence: z.string() }).optional(),
});

export const composeRoutes = {
  'POST /records/:module/:id/new-mail': {
    summary: 'A mail for a record is begun in Outlook: whom it goes to. Once sent, it is put on the record',
    params: recordRef,
    /** Whom it goes to when the record itself has no address. */
    body: z.object({ people: z.array(z.string().trim().min(3).max(320)).max(20) }),
    reply: z.object({ to: z.array(z.object({ address: z.string(), name: z.string() })) }),
  },
  'POST /outgoing/prepare': {
    summary: 'What a new mail on a record, or an answer to one of its mails, begins with',
    body: z.object({ record: recordRef, kind: outgoingKind, entry: id.optional() }),
    reply: z.object({
      senders: z.array(sender),
      /** The mailbox it is best written from: for an answer, one that has the mail. */
      mailbox: mailboxId.optional(),
      to: recipients,
      cc: recipients,
      subject: z.string(),
      /** People of the record, for the fields. */
      people: z.array(z.object({ address: z.string(), name })),
      /** How large a mail may be on its way; attachments grow by a third. */
      largestBytes: z.number().int(),
    }),
  },
  'GET /records/:module/:id/outgoing': {
    summary: 'The mails one wrote on a record that have not left yet',
    params: recordRef,
    reply: z.object({ mails: z.array(outgoing) }),
  },
  'GET /outgoing/:id': { summary: 'One mail of one’s own, as it is now', params: ofMail, reply: outgoing },
  'PUT /outgoing/:id': {
    summary: 'Keeps a mail as it is written; the same twice is once',
    params: ofMail,
    body: wishedMail.extend({ version: z.number().int().min(0) }),
    reply: outgoing,
  },
  'PUT /outgoing/:id/files/:file': {
    summary: 'A part of an attachment, in order; the same part twice is once',
    params: ofMail.extend({ file: outgoingId }),
    body: z.object({
      name: z.string().trim().min(1).max(255),
      contentType: z.string().max(200),
      sizeBytes: z.number().int().min(0),
      from: z.number().int().min(0),
      data: z.base64().max(900_000),
    }),
    reply: outgoingFile,
  },
  'POST /outgoing/:id/files/:file/remove': {
    summary: 'Leaves an attachment out; twice is once',
    params: ofMail.extend({ file: outgoingId }),
    body: z.object({}),
    reply: outgoing,
  },
  'POST /outgoing/:id/send': {
    summary: 'Sends it, once, however often it is asked for; until `undoSeconds` are over it can be called back',
    params: ofMail,
    body: z.object({ version: z.number().int().min(0), undoSeconds: z.number().int().min(0).max(30) }),
    reply: outgoing,
  },
  'POST /outgoing/:id/cancel': {
    summary: 'Calls a mail back that still waits; it is a draft again',
    params: ofMail,
    body: z.object({}),
    reply: outgoing,
  },
  'POST /outgoing/:id/discard': {
    summary: 'Forgets a mail that was not sent, here and in Drafts; twice is once',
    params: ofMail,
    body: z.object({}),
    reply: z.object({}),
  },
} as const satisfies Record<string, Route>;

export type WishedMail = z.infer<typeof wishedMail>;
export type Outgoing = z.infer<typeof outgoing>;
export type OutgoingFile = z.infer<typeof outgoingFile>;
export type OutgoingKind = z.infer<typeof outgoingKind>;
export type Sender = z.infer<typeof sender>;
